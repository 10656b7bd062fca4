import { afterEach, describe, expect, test } from "vitest";
import { eraseAgain, listForgotten } from "../../src/members/forget.ts";
import { forgottenSql, forgottenUntil } from "../../src/members/newcomers.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { createWorld, plain, type Speaker, type World } from "../world/index.ts";
import { dump, tablesWith } from "./dump.ts";

let world: World;
afterEach(() => world.close());

// a platform that can send no files
const wechat = { platform: "wechat", capabilities: { ...plain, files: false } };
const open = () => createWorld({ features, at: "2026-03-01T09:00", others: [wechat] });

const quiet = { id: "777000111", name: "阿黛尔 Adèle", username: "adele_1815" };
const words = [quiet.id, quiet.name, "Adèle", quiet.username];

/** A member with a name, an id and a username that stand nowhere else, in nearly every table. */
async function livelyMember(): Promise<Speaker> {
  const ada = world.member(quiet.name);
  Object.assign(ada.sender, { id: quiet.id, username: quiet.username });
  const ben = world.member("ben");
  await ada.says("签到");
  await ada.says("大家今天喝什么茶呀");
  await ben.says("你好 @阿黛尔 Adèle", { mentions: [{ id: quiet.id, name: quiet.name }] });
  await ben.says("/nosuch @阿黛尔 Adèle", { mentionsBot: true, mentions: [{ id: quiet.id, name: quiet.name }] });
  await world.happens({
    kind: "join",
    platform: "telegram",
    account: "bot1",
    key: "join:1",
    at: world.now,
    chat: { id: "-1001", kind: "group", title: "Tea House" },
    messageId: "9001",
    member: ada.sender,
    memberName: quiet.name,
  });
  await ada.says("排行榜");
  const whispers = (text: string) => ada.says(text, { chat: { id: quiet.id, kind: "private", title: quiet.name } });
  ada.whispers = whispers;
  await whispers("生日 05-12");
  await whispers("退订");
  await whispers("绑定");
  await world.query(
    "INSERT INTO member_tag SELECT community_id, member_id, 'vip', now() FROM identity WHERE platform_user_id = $1",
    [quiet.id],
  );
  return ada;
}

/** The words of an answer; the empty ones only stop a button's spinner. */
const told = (messages: { text: string }[]) => messages.map((message) => message.text).filter((words) => words !== "");
const privately = ({ sender }: Speaker) => ({ id: sender.id, kind: "private" as const, title: sender.name });

const forgetNow = async (speaker: Speaker) => {
  expect((await speaker.whispers("删除我的数据"))[0]).toContain("这会删除关于你的一切");
  return told(await world.happens(world.press(speaker.sender, "确定", privately(speaker))));
};

describe("being forgotten", () => {
  test("leaves nothing of a person in a dump of everything, and the books in order", async () => {
    world = await open();
    const ada = await livelyMember();
    const sum = "SELECT sum(delta)::int AS sum, count(*)::int AS rows FROM ledger_entry";
    const books = await world.query(sum);
    expect(tablesWith(await dump(world), words).length).toBeGreaterThan(5);
    const [member] = await world.query<{ id: number }>(
      "SELECT member_id AS id FROM identity WHERE platform_user_id = $1",
      [quiet.id],
    );
    expect((await forgetNow(ada))[0]).toContain("已经删除");
    await world.setTime("2026-03-01T09:01");
    // what others said about them is theirs, and goes with the text window
    expect(tablesWith(await dump(world), words)).toEqual(["message_text"]);
    expect(
      tablesWith(
        new Map([
          [
            "message_text",
            (await world.query<{ t: string }>("SELECT m::text AS t FROM message_text m")).map(({ t }) => t).join(),
          ],
        ]),
        ["喝什么茶"],
      ),
    ).toEqual([]);
    expect(await world.query(sum)).toEqual(books);
    expect(await world.query("SELECT member_id FROM ledger_entry WHERE member_id = $1", [member?.id])).toEqual([]);
    expect(await world.query("SELECT 1 FROM member WHERE id = $1", [member?.id])).toEqual([]);
  });

  test("is asked for in private and pressed within two minutes; done, it takes less than one", async () => {
    world = await open();
    const ada = world.member("ada");
    expect(await ada.says("删除我的数据")).toEqual(["这个请私聊我用。"]);
    await ada.whispers("/forget");
    const late = () => world.press(ada.sender, "确定", privately(ada));
    await world.setTime("2026-03-01T09:02");
    expect(told(await world.happens(late()))).toEqual(["两分钟已过，请重新发命令。"]);
    await ada.whispers("/forget everything please");
    expect(told(await world.happens(world.press(ada.sender, "取消", privately(ada))))[0]).toContain("什么都没有变");
    expect((await forgetNow(ada))[0]).toContain("已经删除");
    await world.setTime("2026-03-01T09:03");
    expect(await world.query("SELECT 1 FROM chat WHERE kind = 'private'")).toEqual([]);
  });

  test("works without buttons by the number of the answer", async () => {
    world = await open();
    const li = world.member("li", "wechat");
    expect((await li.whispers("删除我的数据"))[0]).toContain("这会删除关于你的一切");
    expect((await li.whispers("1"))[0]).toContain("已经删除");
    expect(await world.query("SELECT name FROM member")).toEqual([{ name: "" }]);
  });

  test("lets the person come back as somebody new", async () => {
    world = await open();
    const ada = world.member("ada");
    await ada.says("签到");
    await forgetNow(ada);
    await world.setTime("2026-03-01T09:05");
    await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
    expect(await eraseAgain(world.database, personHooks, await listForgotten(world.database))).toBe(0);
    await ada.hears("积分", "你有 10 分，排第 1 名。");
  });

  test("holds for what is imported later: the messages count, but as nobody's", async () => {
    world = await open();
    const ada = world.member("ada");
    await ada.says("早上好呀各位");
    await forgetNow(ada);
    const old = world.message(ada.sender, "去年的一句话", { at: new Date("2026-02-01T04:00:00Z") });
    expect(await world.house.recorder.record([old], { source: "history" })).toEqual(["added"]);
    await world.setTime("2026-03-01T09:05");
    await ada.says("我又来了大家好");
    const older = world.message(ada.sender, "前年的一句话", { at: new Date("2025-02-01T04:00:00Z") });
    await world.house.recorder.record([older], { source: "history" });
    expect(await world.query("SELECT sum(messages)::int AS n FROM member_day")).toEqual([{ n: 1 }]);
    expect(await world.query("SELECT sum(messages)::int AS n FROM chat_hour")).toEqual([{ n: 4 }]);
  });

  test("holds in a community that did not know them, and in their own whatever became of the installation's key", async () => {
    world = await open();
    const ada = world.member("ada");
    await ada.says("早上好呀各位");
    await forgetNow(ada);
    await world.query("INSERT INTO community (name, salt, created_at) VALUES ('other', 'x', now())");
    const [ids] = await world.query<{ own: number; other: number }>(
      "SELECT min(id) AS own, max(id) AS other FROM community",
    );
    const asked = { communityId: ids?.other ?? 0, platform: "telegram", userId: ada.sender.id };
    const until = async (userId = asked.userId) =>
      (await forgottenUntil(world.database.pool, [{ ...asked, userId }])).map((one) => one.until);
    expect(await until()).toEqual([world.now]);
    expect(await until(`${asked.userId}0`)).toEqual([]);
    // as an older program wrote it: by each community's salt alone
    await world.query("UPDATE forgotten SET account = NULL");
    expect(await until()).toEqual([world.now]);
    // with another key in the house, the own community's list still holds
    await world.query("UPDATE forgotten SET account = 'of another key'");
    expect(await until()).toEqual([]);
    expect(await forgottenUntil(world.database.pool, [{ ...asked, communityId: ids?.own ?? 0 }])).toHaveLength(1);
  });

  test("is looked up by key, however many communities there are and people were forgotten", async () => {
    world = await open();
    await world.query(
      "INSERT INTO community (name, salt, created_at) SELECT 'c' || n, 's' || n, now() FROM generate_series(1, 2000) n",
    );
    await world.query(
      "INSERT INTO forgotten SELECT id, encode(sha256(salt::bytea), 'hex'), now(), 'account ' || id FROM community",
    );
    await world.query("ANALYZE community; ANALYZE forgotten");
    const plan = await world.query<{ "QUERY PLAN": string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ${forgottenSql.replace("$1", "'{1}'").replace("$2", "'{telegram}'").replace("$3", "'{7}'").replace("$4", "'{account 5}'")}`,
    );
    const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(lines).not.toMatch(/Seq Scan on (forgotten|community)/);
  });

  test("survives the restore of an older backup", async () => {
    world = await open();
    const ada = await livelyMember();
    const backup = new Map<string, object[]>();
    for (const table of (await dump(world)).keys()) backup.set(table, await world.query(`SELECT * FROM "${table}"`));
    await forgetNow(ada);
    const list = await listForgotten(world.database);
    expect(JSON.stringify(list)).not.toContain(quiet.id);
    for (const [table, rows] of backup) {
      await world.query(`TRUNCATE "${table}"`);
      await world.query(`INSERT INTO "${table}" SELECT * FROM json_populate_recordset(NULL::"${table}", $1)`, [
        JSON.stringify(rows),
      ]);
    }
    expect(tablesWith(await dump(world), words).length).toBeGreaterThan(5);
    expect(await eraseAgain(world.database, personHooks, list)).toBe(1);
    expect(tablesWith(await dump(world), words).filter((name) => name !== "chat" && name !== "message_text")).toEqual(
      [],
    );
    expect(await eraseAgain(world.database, personHooks, list)).toBe(0);
  });
});

describe("switches", () => {
  test("out of the statistics: the next message counts for the group and for nobody, until back in", async () => {
    world = await open();
    const ada = world.member("ada");
    const mine = async () =>
      (await world.query<{ n: number }>("SELECT coalesce(sum(messages), 0)::int AS n FROM member_day"))[0]?.n;
    const all = async () => (await world.query<{ n: number }>("SELECT sum(messages)::int AS n FROM chat_hour"))[0]?.n;
    await ada.says("第一句话");
    await ada.whispers("退出统计");
    await ada.says("第二句话");
    expect([await mine(), await all()]).toEqual([1, 2]);
    expect(await world.query("SELECT text FROM message_text")).toEqual([{ text: "第一句话" }]);
    await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
    await world.setTime("2026-03-01T09:10");
    await ada.whispers("恢复统计");
    await ada.says("第三句话");
    expect([await mine(), await all()]).toEqual([2, 4]);
  });

  test("hidden from boards: nobody sees them there, and nobody's rank counts them", async () => {
    world = await open();
    const [ada, ben] = [world.member("ada"), world.member("ben")];
    await ada.says("签到");
    await world.setTime("2026-03-02T09:00");
    await ada.says("签到");
    await ben.says("签到");
    await ada.whispers("/hide");
    await ben.hears("积分", "你有 10 分，排第 1 名。");
    expect((await ben.says("排行榜"))[0]).not.toContain("ada");
    await ada.whispers("/hide off");
    expect((await ben.says("排行榜"))[0]).toContain("🥇 ada");
  });

  test("/privacy shows what holds now", async () => {
    world = await open();
    const ada = world.member("ada");
    expect((await ada.whispers("隐私"))[0]).toContain("最多保留 30 天");
    await ada.whispers("/llm off");
    await world.query("INSERT INTO setting SELECT id, 'upkeep', 'textDays', '0' FROM community");
    const [told] = await ada.whispers("隐私");
    expect(told).toContain("消息内容：不保留");
    expect(told).toContain("✖️ 问题可交给语言模型");
  });
});

test("everything kept about a person is theirs as a file, also of linked accounts", async () => {
  world = await open();
  const ada = await livelyMember();
  const answers = await world.happens(
    world.message(ada.sender, "导出我的数据", { chat: { id: quiet.id, kind: "private", title: quiet.name } }),
  );
  const [json, csv] = answers.map((answer) => answer.file);
  expect([json?.name, csv?.name]).toEqual(["my-data.json", "my-data.csv"]);
  const [community] = JSON.parse(json?.content ?? "[]") as { tables: Record<string, unknown[]> }[];
  expect(Object.keys(community?.tables ?? {}).sort()).toEqual(
    [
      "birthday",
      "check_in",
      "journey_streak",
      "member_first_day",
      "draw_streak",
      "identity",
      "ledger_entry",
      "link_code",
      "member",
      "member_day",
      "member_tag",
      "message_text",
      "newcomer",
      "opt_out",
      "passage",
      "points_total",
    ].sort(),
  );
  expect(csv?.content).toContain(`member,1,name,${quiet.name}`);
  await world.setTime("2026-03-03T04:00");
  expect(await world.query("SELECT 1 FROM outbox WHERE message ? 'file'")).toEqual([]);
});

test("where no files can be sent the data is written out, or it is said that it cannot be", async () => {
  world = await open();
  const li = world.member("li", "wechat");
  expect((await li.whispers("导出我的数据"))[0]).toContain('"name": "li"');
  for (let count = 0; count < 40; count++)
    await world.query("INSERT INTO member_tag SELECT community_id, member_id, $1, now() FROM identity", [
      `tag ${count}`,
    ]);
  expect((await li.whispers("导出我的数据"))[0]).toContain("这里发不了文件，一条消息也放不下");
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MessageEvent } from "../../src/core/event.ts";
import { features } from "../../src/features/index.ts";
import { verifyAudit } from "../../src/operators/audit.ts";
import { createWorld, type Speaker, type World } from "../world/index.ts";

let world: World;
let ada: Speaker;
beforeEach(async () => {
  world = await createWorld({ features });
  ada = world.member("Adèle");
  Object.assign(ada.sender, { id: "777000111", username: "adele_1815" });
  await ada.says("签到");
  await world.giveRole("olga", "owner");
});
afterEach(() => world.close());

const orders = (name: string, words: string, more: Partial<MessageEvent> = {}) => world.member(name).says(words, more);
const presses = async (name: string, label: string) =>
  (await world.happens(world.press(world.member(name).sender, label)))
    .map((message) => message.text)
    .filter((words) => words !== "");
const mentioned = (speaker: Speaker) => ({ mentions: [{ id: speaker.sender.id, name: speaker.name }] });
const answering = (speaker: Speaker) => ({ replyTo: { messageId: "1", toBot: false, from: speaker.sender } });
const known = async () => (await world.query("SELECT 1 FROM identity WHERE platform_user_id = '777000111'")).length;

/** Every row of every table in which the name, the username or the id of the forgotten stands. */
async function traces(): Promise<string[]> {
  const tables = await world.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await world.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
    for (const { row } of rows) if (/Adèle|adele_1815|777000111/.test(row)) found.push(`${name}: ${row}`);
  }
  return found;
}

describe("forgetting somebody at an owner's word", () => {
  test.each([
    ["a mention", "/forget @Adèle", () => mentioned(ada)],
    ["an answer to a message of theirs", "/forget", () => answering(ada)],
    ["an answer, in words", "删除成员数据", () => answering(ada)],
    ["a username", "/forget @Adele_1815", () => ({})],
    ["a name", "/forget adèle", () => ({})],
    ["a number", "/forget_member #1", () => ({})],
  ])("by %s asks first, then leaves nothing of them but the books", async (_, words, more) => {
    const [question] = await orders("olga", words, more());
    expect(question).toContain("要删除 Adèle（#1）在这个社群的一切");
    expect(question).toContain("10 分");
    expect(await known()).toBe(1);
    expect(await presses("olga", "确定")).toEqual(["#1 号成员的数据已经全部删除。TA 若再发言，就是一位新成员。"]);
    await world.setTime("2026-03-01T09:01");
    // the owner's own words go with the window of texts
    expect((await traces()).filter((row) => !row.startsWith("message_text"))).toEqual([]);
    expect(await world.query("SELECT sum(delta)::int AS sum FROM ledger_entry")).toEqual([{ sum: 10 }]);
    await ada.hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
  });

  test("is audited by number, and the chain stays whole", async () => {
    await orders("olga", "/forget adèle");
    await presses("olga", "确定");
    expect(await world.query("SELECT command, args, result FROM audit ORDER BY seq")).toEqual([
      { command: "forget_member", args: "#1", result: "asked" },
      { command: "forget_member", args: "#1", result: "done" },
    ]);
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    expect((await verifyAudit(world.database.prisma, community?.id ?? 0)).ok).toBe(true);
  });

  test("is for owners alone; with another manager there, both must agree", async () => {
    await world.giveRole("mia", "manager");
    expect(await orders("mia", "/forget_member @Adèle", mentioned(ada))).toEqual(["这个命令只有主理人可以用。"]);
    // for whoever may not, the words are about themselves
    expect(await orders("mia", "/forget @Adèle", mentioned(ada))).toEqual(["这个请私聊我用。"]);
    await orders("olga", "/forget @Adèle", mentioned(ada));
    expect((await presses("olga", "确定"))[0]).toContain("还需要另一位管理员同意");
    expect(await known()).toBe(1);
    await presses("mia", "确定");
    expect(await known()).toBe(0);
  });

  test("never touches somebody else who took the name meanwhile", async () => {
    await orders("olga", "/forget adèle");
    await world.happens(world.message({ ...ada.sender, name: "Ada" }, "新名字"));
    await world.happens(world.message({ kind: "person", id: "888", name: "Adèle" }, "大家好"));
    await presses("olga", "确定");
    expect(await known()).toBe(0);
    expect(await world.query("SELECT name FROM identity WHERE platform_user_id = '888'")).toEqual([{ name: "Adèle" }]);
  });

  test("leaves what other communities know of them, and who is who there", async () => {
    const other = { chat: { id: "-2002", kind: "group" as const, title: "Coffee House" } };
    await ada.says("签到", other);
    await world.query(
      `INSERT INTO identity_link (platform, user_id, platform_to, user_id_to, linked_at)
       VALUES ('telegram', '777000111', 'wechat', 'wx1', now())`,
    );
    await orders("olga", "/forget @Adèle", mentioned(ada));
    await presses("olga", "确定");
    expect(await known()).toBe(1);
    expect(await world.query("SELECT 1 FROM identity_link")).toHaveLength(1);
    await world.setTime("2026-03-01T09:01");
    expect((await ada.says("积分", other))[0]).toContain("你有 10 分");
    expect((await ada.says("积分"))[0]).toContain("你有 0 分");
  });

  test("refuses oneself, staff, nobody and a name that several bear", async () => {
    await world.giveRole("mia", "manager");
    expect((await orders("olga", "/forget olga"))[0]).toContain("这是你自己");
    expect((await orders("olga", "/forget mia"))[0]).toContain("先收回");
    expect((await orders("olga", "/forget nobody"))[0]).toContain("还不认识“nobody”");
    expect((await orders("olga", "/forget_member"))[0]).toContain("要说是谁");
    await world.happens(world.message({ kind: "person", id: "888", name: "adèle" }, "大家好"));
    expect((await orders("olga", "/forget adèle"))[0]).toContain("叫“adèle”的有 2 位");
  });

  test("takes away what waits about them: a question, a way back", async () => {
    await orders("olga", "加积分 5000 @Adèle", mentioned(ada));
    await orders("olga", "加积分 5 @Adèle", mentioned(ada));
    await orders("olga", "/forget @Adèle", mentioned(ada));
    await presses("olga", "确定");
    expect(await world.query("SELECT 1 FROM undo_offer")).toEqual([]);
    expect(await world.query("SELECT 1 FROM confirmation WHERE event IS NOT NULL OR args <> ''")).toEqual([]);
  });
});

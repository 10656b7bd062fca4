import { afterEach, beforeEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { starters } from "../../../src/features/journeys/starters.ts";
import { createWorld, type World } from "../../world/index.ts";
import { acquaintances, activeOn, drifters, manager, starts } from "./life.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01 21:00" });
  await world.member("ada").says("大家好");
  await manager(world, "mona");
  await world.query("UPDATE community SET salt = '00'");
});
afterEach(() => world.close());

interface MemberRow {
  member_id: number;
  arm: string;
  way: string;
  ended_for: string | null;
  due_day: Date | null;
  returned: boolean | null;
}
const onJourney = (journey: string) =>
  world.query<MemberRow>("SELECT * FROM journey_member WHERE journey = $1 ORDER BY member_id, entered_day", [journey]);
const privately = () => world.bot.sent.filter(({ chatId }) => chatId.startsWith("5"));

/** The next morning, as if every one before it had been looked at too. */
async function laterMorning(day: string): Promise<void> {
  await world.query("UPDATE journey_watch SET looked_at = $1::timestamptz - interval '1 day', held_until = NULL", [
    day,
  ]);
  await morning(day);
}

/** A night, and the look of the morning after it. */
async function morning(day: string): Promise<void> {
  await world.setTime(`${day} 03:11`);
  await world.setTime(`${day} 10:06`);
}

test("a manager sees real members first; then four of five drifting regulars get one kind word, and one of five none", async () => {
  const ids = await drifters(world, 40);
  await world.setTime("2026-03-02 03:11");
  const [preview = ""] = await starts(world, "drifting");
  expect(preview).toContain("「走远提醒」今天符合 40 人");
  expect(preview.match(/^— #/gm)).toHaveLength(5);
  await world.setTime("2026-03-02 10:06");
  const rows = await onJourney("drifting");
  expect(rows.map((row) => row.member_id)).toEqual(ids);
  const nudged = rows.filter(({ arm }) => arm === "nudged");
  expect(nudged.length).toBeGreaterThan(24);
  expect(nudged.length).toBeLessThan(40);
  expect(privately()).toHaveLength(nudged.length);
  for (const { text } of privately()) expect(text).toMatch(/^member\d+，[\s\S]*别打扰我/);
  // neither a second look nor the days after bring a second word
  await world.setTime("2026-03-02 18:31");
  for (const day of ["2026-03-03", "2026-03-04"]) await morning(day);
  expect(privately()).toHaveLength(nudged.length);
});

test("别打扰我 stops every word at once, is confirmed, and nothing is sent any more", async () => {
  await drifters(world, 1);
  const zoe = await world.giveRole("zoe", null);
  await world.member("zoe").whispers("帮助");
  await activeOn(world, zoe, "2025-12-01", "2026-02-19");
  await world.member("zoe").hears("别打扰我", "好，以后不主动打扰你了。签到、积分这些照常用；想恢复时发“/nudge on”。");
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  expect((await onJourney("drifting")).map((row) => row.member_id)).not.toContain(zoe);
});

test("who comes back, opts out or is erased goes no further, and an arm once given stays", async () => {
  const ids = await drifters(world, 30);
  await world.setTime("2026-03-02 03:11");
  await world.member("mona").whispers("旅程 修改 drifting againAfterDays 30");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const before = new Map((await onJourney("drifting")).map((row) => [row.member_id, row.arm]));
  await activeOn(world, ids[0]!, "2026-03-05", "2026-04-05");
  await laterMorning("2026-03-17");
  const first = (await onJourney("drifting")).find((row) => row.member_id === ids[0]);
  expect(first).toMatchObject({ returned: true });
  expect((await onJourney("drifting")).filter(({ returned }) => returned === false)).toHaveLength(29);
  await laterMorning("2026-04-16");
  const again = (await onJourney("drifting")).filter((row) => row.member_id === ids[0]);
  expect(again).toHaveLength(2);
  expect(again.map(({ arm }) => arm)).toEqual([before.get(ids[0]!), before.get(ids[0]!)]);
});

test("nothing is said at night, from old data or after an outage", async () => {
  await drifters(world, 3);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  // the bot was away over the whole day and comes back at night
  await world.setTime("2026-03-02 23:30");
  expect(await onJourney("drifting")).toEqual([]);
  // four days without a look: a hole in what it saw
  await world.setTime("2026-03-06 10:06");
  expect(await onJourney("drifting")).toEqual([]);
  await morning("2026-03-07");
  expect(await onJourney("drifting")).toEqual([]);
  for (const day of ["2026-03-08", "2026-03-09", "2026-03-10"]) await morning(day);
  expect(await onJourney("drifting")).toHaveLength(3);
});

test("who cannot be written to is not named in the group, and becomes a task where there is no group text", async () => {
  const ids = await drifters(world, 12);
  await world.query("DELETE FROM chat WHERE kind = 'private' AND address LIKE '5%'");
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  const before = world.bot.sent.length;
  await world.setTime("2026-03-02 10:06");
  // the manager's digest of that Monday is another matter
  const posts = world.bot.sent.slice(before).filter(({ chatId }) => chatId === "-1001");
  expect(posts).toHaveLength(1);
  expect(world.bot.sent.slice(before).some(({ text }) => /member\d/.test(text) && text.includes("走远"))).toBe(false);
  expect(posts[0]?.text).not.toMatch(/member|走远|不活跃|好久/);

  await world.member("mona").whispers("旅程 停止 drifting");
  await world.member("mona").whispers('旅程 修改 win-back trigger {"kind":"drifting"}');
  await starts(world, "win-back");
  await laterMorning("2026-03-12");
  const [tasks = ""] = await world.member("mona").whispers("任务");
  expect(tasks).toMatch(/\d\. 写给 member\d+（#\d+）：安静了 20 天；以前天天来；\d+% 会再来/);
  expect(await world.member("mona").whispers("任务 完成 1")).toEqual(["任务 1 完成，谢谢你！"]);
  expect(await world.member("mona").whispers("任务 跳过 1")).toEqual(["没有编号 1 的待办。"]);
  expect(ids.length).toBe(12);
});

test("a gift comes with the word, once, and stands in the ledger", async () => {
  await drifters(world, 10);
  await world.setTime("2026-03-02 03:11");
  await world.member("mona").whispers('旅程 修改 win-back trigger {"kind":"drifting"}');
  await starts(world, "win-back");
  await world.setTime("2026-03-02 10:06");
  const ledger = await world.query<{ delta: number }>("SELECT delta FROM ledger_entry WHERE reason = 'gift'");
  expect(ledger).toHaveLength(privately().length);
  expect(ledger.every(({ delta }) => delta === 20)).toBe(true);
  expect(privately()[0]?.text).toContain("留了 20 分，已经放进你的积分里（现在共 20 分）");
});

test("a journey that drives people away stops by itself and says so to the managers", async () => {
  const ids = await drifters(world, 40);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const nudged = (await onJourney("drifting")).filter(({ arm }) => arm === "nudged").slice(0, 2);
  for (const { member_id } of nudged)
    await world.query("INSERT INTO opt_out VALUES (1, $1, 'nudges', '2026-03-02T12:00+08:00')", [member_id]);
  const before = world.bot.sent.length;
  await world.setTime("2026-03-02 18:31");
  expect(world.bot.sent.slice(before).map(({ text }) => text)).toEqual([
    "旅程 drifting 自己停了：退订超过 2%。“旅程 统计 drifting”看详情。",
  ]);
  const [stats = ""] = await world.member("mona").whispers("旅程 统计 drifting");
  expect(stats).toContain("已自动停止");
  expect(stats).toContain("退订 2");
  expect(stats).toContain("2026年5月10日下结论（固定期限，提前看不算数）");
  expect(ids.length).toBe(40);
});

test("newcomers who never spoke are asked in, and a streak about to break is told in the evening", async () => {
  const [newcomer = 0, walker = 0] = await acquaintances(world, 2, "new");
  await world.query("UPDATE member SET created_at = '2026-02-28T12:00+08:00' WHERE id = $1", [newcomer]);
  await activeOn(world, walker, "2026-01-01", "2026-03-01");
  await world.query("INSERT INTO journey_streak VALUES (1, $1, '2026-03-01', 5)", [walker]);
  await world.setTime("2026-03-02 03:11");
  await world
    .member("mona")
    .whispers(
      '/journey save\nname: streak\ntitle: {zh: 别断签, en: keep your streak}\ntrigger: {kind: streakBreaking}\nholdOut: 5\nsteps:\n  - variants:\n      - {zh: "{name}，[已经连续 {streak} 天了，]今天签到还没发哦。", en: "{name}, [{streak} days in a row: ]today\'s check-in is still open."}',
    );
  await starts(world, "streak");
  await starts(world, "newcomer-week");
  await world.setTime("2026-03-02 10:06");
  expect((await onJourney("newcomer-week")).map((row) => row.member_id)).toEqual([newcomer]);
  expect(await onJourney("streak")).toEqual([]);
  await world.setTime("2026-03-02 18:31");
  expect((await onJourney("streak")).map((row) => row.member_id)).toEqual([walker]);
  expect(privately().at(-1)?.text.split("\n")[0]).toBe("new2，已经连续 5 天了，今天签到还没发哦。");
});

test("a bad change is named and changes nothing; a running journey is not changed", async () => {
  const mona = world.member("mona");
  expect((await mona.whispers("旅程 修改 drifting holdOut 70"))[0]).toMatch(/^这里不对：holdOut: .*什么都没有改。$/);
  expect((await mona.whispers("旅程 修改 drifting steps.0.variants.0.zh 你好 {nmae}"))[0]).toContain("{nmae}");
  expect((await mona.whispers("旅程 修改 drifting steps.0.group.zh {name} 快来"))[0]).toContain(
    "steps.0.group.zh: {name}",
  );
  expect((await mona.whispers("旅程 修改 drifting trigger.kind moon"))[0]).toContain("kind: joined | drifting | ");
  expect((await mona.whispers("旅程 drifting"))[0]).toContain("不懂“旅程 drifting”");
  expect((await mona.whispers("旅程 预览"))[0]).toContain("哪一个旅程？现在有：anniversary、drifting");
  expect((await mona.whispers("旅程 预览 nothing"))[0]).toContain("没有叫“nothing”的旅程");
  await starts(world, "drifting");
  expect((await mona.whispers("旅程 修改 drifting perDay 3"))[0]).toContain("正在进行");
});

/** What the manager is asked next is answered with yes. */
async function confirms(): Promise<void> {
  const { sender } = world.member("mona");
  const label = world.bot.pressable.at(-1)?.buttons?.[0]?.[0]?.label ?? "";
  await world.happens(world.press(sender, label, { id: sender.id, kind: "private", title: "mona" }));
}

test("other words leave a comparison as it is; anything else ends it, and the next is held to a harder standard", async () => {
  await drifters(world, 6);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const mona = world.member("mona");
  const arms = (await onJourney("drifting")).map(({ arm }) => arm);
  expect(await mona.whispers("旅程 修改 drifting steps.0.variants.1.zh {name}，最近好吗？")).toEqual([
    "drifting 的新文案保存好了，对照照旧进行，只是几种文案之间不再比较。",
  ]);
  await world.setTime("2026-03-03 10:06");
  const [stats = ""] = await mona.whispers("旅程 统计 drifting");
  expect(stats).toContain("进行中，3月2日开始");
  expect(stats).toContain("3月2日换过文案：对照照旧，文案之间不比。");
  expect(stats).not.toMatch(/文案 1：|第 \d 次/);

  await mona.whispers("旅程 停止 drifting");
  await mona.whispers("旅程 修改 drifting perDay 20");
  await starts(world, "drifting");
  expect((await mona.whispers("旅程 统计 drifting"))[0]).toContain("这是第 2 次对照，标准更严");
  expect((await onJourney("drifting")).map(({ arm }) => arm)).toEqual(arms);
});

test("after its verdict a journey with other words is another comparison", async () => {
  await drifters(world, 2);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await laterMorning("2026-05-12");
  const mona = world.member("mona");
  expect(await mona.whispers("旅程 修改 drifting steps.0.variants.1.zh {name}，最近好吗？")).toEqual([
    "drifting 的新文案保存好了，从今天起是新的一次对照。",
  ]);
  expect((await mona.whispers("旅程 统计 drifting"))[0]).toContain("这是第 2 次对照");
});

const sent = (name: string) => ({ id: `file of ${name}`, name, size: 100 });
const alone = () => ({ id: world.member("mona").sender.id, kind: "private" as const, title: "mona" });
async function sendsFile(name: string, content: string, caption = "", who = "mona"): Promise<string[]> {
  const file = sent(name);
  world.bot.files.set(file.id, new TextEncoder().encode(content));
  const { sender } = world.member(who);
  const before = world.bot.sent.length;
  await world.happens(world.message(sender, caption, { chat: { ...alone(), id: sender.id }, file, media: "document" }));
  await world.house.runJobs();
  await world.house.settle();
  return world.bot.sent.slice(before).map(({ text }) => text);
}

test("a journey comes as a file: every fault with its line, then a preview, and it is kept when the manager says yes", async () => {
  const mona = world.member("mona");
  const faulty = await sendsFile(
    "qixi.journey.yaml",
    "name: qixi\ntitle: {zh: 七夕, en: Qixi}\ntrigger: {kind: festival, festival: qixi}\nholdOut: 80\nsteps:\n  - variants:\n      - {zh: 七夕快乐, en: Happy Qixi}\n    gifts: 3\n",
  );
  expect(faulty).toHaveLength(1);
  expect(faulty[0]).toMatch(
    /^qixi\.journey\.yaml 里有 2 处要改：\n· 第 4 行 holdOut: .*\n· 第 8 行 steps\.0\.gifts: 没有这一项\n什么都没有改。$/,
  );
  const good = await sendsFile(
    "qixi.journey.yaml",
    "name: qixi\ntitle: {zh: 七夕, en: Qixi}\ntrigger: {kind: festival, festival: qixi}\nsteps:\n  - variants:\n      - {zh: 七夕快乐, en: Happy Qixi}\n",
  );
  expect(good[0]).toMatch(/^新的旅程 qixi，1 步。保存后不会自己开始。\n「七夕」今天符合 0 人/);
  expect((await mona.whispers("旅程"))[0]).not.toContain("qixi");
  await confirms();
  expect((await mona.whispers("旅程"))[0]).toContain("· qixi「七夕」未开始");
  expect((await world.query("SELECT FROM audit WHERE command = 'journey_take'")).length).toBe(1);
});

test("the file of a journey that is sent back unchanged is the same journey", async () => {
  await world.member("mona").whispers("旅程 导出 win-back");
  const file = world.bot.sent.at(-1)?.file;
  expect(file?.name).toBe("win-back.journey.yaml");
  await sendsFile("any.yaml", file?.content ?? "", "旅程 保存");
  await confirms();
  const rows = await world.query<{ declaration: unknown }>("SELECT declaration FROM journey");
  expect(rows).toEqual([{ declaration: starters.find(({ name }) => name === "win-back") }]);
});

test("a file of somebody who may not, and one that is not text, keep nothing", async () => {
  await sendsFile("x.journey.yaml", "name: x", "", "ada");
  expect((await sendsFile("x.journey.yaml", "\u0000name", ""))[0]).toContain("x.journey.yaml 里有");
  expect((await sendsFile("x.csv", "a,b", "旅程 保存"))[0]).toBe("旅程要用 YAML 文件（.yaml），“x.csv”不是。");
  expect(await world.query("SELECT FROM journey")).toEqual([]);
});

test("“stop” is an off word only as the answer to a nudge; plainer words always are", async () => {
  const [first = 0] = await drifters(world, 10);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const ada = world.member("ada");
  const off = "好，以后不主动打扰你了。签到、积分这些照常用；想恢复时发“/nudge on”。";
  expect(await ada.whispers("stop")).not.toContain(off);
  expect(await ada.says("stop")).toEqual([]);
  const nudged = (await onJourney("drifting")).find(({ arm }) => arm === "nudged")?.member_id ?? first;
  const known = { kind: "person" as const, id: String(50_000 + nudged), name: `member${nudged}` };
  const before = world.bot.sent.length;
  await world.happens(world.message(known, "Stop!", { chat: { id: known.id, kind: "private", title: known.name } }));
  expect(world.bot.sent.slice(before).map(({ text }) => text)).toEqual([off]);
  expect(await world.query("SELECT FROM opt_out WHERE member_id = $1 AND choice = 'nudges'", [nudged])).toHaveLength(1);
  expect(await ada.whispers("不要再发了。")).toEqual([off]);
});

test("who is erased while their days run still counts, under an id that leads to nobody", async () => {
  const [first = 0] = await drifters(world, 3);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const known = { kind: "person" as const, id: String(50_000 + first), name: `member${first}` };
  const chat = { id: known.id, kind: "private" as const, title: known.name };
  await world.happens(world.message(known, "/forget", { chat }));
  await world.happens(world.press(known, world.bot.pressable.at(-1)?.buttons?.[0]?.[0]?.label ?? "", chat));
  const rows = await onJourney("drifting");
  expect(rows).toHaveLength(3);
  const counted = rows.find(({ returned }) => returned !== null);
  expect(counted).toMatchObject({ due_day: null, returned: false });
  expect(counted?.member_id).not.toBe(first);
  expect(await world.query("SELECT FROM identity WHERE member_id = $1", [first])).toEqual([]);
});

test("nobody is written to while a ticket of theirs is open", async () => {
  const [first = 0, ...others] = await drifters(world, 4);
  await world.query(
    "INSERT INTO ticket (community_id, chat_id, member_id, reason, opened_at) VALUES (1, 1, $1, 'asked', '2026-03-01T12:00Z')",
    [first],
  );
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  expect((await onJourney("drifting")).map((row) => row.member_id)).toEqual(others);
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { starters } from "../../../src/features/journeys/starters.ts";
import type { World } from "../../world/index.ts";
import { drifters, journeyWorld, laterMorning, onJourney, starts } from "./life.ts";

let world: World;
beforeEach(async () => {
  world = await journeyWorld();
});
afterEach(() => world.close());

/** What the manager is asked next is answered with yes. */
async function confirms(): Promise<void> {
  const { sender } = world.member("mona");
  const label = world.bot.pressable.at(-1)?.buttons?.[0]?.[0]?.label ?? "";
  await world.happens(world.press(sender, label, { id: sender.id, kind: "private", title: "mona" }));
}

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

test("a bad change is named and changes nothing; a running journey is not changed", async () => {
  const mona = world.member("mona");
  expect((await mona.whispers("旅程 修改 drifting holdOut 70"))[0]).toBe(
    "这里不对：holdOut: “70” 太大，最多 50。什么都没有改。",
  );
  expect((await mona.whispers("旅程 修改 drifting steps.0.variants.0.zh 你好 {nmae}"))[0]).toContain("{nmae}");
  expect((await mona.whispers("旅程 修改 drifting steps.0.group.zh {name} 快来"))[0]).toContain(
    "steps.0.group.zh: {name}",
  );
  expect((await mona.whispers("旅程 修改 drifting trigger.kind moon"))[0]).toContain(
    "trigger.kind: “moon” 不行，可以是 joined | drifting | ",
  );
  expect((await mona.whispers("旅程 修改 drifting perDay many"))[0]).toContain("perDay: “many” 不行，要写成整数");
  expect((await mona.whispers("旅程 修改 drifting say private"))[0]).toContain("say: “private” 不行，要写成一个列表");
  expect((await mona.whispers("旅程 修改 drifting steps []"))[0]).toContain("steps: 至少要有 1 项");
  expect((await mona.whispers("旅程 修改 drifting perday 20"))[0]).toContain("drifting 保存好了");
  expect((await mona.whispers("旅程 drifting"))[0]).toContain("不懂“旅程 drifting”");
  expect((await mona.whispers("旅程 预览"))[0]).toContain(
    "哪一个旅程？现在有：anniversary「入群周年」、drifting「走远提醒」",
  );
  expect((await mona.whispers("旅程 预览 nothing"))[0]).toContain("没有叫“nothing”的旅程");
  await starts(world, "drifting");
  expect((await mona.whispers("旅程 修改 drifting perDay 3"))[0]).toContain("正在进行");
});

test("other words leave a comparison as it is; anything else ends it, and the next is held to a harder standard", async () => {
  await drifters(world, 6);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await world.setTime("2026-03-02 10:06");
  const mona = world.member("mona");
  const arms = (await onJourney(world, "drifting")).map(({ arm }) => arm);
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
  expect((await onJourney(world, "drifting")).map(({ arm }) => arm)).toEqual(arms);
});

test("after its verdict a journey with other words is another comparison", async () => {
  await drifters(world, 2);
  await world.setTime("2026-03-02 03:11");
  await starts(world, "drifting");
  await laterMorning(world, "2026-05-12");
  const mona = world.member("mona");
  expect(await mona.whispers("旅程 修改 drifting steps.0.variants.1.zh {name}，最近好吗？")).toEqual([
    "drifting 的新文案保存好了，从今天起是新的一次对照。",
  ]);
  expect((await mona.whispers("旅程 统计 drifting"))[0]).toContain("这是第 2 次对照");
});

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

import { afterEach, beforeEach, expect, test } from "vitest";
import type { World } from "../../world/index.ts";
import { answerOf, bare, doings, openShop } from "./shop.ts";

// A busy day at the desk: what several people do to the same question, the same ticket, the same entry.

let world: World;
beforeEach(async () => {
  world = await openShop();
  await world.giveRole("mia", "host");
  await world.giveRole("hank", "host");
  for (const name of ["mia", "hank"]) await world.member(name).whispers("帮助");
});
afterEach(() => world.close());

const { asks, privateOf, presses, said } = doings(() => world);
const tells = (name: string) =>
  world.bot.sent.splice(0).flatMap(({ chatId, text }) => (chatId === privateOf(name).id ? [text] : []));

test("what is for the staff only is not said among members, whoever of the staff asks for it there", async () => {
  await world.query("UPDATE faq_entry SET audience = 'staff' WHERE id = 1");
  await world.query("UPDATE faq_version SET version = version + 1");
  const kept = "这条答案只给店里看，群里大家都读得到：私聊我再问一次，或者在客服台问。";
  expect(await asks("mia", "几点开门？")).toEqual([kept]);
  expect((await world.member("mia").whispers("几点开门？")).map(bare)).toEqual([answerOf("hours")]);
  await world.member("olga").says("客服台");
  expect((await asks("mia", "几点开门？")).map(bare)).toEqual([answerOf("hours")]);
});

test("whoever took a ticket reads what a colleague has answered in it", async () => {
  await asks("ada", "转人工 我的包裹呢");
  await world.member("mia").whispers("答复 1 我来");
  said();
  await world.member("hank").whispers("答复 1 明天到");
  expect(tells("mia")).toEqual(["hank 答了你领的 #1（ada）：明天到"]);
  await world.member("mia").whispers("答复 1 是后天");
  expect(tells("mia")).toEqual(["hank 已经答过 #1，你的也转给 ada 了。"]);
});

test("thanks for an answer with an address in it are thanks, and no answer to a question", async () => {
  await asks("ada", "转人工 我的包裹呢");
  await world.member("hank").whispers("答复 1 看 https://example.com/track?id=7 今天到");
  expect(await asks("ada", "收到，谢谢")).toEqual(["不客气！"]);
  expect(await world.query("SELECT state FROM ticket")).toEqual([{ state: "answered" }]);
});

test("of an answer that was changed since, its source and a verdict say so; the entry is not doubted for it", async () => {
  await asks("ada", "几点开门？");
  await world.setTime("2026-03-01 10:02");
  await world.member("olga").whispers("知识库 改 1 答案 每天 10 点");
  expect((await world.member("ada").says("来源"))[0]).toMatch(/\n我答了以后它改过：再问一次，就是新的。$/u);
  said();
  await presses("ada", "没用");
  expect(said()).toEqual(["抱歉没帮上。这条答案在那之后改过了，再问一次就是新的；要找人，选“转人工”。\n[转人工]"]);
  await presses("ada", "没用");
  expect(said()).toEqual(["已经记下了，谢谢。"]);
  expect((await world.member("olga").whispers("知识库 缺口"))[0]).not.toContain("被说没用的");
  // asked anew, and found wanting as it is now
  await asks("ada", "几点开门？");
  await presses("ada", "没用");
  expect((await world.member("olga").whispers("知识库 缺口"))[0]).toContain("被说没用的");
});

test("a question of four thousand characters comes whole to whoever answers, and lists show its beginning", async () => {
  const long = `我上个月买了一套茶具，${"后来又发生了很多事情，".repeat(350)}能不能换一套？`;
  await world.member("ada").whispers(long);
  await presses("ada", "转人工", true);
  expect(said().join("\n")).toContain("很多事情，能不能换一套？");
  await world.query("UPDATE faq_question SET outcome = 'unknown'");
  const [gaps = ""] = await world.member("olga").whispers("知识库 缺口");
  expect(gaps).toContain("…（1 次）");
  expect(gaps.length).toBeLessThan(400);
});

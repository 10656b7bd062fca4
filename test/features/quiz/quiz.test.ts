import { expect, test } from "vitest";
import { plain } from "../../world/index.ts";
import {
  at,
  greenTea,
  heard,
  notices,
  oolongs,
  open,
  points,
  press,
  question,
  said,
  whoWroteIt,
  world,
} from "./round.ts";

test("in a race the platform's own time decides who was first, not who arrives first", async () => {
  await open([whoWroteIt]);
  await world.member("olga").says("开始答题 抢答 1 test");
  await world.happens(said("ben", "陆羽", 6), said("cleo", "神农", 4));
  await world.happens(said("ada", "陆羽！", 5)); // was earlier, comes later
  await world.setTime(at(9));
  expect(heard().join("\n")).toContain("ada 最快答对（5.0 秒）+5 分");
  expect(await points()).toEqual({ ada: 5 });
});

test("what was begun in a topic of a forum is asked and ended there", async () => {
  await open([whoWroteIt]);
  const { chat } = world.message(null, "");
  await world.member("olga").says("开始答题 抢答 1 test", { chat: { ...chat, threadId: "77" } });
  await world.setTime(at(300));
  expect(world.bot.sent.length).toBeGreaterThan(2);
  expect(new Set(world.bot.sent.map(({ threadId }) => threadId))).toEqual(new Set(["77"]));
});

test("of equal times the one that came first is first, and who was a little later is named", async () => {
  await open([whoWroteIt]);
  await world.member("olga").says("开始答题 抢答 1 test");
  await world.happens(said("ben", "陆羽", 5));
  await world.happens(said("ada", "陆羽", 5), said("cleo", "陸羽", 6));
  await world.setTime(at(8));
  const words = heard().join("\n");
  expect(words).toContain("ben 最快答对");
  expect(words).toContain("也答对了，只是慢了一点：ada、cleo");
  expect(await points()).toEqual({ ben: 5 });
});

test("an answer after the end does not count, however it arrives; an edited message neither", async () => {
  await open([whoWroteIt]);
  await world.member("olga").says("开始答题 轮答 1 20 秒 test".replace(" 20 秒", " 20秒"));
  const first = said("ada", "神农", 3);
  await world.happens(first);
  await world.happens({ ...first, kind: "edit", key: "edit:1", text: "陆羽" });
  await world.happens(said("ben", "陆羽", 21));
  await world.setTime(at(22));
  expect(heard().join("\n")).toContain("1 人作答，0 人答对");
  expect(await points()).toEqual({});
});

test("only the first answer of a member counts, and what a press was told does not give it away", async () => {
  await open([greenTea]);
  await world.member("olga").says("开始答题 轮答 1 test");
  heard();
  await press("ada", "滇红", 2);
  await press("ada", "龙井", 3);
  await press("ben", "龙井", 15);
  const [first, second, third] = notices();
  expect(first).toMatch(/^收到：[ABC]，揭晓时见！$/);
  expect(second).toBe("你已经答过这题了，以第一次为准。");
  expect(third).toMatch(/^收到：/);
  await world.setTime(at(32));
  // half of the time was left: half as much again
  expect(heard().join("\n")).toContain("2 人作答，1 人答对，最快的是 ben（15.0 秒）+8 分");
  expect(await points()).toEqual({ ben: 8 });
  await press("cleo", "龙井", 33);
  expect(notices()).toEqual(["晚了一步，这题已经截止了。下一题加油！"]);
});

test("an answer that is redelivered, and a settlement that is run twice, change nothing", async () => {
  await open([greenTea]);
  await world.member("olga").says("开始答题 轮答 1 test");
  const message = world.bot.pressable.at(-1);
  const letter = /([ABC])\. 龙井/.exec(message?.text ?? "")?.[1] ?? "";
  const event = { ...world.press(world.member("ada").sender, letter), at: new Date(at(1)) };
  await world.happens(event, event);
  await world.happens(event);
  await world.setTime(at(32));
  await world.query("UPDATE job SET status = 'new', lease_owner = NULL");
  await world.setTime(at(40));
  expect(await world.query("SELECT 1 FROM quiz_answer")).toHaveLength(1);
  expect(await points()).toEqual({ ada: 10 });
});

test("several right options must all be ticked, and are sent together", async () => {
  await open([oolongs]);
  await world.member("olga").says("开始答题 轮答 1 test");
  await press("ada", "大红袍", 1);
  await press("ada", "龙井", 2);
  await press("ada", "龙井", 3);
  await press("ada", "冻顶", 4);
  await world.happens(world.press(world.member("ada").sender, "提交"));
  await press("ben", "大红袍", 5);
  await world.happens(world.press(world.member("ben").sender, "提交"));
  await press("cleo", "大红袍", 6); // never sent
  await world.setTime(at(32));
  expect(heard().join("\n")).toContain("2 人作答，1 人答对");
  expect(Object.keys(await points())).toEqual(["ada"]);
});

test("no question comes again in a chat before all have come", async () => {
  const many = Array.from({ length: 8 }, (_, index) => question({ text: `第几？${index}`, accepted: [`第${index}`] }));
  await open(many);
  const olga = world.member("olga");
  for (let round = 0; round < 4; round++) {
    await olga.says("开始答题 抢答 2 test");
    await olga.says("跳过");
    await world.setTime(at(100 * round + 50));
    await olga.says("跳过");
    await world.setTime(at(100 * round + 90));
  }
  const put = await world.query<{ n: number }>("SELECT count(DISTINCT question_id)::int AS n FROM quiz_turn");
  expect(put).toEqual([{ n: 8 }]);
});

test("staff play along without points, and a day's points have an end", async () => {
  await open([
    whoWroteIt,
    question({ text: "首都？", accepted: ["北京"] }),
    question({ text: "大洋？", accepted: ["太平洋"] }),
  ]);
  await world.query(
    "INSERT INTO setting (community_id, feature, key, value) SELECT id, 'quiz', 'dailyCap', '7' FROM community",
  );
  const olga = world.member("olga");
  await olga.says("开始答题 抢答 3 test");
  for (let n = 0; n < 3; n++) {
    const asked = heard().join("\n");
    const answer = asked.includes("茶经") ? "陆羽" : asked.includes("首都") ? "北京" : "太平洋";
    await world.happens(said(n < 2 ? "ada" : "olga", answer, 20 * n + 2));
    await world.setTime(at(20 * n + 5));
    await world.setTime(at(20 * n + 20));
  }
  expect(await points()).toEqual({ ada: 7 });
});

test("a variant accepted afterwards is right from then on, and the points follow", async () => {
  await open([whoWroteIt]);
  const olga = world.member("olga");
  await olga.says("开始答题 轮答 1 test");
  await world.happens(said("ada", "陆鸿渐", 3), said("ben", "神农", 4), said("cleo", "陆羽", 15));
  await world.setTime(at(32));
  heard();
  await olga.hears("认可答案 陆鸿渐", "以后“陆鸿渐”也算对。补给 1 人，共 10 分。");
  await olga.hears("认可答案 陆鸿渐", "这个答案本来就算对。");
  expect(await points()).toEqual({ ada: 10, cleo: 8 });
});

test("hints come after wrong answers, and the marathon ends with its winner", async () => {
  await open([whoWroteIt, question({ text: "首都？", accepted: ["北京"] })]);
  await world.query(
    "INSERT INTO setting (community_id, feature, key, value) SELECT id, 'quiz', 'hintWrong', '2' FROM community",
  );
  await world.member("olga").says("开始答题 马拉松 1 test");
  await world.happens(said("ada", "不知道", 2), said("ben", "也不知道", 3));
  await world.setTime(at(4));
  expect(heard().at(-1)).toMatch(/^💡 提示：.＿（2 个字）$/);
  await world.happens(said("ada", "陆羽", 5), said("ben", "北京", 5));
  await world.setTime(at(8));
  const words = heard().join("\n");
  expect(words).toContain("🏁 答题结束！");
  expect(await world.query("SELECT 1 FROM watch_chat")).toEqual([]);
});

test("at most one quiz runs in a chat, and stopping pays nobody for what was not settled", async () => {
  await open([whoWroteIt]);
  const olga = world.member("olga");
  await olga.says("开始答题 轮答 1 test");
  await world.happens(said("ada", "陆羽", 3));
  heard();
  await olga.hears("开始答题 抢答", "这里已经有一场答题了，先发送“结束答题”。");
  await olga.hears("结束答题", "好，答题到此结束，没揭晓的题不算。", "🏁 答题结束，这次没人得分。下次再来！");
  heard();
  await world.setTime(at(60));
  expect(heard()).toEqual([]);
  expect(await points()).toEqual({});
});

test("a season is closed once, with prizes for members and none for staff", async () => {
  await open([whoWroteIt]);
  await world.giveRole("mia", "manager");
  await world.member("olga").says("开始答题 轮答 1 test");
  await world.happens(said("olga", "陆羽", 1), said("ada", "陆羽", 3), said("ben", "陆羽", 9));
  await world.setTime(at(32));
  const mia = world.member("mia");
  await mia.says("结束赛季 100 50");
  await world.happens(world.press(mia.sender, "1"));
  expect(heard().join("\n")).toContain("1. ada 10 分，奖励 100 积分\n2. ben 9 分，奖励 50 积分");
  expect(await points()).toEqual({ ada: 110, ben: 59 });
  await world.member("ada").hears("答题榜", "还没有人得分。");
  await mia.whispers("/digest off");
  await world.setTime("2026-03-02T10:00");
  const [digest] = await mia.whispers("群周报 2026-W09");
  expect(digest).toContain("第 1 赛季结束了，发给 2 人共 150 积分的奖励");
});

test("where there are no buttons letters and words answer, and talk is not an answer", async () => {
  await open([greenTea], { platform: "wechat", capabilities: plain });
  await world.member("olga").says("开始答题 轮答 1 test");
  const letter = /([ABC])\. 龙井/.exec(heard().at(-1) ?? "")?.[1] ?? "";
  await world.happens(
    said("ada", `${letter.toLowerCase()}。`, 2),
    said("ben", "龍井", 3),
    said("cleo", "大家好呀", 4),
    said("dora", "滇红", 4),
  );
  await world.setTime(at(32));
  expect(heard().join("\n")).toContain("3 人作答，2 人答对");
});

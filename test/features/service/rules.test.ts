import { describe, expect, test } from "vitest";
import {
  besidesPerson,
  isAngry,
  isCourtesy,
  isGreeting,
  isSmallTalk,
  isThanks,
  isWhoAreYou,
  looksAsked,
  questionsIn,
  sameWords,
  saysSomething,
} from "../../../src/features/service/answering/rules.ts";

describe("a wish for a person", () => {
  test.each([
    "talk to a human",
    "I want to talk to a human.",
    "human please",
    "Can I speak to someone?",
    "can I talk to a manager please",
    "get me a real person!",
    "agent",
    "I'd like to speak with a representative",
    "转人工",
    "我要人工",
    "找客服",
    "人工客服在吗",
    "能不能转人工？",
    "叫你们老板来",
    "有没有真人",
    "轉人工",
    "给我找个人",
  ])("is heard in: %s", (words) => expect(besidesPerson(words)).toBe(""));

  test.each([
    ["talk to a human, my parcel is broken", "my parcel is broken"],
    ["can i speak to someone about my order", "about my order"],
    ["请转人工，我的包裹没到", "我的包裹没到"],
  ])("keeps what it is about: %s", (words, about) => expect(besidesPerson(words)).toBe(about));

  test.each([
    "how do I become an agent",
    "human resources contact",
    "I want an agent discount",
    "is there customer service on Sundays?",
    "客服几点上班",
    "客服电话多少",
    "老板在吗",
    "人工费多少钱",
    "我要人工降香黄檀",
    "找零怎么办",
    "服务",
  ])("is not heard in: %s", (words) => expect(besidesPerson(words)).toBeNull());
});

test.each([
  "are you a robot?",
  "r u human",
  "who are you?",
  "What can you do",
  "你是谁",
  "你是机器人吗？",
  "你能做什么",
])("whoever asks %s wants to know what they talk to", (words) => expect(isWhoAreYou(words)).toBe(true));

test.each(["are you open?", "你是不是涨价了", "你是什么时候开门", "你能做什么口味的茶", "what are you selling"])(
  "%s is about the shop",
  (words) => expect(isWhoAreYou(words)).toBe(false),
);

test("thanks, greetings, faces and numbers are no questions, and a number tells a person something", () => {
  for (const words of ["great, thanks!", "thank you very much", "好的谢谢老板", "哈哈哈哈", "ok", "👍", "Hi there!"]) {
    expect(isSmallTalk(words), words).toBe(true);
    expect(isCourtesy(words), words).toBe(true);
  }
  expect([isSmallTalk("20261101"), isCourtesy("20261101")]).toEqual([true, false]);
  for (const words of ["hi, is my parcel lost", "谢谢，怎么退款", "早茶几点"])
    expect(isSmallTalk(words), words).toBe(false);
  expect([isThanks("great, thanks!"), isThanks("great")]).toEqual([true, false]);
  expect([isGreeting("在吗"), isGreeting("hi"), isGreeting("high")]).toEqual([true, true, false]);
});

test("what is told in a few words is more than talk", () => {
  expect([saysSomething("my parcel is broken"), saysSomething("我的壶裂开了")]).toEqual([true, true]);
  expect([saysSomething("lol nice one"), saysSomething("真好看")]).toEqual([false, false]);
});

test("two faces are two wordings, and signs make no other question", () => {
  expect(sameWords("几点开门？")).toBe(sameWords(" 几点 开门"));
  expect(sameWords("🍵")).not.toBe(sameWords("🍰"));
});

// a pattern that can be read in many ways would take for ever here, and hold up the whole house
test.each(["哈", "谢谢你好", "好的", "thanks ", "我要", "please ", "can i ", "人工谈", "转", "在吗", "?!", "可以"])(
  "a thousand letters of “%s” are read at once",
  (piece) => {
    const words = `${piece.repeat(1_000 / piece.length)}笑死 x`;
    for (const rule of [isSmallTalk, isWhoAreYou, isGreeting, isThanks, looksAsked, besidesPerson])
      expect(() => rule(words)).not.toThrow();
  },
);

test.each([
  "你们卖不卖啤酒",
  "这壶多大",
  "打几折",
  "要不要预约",
  "会员卡在哪办",
  "茶有啥种类",
  "幾點開門",
  "這裡可以停車嗎",
  "請問有停車位",
  "怎麼退款",
  "whats the price",
  "any discount on Mondays",
  "can't I return it",
  "I need to know your opening hours",
])("is a question: %s", (words) => expect(looksAsked(words)).toBe(true));

test.each(["差不多", "没啥事", "今天好热", "我的壶裂了", "好不容易到了", "that was quick"])("is none: %s", (words) =>
  expect(looksAsked(words)).toBe(false),
);

test.each(["我要退款", "帮我查下订单", "地址发一下", "求菜单", "想预约明天", "I want a refund", "give me the menu"])(
  "wants something, however short: %s",
  (words) => expect(saysSomething(words)).toBe(true),
);

test("traditional characters thank, greet and complain as simplified ones do", () => {
  expect(isThanks("謝謝")).toBe(true);
  expect(isSmallTalk("謝謝你們")).toBe(true);
  expect(isGreeting("在嗎")).toBe(true);
  expect(isAngry("氣死我了")).toBe(true);
  expect(isAngry("你們是騙子")).toBe(true);
});

test.each<[string, string[]]>([
  ["几点开门？怎么退款？", ["几点开门？", "怎么退款？"]],
  ["包邮吗，能开发票吗", ["包邮吗", "能开发票吗"]],
  ["几点开门，还有怎么退款", ["几点开门", "怎么退款"]],
  ["how much is shipping and do you repair bikes?", ["how much is shipping", "do you repair bikes?"]],
  ["can I return it and get a refund?", []],
  ["请问，几点开门", []],
  ["我昨天买的，什么时候到？", []],
])("%s asks %j", (words, questions) => expect(questionsIn(words)).toEqual(questions));

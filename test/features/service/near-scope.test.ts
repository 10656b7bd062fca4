import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { buildIndex, calibrate, decide, type Entry } from "../../../src/features/service/finding/index.ts";
import type { Held } from "../../../src/features/service/finding/search.ts";
import { unknownThings } from "../../../src/features/service/finding/things.ts";
import { wordTerms } from "../../../src/features/service/finding/terms.ts";
import { readEntryFile } from "../../../src/features/service/importing/read.ts";
import { nearScope } from "./near-scope.ts";

describe("a thing that no entry names", () => {
  const terms = new Set(
    ["do you have snacks or cakes", "do you sell teapots", "有什么点心吃", "卖茶壶吗", "地方"].flatMap((text) => [
      ...wordTerms(text).keys(),
    ]),
  );
  const isOfUnknown = unknownThings((term) => terms.has(term));

  test.each([
    "do you sell coffee beans?",
    "does the shop stock beer",
    "do you also have pizza today",
    "卖不卖啤酒",
    "你们有蛋糕吗",
    "有没有咖啡",
  ])("is asked for: %s", (question) => expect(isOfUnknown(question)).toBe(true));

  test.each([
    "do you sell teapots",
    "do you have any other cake",
    "do you have snacks",
    "how do I order beer",
    "can I have my coffee with milk",
    "卖不卖茶壶",
    "有什么甜品吗",
    "有没有点心",
    "没有收到啤酒怎么办",
    "",
  ])("is not asked for: %j", (question) => expect(isOfUnknown(question)).toBe(false));
});

test("how much of what a question is about the best entry does not name is evidence against it", () => {
  const index = buildIndex([
    { id: "tea", question: "怎么保存茶叶", alternatives: ["茶叶放在哪里"], answer: "密封。" },
    { id: "teapot", question: "How do I clean a teapot?", alternatives: [], answer: "With hot water." },
  ]);
  const lacking = (question: string, held?: Held) => index.look(question, held).features[9];
  expect(lacking("怎么保存茶叶呢")).toBe(0);
  expect(lacking("怎么保存蜂蜜")).toBeCloseTo(2 / 5); // of 怎保存蜂蜜
  expect(lacking("怎么保存茶叶", { entry: 0, phrasing: 0 })).toBeCloseTo(3 / 5); // the other wording and the answer have 茶叶
  expect(lacking("can I clean my teapots with hot water?")).toBe(0);
  expect(lacking("how do I clean a glass teapot?")).toBeCloseTo(1 / 3);
});

describe.each(["zh", "en"] as const)(
  "what the shop has no entry for, though one looks alike (%s)",
  async (language) => {
    const file = new URL(`../../../bots/playground/knowledge/tea-shop.${language}.yaml`, import.meta.url);
    const { entries } = await readEntryFile("yaml", new Uint8Array(await readFile(file)), "tea-shop");
    const index = buildIndex(entries.map(({ content }, i): Entry => ({ id: `${i}`, ...content })));
    const calibration = calibrate(index);

    test("is answered in one question of twelve at most", () => {
      const answered = nearScope[language].filter((question) => decide(index, calibration, question).kind === "answer");
      expect(answered.length, answered.join(" | ")).toBeLessThanOrEqual(nearScope[language].length / 12);
    });

    test("is asked back, and not answered, where the thing is named nowhere", () => {
      const question = { zh: "你们卖咖啡豆吗", en: "do you sell coffee beans?" }[language];
      expect(decide(index, calibration, question).kind).not.toBe("answer");
    });
  },
);

test("in a young base what says no more than a subject of two entries is asked back", () => {
  const asked = (questions: string, question: string) => {
    const index = buildIndex(
      questions.split("|").map((one, i) => ({ id: `${i}`, question: one, alternatives: [], answer: `${i} of them` })),
    );
    const { kind } = decide(index, { ...calibrate(index), answerAt: 0.01, suggestAt: 0 }, question);
    return kind;
  };
  const shop = "When do you open?|How long does delivery take?|How much is delivery?|Can I bring my dog?";
  expect(asked(shop, "tell me about delivery")).toBe("suggest");
  expect(asked(shop, "how much is the delivery please")).toBe("answer");
  expect(asked(shop, "your dog?")).toBe("answer");
  expect(asked(`${shop}|Delivery`, "delivery")).toBe("answer"); // which is asked so
  expect(asked("几点开门？|怎么退款？|退款多久到账？|能带狗吗？", "退款")).toBe("suggest");
});

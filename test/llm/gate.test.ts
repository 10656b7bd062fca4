import { describe, expect, test } from "vitest";
import { figuresIn, readHanNumber } from "../../src/llm/figures.ts";
import { gate, gateAnswer, rephrased, type Shown } from "../../src/llm/gate.ts";
import { honest, hostile, shop } from "./corpus.ts";

const canary = "9f2c81d07ab4e655";

/** As the model's JSON comes in: schema first, then the gate. */
function reaches(output: unknown): boolean {
  const parsed = rephrased.safeParse(output);
  return parsed.success && gateAnswer(parsed.data, shop, canary) === null;
}

describe("the gate", () => {
  const corpus = hostile(canary);

  test("is tried with at least 300 hostile outputs", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(300);
    expect(new Set(corpus.map((one) => JSON.stringify(one.output))).size).toBe(corpus.length);
  });

  test("lets at most one in a hundred through, and none with a link, figure, mention, command or canary", () => {
    const through = corpus.filter((one) => reaches(one.output));
    const hard = [
      "link",
      "figure",
      "mention",
      "command",
      "canary",
      "markup",
      "invisible",
      "ids",
      "quotes",
      "form",
      "swapped",
    ];
    expect(through.filter((one) => hard.includes(one.kind))).toEqual([]);
    expect(through.length, JSON.stringify(through)).toBeLessThanOrEqual(corpus.length / 100);
  });

  test("lets what only reorders the shop's own words through", () => {
    const refused = honest.filter((output) => !reaches(output));
    expect(refused).toEqual([]);
  });

  test("takes any entry's own answer", () => {
    for (const { id, text } of shop) {
      expect(gateAnswer({ ids: [id], quotes: [text], reply: text }, shop, canary), text).toBeNull();
    }
  });

  test("sees through a swap of roles when the other role is not in the entry", () => {
    const entry: Shown = { id: 1, text: "运费由买家承担，银卡会员九折。" };
    const says = (reply: string) => gate({ ids: [1], quotes: ["运费"], reply }, [entry], canary);
    expect(says("运费由买家承担")).toBeNull();
    expect(says("运费由卖家承担")).toBe("words");
    expect(says("金卡会员九折")).toBe("words");
  });
});

describe("figures", () => {
  test.each([
    ["十", 10],
    ["十五", 15],
    ["三百", 300],
    ["两千零五", 2005],
    ["一万二千", 12_000],
    ["二三", null],
  ])("%s is %s", (written, value) => {
    expect(readHanNumber(written)).toBe(value);
  });

  test("are the same in digits and in words, and not with another unit", () => {
    expect(figuresIn("七天")).toEqual(figuresIn("7 天"));
    expect(figuresIn("7 天")).not.toEqual(figuresIn("7 折"));
    expect(figuresIn("seven days")).toEqual(figuresIn("7 days"));
  });
});

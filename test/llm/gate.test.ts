import { describe, expect, test } from "vitest";
import { figuresIn, readHanNumber } from "../../src/llm/figures.ts";
import { gate, gateAnswer, rephrased, type Shown } from "../../src/llm/gate.ts";
import { honest, hostile, shop } from "./corpus.ts";
import { faithful } from "./corpus-faithful.ts";
import { cases } from "./corpus-sense.ts";

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

describe("the gate, of small words", () => {
  const passes = (entry: string, reply: string) =>
    gateAnswer({ ids: [1], quotes: [entry.slice(0, 6)], reply }, [{ id: 1, text: entry }], canary) === null;
  const through = (kind: "swapped" | "turned" | "unconditioned" | "honest" | "free") =>
    cases.flatMap(({ entry, ...replies }) => (replies[kind] ?? []).filter((reply) => passes(entry, reply)));
  const all = (kind: "honest" | "free") => cases.flatMap((one) => one[kind] ?? []);

  test.each(["swapped", "turned", "unconditioned"] as const)("lets nothing through that is %s", (kind) => {
    expect(through(kind)).toEqual([]);
  });

  test("lets whole clauses through, in other figures, in another order, with a phrase of time elsewhere", () => {
    expect(all("honest").length).toBeGreaterThanOrEqual(50);
    expect(through("honest")).toEqual(all("honest"));
  });

  test("lets nine of ten through that only say it in other small words, figures or order", () => {
    const all = faithful.flatMap(({ entry, replies }) => replies.map((reply) => ({ entry, reply })));
    const refused = all.filter(({ entry, reply }) => !passes(entry, reply));
    expect(all).toHaveLength(40);
    expect(refused.length, JSON.stringify(refused)).toBeLessThanOrEqual(4);
  });

  test("prefers the entry's own words to what only a reader can judge", () => {
    expect(through("free").length).toBeLessThan(all("free").length);
  });

  const saysNothing = /^(?:[的是和就那个请好]|the|a|an|is|are|be|of|and|it|this|[^\p{L}\p{N}]+)$/iu;
  test.each([
    ["每天 9:00 到 21:30 营业。", "每天 9 点到 21 点营业。"],
    ["每天 9:00 到 21:30 营业。", "每天 21:30-9:00 营业。"],
    ["每天 9:00 到 21:30 营业。", "每天 9 点半到 21 点半营业。"],
    ["Open from 8:00 to 4 pm.", "Open from 8 pm to 4 pm."],
    ["Open until 4 pm.", "Open until 4 am."],
    ["Open until 12 am.", "Open until 12 pm."],
    ["押金已退，卡未收。", "押金已退，卡没收。"],
    ["押金已退，卡没收。", "押金已退，卡未收。"],
    ["如果已拆封，可以换货。", "可以换货。"],
    ["已拆封的话，可以换货。", "可以换货。"],
    ["没拆封的可以退。", "拆封的可以退。"],
    ["有坚果的饮料可以换。", "没有坚果的饮料可以换。"],
    ["三天后可能到货。", "三天后可以到货。"],
    ["券未过期可以用。", "券不过期可以用。"],
    ["You can't bring food.", "You can bring food."],
    ["It won't be sent before Friday.", "It will be sent before Friday."],
    ["1 to 3 days.", "3 to 1 days."],
    ["88 yuan per person.", "88 yuan per order."],
    ["人均 300 元。", "都 300 元。"],
    ["星期一闭馆。", "星期三闭馆。"],
  ])("takes no two writings for one that differ: %s – %s", (entry, reply) => {
    expect(passes(entry, reply)).toBe(false);
  });

  test.each([...cases, ...faithful].map(({ entry }) => entry))(
    "lets no two telling words change places, and none be lost: %s",
    (entry) => {
      const parts: string[] = entry.match(/\d+(?:[.,:]\d+)*|[A-Za-z']+|\p{Script=Han}|[^\p{L}\p{N}]+/gu) ?? [];
      const telling = parts.flatMap((part, i) => (saysNothing.test(part) ? [] : [i]));
      const changed = telling.flatMap((i) => [
        parts.with(i, ""),
        ...telling.map((j) => parts.with(i, parts[j] ?? "").with(j, parts[i] ?? "")),
      ]);
      const wrong = new Set(
        changed.map((words) => words.join("")).filter((reply) => reply.toLowerCase() !== entry.toLowerCase()),
      );
      expect([...wrong].filter((reply) => passes(entry, reply))).toEqual([]);
    },
  );
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

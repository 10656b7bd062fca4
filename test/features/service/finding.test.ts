import { describe, expect, test } from "vitest";
import {
  areaUnderRoc,
  buildIndex,
  calibrate,
  decide,
  type Entry,
  evaluate,
  mostRight,
  normalise,
  usualWish,
  type Verdict,
} from "../../../src/features/service/finding/index.ts";
import { fitLogistic, probability } from "../../../src/features/service/finding/logistic.ts";
import { largest, solve } from "../../../src/features/service/finding/numbers.ts";
import { asked, teashop } from "./teashop.ts";

const first = (entries: readonly Entry[], query: string) => buildIndex(entries).search(query)[0]?.id;
const just = (id: string, question: string): Entry => ({ id, question, alternatives: [], answer: "" });

describe("normalise", () => {
  test.each([
    ["ＷｉＦｉ　密码", "wifi 密码"],
    ["請問退款多久到賬", "请问退款多久到账"],
    ["I can’t, don't & won't", "i can not, do not & will not"],
    ["What's the shop's name", "what is the shop name"],
    ["退\u200B款\uFEFF", "退款"],
  ])("turns %s into %s", (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });
});

describe("search", () => {
  test.each(asked)("finds the entry for %s", (query, id) => {
    expect(first(teashop, query)).toBe(id);
  });

  test("finds what is written with typing mistakes", () => {
    expect(first(teashop, "wich drinks contian nuts")).toBe("allergy");
    expect(first(teashop, "wfii pasword")).toBe("wifi");
  });

  test("finds the same for simplified and traditional characters, half and full width, upper and lower case", () => {
    const index = buildIndex(teashop);
    expect(index.search("會員卡怎麼辦理？")).toEqual(index.search("会员卡怎么办理?"));
    expect(index.search("ＷＩＦＩ")).toEqual(index.search("wifi"));
  });

  test("finds an entry by its answer", () => {
    expect(first(teashop, "花果茶")).toBe("caffeine");
    expect(first(teashop, "hazelnut latte")).toBe("allergy");
  });

  test("reads a question in two languages", () => {
    expect(first(teashop, "请问 wifi password 是多少")).toBe("wifi");
  });

  test("takes declared synonyms for the same word, in the base and in the question", () => {
    const synonyms = [
      ["停车", "parking"],
      ["开门", "open up"],
    ];
    const index = buildIndex(teashop, synonyms);
    expect(buildIndex(teashop).search("停车")).toEqual([]);
    expect(index.search("停车")[0]?.id).toBe("parking");
    expect(index.search("几点 OPEN UP")[0]?.id).toBe("hours");
  });

  test("replaces a Latin synonym only where it is a whole word", () => {
    const index = buildIndex([just("cart", "cart"), just("picture", "picture")], [["picture", "art"]]);
    expect(index.search("cart")[0]?.id).toBe("cart");
    expect(index.search("art")[0]?.id).toBe("picture");
  });

  test("takes any sign in a synonym as it is written", () => {
    const index = buildIndex(teashop, [["wifi", "wi-fi", "W.(L)A*N+"]]);
    expect(index.search("wi-fi password")).toEqual(index.search("wifi password"));
    expect(index.search("w.(l)a*n+ password")).toEqual(index.search("wifi password"));
  });

  test("ranks by score, each entry once, as many as wanted", () => {
    const found = buildIndex(teashop).search("怎么退款", 3);
    expect(found).toHaveLength(3);
    expect(new Set(found.map(({ id }) => id)).size).toBe(3);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
  });

  test.each(["", "   ", "？！…", "😀🎉", "\u200B", "Ж"])("finds nothing for %j", (query) => {
    expect(buildIndex(teashop).search(query)).toEqual([]);
  });

  test("reads only the beginning of a megabyte", () => {
    const index = buildIndex(teashop);
    expect(index.search(`几点开门${"啊".repeat(1_000_000)}`)[0]?.id).toBe("hours");
  });

  test("stays whole when entries repeat each other or themselves, or are empty", () => {
    const twice = { ...just("a", "怎么退款"), alternatives: ["怎么退款", "怎么退款？", ""] };
    const index = buildIndex([twice, just("b", "怎么退款"), just("c", ""), just("d", "😀")]);
    expect(index.search("怎么退款").map(({ id }) => id)).toEqual(["a", "b"]);
    expect(calibrate(index).samples).toBeGreaterThan(0);
  });

  test("leaves out words most of a large base has, and still finds by the rest", () => {
    const entries = Array.from({ length: 2_500 }, (_, i) => just(`e${i}`, `请问编号 ${i} 的商品`));
    expect(first(entries, "请问编号 1234 的商品")).toBe("e1234");
    expect(buildIndex(entries).search("请问商品").length).toBeGreaterThan(0);
  });
});

describe("calibration", () => {
  const index = buildIndex(teashop);
  const calibration = calibrate(index);

  test("is the same for the same base, and can be stored", () => {
    expect(calibrate(buildIndex(teashop))).toEqual(calibration);
    expect(JSON.parse(JSON.stringify(calibration))).toEqual(calibration);
  });

  test("answers less, the more often its answers are to be right and the more questions are out of scope", () => {
    const at = (wish: Partial<typeof usualWish>) => calibrate(index, { ...usualWish, ...wish }).answerAt;
    const byPrecision = [0.5, 0.85, 0.95, 0.99].map((precision) => at({ precision }));
    const byScope = [0.2, 0.4, 0.6, 0.8].map((outOfScope) => at({ outOfScope }));
    expect(byPrecision).toEqual(byPrecision.toSorted((a, b) => a - b));
    expect(byPrecision[3]).toBeGreaterThan(byPrecision[0] ?? 1);
    // confidence itself falls with the share out of scope, so it is what is answered that is compared
    const answered = [0.2, 0.8].map((outOfScope) => calibrate(index, { ...usualWish, outOfScope, precision: 0.97 }));
    expect(answered[1]?.expectedCoverage).toBeLessThan(answered[0]?.expectedCoverage ?? 0);
    expect(byScope.every((threshold) => threshold > 0 && threshold <= 1)).toBe(true);
  });

  test("asks a phrasing without that phrasing, and an entry's question without the entry", () => {
    const phrasing = index.phrasings.indexOf("电子发票怎么开");
    const entry = index.owners[phrasing] ?? -1;
    const [whole, left, held] = [undefined, { entry, phrasing }, { entry }].map((without) =>
      index.look("电子发票怎么开", without),
    );
    expect(whole?.best[0]).toBe(entry);
    expect(left?.best[0]).toBe(entry);
    expect(left?.features[3]).toBeLessThan(whole?.features[3] ?? 0);
    expect(held?.best).not.toContain(entry);
  });

  test("promises what it was asked for", () => {
    expect(calibration.expectedPrecision).toBeGreaterThanOrEqual(usualWish.precision);
    expect(calibration.expectedCoverage).toBeGreaterThan(0.5);
  });

  test.each([0, 1, 2])("can be learnt from a base of %i entries", (size) => {
    const small = buildIndex(teashop.slice(0, size));
    const { answerAt, suggestAt } = calibrate(small);
    expect(answerAt).toBeGreaterThan(0);
    expect(suggestAt).toBeLessThanOrEqual(1);
    expect(decide(small, calibrate(small), "今晚的月亮好圆").kind).not.toBe("answer");
  });

  test("of a base of one entry answers its own question", () => {
    const one = buildIndex(teashop.slice(0, 1));
    expect(decide(one, calibrate(one), "你们几点开门")).toMatchObject({ kind: "answer", id: "hours" });
  });
});

describe("a decision", () => {
  const index = buildIndex(teashop);
  const calibration = calibrate(index);

  test.each(asked)("answers %s", (query, id) => {
    expect(decide(index, calibration, query)).toMatchObject({ kind: "answer", id });
  });

  test.each(["哈哈哈", "今天股票又跌了", "lovely sunset tonight", "😂😂😂", ""])("does not answer %j", (query) => {
    expect(decide(index, calibration, query).kind).not.toBe("answer");
  });

  test("answers what is asked word for word as an entry has it, however unsure it is, but not what two entries have", () => {
    const unsure = { ...calibration, answerAt: 1 };
    expect(decide(index, unsure, teashop[0]!.question)).toMatchObject({ kind: "answer", id: teashop[0]!.id });
    const twin = { ...teashop[1]!, alternatives: [teashop[0]!.question] };
    const twins = buildIndex([teashop[0]!, twin]);
    expect(decide(twins, unsure, teashop[0]!.question).kind).not.toBe("answer");
  });

  test("takes a question for word for word without its marks, where there is an answer to post", () => {
    const asked = (answer: string) => {
      const base = buildIndex([{ ...just("hours", "几点开门？"), answer }, just("other", "怎么退款")]);
      return decide(base, { ...calibrate(base), answerAt: 1 }, "几点开门").kind;
    };
    expect(asked("九点")).toBe("answer");
    expect(asked("")).not.toBe("answer");
  });

  test("offers three entries at most, best first, when it is less sure", () => {
    const careful = { ...calibration, answerAt: 1, suggestAt: 0 };
    const decision = decide(index, careful, "退款");
    expect(decision.kind).toBe("suggest");
    if (decision.kind !== "suggest") return;
    expect(decision.ids.length).toBeLessThanOrEqual(3);
    expect(decision.ids[0]).toBe("refund");
    expect(decide(index, { ...careful, suggestAt: 1 }, "退款").kind).toBe("unknown");
  });
});

describe("evaluation", () => {
  const queries = [...asked.map(([query, gold]) => ({ query, gold })), { query: "哈哈哈", gold: null }];
  const still = () => 0;

  test("counts what was found and what would be posted", () => {
    const evaluation = evaluate(teashop, queries, still);
    expect(evaluation).toMatchObject({ entries: 14, inScope: 8, outOfScope: 1, top1: 1, top3: 1, mrr: 1, auroc: 1 });
    expect(evaluation).toMatchObject({ answered: 8, precision: 1, coverage: 1, coverageAtWish: 1, msPerQuery: 0 });
  });

  test("learns nothing from the questions: what is answered depends neither on their order nor on their answers", () => {
    const strangers = queries.map(({ query }) => ({ query, gold: null }));
    const backwards = evaluate(teashop, queries.toReversed(), still);
    expect(backwards).toEqual(evaluate(teashop, queries, still));
    expect(evaluate(teashop, strangers, still)).toMatchObject({
      answered: backwards.answered,
      precision: 0,
      auroc: null,
    });
    const halves = [queries.slice(0, 4), queries.slice(4)].map((half) => evaluate(teashop, half, still).answered);
    expect(halves.reduce((a, b) => a + b)).toBe(backwards.answered);
  });

  test("has an area under the curve of one half for guessing", () => {
    const scored = (scores: number[], right: number[]) =>
      scores.map((score, i) => ({ score, positive: right[i] === 1 }));
    expect(areaUnderRoc(scored([1, 1, 1, 1], [1, 0, 1, 0]))).toBe(0.5);
    expect(areaUnderRoc(scored([4, 3, 2, 1], [1, 1, 0, 0]))).toBe(1);
    expect(areaUnderRoc(scored([4, 3, 2, 1], [1, 0, 1, 0]))).toBe(0.75);
    expect(mostRight(scored([4, 3, 2, 1], [1, 0, 1, 0]), 0.6)).toBe(2);
    expect(mostRight(scored([4, 4, 2, 1], [1, 0, 1, 0]), 0.7)).toBe(0);
  });
});

describe("the arithmetic", () => {
  test("picks the largest values, the earlier of equals first", () => {
    expect(largest(Float64Array.of(1, 3, 0, 3, 2), 3)).toEqual([1, 3, 4]);
    expect(largest(Float64Array.of(0, 0), 3)).toEqual([]);
  });

  test("solves a symmetric system", () => {
    const x = solve(Float64Array.of(4, 2, 2, 3), Float64Array.of(2, 5));
    expect([...x].map((value) => value.toFixed(9))).toEqual(["-0.500000000", "2.000000000"]);
  });

  test("fits a probability that grows with the evidence, and survives evidence that is all alike", () => {
    const sample = (x: number, right: boolean) => ({ features: [x], right, weight: 1 });
    const model = fitLogistic([
      sample(0, false),
      sample(0.2, false),
      sample(0.6, true),
      sample(0.5, false),
      sample(1, true),
    ]);
    expect(probability(model, [1])).toBeGreaterThan(probability(model, [0]));
    const sure = fitLogistic([sample(1, true), sample(1, true)]);
    expect(probability(sure, [1])).toBeLessThan(1);
  });
});

describe("what members say of answers", () => {
  const index = buildIndex(teashop);
  const base = calibrate(index);
  /** Questions with the entry that comes first for each, none of them a phrasing. */
  const questions = asked.map(([query]) => query).filter((query) => !index.phrasings.includes(index.prepare(query)));
  const verdicts = (says: Verdict["says"], people: number, each: number): Verdict[] =>
    Array.from({ length: people * each }, (_, i) => {
      const question = questions[i % questions.length] ?? "";
      return { question, entry: index.search(question)[0]?.id ?? "", says, person: i % people };
    });

  test("raises the threshold when answers were wrong, and lowers it when they were right, a tenth at most", () => {
    const worse = calibrate(index, usualWish, verdicts("wrong", 40, 3));
    const better = calibrate(index, usualWish, verdicts("right", 40, 3));
    expect(worse.answerAt).toBeGreaterThan(base.answerAt);
    expect(better.answerAt).toBeLessThanOrEqual(base.answerAt);
    for (const { answerAt } of [worse, better]) expect(Math.abs(answerAt - base.answerAt)).toBeLessThanOrEqual(0.1001);
    expect(worse.heard).toMatchObject({ people: 40, verdicts: 120 });
    expect(worse.expectedPrecision).toBeLessThan(base.expectedPrecision + 0.01);
  });

  test("changes nothing while it comes from a few people, however often they say it", () => {
    expect(calibrate(index, usualWish, verdicts("wrong", 9, 200))).toEqual(base);
  });

  test("counts three times of one person among many at most", () => {
    const many = verdicts("right", 20, 1);
    const loud = Array.from({ length: 500 }, (): Verdict => ({ ...many[0]!, says: "wrong", person: 99 }));
    expect(calibrate(index, usualWish, [...loud, ...many]).heard).toMatchObject({ people: 21, verdicts: 23 });
  });

  test("tells nothing by a wording that has become a phrasing since, nor by an entry that is no longer first", () => {
    const old = verdicts("right", 20, 1).map((one) => ({ ...one, question: teashop[0]?.question ?? "" }));
    const stale = verdicts("wrong", 20, 1).map((one) => ({ ...one, entry: "gone" }));
    expect(calibrate(index, usualWish, [...old, ...stale])).toEqual(base);
  });
});

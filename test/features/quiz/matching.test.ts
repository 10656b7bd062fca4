import { readFileSync } from "node:fs";
import { Converter } from "opencc-js";
import { describe, expect, test } from "vitest";
import {
  isNear,
  lettersSaid,
  looseForm,
  matchesAny,
  optionSaid,
  truthSaid,
} from "../../../src/features/quiz/match/index.ts";
import { dataFile, testData } from "../../data.ts";

const toTraditional = Converter({ from: "cn", to: "tw" });

test("answers are compared without case, width, punctuation, spaces, articles, accents and traditional characters", () => {
  expect(matchesAny("  the BEATLES! ", ["Beatles"])).toBe(true);
  expect(matchesAny("ＴＥＡ", ["tea"])).toBe(true);
  expect(matchesAny("龍井茶。", ["龙井茶"])).toBe(true);
  expect(matchesAny("Café au lait", ["cafe au lait"])).toBe(true);
  expect(matchesAny("Ice-cream", ["ice cream"])).toBe(true);
  expect(matchesAny("rock & roll", ["rock and roll"])).toBe(true);
  expect(matchesAny("二十四", ["24"])).toBe(true);
  expect(matchesAny("twenty-four", ["24"])).toBe(true);
  expect(matchesAny("一九四九年", ["1949年"])).toBe(true);
  expect(matchesAny("1,000", ["1000"])).toBe(true);
  expect(matchesAny("", ["tea"])).toBe(false);
  expect(matchesAny("!!", ["tea"])).toBe(false);
});

test("a slip is overlooked in long answers, never in short ones, in figures, or when it makes another option", () => {
  expect(matchesAny("Shakespere", ["Shakespeare"])).toBe(true);
  expect(matchesAny("cat", ["car"])).toBe(false);
  expect(matchesAny("南京", ["北京"])).toBe(false);
  expect(matchesAny("World War 1", ["World War 2"])).toBe(false);
  expect(matchesAny("3.5", ["35"])).toBe(false);
  expect(matchesAny("-5", ["5"])).toBe(false);
  expect(optionSaid("Australia", ["Austria", "Australia"])).toBe(1);
  expect(optionSaid("Australa", ["Austria", "Australia"])).toBe(1);
  expect(optionSaid("Austrla", ["Austria", "Austrlia"])).toBe(null);
});

test("letters, yes and no, and numbers are read as people write them", () => {
  expect(lettersSaid("Ｂ。", 4)).toEqual([1]);
  expect(lettersSaid("a、C", 4)).toEqual([0, 2]);
  expect(lettersSaid("E", 4)).toBe(null);
  expect(lettersSaid("bad", 4)).toEqual([1, 0, 3]);
  expect(lettersSaid("aa", 4)).toBe(null);
  expect(lettersSaid("好", 4)).toBe(null);
  expect([truthSaid("對"), truthSaid("False!"), truthSaid("也许")]).toEqual([true, false, null]);
  expect(isNear("约 8,849 米", 8848.86, 1)).toBe(true);
  expect(isNear("二十三", 23, 0)).toBe(true);
  expect(isNear("0.3", 0.1 + 0.2, 0)).toBe(true);
  expect(isNear("23 or 24", 23, 0)).toBe(null);
  expect(isNear("-4", 4, 0)).toBe(false);
});

interface Row {
  question: string;
  options?: string[];
  answer?: number;
  accepted?: string[];
}

/** The usual disguises of an answer. */
const disguises: [string, (text: string) => string][] = [
  ["as it is", (text) => text],
  ["upper case", (text) => text.toUpperCase()],
  ["lower case", (text) => text.toLowerCase()],
  ["full width", (text) => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))],
  ["spaces around and within", (text) => `  ${text.replaceAll(" ", "  ")} `],
  ["a full stop", (text) => `${text}.`],
  ["a Chinese one", (text) => `${text}。`],
  ["an exclamation", (text) => `${text}！！`],
  ["traditional", (text) => toTraditional(text)],
  ["an article", (text) => (/^[A-Za-z]{3,} /.test(text) ? `the ${text}` : text)],
];

describe.skipIf(!testData)("real questions", () => {
  const files = [
    "en_opentriviaqa_sample",
    "en_red_trivia_open_answer_sample",
    "zh_cmmlu_general_NC",
    "zh_xiehouyu_sample",
  ];
  const read = (file: string): Row[] =>
    readFileSync(dataFile(`quiz/${file}.jsonl`), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);
  const rightOf = (row: Row): string[] => row.accepted ?? [row.options?.[row.answer ?? 0] ?? ""];

  test("every accepted answer matches itself in disguise, and no wrong one does", () => {
    const sums = { asked: 0, matched: 0, wrong: 0, taken: 0 };
    for (const file of files) {
      const rows = read(file);
      const here = { asked: 0, matched: 0, wrong: 0, taken: 0 };
      for (const [index, row] of rows.entries()) {
        const right = rightOf(row);
        const others = (row.options ?? []).filter((_, option) => option !== row.answer);
        for (const answer of right)
          for (const [, disguise] of disguises) {
            here.asked++;
            const said = disguise(answer);
            if (matchesAny(said, right, others)) here.matched++;
          }
        // of open questions what is wrong is not written down: the answers of those around it
        const around = row.options
          ? []
          : Array.from({ length: 20 }, (_, n) => rows[(index + n + 1) % rows.length] as Row);
        const wrong = row.options ? others : around.flatMap(rightOf);
        for (const answer of wrong) {
          if (!row.options && right.some((one) => looseForm(one) === looseForm(answer))) continue; // the same answer
          here.wrong++;
          if (matchesAny(answer, right, others)) here.taken++;
        }
      }
      console.log(file, rates(here));
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += here[key];
    }
    console.log("all four", rates(sums));
    expect(sums.matched / sums.asked).toBeGreaterThanOrEqual(0.995);
    expect(sums.taken / sums.wrong).toBeLessThanOrEqual(0.001);
  });
});

function rates({
  asked,
  matched,
  wrong,
  taken,
}: {
  asked: number;
  matched: number;
  wrong: number;
  taken: number;
}): string {
  const share = (part: number, all: number) => `${((100 * part) / all).toFixed(3)} %`;
  return `right in disguise ${share(matched, asked)} of ${asked}; wrong taken for right ${share(taken, wrong)} of ${wrong}`;
}

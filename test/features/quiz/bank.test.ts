import { describe, expect, test } from "vitest";
import { readBank, starterQuestions, writeBank, type FileForm } from "../../../src/features/quiz/bank/index.ts";
import { isRight, twins } from "../../../src/features/quiz/rules.ts";
import { readOrder, scoreOf } from "../../../src/features/quiz/formats.ts";

const read = (text: string, form: FileForm) => readBank(new TextEncoder().encode(text), form);
const faults = (text: string, form: FileForm) =>
  read(text, form).faults.map(({ line, what }) => `${line}: ${what.en()}`);

describe("banks", () => {
  test("the starter bank has sixty questions in each language, of every kind, and all are sound", async () => {
    const questions = await starterQuestions();
    expect(questions.filter((one) => one.language === "zh")).toHaveLength(60);
    expect(questions.filter((one) => one.language === "en")).toHaveLength(60);
    expect(new Set(questions.map((one) => one.kind))).toEqual(new Set(["choice", "truefalse", "open", "number"]));
    for (const one of questions) expect(one.explanation, one.text).not.toBe("");
  });

  test.each(["yaml", "csv", "jsonl"] as const)("what is written as %s is read back the same", async (form) => {
    const questions = await starterQuestions();
    const again = read(writeBank(questions, form), form);
    expect(again.faults).toEqual([]);
    expect(again.questions).toEqual(questions);
  });

  test("what divides values in a table may stand in one", () => {
    const { questions } = read("- question: a\n  options: [x|y, z]\n  answer: x|y\n", "yaml");
    expect(read(writeBank(questions, "csv"), "csv").questions).toEqual(questions);
  });

  test("answers that look like numbers, dates or booleans stay text", () => {
    const { questions } = read("- question: 真的吗\n  answer: [yes, 007, 1.50, 2026-01-01, null]\n", "yaml");
    expect(questions[0]?.accepted).toEqual(["yes", "007", "1.50", "2026-01-01", "null"]);
  });

  test("Red's lists are read as they are", () => {
    const red =
      "AUTHOR: somebody\nCONFIG:\n  delay: 10\nWho wrote Faust?:\n- Goethe\n- Johann Wolfgang von Goethe\n2 + 2?:\n- 4\n- four\n";
    const { questions, faults: none } = read(red, "yaml");
    expect(none).toEqual([]);
    expect(questions.map((one) => [one.kind, one.text, one.accepted])).toEqual([
      ["open", "Who wrote Faust?", ["Goethe", "Johann Wolfgang von Goethe"]],
      ["open", "2 + 2?", ["4", "four"]],
    ]);
  });

  test("every fault is named with its line, and good rows beside it are read", () => {
    const yaml =
      "- question: a\n  answer: b\n- question: c\n  options: [x]\n  answer: x\n- question: d\n  answer: e\n  difficulty: 7\n- queston: f\n  answer: g\n- question: a\n  answer: h\n";
    expect(faults(yaml, "yaml")).toEqual([
      `3: "options" needs 2 to 10 entries (there are 1)`,
      `6: "difficulty" must be 1, 2 or 3 (it is "7")`,
      `9: "question" is missing`,
      `11: the same question stands in line 1`,
    ]);
    expect(read(yaml, "yaml").questions).toHaveLength(1);
    expect(
      faults('{"question":"a","answer":"b"}\nnot json\n{"question":"c","options":["x","y"],"answer":"z"}\n', "jsonl"),
    ).toEqual([
      `2: this is not JSON; a line is {"question": "…", "answer": "…"}`,
      `3: "answer" must be one of the options, its letter or its number (it is "z")`,
    ]);
    expect(faults('question,options,answer\n"two\nlines",x|y,A\nc,x|X,x\n', "csv")).toEqual([
      `4: "options" has "X" twice`,
    ]);
    expect(faults("", "yaml")).toEqual(["1: there are no questions in it"]);
    expect(faults("- question: [unclosed\n", "yaml")[0]).toMatch(/^\d: this is not YAML/);
  });

  test("a file that is not UTF-8 is refused with the place", () => {
    const gbk = new Uint8Array([...new TextEncoder().encode("- question: a\n  answer: "), 0xb2, 0xe8, 0x0a]);
    const [fault] = readBank(gbk, "yaml").faults;
    expect(fault?.line).toBe(2);
    expect(fault?.what.en()).toBe("character 11 is not UTF-8; save the file as UTF-8");
    expect(fault?.what.zh()).toBe("第 11 个字符不是 UTF-8，请把文件另存为 UTF-8");
  });

  test("right options are named by words, letters or numbers, one or several", () => {
    const rows = ["A", "绿", "2", "AC", "B|C"].map((answer) => `q${answer},绿|红|黑,${answer}`).join("\n");
    const { questions, faults: none } = read(`question,options,answer\n${rows}\n`, "csv");
    expect(none).toEqual([]);
    expect(questions.map((one) => one.right)).toEqual([[0], [0], [1], [0, 2], [1, 2]]);
  });
});

test("a right answer is worth its difficulty, and in a round up to double for speed", () => {
  const rules = { points: 5, seconds: 20 };
  expect(scoreOf("race", rules, 2, 1000)).toBe(10);
  expect(scoreOf("round", rules, 1, 0)).toBe(10);
  expect(scoreOf("round", rules, 1, 10_000)).toBe(8);
  expect(scoreOf("round", rules, 1, 30_000)).toBe(5);
});

test("an operator's one line is read in Chinese and English, and what makes no sense is named", () => {
  expect(readOrder("抢答 10题 茶文化")).toEqual({ format: "race", count: 10, bank: "茶文化", tags: [] });
  expect(readOrder("round 5 seconds=20 tea")).toEqual({
    format: "round",
    count: 5,
    seconds: 20,
    bank: "tea",
    tags: [],
  });
  expect(readOrder("round tag:tea 标签：绿茶 投票")).toEqual({ format: "round", tags: ["tea", "绿茶"], polls: true });
  expect(readOrder("")).toEqual({ format: "race", tags: [] });
  expect(readOrder("race colour=red")).toEqual({ unknown: "colour=red" });
});

test("several right options count only all together, and numbers within their tolerance", async () => {
  const [oolongs, everest] = (await starterQuestions()).filter((one) => one.right.length > 1 || one.tolerance > 0);
  if (!oolongs || !everest) throw new Error("the starter bank has changed");
  expect(isRight(oolongs, { choices: [1, 0] })).toBe(true);
  expect(isRight(oolongs, { choices: [0] })).toBe(false);
  expect(isRight(oolongs, { choices: [0, 1, 2] })).toBe(false);
  expect(isRight(everest, { words: "8,848米" })).toBe(true);
  expect(isRight(everest, { words: "8000" })).toBe(false);
});

test("pairs who answer within 300 ms three questions in a row are flagged, others not", () => {
  const at = (position: number, person: number, ms: number) => ({
    quizId: 1,
    position,
    person,
    at: new Date(position * 60_000 + ms),
  });
  const answers = [1, 2, 3].flatMap((position) => [
    at(position, 1, 1000),
    at(position, 2, 1200),
    at(position, 3, position === 2 ? 9000 : 1300),
  ]);
  expect(twins(answers)).toEqual([{ first: 1, second: 2, times: 3 }]);
});

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { rangeOf, timeOfDay } from "../../src/operators/range.ts";

describe("the range of a setting, read from its schema", () => {
  test.each([
    ["a whole number from 0 to 100", " 0 到 100 的整数", z.number().int().min(0).max(100).default(3)],
    ["a whole number, at least 1", "不小于 1 的整数", z.number().int().min(1)],
    ["a number, at most 2.5", "不大于 2.5 的数字", z.number().max(2.5)],
    ["a whole number", "整数", z.number().int()],
    ["on or off", "“开”或“关”", z.boolean().default(true)],
    ["zh or en", " zh、en", z.enum(["zh", "en"])],
    ["a text of at most 20 characters", "最多 20 个字的文字", z.string().max(20)],
    ["a time of day such as 09:00", "时间，如 09:00", timeOfDay.default("10:00")],
    ["a value of the right form", "符合格式的值", z.array(z.number())],
  ])("%s", (en, zh, schema) => {
    const { range } = rangeOf(schema);
    expect([range.zh(), range.en()]).toEqual([zh, en]);
  });

  test("what people write becomes what the schema wants", () => {
    const number = rangeOf(z.number());
    expect([number.read("１２"), number.read("1,000"), number.read("-2.5"), number.read("十")]).toEqual([
      12,
      1000,
      -2.5,
      "十",
    ]);
    const boolean = rangeOf(z.boolean());
    expect([boolean.read("开"), boolean.read("OFF"), boolean.read("maybe")]).toEqual([true, false, "maybe"]);
    expect(rangeOf(z.enum(["zh", "en"])).read("EN")).toBe("en");
    const { read } = rangeOf(timeOfDay);
    expect(["8", "8:30", "０８：３０", "25:00", "eight"].map(read)).toEqual([
      "08:00",
      "08:30",
      "08:30",
      "25:00",
      "eight",
    ]);
    expect(timeOfDay.safeParse("25:00").success).toBe(false);
  });
});

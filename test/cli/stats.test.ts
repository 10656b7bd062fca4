import { afterAll, beforeAll, expect, test } from "vitest";
import { speaking, type CliContext } from "../../src/cli/context.ts";
import { UsageError } from "../../src/core/errors.ts";
import { statsCommand } from "../../src/cli/stats.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { fill, type RawChat } from "../engagement/fill.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await borrowTestDatabase();
});
afterAll(() => database.close());

/** Runs the command as typed and gives the lines it printed. */
async function stats(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  const clock = { now: () => new Date("2026-03-03T18:00:00Z") }; // the fourth in Shanghai
  const context = {
    open: async () => ({ database, clock }),
    ...speaking("en"),
    out: (line: string) => lines.push(line),
  };
  await statsCommand(context as unknown as CliContext)
    .exitOverride()
    .parseAsync(args, { from: "user" });
  return lines;
}

const tea: RawChat = {
  zone: "Asia/Shanghai",
  members: [
    { id: 1, name: "小明" },
    { id: 2, name: "a\u001B[31mda" },
  ],
  messages: [
    // half past midnight on 2 March in Shanghai
    { at: new Date("2026-03-01T16:30:00Z"), memberId: 1, chatId: 1 },
    { at: new Date("2026-03-02T16:30:00Z"), memberId: 1, chatId: 1 },
    { at: new Date("2026-03-02T17:30:00Z"), memberId: 2, chatId: 1 },
    { at: new Date("2026-03-02T17:31:00Z"), memberId: null, chatId: 1 },
    { at: new Date("2026-03-02T17:32:00Z"), memberId: "others", chatId: 1 },
  ],
  passages: [{ at: new Date("2026-03-01T16:00:00Z"), memberId: 1, kind: "join" }],
};
const days = ["--from", "2026-03-01", "--to", "2026-03-03"];

test("an installation without a community says so", async () => {
  await expect(stats("--community", "tea", ...days)).rejects.toThrow(/there is no community yet/);
});

test("prints every figure as one JSON object", async () => {
  await fill(database, tea, "tea");
  const [line] = await stats("--community", "tea", ...days, "--json");
  expect(JSON.parse(line ?? "")).toEqual({
    community: "tea",
    timeZone: "Asia/Shanghai",
    from: "2026-03-01",
    to: "2026-03-03",
    days: [
      { day: "2026-03-01", messages: 0, active: 0, joins: 0, leaves: 0 },
      { day: "2026-03-02", messages: 1, active: 1, joins: 1, leaves: 0 },
      { day: "2026-03-03", messages: 3, active: 2, joins: 0, leaves: 0 },
    ],
    totals: { messages: 4, active: 2, joins: 1, leaves: 0 },
    top: [
      { name: "小明", messages: 2 },
      { name: "a\u001B[31mda", messages: 1 },
    ],
    wau: 2,
    mau28: 2,
    dauMean28: 3 / 28,
    stickiness: 3 / 56,
    retention: {
      nDay: { d1: { retained: 1, eligible: 1 }, d7: { retained: 0, eligible: 0 }, d30: { retained: 0, eligible: 0 } },
      unbounded: {
        d1: { retained: 1, eligible: 1 },
        d7: { retained: 0, eligible: 0 },
        d30: { retained: 0, eligible: 0 },
      },
    },
  });
});

test("the only community needs no name; without days it is the thirty that are over", async () => {
  const asked = async (...args: string[]) => JSON.parse((await stats(...args, "--json"))[0] ?? "");
  expect(await asked()).toMatchObject({
    community: "tea",
    from: "2026-02-02",
    to: "2026-03-03",
    totals: { messages: 4 },
  });
  expect(await asked("--from", "2026-03-03")).toMatchObject({ from: "2026-03-03", to: "2026-03-03" });
  expect(await asked("--from", "2026-03-04")).toMatchObject({ from: "2026-03-04", to: "2026-03-04" });
  expect(await asked("--to", "2026-03-02")).toMatchObject({ from: "2026-02-01", to: "2026-03-02" });
});

test("prints an aligned table in the community's language, and names that cannot steer the terminal", async () => {
  const english = await stats("--community", "tea", ...days);
  expect(english[0]).toBe("tea · 2026-03-01 to 2026-03-03 (Asia/Shanghai)");
  expect(english).toContain("2026-03-03         3       2      0       0");
  expect(english).toContain("by bots and channels: 1, not counted above");
  expect(english).toContain("as of the end of 2026-03-03");
  expect(english).toContain("  2.  1    a[31mda");
  const chinese = await stats("--community", "tea", ...days, "--language", "zh");
  expect(chinese).toContain("日期        消息  活跃  加入  离开");
  expect(chinese).toContain("合计           4     2     1     0");
});

test("all communities are added up, each by its own days; the zone is the common one or null", async () => {
  await fill(database, { ...tea, zone: "UTC" }, "coffee");
  const report = JSON.parse((await stats("--community", "all", ...days, "--json"))[0] ?? "");
  expect(report).toMatchObject({
    community: "all",
    timeZone: null,
    totals: { messages: 8, active: 4, joins: 2 },
    wau: 4,
  });
  expect(report.days.map((each: { messages: number }) => each.messages)).toEqual([1, 4, 3]);
});

test.each([
  [days, 'there are several communities; say which with --community: "coffee", "tea"'],
  [["--community", "tea", "--from", "2026-03-05"], "--from 2026-03-05 is after --to 2026-03-04"],
  [["--community", "te", ...days], 'there is no community "te"; there is "coffee", "tea", "all"'],
  [["--community", "tea", "--from", "2026-02-30", "--to", "2026-03-03"], '--from "2026-02-30" is not a day'],
  [["--community", "tea", "--from", "2026-03-01", "--to", "yesterday"], '--to "yesterday" is not a day'],
  [["--community", "tea", "--from", "2026-03-04", "--to", "2026-03-03"], "--from 2026-03-04 is after --to 2026-03-03"],
])("%j is refused with one sentence", async (args, sentence) => {
  const refusal = await stats(...args).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as Error).message).toContain(sentence);
});

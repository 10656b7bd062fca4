import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { speaking, type CliContext } from "../../../src/cli/context.ts";
import { UsageError } from "../../../src/core/errors.ts";
import { digestCommand } from "../../../src/cli/digest.ts";
import { features } from "../../../src/features/index.ts";
import { lookForFont } from "../../../src/features/digest/office.ts";
import { borrowTestDatabase, type TestDatabase } from "../../world/database.ts";
import { fill, type RawChat } from "../../engagement/fill.ts";

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await borrowTestDatabase();
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-digest-"));
  await fill(database, tea, "tea");
  await fill(database, { ...tea, members: [], messages: [], passages: [] }, "shop");
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.close();
});

/** Half past midnight on Monday, 18 May 2026 in Shanghai; still Sunday in Europe. */
const clock = { now: () => new Date("2026-05-17T16:30:00Z") };

async function digest(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  const context = {
    open: async () => ({ database, clock }),
    ...speaking("en"),
    out: (line: string) => lines.push(line),
  };
  await digestCommand(context as unknown as CliContext, features)
    .exitOverride()
    .parseAsync(["--community", "tea", ...args], { from: "user" });
  return lines;
}

const at = (text: string) => new Date(text);
const tea: RawChat = {
  zone: "Asia/Shanghai",
  members: [
    { id: 1, name: "小明" },
    { id: 2, name: `<script>alert("x")</script>` },
    { id: 3, name: "=cmd|' /C calc'!A0" },
    { id: 4, name: "dora" },
  ],
  messages: [
    { at: at("2026-05-06T12:30:00Z"), memberId: 1, chatId: 1 },
    { at: at("2026-05-10T15:59:00Z"), memberId: 1, chatId: 1 },
    { at: at("2026-05-10T16:00:00Z"), memberId: 2, chatId: 1 },
    { at: at("2026-05-13T12:30:00Z"), memberId: 1, chatId: 1 },
    { at: at("2026-05-13T12:31:00Z"), memberId: 1, chatId: 1 },
    { at: at("2026-05-14T12:31:00Z"), memberId: 3, chatId: 1 },
    { at: at("2026-05-17T15:59:59Z"), memberId: null, chatId: 1 },
    { at: at("2026-05-17T16:00:00Z"), memberId: 2, chatId: 1 },
  ],
  passages: [{ at: at("2026-05-12T00:00:00Z"), memberId: 4, kind: "join" }],
};

test("prints the figures of the last week that is over, and of the week before, as plain values", async () => {
  const [line] = await digest("--json");
  const { figures, previous } = JSON.parse(line ?? "");
  const none = { retained: 0, eligible: 0 };
  const heatmap = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  heatmap[0]![0] = 1;
  heatmap[2]![20] = 2;
  heatmap[3]![20] = 1;
  heatmap[6]![23] = 1;
  expect(figures).toEqual({
    week: "2026-W20",
    from: "2026-05-11",
    to: "2026-05-17",
    timeZone: "Asia/Shanghai",
    messages: 5,
    active: 3,
    joins: 1,
    leaves: 0,
    silentNewcomers: 1,
    wau: 3,
    mau28: 3,
    dauMean28: 5 / 28,
    stickiness: 5 / 28 / 3,
    lifecycle: { new: 2, returning: 1, resurrecting: 0, lapsed: 0, pulse: null },
    retention: {
      nDay: { d1: { retained: 0, eligible: 2 }, d7: { retained: 1, eligible: 1 }, d30: none },
      unbounded: { d1: { retained: 0, eligible: 2 }, d7: { retained: 1, eligible: 1 }, d30: none },
    },
    cohorts: expect.arrayContaining([
      { week: "2026-W19", size: 1, retained: [1, 1] },
      { week: "2026-W20", size: 2, retained: [2] },
    ]),
    heatmap,
    top: [
      { name: "小明", messages: 2 },
      { name: `<script>alert("x")</script>`, messages: 1 },
      { name: "=cmd|' /C calc'!A0", messages: 1 },
    ],
  });
  expect(previous).toMatchObject({ week: "2026-W19", messages: 2, active: 1, lifecycle: { new: 1 } });
  expect(Object.keys(previous)).toEqual(Object.keys(figures));
});

test("an old week gives the same figures whenever it is asked", async () => {
  const [first] = await digest("--week", "2026-W19", "--json");
  expect(await digest("--week", "2026-W19", "--json")).toEqual([first]);
});

test("the text is short and in the language asked for", async () => {
  const [english = ""] = await digest("--language", "en");
  expect(english).toContain("tea · week 2026-W20 (May 11 to May 17, 2026)");
  expect(english).toContain("new 2 · returning 1");
  const [chinese = ""] = await digest("--language", "zh", "--text");
  expect(chinese.split("\n").length).toBeLessThan(30);
  expect(chinese).toContain("新发言 2");
});

test("the page fetches nothing, and names of strangers are text in it", async () => {
  const file = path.join(folder, "page.html");
  expect(await digest("--html", file)).toEqual([]);
  const page = readFileSync(file, "utf8");
  expect(page).not.toMatch(/<script|<link|@import|url\(|(?:src|href)="(?!#)/);
  expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  expect(page).toContain('<svg role="img" aria-label="');
});

test("no cell of the tables is a formula", async () => {
  const file = path.join(folder, "tables.csv");
  await digest("--csv", file);
  const csv = readFileSync(file, "utf8");
  expect(csv.startsWith("\uFEFF")).toBe(true);
  expect(csv).toContain("'=cmd|");
  expect(csv).not.toMatch(/^=|,=/m);
});

test("the tables bear their language's words", async () => {
  const file = path.join(folder, "words.csv");
  await digest("--csv", file, "--language", "zh");
  expect(readFileSync(file, "utf8")).toMatch(/^\uFEFF指标,这期,上期,前四期平均,变化\n消息,[^]*\n\n新成员留存,当天,/);
  await digest("--csv", file, "--language", "en");
  expect(readFileSync(file, "utf8")).toMatch(/^\uFEFFfigure,now,last,mean of four,change\nmessages,/);
});

test.skipIf(lookForFont() === null)("the picture is a PNG for a phone", async () => {
  const file = path.join(folder, "picture.png");
  await digest("--png", file);
  const png = readFileSync(file);
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(1080);
});

test.each([
  [["--week", "2026-W21"], "--week 2026-W21 is not over yet in Asia/Shanghai; the last one that is: 2026-W20"],
  [["--week", "2021-W53"], '--week "2021-W53" is not an ISO week; use YYYY-Www, such as 2026-W20'],
  [["--month", "2026-13"], '--month "2026-13" is not a month; use YYYY-MM'],
  [["--day", "2026-05-18"], "--day 2026-05-18 is not over yet in Asia/Shanghai; the last one that is: 2026-05-17"],
  [["--community", "te"], 'there is no community "te"; there is "shop", "tea"'],
  [["--html", "/nowhere/page.html"], '--html "/nowhere/page.html" cannot be written'],
])("%j is refused with one sentence", async (args, sentence) => {
  const refusal = await digest(...args).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as Error).message).toContain(sentence);
});

test("several communities are one text, one JSON, one page, one picture; their tables are not one", async () => {
  const both = ["--community", "tea", "shop", "--week", "2026-W19"];
  const text = (await digest(...both)).join("\n");
  expect(text).toMatch(/^2 communities · week 2026-W19 \(.*\)\nmessages 2/);
  expect(JSON.parse((await digest(...both, "--json"))[0] ?? "")).toMatchObject({ total: { messages: 2, joins: 0 } });
  const file = path.join(folder, "several.html");
  expect(await digest(...both, "--html", file)).toEqual([]);
  const page = readFileSync(file, "utf8");
  expect(page).toContain("<h2>tea · 2026-W19</h2>");
  expect(page).toContain("<h2>shop · 2026-W19</h2>");
  expect(page).toMatch(/<svg role="img" aria-label="tea 2 · shop 0"/);
  expect(page).not.toMatch(/(?:src|href)=/);
  await expect(digest(...both, "--csv", file)).rejects.toThrow("--csv holds the tables of one community; name one");
  if (lookForFont() === null) return;
  const png = path.join(folder, "several.png");
  await digest(...both, "--png", png);
  expect(readFileSync(png).readUInt32BE(16)).toBe(1080);
});

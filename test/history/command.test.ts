import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { speaking } from "../../src/cli/context.ts";
import type { Language } from "../../src/core/text.ts";
import { importCommand } from "../../src/cli/import.ts";
import { Complaint, UsageError } from "../../src/core/errors.ts";
import { createHouse } from "../../src/house.ts";
import { silentLog } from "../../src/core/log.ts";
import { dataFile, testData } from "../data.ts";
import { borrowTestDatabase, type TestDatabase } from "../world/database.ts";
import { file, fixture } from "./world.ts";

let database: TestDatabase;
const out: string[] = [];
const told: string[] = [];
beforeAll(async () => {
  database = await borrowTestDatabase();
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await database.close();
});
beforeEach(() => {
  out.length = 0;
  told.length = 0;
});

/** Runs `hearth import …` as the program does, over the real Record. */
const hearthImport = (...args: string[]) => importIn("en", ...args);

async function importIn(language: Language, ...args: string[]): Promise<void> {
  const clock = { now: () => new Date("2026-03-10T00:00:00Z") };
  const house = createHouse({ database, features: [], bots: [], clock, log: silentLog, pacing: false });
  const open = async () => ({ database, recorder: async () => house.recorder, clock });
  await importCommand({ open, ...speaking(language), out: (line) => void out.push(line) }).parseAsync(args, {
    from: "user",
  });
}

const result = (): Record<string, unknown> => JSON.parse(out.join("")) as Record<string, unknown>;

test("--json prints one object, the same facts twice and nothing new the second time", async () => {
  const facts = { members: 5, chats: 1, firstAt: "2026-03-01T00:00:10.000Z", lastAt: "2026-03-01T00:06:00.000Z" };
  await hearthImport(fixture("result.json"), "--community", "Tea", "--json");
  expect(result()).toEqual({ read: 15, added: 13, duplicate: 0, skipped: 2, ...facts });
  out.length = 0;
  await hearthImport(fixture("result.json"), "--community", "Tea", "--json");
  expect(result()).toEqual({ read: 15, added: 0, duplicate: 13, skipped: 2, ...facts });
  expect(told).toEqual([]);
});

test("without --json it says so in one sentence, in the terminal's language", async () => {
  await hearthImport(fixture("html"), "--community", "Pages");
  await importIn("zh", fixture("html"), "--community", "Pages");
  expect(out).toEqual([
    expect.stringContaining("11 read, 10 new"),
    expect.stringContaining("「Pages」的历史已读入：共 11 条，新增 0"),
  ]);
});

test("tells the first twenty damaged lines and the number of the rest", async () => {
  await hearthImport(file("bad.jsonl", "{\n".repeat(25)), "--community", "Tea", "--json");
  expect(told).toHaveLength(21);
  expect(told[0]).toBe("line 1: is not JSON; skipped\n");
  expect(told[20]).toBe("… and 5 more skipped\n");
  expect(result()).toMatchObject({ read: 25, skipped: 25, firstAt: null });
});

test("speaks Chinese where the terminal does: damaged lines, the end of a file that broke off, the sum", async () => {
  const lines = ["nonsense", '{"kind":"shout"}', '{"kind":"message","sent_at":"gestern"}', '{"chat":"wechat:1"'];
  const broken = file("坏的.jsonl", lines.join("\n"));
  const failure: unknown = await importIn("zh", broken, "--community", "坏").catch((error: unknown) => error);
  expect(told).toEqual([
    "跳过第 1 行：不是 JSON\n",
    '跳过第 2 行：kind 是 "shout"；可以是 message、join 和 leave\n',
    '跳过第 3 行：sent_at 是 "gestern"；写成 2026-03-01T09:00:00Z 这样\n',
  ]);
  expect((failure as Complaint).in("zh")).toMatch(/坏了：在第 4 行中间断了；读到第 3 条/u);
  expect(out).toEqual([expect.stringMatching(/^「坏」的历史已读入：共 3 条/u)]);
});

test("a file that is cut off prints what was read, and fails in one sentence", async () => {
  const at = file(
    "short.json",
    '{"name":"x","type":"private_group","id":9,"messages":[{"id":1,"type":"unsupported"},{"id"',
  );
  const failure = await hearthImport(at, "--community", "Tea", "--json").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Complaint);
  expect((failure as Error).message).toMatch(/is damaged: it ends at byte \d+, entry 1 being the last whole one/);
  expect(result()).toMatchObject({ read: 1, skipped: 1 });
});

test("what the person can mend is a usage error", async () => {
  await expect(hearthImport("/no/such", "--community", "Tea")).rejects.toBeInstanceOf(UsageError);
});

test.skipIf(!testData).each([
  ["chat/en_tg_hyperdbg_2020-2024.jsonl.gz", 8141, 0],
  ["original/telegram_desktop_channel_trantor_result.json.gz", 924, 16],
  ["original/telegram_desktop_group_xrp_messages1.html.gz", 1001, 0],
])("%s, real, is counted once", async (name, read, skipped) => {
  await hearthImport(dataFile(name), "--community", name, "--json");
  expect(result()).toMatchObject({ read, added: read - skipped, skipped });
  out.length = 0;
  await hearthImport(dataFile(name), "--community", name, "--json");
  expect(result()).toMatchObject({ read, added: 0, duplicate: read - skipped, skipped });
});

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { furnish } from "../../../bots/playground/demo/furnish.ts";
import { baseContext, loadCommunity } from "../../../src/act/context.ts";
import { systemClock } from "../../../src/core/time.ts";
import { parseWeek } from "../../../src/engagement/figures.ts";
import { buildDigest } from "../../../src/features/digest/build.ts";
import type { Digest } from "../../../src/features/digest/digest.ts";
import { toJson } from "../../../src/features/digest/forms/json.ts";
import { toText } from "../../../src/features/digest/forms/lines.ts";
import { toPage } from "../../../src/features/digest/forms/page.ts";
import { weekPeriod } from "../../../src/features/digest/period.ts";
import { features } from "../../../src/features/index.ts";
import { importHistory } from "../../../src/history/import.ts";
import { Directory } from "../../../src/members/directory.ts";
import { createRecorder } from "../../../src/record/lane.ts";
import { dataFile, testData } from "../../data.ts";
import { long } from "../../long.ts";
import { borrowTestDatabase, type TestDatabase } from "../../world/database.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await borrowTestDatabase();
});
afterEach(() => database.close());

const folder = fileURLToPath(new URL("golden/", import.meta.url));
const log = { info: () => {}, warn: () => {}, error: console.error, debug: () => {} } as never;

/**
 * What is kept, or with UPDATE=1 is kept from now on; HEARTH_SHOW names a folder to look at whole pages in. The
 * files' own ending keeps formatters away from them.
 */
function golden(name: string, made: string): string {
  const file = `${folder}${name}.golden`;
  if (process.env.UPDATE) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, made);
  }
  return readFileSync(file, "utf8");
}

async function digestOf(week: string, now: Date): Promise<Digest> {
  const [{ id } = { id: 1 }] = await database.prisma.community.findMany();
  return database.transact(
    async (tx) => {
      const { community } = await loadCommunity(tx, id);
      const { ctx } = baseContext({ tx, community, now, writtenAt: now, seed: "digest" });
      return buildDigest(ctx, features, weekPeriod(parseWeek(week)));
    },
    { timeout: 120_000 },
  );
}

/** The page with every chart as its size: what charts show stands in words below them. */
const withoutCharts = (page: string) =>
  page.replaceAll(/<svg [^>]*?(aria-label="[^"]*")[^>]*>.*?<\/svg>/gs, "<svg $1/>").replaceAll("><", ">\n<");

function show(name: string, page: string): void {
  if (process.env.HEARTH_SHOW) writeFileSync(`${process.env.HEARTH_SHOW}/${name}.html`, page);
}

test("the demo community's week reads as it was reviewed, in both languages", async () => {
  const now = new Date("2026-05-18T02:00:00Z");
  await furnish({ database, features, log, now, timeZone: "Asia/Shanghai", seed: "golden", language: "zh" });
  const digest = await digestOf("2026-W20", now);
  for (const language of ["zh", "en"] as const) {
    const page = await toPage(digest, language);
    show(`demo.${language}`, page);
    expect(toText(digest, language)).toBe(golden(`demo.${language}.txt`, toText(digest, language)));
    expect(withoutCharts(page)).toBe(golden(`demo.${language}.html`, withoutCharts(page)));
  }
}, 180_000);

/** Of the larger one there is only the long run. */
const channels = [
  ["channel.json", "chat/en_tg_hyperdbg_2020-2024.jsonl.gz"],
  ...(long ? [["support.json", "chat/en_irc_ubuntu_train_30days.jsonl.gz"] as const] : []),
] as const;

test.skipIf(!testData).each(channels)(
  "a week of a real support channel has the page that was reviewed (%s)",
  async (name, log) => {
    const { pool } = database;
    const wakes = { wakes: () => false, isCommand: () => false };
    const directory = new Directory(pool, systemClock);
    const recorder = createRecorder({ pool, directory, clock: systemClock, wakes });
    const quiet = { onProgress: () => undefined, onProblem: () => undefined, onNotice: () => undefined };
    const file = dataFile(log);
    await importHistory(
      { database, recorder, clock: systemClock, ...quiet },
      { file, community: "support", zone: "Etc/UTC" },
    );
    const { rows } = await pool.query<{ week: string }>(
      `SELECT to_char(day, 'IYYY-"W"IW') AS week FROM chat_hour GROUP BY 1 ORDER BY sum(messages) DESC, 1 LIMIT 1`,
    );
    const digest = await digestOf(rows[0]?.week ?? "", new Date("2026-01-01T00:00:00Z"));
    const page = await toPage(digest, "en");
    show(name, page);
    const { figures } = toJson(digest, "en") as { figures: Record<string, unknown> };
    // names of real people are kept only as a fingerprint
    const { top: _, ...counted } = figures;
    const page256 = createHash("sha256").update(withoutCharts(page)).digest("hex");
    const made = `${JSON.stringify({ ...counted, page256 }, null, 1)}\n`;
    expect(made).toBe(golden(name, made));
  },
  180_000,
);

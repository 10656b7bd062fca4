import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/core/time.ts";
import { figuresOf, parseWeek, type Figures } from "../../../src/engagement/figures.ts";
import { weekPeriod } from "../../../src/features/digest/period.ts";
import { features } from "../../../src/features/index.ts";
import { importHistory } from "../../../src/history/import.ts";
import { Directory } from "../../../src/members/directory.ts";
import { createRecorder } from "../../../src/record/lane.ts";
import { randomChat } from "../../engagement/random-chat.ts";
import { borrowTestDatabase, type TestDatabase } from "../../world/database.ts";
import { createWorld } from "../../world/index.ts";

describe("a file that tells of weeks gone by", () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await borrowTestDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), "hearth-late-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await database.close();
  });

  // 2020 has a week 53, and New York loses an hour in 2021-W10
  const zone = "America/New_York";
  const chat = randomChat(23, zone, "2020-12-14", 100);
  const lines = chat.messages
    .filter(({ memberId }) => typeof memberId === "number")
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, memberId }, index) =>
      JSON.stringify({
        chat: "telegram:GROUP",
        author: String(memberId),
        author_name: `n${memberId}`,
        sent_at: at.toISOString(),
        text: `words ${index}`,
        kind: "message",
        message_id: index + 1,
      }),
    );

  async function told(community: string, ...files: string[][]): Promise<Record<string, Figures>> {
    const directory = new Directory(database.pool, systemClock);
    const wakes = { wakes: () => false, isCommand: () => false };
    const recorder = createRecorder({ pool: database.pool, directory, clock: systemClock, wakes });
    const quiet = {
      onProgress: () => undefined,
      onProblem: (problem: unknown) => expect(problem).toBeNull(),
      onNotice: () => undefined,
    };
    for (const [index, file] of files.entries()) {
      const at = path.join(folder, `${community}-${index}.jsonl`);
      // one group belongs to one community
      writeFileSync(at, `${file.join("\n").replaceAll("GROUP", community.replace(" ", "-"))}\n`);
      await importHistory({ database, recorder, clock: systemClock, ...quiet }, { file: at, community, zone });
    }
    const { id } = await database.prisma.community.findUniqueOrThrow({ where: { name: community } });
    const figures: Record<string, Figures> = {};
    for (const week of ["2020-W53", "2021-W02", "2021-W10", "2021-W11"]) {
      const period = weekPeriod(parseWeek(week));
      figures[week] = await figuresOf(database.pool, { communityId: id, timeZone: zone, period, except: [] });
    }
    return figures;
  }

  test("gives the figures it would have given in time, whatever comes first, and twice changes nothing", async () => {
    const half = Math.floor(lines.length / 2);
    const [early, late] = [lines.slice(0, half), lines.slice(half)];
    const inTime = await told("in time", lines);
    const afterwards = await told("afterwards", late, early, late);
    expect(afterwards).toEqual(inTime);
    expect(inTime["2020-W53"]).toMatchObject({ week: "2020-W53", from: "2020-12-28", to: "2021-01-03" });
    expect(inTime["2020-W53"]?.messages).toBeGreaterThan(0);
    expect(inTime["2020-W53"]?.lifecycle.new).toBeGreaterThan(0);
  }, 60_000);
});

describe("a community that changes its zone", () => {
  const digestsIn = (sent: readonly { text: string }[]) =>
    sent.flatMap(({ text }) => /群周报 (\d{4}-W\d\d)/.exec(text)?.[1] ?? []);

  test("keeps the days already counted, and no week comes twice or not at all", async () => {
    const world = await createWorld({ features, at: "2026-05-12 10:00" });
    try {
      await world.giveRole("olga", "owner");
      await world.member("olga").whispers("你好");
      for (const name of ["ada", "ben"]) await world.member(name).says("早上好");
      await world.setTime("2026-05-17 23:30");
      await world.member("ada").says("周日的最后一句"); // in New York it is noon, in Auckland Monday already
      const figures = (timeZone: string) =>
        figuresOf(world.database.pool, {
          communityId: 1,
          timeZone,
          period: weekPeriod(parseWeek("2026-W20")),
          except: [],
        });
      const before = await figures("Asia/Shanghai");
      world.bot.sent.length = 0;
      await world.setTime("2026-05-18 09:00");
      await world.query("UPDATE community SET time_zone = 'America/New_York' WHERE id = 1");
      for (const time of ["2026-05-18 12:00", "2026-05-18 21:00", "2026-05-19 09:00"]) await world.setTime(time);
      expect(digestsIn(world.bot.sent)).toEqual(["2026-W20"]);
      expect(await figures("Asia/Shanghai")).toEqual(before);
      await world.query("UPDATE community SET time_zone = 'Pacific/Auckland' WHERE id = 1");
      await world.setTime("2026-05-25 09:00");
      expect(digestsIn(world.bot.sent)).toEqual(["2026-W20", "2026-W21"]);
    } finally {
      await world.close();
    }
  }, 60_000);
});

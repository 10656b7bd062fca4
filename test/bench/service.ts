import { readFile } from "node:fs/promises";
import { openDatabase, type Database } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { systemClock } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { readEntryFile } from "../../src/features/service/importing/read.ts";
import { takeEntries } from "../../src/features/service/importing/take.ts";
import { createHouse, type House } from "../../src/house.ts";
import { openEmbedded } from "./contestants.ts";
import { quantile } from "./figures.ts";
import { DeafBot } from "./growth.ts";
import { said } from "./said.ts";

/** What it costs that so many members ask in the same moment; milliseconds from the event to its answer. */
export interface ServiceCost {
  asked: number;
  /** what they ask: the shop's questions, questions it has no entry for, or a plain command beside them */
  what: "questions" | "unknown" | "commands";
  p50: number;
  p95: number;
  max: number;
  /** answered, asked back, and brought to a person */
  answered: number;
  tickets: number;
}

const kinds = ["questions", "unknown", "commands"] as const;
/** Asked of a program that has been at work for a while: its code is compiled, its tables are analyzed. */
const warm = 10 * kinds.length;
const rounds = Array.from({ length: warm + kinds.length }, (_, round) => kinds[round % kinds.length] ?? "questions");

const base = new URL("../../../bots/playground/knowledge/tea-shop.zh.yaml", import.meta.url);

/** A bot that knows when the first answer came to each chat. */
class TimedBot extends DeafBot {
  readonly at = new Map<string, number>();

  override async send(...[chat]: unknown[]): Promise<{ messageId: string }> {
    const { id } = chat as { id: string };
    if (!this.at.has(id)) this.at.set(id, performance.now());
    return super.send();
  }
}

/** `count` members ask at once, in private, on the embedded database with the tea shop's sixty entries. */
export async function measureService(count: number): Promise<ServiceCost[]> {
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  const bot = new TimedBot();
  const parts = { database, features, bots: [bot], clock: systemClock, log: silentLog, pacing: false };
  const house = createHouse(parts);
  try {
    await bot.start(house.accept);
    await house.start();
    const questions = await furnish(database, house, count);
    const unknown = ["你们会修自行车吗", "怎样换轮胎最省力", "火星上有没有水"];
    const results: ServiceCost[] = [];
    const words = { questions, unknown, commands: ["积分"] };
    // other people in every round: who asks the same again is not answered but brought to a person
    for (const [round, what] of rounds.entries()) {
      if (round === warm) await database.prisma.$executeRaw`ANALYZE`;
      results.push(await askAll(database, house, bot, { what, words: words[what], count, from: 1 + round * count }));
    }
    return results.slice(warm);
  } finally {
    await house.stop();
    await database.close();
    await bench.close();
  }
}

/** A group that everybody is in, the staff's own for tickets, the shop's entries, and a member's wording for each. */
async function furnish(database: Database, house: House, count: number): Promise<string[]> {
  const { communityId } = await house.directory.group(
    "telegram",
    { id: "-1001", kind: "group", title: "Bench" },
    "bot1",
  );
  const people = Array.from({ length: count * rounds.length }, (_, i) => ({
    communityId,
    platform: "telegram",
    sender: { kind: "person" as const, id: String(i + 1), name: `Member ${i + 1}` },
    at: systemClock.now(),
  }));
  await house.directory.people(people);
  await database.prisma.$executeRaw`
    WITH desk AS (
      INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
      VALUES (${communityId}, 'telegram', '-1002', 'group', 'Staff', 'bot1', now()) RETURNING id)
    INSERT INTO ticket_desk (community_id, chat_id) SELECT ${communityId}, id FROM desk`;
  await database.prisma.$executeRaw`
    INSERT INTO member_role (community_id, member_id, role, given_at)
    SELECT community_id, id, 'host', now() FROM member WHERE community_id = ${communityId} ORDER BY id LIMIT 1`;
  const { entries } = await readEntryFile("yaml", await readFile(base), "tea-shop.zh.yaml");
  await takeEntries(
    database,
    communityId,
    entries.map((entry) => entry.content),
    systemClock.now(),
  );
  await database.prisma.$executeRaw`INSERT INTO setting (community_id, feature, key, value)
    VALUES (${communityId}, 'service', 'ticketsADay', '100')`;
  return entries.map(({ content }) => content.alternatives[0] ?? content.question);
}

async function askAll(
  database: Database,
  house: House,
  bot: TimedBot,
  { what, words, count, from }: { what: ServiceCost["what"]; words: readonly string[]; count: number; from: number },
): Promise<ServiceCost> {
  const tickets = () => database.prisma.ticket.count();
  const before = await tickets();
  bot.at.clear();
  const began = performance.now();
  await Promise.all(
    Array.from({ length: count }, (_, i) => house.accept(said(String(from + i), words[i % words.length] ?? ""))),
  );
  await house.settle();
  const waits = [...bot.at.values()].map((at) => at - began);
  return {
    asked: count,
    what,
    p50: quantile(waits, 0.5),
    p95: quantile(waits, 0.95),
    max: Math.max(...waits),
    answered: waits.length,
    tickets: (await tickets()) - before,
  };
}

import type { Database, Tx } from "../core/database/index.ts";
import { fill, type Text } from "../core/text.ts";
import { tellOwners } from "./tell.ts";
import { over, troubles as words, type TroubleKind } from "./troubles-text.ts";

/** Something that is wrong now. */
export interface Trouble {
  what: TroubleKind;
  /** which one, where there are several of a kind; "" = the installation */
  subject: string;
  /** what it is called, for people: a group's title, a number, a platform */
  detail: string;
  /** whose owners are told; absent: all */
  communityId?: number;
}

/** The same trouble is not told again sooner, in ms. */
const quietMs = 3_600_000;

/** Nobody can be told while they last: owners hear of them when they are over. */
const onlyAfter: readonly TroubleKind[] = ["database", "sending"];
/** Their end is no news. */
const endsSilently: readonly TroubleKind[] = ["poison", "removed"];

interface Row {
  what: TroubleKind;
  subject: string;
  sinceAt: Date;
  overAt: Date | null;
  toldAt: Date | null;
}

/**
 * Takes in what is wrong now: owners hear in private of what began and of what is over, each once, and of
 * the same one at most once an hour. One transaction; every process may call it.
 */
export async function noteTroubles(database: Database, now: readonly Trouble[], at: Date): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE trouble IN SHARE ROW EXCLUSIVE MODE`;
    const rows = (await tx.trouble.findMany()) as Row[];
    const isOne = (row: Row, { what, subject }: Trouble) => row.what === what && row.subject === subject;
    for (const trouble of now)
      await begins(
        tx,
        trouble,
        rows.find((row) => isOne(row, trouble)),
        at,
      );
    for (const row of rows) {
      if (row.overAt === null && !now.some((trouble) => isOne(row, trouble))) await ends(tx, row, at);
    }
  });
}

/** What lasts now, the oldest first: for /status. */
export async function troublesNow(tx: Pick<Tx, "trouble">): Promise<{ what: TroubleKind; sinceAt: Date }[]> {
  const rows = await tx.trouble.findMany({ where: { overAt: null }, orderBy: { sinceAt: "asc" } });
  return rows as unknown as Row[];
}

async function begins(tx: Tx, trouble: Trouble, row: Row | undefined, at: Date): Promise<void> {
  if (row && row.overAt === null) return;
  const { what, subject } = trouble;
  const isQuiet = row?.toldAt && at.getTime() - row.toldAt.getTime() < quietMs;
  const tells = !isQuiet && !onlyAfter.includes(what);
  if (tells) await tell(tx, trouble, fill(words[what], trouble.detail), `trouble:${what}:${subject}`, at);
  const state = { sinceAt: at, overAt: null, toldAt: tells ? at : (row?.toldAt ?? null) };
  await tx.trouble.upsert({
    where: { what_subject: { what, subject } },
    create: { what, subject, ...state },
    update: state,
  });
}

async function ends(tx: Tx, row: Row, at: Date): Promise<void> {
  const { what, subject, sinceAt } = row;
  const wasTold = row.toldAt !== null && row.toldAt >= sinceAt;
  const minutes = Math.max(1, Math.round((at.getTime() - sinceAt.getTime()) / 60_000));
  const tells = (wasTold || onlyAfter.includes(what)) && !endsSilently.includes(what);
  if (tells) await tell(tx, { what, subject, detail: "" }, fill(over[what], minutes), `over:${what}:${subject}`, at);
  await tx.trouble.update({
    where: { what_subject: { what, subject } },
    data: { overAt: at, ...(tells ? { toldAt: at } : {}) },
  });
}

async function tell(tx: Tx, { communityId }: Trouble, text: Text, key: string, at: Date): Promise<void> {
  const message = (language: "zh" | "en") => ({ text: text[language]() });
  await tellOwners(tx, {
    key: `${key}:${at.getTime()}`,
    message,
    at,
    ...(communityId === undefined ? {} : { communityId }),
  });
}

/** Notes that something was done well. */
export async function noteDone(database: Database, name: string, at: Date): Promise<void> {
  await database.prisma.lastDone.upsert({ where: { name }, create: { name, at }, update: { at } });
}

/** When it was last done well; null = never. */
export async function lastDone(tx: Pick<Tx, "lastDone">, name: string): Promise<Date | null> {
  return (await tx.lastDone.findUnique({ where: { name } }))?.at ?? null;
}

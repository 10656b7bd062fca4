import type { Prisma, Tx } from "../../../core/database/index.ts";
import { sameWords } from "../answering/rules.ts";
import { entryContent, type EntryContent } from "./content.ts";

/** Who writes, and when: what every version of an entry keeps. */
export interface Writer {
  tx: Tx;
  communityId: number;
  /** null = the command line */
  memberId: number | null;
  now: Date;
}

/** An entry with its number. */
export interface StoredEntry extends EntryContent {
  id: number;
  revision: number;
  state: string;
  updatedAt: Date;
  used: number;
}

/** Adds entries and gives their numbers, in the order given. Members can be answered with them at once. */
export async function addEntries(writer: Writer, contents: readonly EntryContent[]): Promise<number[]> {
  const { tx, communityId, now } = writer;
  if (contents.length === 0) return [];
  const data = contents.map((content) => ({ ...content, communityId, createdAt: now, updatedAt: now }));
  const rows = await tx.faqEntry.createManyAndReturn({ data, select: { id: true } });
  const ids = rows.map((row) => row.id);
  await tx.faqRevision.createMany({
    data: ids.map((entryId, index) => ({ ...revisionOf(writer, contents[index]), entryId, revision: 1 })),
  });
  await countChange(tx, communityId);
  return ids;
}

/** Changes an entry; what it was stays as a version. Null when there is no such entry. */
export async function changeEntry(
  writer: Writer,
  id: number,
  change: Partial<EntryContent> & { state?: "live" | "removed" },
): Promise<StoredEntry | null> {
  const { tx, communityId, now } = writer;
  const key = { communityId_id: { communityId, id } };
  await tx.$executeRaw`SELECT 1 FROM faq_entry WHERE community_id = ${communityId} AND id = ${id} FOR UPDATE`;
  const before = await tx.faqEntry.findUnique({ where: key });
  if (!before) return null;
  const { state = before.state, ...fields } = change;
  const content = entryContent.parse({ ...contentOf(before), ...fields });
  const revision = before.revision + 1;
  const after = await tx.faqEntry.update({ where: key, data: { ...content, state, revision, updatedAt: now } });
  await tx.faqRevision.create({ data: { ...revisionOf(writer, content, state), entryId: id, revision } });
  await countChange(tx, communityId);
  return stored(after);
}

/** Removes entries that are as they were written at first, each with a version of its own; others stay. */
export async function removeUnchanged(writer: Writer, ids: readonly number[]): Promise<number> {
  const { tx, communityId, memberId, now } = writer;
  const removed = await tx.$executeRaw`
    WITH gone AS (UPDATE faq_entry SET state = 'removed', revision = 2, updated_at = ${now}
      WHERE community_id = ${communityId} AND id = ANY (${[...ids]}::int[]) AND revision = 1 AND state = 'live' RETURNING id)
    INSERT INTO faq_revision (community_id, entry_id, revision, content, member_id, at)
    SELECT ${communityId}, r.entry_id, 2, jsonb_set(r.content, '{state}', '"removed"'), ${memberId}::int, ${now}::timestamptz
    FROM gone JOIN faq_revision r ON r.community_id = ${communityId} AND r.entry_id = gone.id AND r.revision = 1`;
  await countChange(tx, communityId);
  return removed;
}

/** One entry, removed ones too; null when there is none. */
export async function entryById(tx: Tx, communityId: number, id: number): Promise<StoredEntry | null> {
  const row = await tx.faqEntry.findUnique({ where: { communityId_id: { communityId, id } } });
  return row && stored(row);
}

/** Every live entry, the oldest first. */
export async function liveEntries(tx: Tx, communityId: number): Promise<StoredEntry[]> {
  const rows = await tx.faqEntry.findMany({ where: { communityId, state: "live" }, orderBy: { id: "asc" } });
  return rows.map(stored);
}

/** A live entry that is asked in these very words and holds, or will; undefined = none. */
export async function entryAsking(tx: Tx, communityId: number, question: string, now: Date) {
  const words = sameWords(question);
  const isAsked = ({ question: own, alternatives }: StoredEntry) =>
    [own, ...alternatives].some((wording) => sameWords(wording) === words);
  return (await liveEntries(tx, communityId)).find(
    (entry) => isAsked(entry) && (entry.validUntil === null || entry.validUntil > now),
  );
}

/** Counts that an entry was shown to a member. */
export async function countUse(tx: Tx, communityId: number, id: number, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE faq_entry SET used = used + 1, used_at = ${now} WHERE community_id = ${communityId} AND id = ${id}`;
}

/** Tells every process that what it knows of the base is old. */
export async function countChange(tx: Tx, communityId: number): Promise<void> {
  await tx.faqVersion.upsert({
    where: { communityId },
    create: { communityId },
    update: { version: { increment: 1 } },
  });
}

function revisionOf(writer: Writer, content: EntryContent | undefined, state = "live") {
  const { communityId, memberId, now } = writer;
  return { communityId, memberId, at: now, content: { ...content, state } as Prisma.InputJsonObject };
}

type Row = Awaited<ReturnType<Tx["faqEntry"]["findMany"]>>[number];

const contentOf = (row: Row): EntryContent => entryContent.parse(row);

function stored(row: Row): StoredEntry {
  const { id, revision, state, updatedAt, used } = row;
  return { ...contentOf(row), id, revision, state, updatedAt, used };
}

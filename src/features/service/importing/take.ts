import { z } from "zod";
import type { Database } from "../../../core/database/index.ts";
import { entryContent, type EntryContent } from "../knowledge/content.ts";
import { addEntries, changeEntry, entryById, type Writer } from "../knowledge/entries.ts";
import type { Preview } from "./preview.ts";

/** What comes in: new entries, and what a newer version of a document says in the place of entries that there are. */
export const incoming = z.object({
  entries: z.array(entryContent),
  changes: z.array(z.object({ id: z.number().int(), content: entryContent })).default([]),
});
export type Incoming = z.infer<typeof incoming>;

/** Of what a preview has found, what is taken. */
export const incomingOf = ({ fresh, changed }: Pick<Preview, "fresh" | "changed">): Incoming => ({
  entries: fresh.map(({ content }) => content),
  changes: changed.map(({ entry, was }) => ({ id: was.id, content: entry.content })),
});

/** An entry as a newer version of its document left it: the version before, and the one that is now. */
export interface Amended {
  id: number;
  to: number;
  revision: number;
}

/** Changes entries to what a newer version of their document says, but for what people have added; removed ones stay removed. */
export async function amend(writer: Writer, changes: Incoming["changes"]): Promise<Amended[]> {
  const amended: Amended[] = [];
  for (const { id, content } of changes) {
    const before = await entryById(writer.tx, writer.communityId, id);
    if (before?.state !== "live") continue;
    const { question, answer, source } = content;
    const after = await changeEntry(writer, id, { question, answer, source });
    if (after) amended.push({ id, to: before.revision, revision: after.revision });
  }
  return amended;
}

/**
 * Takes what a person has looked through, all or none, and orders thresholds to be
 * learnt. For where there is no act: the command line, the demo.
 */
export async function takeEntries(
  database: Database,
  communityId: number,
  contents: readonly EntryContent[],
  now: Date,
  changes: Incoming["changes"] = [],
): Promise<void> {
  if (contents.length === 0 && changes.length === 0) return;
  await database.prisma.$transaction(
    async (tx) => {
      const writer = { tx, communityId, memberId: null, now };
      await addEntries(writer, contents);
      await amend(writer, changes);
      const { version } = await tx.faqVersion.findUniqueOrThrow({ where: { communityId } });
      const job = { name: "service.learn", key: `service:learn:${version}`, payload: { version } };
      await tx.job.createMany({ data: { communityId, ...job, runAt: now, createdAt: now }, skipDuplicates: true });
    },
    { timeout: 120_000 },
  );
}

import type { Database } from "../../../core/database/index.ts";
import type { EntryContent } from "../knowledge/content.ts";
import { addEntries } from "../knowledge/entries.ts";

/**
 * Adds entries that a person has looked through, all or none, and orders their thresholds to be
 * learnt. For where there is no act: the command line, the demo.
 */
export async function takeEntries(
  database: Database,
  communityId: number,
  contents: readonly EntryContent[],
  now: Date,
): Promise<void> {
  if (contents.length === 0) return;
  await database.prisma.$transaction(
    async (tx) => {
      await addEntries({ tx, communityId, memberId: null, now }, contents);
      const { version } = await tx.faqVersion.findUniqueOrThrow({ where: { communityId } });
      const job = { name: "service.learn", key: `service:learn:${version}`, payload: { version } };
      await tx.job.createMany({ data: { communityId, ...job, runAt: now, createdAt: now }, skipDuplicates: true });
    },
    { timeout: 120_000 },
  );
}

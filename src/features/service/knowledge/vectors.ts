import type { BaseCtx } from "../../../core/context.ts";
import type { EntryVectors } from "../finding/index.ts";
import { liveEntries, type StoredEntry } from "./entries.ts";

/** Live entries whose newest version this model has not read. */
export async function withoutVectors(ctx: BaseCtx, model: string): Promise<StoredEntry[]> {
  const communityId = ctx.community.id;
  const made = await ctx.tx.faqVector.findMany({
    where: { communityId, model },
    select: { entryId: true, revision: true },
  });
  const revisions = new Map(made.map(({ entryId, revision }) => [entryId, revision]));
  return (await liveEntries(ctx.tx, communityId)).filter((entry) => revisions.get(entry.id) !== entry.revision);
}

/** The vectors of these entries as they are now; none for those changed since. */
export async function readVectors(
  ctx: Pick<BaseCtx, "tx" | "community">,
  model: string,
  entries: readonly StoredEntry[],
): Promise<EntryVectors[]> {
  const rows = await ctx.tx.faqVector.findMany({ where: { communityId: ctx.community.id, model } });
  const byEntry = new Map(rows.map((row) => [row.entryId, row]));
  return entries.flatMap((entry): EntryVectors[] => {
    const row = byEntry.get(entry.id);
    if (row?.revision !== entry.revision) return [];
    const count = row.vectors.length / row.dimensions;
    const vectors = Array.from({ length: count }, (_, i) =>
      Float32Array.from(row.vectors.slice(i * row.dimensions, (i + 1) * row.dimensions)),
    );
    return [{ id: String(entry.id), wordings: vectors.slice(0, -1), answer: vectors.at(-1) ?? null }];
  });
}

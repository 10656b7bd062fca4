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

/** What a model made of an entry's texts, in their order. */
export interface Made {
  entry: StoredEntry;
  vectors: readonly Float32Array[];
}

/**
 * Stores what a model made; there must be nothing of it for these entries. In plain SQL: Prisma hands every number
 * on by itself, and a base of sixty entries has a hundred thousand.
 */
export async function writeVectors(
  { tx, community }: Pick<BaseCtx, "tx" | "community">,
  model: string,
  dimensions: number,
  made: readonly Made[],
): Promise<void> {
  const ids = made.map(({ entry }) => entry.id);
  const revisions = made.map(({ entry }) => entry.revision);
  const vectors = made.map((one) => `{${one.vectors.map((vector) => vector.join(",")).join(",")}}`);
  await tx.$executeRaw`
    INSERT INTO faq_vector (community_id, entry_id, model, revision, dimensions, vectors)
    SELECT ${community.id}::int, m.entry_id, ${model}::text, m.revision, ${dimensions}::int, m.vectors::real[]
    FROM unnest(${ids}::int[], ${revisions}::int[], ${vectors}::text[]) AS m (entry_id, revision, vectors)`;
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

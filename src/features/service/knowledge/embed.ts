import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import type { Embedder } from "../../../llm/embedder.ts";
import type { Entry, EntryVectors } from "../finding/index.ts";
import { mayHaveMinors } from "../../../members/minors.ts";
import { serviceSettings } from "../settings.ts";
import { countChange } from "./entries.ts";
import { learnSoon } from "./learn.ts";
import { withoutVectors } from "./vectors.ts";

/** Entries whose vectors are made in one job; the rest follow in the next. */
const entriesAtOnce = 200;
/** Of an answer so much is read, in UTF-16 code units: its beginning says what it is about. */
const answerRead = 1_000;

/** Orders the vectors of entries that have none of their newest version; nothing without a model. */
export async function embedSoon(ctx: BaseCtx, embedder: Embedder | null): Promise<void> {
  if (!embedder || !(await ctx.settings(serviceSettings)).meaning || (await mayHaveMinors(ctx))) return;
  const missing = await withoutVectors(ctx, embedder.model);
  const [first] = missing;
  if (!first) return;
  const key = `service:vectors:${embedder.model}:${missing.length}:${first.id}:${first.revision}:${ctx.now.getTime()}`;
  await ctx.enqueue({ name: "service.vectors", key, payload: { count: missing.length } });
}

/**
 * Makes the missing vectors, in the background. When the provider fails they are missing still, and are
 * asked for with the next change or in the night: until then entries are found by their words.
 */
export async function embedEntries(job: JobCtx, embedder: Embedder | null): Promise<void> {
  if (!embedder) return;
  const entries = await job.read(async (ctx) => (await withoutVectors(ctx, embedder.model)).slice(0, entriesAtOnce));
  if (entries.length === 0) return;
  const texts = entries.map(textsToEmbed);
  const result = await embedder.embed(texts.flat(), job.signal);
  if (!result.ok) return;
  const dimensions = result.vectors[0]?.length ?? 0;
  await job.act(async (ctx) => {
    const { tx, community } = ctx;
    let at = 0;
    const data = entries.map(({ id, revision }, i) => {
      const own = result.vectors.slice(at, (at += texts[i]?.length ?? 0));
      const vectors = own.flatMap((vector) => Array.from(vector));
      return { communityId: community.id, entryId: id, model: embedder.model, revision, dimensions, vectors };
    });
    await tx.faqVector.deleteMany({
      where: { communityId: community.id, model: embedder.model, entryId: { in: entries.map(({ id }) => id) } },
    });
    await tx.faqVector.createMany({ data });
    await countChange(tx, community.id); // every process reads the base anew, with them
    await learnSoon(ctx);
    await embedSoon(ctx, embedder);
  });
}

/** What of an entry is embedded: its wordings, and then its answer. */
export const textsToEmbed = ({ question, alternatives, answer }: Texts): string[] => [
  question,
  ...alternatives,
  ...(answer === "" ? [] : [answer.slice(0, answerRead)]),
];

/** The vectors entry by entry, of those that all their texts have in this order. */
export function vectorsOf(
  entries: readonly (Texts & { id: string })[],
  vectors: readonly Float32Array[],
): EntryVectors[] {
  let at = 0;
  return entries.map((entry) => {
    const own = vectors.slice(at, (at += textsToEmbed(entry).length));
    const wordings = own.slice(0, 1 + entry.alternatives.length);
    return { id: entry.id, wordings, answer: own[wordings.length] ?? null };
  });
}

type Texts = Pick<Entry, "question" | "alternatives" | "answer">;

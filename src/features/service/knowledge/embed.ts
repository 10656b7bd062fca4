import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import type { Embedder } from "../../../llm/embedder.ts";
import type { Fault } from "../../../llm/model.ts";
import { forAll } from "../../../llm/purse.ts";
import type { Entry, EntryVectors } from "../finding/index.ts";
import { mayHaveMinors } from "../../../members/minors.ts";
import { purse } from "../rephrasing/purse.ts";
import { serviceSettings } from "../settings.ts";
import { countChange, type StoredEntry } from "./entries.ts";
import { learnSoon } from "./learn.ts";
import { type Made, withoutVectors, writeVectors } from "./vectors.ts";

/** Entries whose vectors are made in one job; the rest follow in the next. */
const entriesAtOnce = 200;
/** Of a text so much is read, in UTF-16 code units: its beginning says what it is about, and many models read 512 tokens. */
const textRead = 480;
/** Entries of one request. */
const entriesInOne = 16;

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
 * Makes the missing vectors, in the background, out of the community's budget for models. What the
 * provider does not give is missing still, and is asked for with the next change or in the night: until
 * then entries are found by their words.
 */
export async function embedEntries(job: JobCtx, embedder: Embedder | null): Promise<void> {
  if (!embedder) return;
  const entries = await job.read(async (ctx) => (await withoutVectors(ctx, embedder.model)).slice(0, entriesAtOnce));
  if (entries.length === 0) return;
  const characters = entries.flatMap(textsToEmbed).reduce((sum, text) => sum + text.length, 0);
  const requester = { ...forAll, hash: "service.vectors", usual: { tokensIn: characters, tokensOut: 0 } };
  const paid = await job.step((ctx) => purse.take(ctx, embedder, requester));
  if (paid === null) return;
  const { read, usage, fault } = await embedAll(embedder, entries, job.signal);
  const dimensions = read[0]?.vectors[0]?.length ?? 0;
  await job.act(async (ctx) => {
    const { tx, community } = ctx;
    await purse.settle(ctx, embedder, paid, {
      usage,
      verdict: fault ? "failed" : "passed",
      reason: fault ? `vectors:${fault}` : "vectors",
    });
    if (read.length === 0) return;
    const where = { communityId: community.id, model: embedder.model };
    await tx.faqVector.deleteMany({
      // a model that has changed its size under its name cannot be compared with what it was
      where: {
        ...where,
        OR: [{ entryId: { in: read.map(({ entry }) => entry.id) } }, { dimensions: { not: dimensions } }],
      },
    });
    await writeVectors(ctx, embedder.model, dimensions, read);
    await countChange(tx, community.id); // every process reads the base anew, with them
    await learnSoon(ctx);
    await embedSoon(ctx, embedder);
  });
}

/** A few entries after the other: what was had before the provider went away is kept, and one it cannot read holds up few. */
async function embedAll(embedder: Embedder, entries: readonly StoredEntry[], signal: AbortSignal) {
  const read: Made[] = [];
  const usage = { tokensIn: 0, tokensOut: 0 };
  let fault: Fault | null = null;
  for (let from = 0; from < entries.length; from += entriesInOne) {
    const some = entries.slice(from, from + entriesInOne);
    const result = await embedder.embed(some.flatMap(textsToEmbed), signal);
    usage.tokensIn += result.tokensIn;
    const size = result.ok ? result.vectors[0]?.length : undefined;
    const isAlike = read.length === 0 || size === read[0]?.vectors[0]?.length;
    if (result.ok && isAlike) read.push(...byEntry(some, result.vectors));
    else fault = result.ok ? "wrongForm" : result.fault;
    if (fault !== null && gone.has(fault)) break;
  }
  return { read, usage, fault };
}

/** With these it is no use to ask for the next. */
const gone: ReadonlySet<Fault> = new Set<Fault>(["timeout", "unreachable", "circuit"]);

function byEntry(entries: readonly StoredEntry[], vectors: readonly Float32Array[]): Made[] {
  let at = 0;
  return entries.map((entry) => ({ entry, vectors: vectors.slice(at, (at += textsToEmbed(entry).length)) }));
}

/** What of a text a model is shown. */
export const readByModel = (text: string): string => text.slice(0, textRead);

/** What of an entry is embedded: its wordings, and then its answer. */
export const textsToEmbed = ({ question, alternatives, answer }: Texts): string[] => [
  question,
  ...alternatives,
  ...(answer === "" ? [] : [readByModel(answer)]),
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

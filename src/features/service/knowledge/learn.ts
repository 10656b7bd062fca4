import { z } from "zod";
import type { Prisma } from "../../../core/database/index.ts";
import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import { dayMs } from "../../../core/time.ts";
import type { Embedder } from "../../../llm/embedder.ts";
import { readSynonyms, serviceSettings } from "../settings.ts";
import { readBase } from "./shelf.ts";
import { KnowledgeThread } from "./thread.ts";
import { method, usualWish, type Calibration, type Verdict, type Wish } from "../finding/index.ts";

/** Verdicts that are read; the newest tell most. */
const mostVerdicts = 2_000;
/** Several changes in a row are learnt from once. */
const patienceMs = 60_000;

/** To be called with every change of entries: the thresholds are learnt anew, soon and elsewhere. */
export async function learnSoon(ctx: BaseCtx): Promise<void> {
  const state = await ctx.tx.faqVersion.findUnique({ where: { communityId: ctx.community.id } });
  const version = state?.version ?? 0;
  const runAt = new Date(ctx.now.getTime() + patienceMs);
  await ctx.enqueue({ name: "service.learn", key: `service:learn:${version}`, payload: { version }, runAt });
}

/** Once a day, of entries that stayed as they were: members' verdicts are learnt from, and what an older program learnt is learnt anew. */
export async function learnNightly(ctx: BaseCtx): Promise<void> {
  const { tx, community, today } = ctx;
  const state = await tx.faqVersion.findUnique({ where: { communityId: community.id } });
  if (!state) return;
  const { version } = state;
  const calibration = state.calibration as Calibration | null;
  const isOld = calibration !== null && calibration.method !== method;
  if (!isOld && !(await hasVerdicts(ctx))) return;
  await ctx.enqueue({ name: "service.learn", key: `service:learn:${version}:${today}`, payload: { version } });
}

async function hasVerdicts({ tx, community, now }: BaseCtx): Promise<boolean> {
  const at = { gt: new Date(now.getTime() - dayMs) };
  const told = { OR: [{ feedback: { not: null } }, { outcome: { in: ["chosen", "none"] } }] };
  return (await tx.faqQuestion.count({ where: { communityId: community.id, at, ...told } })) > 0;
}

const payload = z.object({ version: z.number().int() });

/**
 * Learns when to answer from the entries themselves, in a thread; nothing when they changed once more.
 * @param then what else is to be done with a base that has changed
 */
export async function learn(
  job: JobCtx,
  embedder: Embedder | null,
  then: (ctx: BaseCtx) => Promise<void>,
): Promise<void> {
  const { version } = payload.parse(job.payload);
  const base = await job.read((ctx) => baseToLearn(ctx, version, embedder));
  if (!base) return;
  const thread = new KnowledgeThread(base.data);
  try {
    const calibration = await thread.calibrate(base.wish, base.verdicts);
    await job.act(async (ctx) => {
      const where = { communityId: job.communityId, version };
      const data = { calibration: calibration as unknown as Prisma.InputJsonObject, calibratedVersion: version };
      await ctx.tx.faqVersion.updateMany({ where, data });
      await then(ctx);
    });
  } finally {
    await thread.close();
  }
}

async function baseToLearn(ctx: BaseCtx, version: number, embedder: Embedder | null) {
  const state = await ctx.tx.faqVersion.findUnique({ where: { communityId: ctx.community.id } });
  if (state?.version !== version) return null;
  const { synonyms, ...wished } = await ctx.settings(serviceSettings);
  const { data } = await readBase(ctx, "member", readSynonyms(synonyms), embedder);
  const wish: Wish = {
    ...usualWish,
    precision: wished.precision / 100,
    unaskedPrecision: wished.unaskedPrecision / 100,
    outOfScope: wished.outOfScope / 100,
  };
  return data.entries.length > 0 ? { data, wish, verdicts: await verdictsOf(ctx) } : null;
}

/** What members said of answers lately, newest first; the words of older questions are not kept. */
async function verdictsOf(ctx: BaseCtx): Promise<Verdict[]> {
  return ctx.tx.$queryRaw<Verdict[]>`
    SELECT q.text AS question, q.entry_id::text AS entry, coalesce(m.merged_into_id, m.id) AS person,
      CASE WHEN q.feedback = -1 THEN 'wrong' WHEN q.outcome = 'none' THEN 'none' ELSE 'right' END AS says
    FROM faq_question q JOIN member m ON m.community_id = q.community_id AND m.id = q.member_id
    WHERE q.community_id = ${ctx.community.id} AND q.text IS NOT NULL AND q.entry_id IS NOT NULL
      AND (q.feedback IS NOT NULL OR q.outcome IN ('chosen', 'none'))
    ORDER BY q.id DESC LIMIT ${mostVerdicts}`;
}

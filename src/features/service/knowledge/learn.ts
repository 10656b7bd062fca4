import { z } from "zod";
import type { Prisma } from "../../../core/database/index.ts";
import type { BaseCtx, JobCtx } from "../../../core/feature.ts";
import { readSynonyms, serviceSettings } from "../settings.ts";
import { readBase } from "./shelf.ts";
import { KnowledgeThread } from "./thread.ts";
import { usualWish, type Wish } from "../finding/index.ts";

/** Several changes in a row are learnt from once. */
const patienceMs = 60_000;

/** To be called with every change of entries: the thresholds are learnt anew, soon and elsewhere. */
export async function learnSoon(ctx: BaseCtx): Promise<void> {
  const state = await ctx.tx.faqVersion.findUnique({ where: { communityId: ctx.community.id } });
  const version = state?.version ?? 0;
  const runAt = new Date(ctx.now.getTime() + patienceMs);
  await ctx.enqueue({ name: "service.learn", key: `service:learn:${version}`, payload: { version }, runAt });
}

const payload = z.object({ version: z.number().int() });

/** Learns when to answer from the entries themselves, in a thread; nothing when they changed once more. */
export async function learn(job: JobCtx): Promise<void> {
  const { version } = payload.parse(job.payload);
  const base = await job.read((ctx) => baseToLearn(ctx, version));
  if (!base) return;
  const thread = new KnowledgeThread(base.data);
  try {
    const calibration = await thread.calibrate(base.wish);
    await job.act(async (ctx) => {
      const where = { communityId: job.communityId, version };
      const data = { calibration: calibration as unknown as Prisma.InputJsonObject, calibratedVersion: version };
      await ctx.tx.faqVersion.updateMany({ where, data });
    });
  } finally {
    await thread.close();
  }
}

async function baseToLearn(ctx: BaseCtx, version: number) {
  const state = await ctx.tx.faqVersion.findUnique({ where: { communityId: ctx.community.id } });
  if (state?.version !== version) return null;
  const { synonyms, precision, outOfScope } = await ctx.settings(serviceSettings);
  const { data } = await readBase(ctx, "member", readSynonyms(synonyms));
  const wish: Wish = { ...usualWish, precision: precision / 100, outOfScope: outOfScope / 100 };
  return data.entries.length > 0 ? { data, wish } : null;
}

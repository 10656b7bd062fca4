import type { Ctx } from "../../../core/context.ts";
import type { Calibration } from "../finding/index.ts";
import { firstCalibration } from "../knowledge/first-calibration.ts";
import type { StoredEntry } from "../knowledge/entries.ts";
import { figures, findGaps } from "./report.ts";
import { text } from "./text.ts";

/** Wordings that are offered at once, each with its button. */
const wordingsOffered = 5;

/** 知识库 缺口: what was not answered, and what to look at. */
export async function showGaps(ctx: Ctx): Promise<void> {
  const { groups, declined, phrasings, doubted, contradictions, ended, unused, stale } = await findGaps(ctx);
  const offered = phrasings.slice(0, wordingsOffered);
  const buttons = offered.map(({ entry, wording, questionId }) => [
    { label: text.addWording[ctx.language]({ id: entry.id, wording }), data: `svc:word:${questionId}:0` },
  ]);
  const shown = {
    groups: groups.slice(0, 10),
    declined: declined.slice(0, 5),
    contradictions: contradictions.slice(0, 5).map(({ one, other, wording }) => ({ ids: [one.id, other.id], wording })),
    phrasings: offered.map(({ entry, wording }) => ({ id: entry.id, wording })),
    doubted: doubted.slice(0, 5),
    ended: ended.slice(0, 5),
    unused: someOf(unused),
    stale: someOf(stale),
  };
  await ctx.reply(text.gaps, shown, buttons.length > 0 ? { buttons } : {});
}

/** Of many alike the first are shown, and how many more there are. */
const someOf = (entries: readonly StoredEntry[]) => ({
  shown: entries.slice(0, 5).map(({ id, question }) => ({ id, question })),
  more: Math.max(0, entries.length - 5),
});

/** 知识库 数据: how answering goes. */
export async function showStats(ctx: Ctx): Promise<void> {
  const communityId = ctx.community.id;
  const state = await ctx.tx.faqVersion.findUnique({ where: { communityId } });
  const calibration = (state?.calibration as Calibration | null | undefined) ?? firstCalibration;
  const entries = await ctx.tx.faqEntry.count({ where: { communityId, state: "live" } });
  const { expectedPrecision: precision, expectedCoverage: coverage, heard = null } = calibration;
  await ctx.reply(text.stats, { ...(await figures(ctx)), entries, precision, coverage, heard });
}

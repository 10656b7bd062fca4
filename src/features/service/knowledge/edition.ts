import type { BaseCtx } from "../../../core/context.ts";
import type { Calibration } from "../finding/index.ts";

/** Which entries a community has now: what is kept of them in memory is old once this has changed. */
export interface Edition {
  /** grows with every change; 0 = there never were any entries */
  version: number;
  /** the thresholds learnt from them; null = not yet */
  calibration: Calibration | null;
}

/** The edition as it is in this transaction. */
export async function editionOf(ctx: Pick<BaseCtx, "tx" | "community">): Promise<Edition> {
  const rows = await ctx.tx.$queryRaw<Edition[]>`
    SELECT version, calibration FROM faq_version WHERE community_id = ${ctx.community.id}`;
  return rows[0] ?? { version: 0, calibration: null };
}

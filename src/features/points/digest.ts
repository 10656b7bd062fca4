import type { DigestPeriod, DigestSection } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { flowOf } from "../../points/index.ts";
import { text } from "./text.ts";

/** What points were given and spent in a period, and how many were in members' hands at its end. */
export async function pointsOfPeriod(ctx: BaseCtx, { toAt, fromAt }: DigestPeriod): Promise<DigestSection | null> {
  const flow = await flowOf(ctx.tx, ctx.community.id, fromAt, toAt);
  if (flow.issued === 0 && flow.spent === 0) return null;
  return { title: text.digestTitle, lines: [fill(text.digestLine, flow)], figures: { ...flow } };
}

import type { DigestPeriod, DigestSection, FigureMeaning } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill } from "../../core/text.ts";
import { countsOver, isNothing } from "../../engagement/figures.ts";
import { flowOf, type Flow } from "../../points/index.ts";
import { text } from "./text.ts";

const names = { issued: text.issued, spent: text.spent, outstanding: text.outstanding };

export const pointsFigures: readonly FigureMeaning[] = [
  {
    key: "points",
    names: ["积分", "发出", "花掉", "大家手里", "issued", "spent", "outstanding"],
    meaning: text.digestMeaning,
  },
];

/** What points were given and spent in a period, and how many were in members' hands at its end, beside the periods before. */
export async function pointsOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const flow = ({ fromAt, toAt }: DigestPeriod): Promise<Flow> => flowOf(ctx.tx, ctx.community.id, fromAt, toAt);
  const { now, counts } = await countsOver(period, before, names, flow);
  if (isNothing(counts.filter(({ key }) => key !== "outstanding"))) return null;
  return {
    title: text.digestTitle,
    lines: [fill(text.digestLine, now)],
    counts: counts.map((count) => ({ ...count, isHeadline: true })),
    figures: { ...now },
  };
}

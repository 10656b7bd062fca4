import type { BaseCtx } from "../../core/context.ts";
import { addDays, dayToDate, type Day } from "../../core/time.ts";
import {
  newcombe,
  verdictOf,
  zForComparison,
  zForVariants,
  type Difference,
  type Share,
  type Verdict,
} from "./proof.ts";
import type { DayRange } from "../../engagement/period.ts";
import type { Journey } from "./store.ts";
import { closeOutcomes, noteHarm } from "./upkeep.ts";

/** What a journey did, over those who entered in the days that count. */
export interface JourneyStats {
  nudged: Share;
  heldOut: Share;
  /** who could be reached by a post in the group alone, in whichever arm: told, never compared */
  byPost: Share;
  /** entered, and their days are not over */
  waiting: number;
  difference: Difference | null;
  verdict: Verdict;
  verdictDay: Day;
  /** variants against the first; shares are those of the nudged */
  variants: { share: Share; difference: Difference | null }[];
  /** which comparison of this journey it is, from 1 */
  comparison: number;
  /** the day on which what is said was changed: before it and after, the variants are not the same */
  wordsDay: Day | null;
  written: number;
  /** of those, said in a model's words */
  phrased: number;
  posts: number;
  tasks: number;
  blocked: number;
  optedOut: number;
  spent: number;
  /** points for each member who would not have come back otherwise; null where that number is not above 0 */
  pointsPerReturn: number | null;
}

interface Cell {
  arm: string;
  variant: number;
  members: number;
  returned: number;
  waiting: number;
}

/** What a journey did, everything known till now taken into account. */
export async function statsOf(ctx: BaseCtx, journey: Journey, startedDay: Day): Promise<JourneyStats> {
  await closeOutcomes(ctx, journey);
  await noteHarm(ctx);
  return readStats(ctx, { ...journey, startedDay }, ctx.today);
}

/**
 * The same from what is written down already; `asOf`: the day on which the verdict is due, or not yet.
 * Only first entries count, so that a member counts once, and only people who could be reached alone are
 * compared: a post in a group is read by those held out too. It reaches both arms alike, so beside it the
 * difference is still that of the private word; of the post itself nothing is known but who came back.
 */
export async function readStats(
  ctx: BaseCtx,
  journey: Omit<Journey, "startedDay"> & { startedDay: Day },
  asOf: Day,
): Promise<JourneyStats> {
  const { declaration, startedDay, comparisons, wordsDay } = journey;
  const lastDay = addDays(startedDay, declaration.enterDays - 1);
  const verdictDay = addDays(lastDay, declaration.horizonDays);
  const days = { fromDay: startedDay, toDay: lastDay };
  const cells = await firstEntries(ctx, declaration.name, days);
  const nudgedCells = cells.filter(({ arm }) => arm === "nudged");
  const nudged = total(nudgedCells);
  const heldOut = total(cells.filter(({ arm }) => arm === "heldOut"));
  const difference = newcombe(nudged, heldOut, zForComparison(comparisons));
  const said = await whatWasSaid(ctx, declaration.name, startedDay);
  const extra = difference ? difference.difference * nudged.members : 0;
  return {
    nudged,
    heldOut,
    byPost: await postOnly(ctx, declaration.name, days),
    waiting: cells.reduce((sum, cell) => sum + cell.waiting, 0),
    difference,
    verdict: verdictOf(difference, asOf >= verdictDay),
    verdictDay,
    variants: wordsDay === null ? variantsOf(nudgedCells, comparisons) : [],
    comparison: Math.max(1, comparisons),
    wordsDay,
    ...said,
    pointsPerReturn: extra > 0 && said.spent > 0 ? Math.round(said.spent / extra) : null,
  };
}

/** The first entry of everybody who could be reached alone, by arm and variant. */
function firstEntries({ tx, community }: BaseCtx, journey: string, { fromDay, toDay }: DayRange): Promise<Cell[]> {
  return tx.$queryRaw<Cell[]>`
    SELECT arm, variant::int, (count(*) FILTER (WHERE returned IS NOT NULL))::int AS members,
      (count(*) FILTER (WHERE returned))::int AS returned, (count(*) FILTER (WHERE returned IS NULL))::int AS waiting
    FROM (SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS person, j.* FROM journey_member j
      JOIN member m ON m.community_id = j.community_id AND m.id = j.member_id
      WHERE j.community_id = ${community.id} AND j.journey = ${journey} AND j.way <> 'group'
        AND j.entered_day BETWEEN ${dayToDate(fromDay)} AND ${dayToDate(toDay)} ORDER BY 1, j.entered_day) first
    GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** Those who could never be reached but by a post in the group, and how many of them came back. */
async function postOnly({ tx, community }: BaseCtx, journey: string, { fromDay, toDay }: DayRange): Promise<Share> {
  const [row] = await tx.$queryRaw<Share[]>`
    SELECT (count(*) FILTER (WHERE returned IS NOT NULL))::int AS members, (count(*) FILTER (WHERE returned))::int AS returned
    FROM (SELECT bool_and(j.way = 'group') AS is_alone, (array_agg(j.returned ORDER BY j.entered_day))[1] AS returned
      FROM journey_member j JOIN member m ON m.community_id = j.community_id AND m.id = j.member_id
      WHERE j.community_id = ${community.id} AND j.journey = ${journey}
        AND j.entered_day BETWEEN ${dayToDate(fromDay)} AND ${dayToDate(toDay)}
      GROUP BY coalesce(m.merged_into_id, m.id)) people
    WHERE is_alone`;
  return row ?? { members: 0, returned: 0 };
}

function variantsOf(cells: readonly Cell[], comparison: number): JourneyStats["variants"] {
  const [first, ...others] = cells;
  if (!first || others.length === 0) return [];
  const z = zForVariants(others.length, comparison);
  return cells.map((share) => ({ share, difference: share === first ? null : newcombe(share, first, z) }));
}

const total = (cells: readonly Cell[]): Share => ({
  members: cells.reduce((sum, { members }) => sum + members, 0),
  returned: cells.reduce((sum, { returned }) => sum + returned, 0),
});

type Said = Pick<JourneyStats, "written" | "phrased" | "posts" | "tasks" | "blocked" | "optedOut" | "spent">;

async function whatWasSaid(ctx: BaseCtx, journey: string, since: Day): Promise<Said> {
  const rows = await ctx.tx.$queryRaw<Said[]>`
    SELECT (count(*) FILTER (WHERE way = 'private'))::int AS written, (count(*) FILTER (WHERE phrasing = 'model'))::int AS phrased,
      (count(DISTINCT outbox_key) FILTER (WHERE way = 'group'))::int AS posts, (count(*) FILTER (WHERE way = 'task'))::int AS tasks,
      (count(*) FILTER (WHERE harm = 'blocked'))::int AS blocked, (count(*) FILTER (WHERE harm = 'optedOut'))::int AS "optedOut",
      coalesce(sum(gift), 0)::int AS spent
    FROM nudge WHERE community_id = ${ctx.community.id} AND journey = ${journey} AND day >= ${dayToDate(since)}`;
  return rows[0] ?? { written: 0, phrased: 0, posts: 0, tasks: 0, blocked: 0, optedOut: 0, spent: 0 };
}

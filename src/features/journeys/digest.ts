import type { DigestPeriod, DigestSection, FigureMeaning, ThingToDo } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill } from "../../core/text.ts";
import { addDays } from "../../core/time.ts";
import { countsOver } from "../../engagement/figures.ts";
import { readStats } from "./stats.ts";
import { journeysOf } from "./store.ts";
import { digestText as text, type ToldJourney } from "./text-digest.ts";

/** What journeys did, each with its verdict as of the period's end. */
export async function journeysOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const told = await toldJourneys(ctx, period);
  if (told.length === 0) return null;
  const names = { nudges: text.nudges, people: text.people };
  const { now, counts } = await countsOver(period, before, names, (each) => written(ctx, each));
  const waiting = await ctx.tx.journeyTask.count({ where: { communityId: ctx.community.id, state: "open" } });
  return {
    title: text.title,
    lines: [fill(text.line, now), ...told.map((journey) => fill(text.journey, journey))],
    counts,
    figures: { ...now, journeys: told },
    things: [...told.flatMap(thingOf), ...tasksLeft(waiting)],
  };
}

async function written({ tx, community }: BaseCtx, { fromDay, toDay }: DigestPeriod) {
  const [row] = await tx.$queryRaw<{ nudges: number; people: number }[]>`
    SELECT count(*)::int AS nudges, count(DISTINCT coalesce(m.merged_into_id, m.id))::int AS people
      FROM nudge n JOIN member m ON m.community_id = n.community_id AND m.id = n.member_id
     WHERE n.community_id = ${community.id} AND n.day BETWEEN ${fromDay}::date AND ${toDay}::date AND n.way <> 'task'`;
  return row ?? { nudges: 0, people: 0 };
}

/** Every journey that had begun by the period's end and either runs or had its verdict in it. */
async function toldJourneys(ctx: BaseCtx, { fromDay, toDay }: DigestPeriod): Promise<ToldJourney[]> {
  const told: ToldJourney[] = [];
  const asOf = addDays(toDay, 1);
  for (const journey of await journeysOf(ctx)) {
    const { declaration, state, startedDay } = journey;
    if (startedDay === null || startedDay > toDay) continue;
    const { nudged, heldOut, verdict, verdictDay } = await readStats(ctx, { ...journey, startedDay }, asOf);
    if (state === "off" && verdictDay < fromDay) continue;
    const { name, title } = declaration;
    told.push({
      name,
      title,
      state,
      nudged,
      heldOut,
      verdict,
      verdictDay,
      isFresh: verdictDay > fromDay && verdictDay <= asOf,
    });
  }
  return told;
}

function thingOf(journey: ToldJourney): ThingToDo[] {
  const { name, state, verdict, isFresh } = journey;
  if (verdict === "harms" && state === "running")
    return [{ weight: 90, text: fill(text.thingHarms, journey), command: fill(text.stop, { name }) }];
  if (state === "stopped")
    return [{ weight: 60, text: fill(text.thingStopped, journey), command: fill(text.stats, { name }) }];
  return isFresh && verdict !== "notYet"
    ? [{ weight: 50, text: fill(text.thingVerdict, journey), command: fill(text.stats, { name }) }]
    : [];
}

const tasksLeft = (waiting: number): ThingToDo[] =>
  waiting === 0 ? [] : [{ weight: 62, text: fill(text.thingTasks, { waiting }), command: text.tasks }];

export const journeyFigures: readonly FigureMeaning[] = [
  {
    key: "journeys",
    names: ["journey", "nudges", "verdict", "旅程", "关怀"],
    meaning: text.meaning,
    behind: async (ctx, period) => (await toldJourneys(ctx, period)).map((journey) => fill(text.journey, journey)),
  },
];

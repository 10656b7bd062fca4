import type { BaseCtx } from "../../core/context.ts";
import { anyOf } from "../../core/person.ts";
import { dateToDay, dayToDate, type Day } from "../../core/time.ts";
import { readDeclaration, type Declaration, type Way } from "./declaration.ts";
import type { Arm } from "./arms.ts";
import { starters } from "./starters.ts";

export type JourneyState = "off" | "running" | "stopped";

/** A journey as it stands in a community. */
export interface Journey {
  declaration: Declaration;
  state: JourneyState;
  /** the first day of the comparison that goes on; null: none */
  startedDay: Day | null;
  /** how many comparisons were begun, the one that goes on included */
  comparisons: number;
  /** the day within it on which what is said was changed */
  wordsDay: Day | null;
  stoppedFor: string | null;
}

/** Every journey: the starters, as operators changed them, and their own. By name. */
export async function journeysOf({ tx, community }: Pick<BaseCtx, "tx" | "community">): Promise<Journey[]> {
  const rows = await tx.journey.findMany({ where: { communityId: community.id } });
  const kept = rows.map((row) => ({
    declaration: readDeclaration(row.declaration),
    state: row.state as JourneyState,
    startedDay: row.startedDay && dateToDay(row.startedDay),
    comparisons: row.comparisons,
    wordsDay: row.wordsDay && dateToDay(row.wordsDay),
    stoppedFor: row.stoppedFor,
  }));
  const names = new Set(kept.map(({ declaration }) => declaration.name));
  const untouched = starters.filter(({ name }) => !names.has(name)).map((declaration) => untouchedJourney(declaration));
  return [...kept, ...untouched].sort((a, b) => (a.declaration.name < b.declaration.name ? -1 : 1));
}

/** One that was never started. */
export const untouchedJourney = (declaration: Declaration): Journey => ({
  declaration,
  state: "off",
  startedDay: null,
  comparisons: 0,
  wordsDay: null,
  stoppedFor: null,
});

export async function keepJourney(
  { tx, community }: Pick<BaseCtx, "tx" | "community">,
  journey: Journey,
): Promise<void> {
  const data = {
    declaration: journey.declaration as object,
    state: journey.state,
    startedDay: journey.startedDay && dayToDate(journey.startedDay),
    comparisons: journey.comparisons,
    wordsDay: journey.wordsDay && dayToDate(journey.wordsDay),
    stoppedFor: journey.stoppedFor,
  };
  const key = { communityId: community.id, name: journey.declaration.name };
  await tx.journey.upsert({ where: { communityId_name: key }, create: { ...key, ...data }, update: data });
}

/** A member who enters a journey. */
export interface Entrant {
  memberId: number;
  arm: Arm;
  variant: number;
  way: Way;
}

/** Writes who entered. The arm a member had on this journey before, through whichever identity, stays. */
export async function writeEntrants(
  ctx: BaseCtx,
  journey: string,
  entrants: readonly Entrant[],
  dueDay: Day,
): Promise<void> {
  await ctx.tx.$executeRaw`
    INSERT INTO journey_member (community_id, journey, member_id, entered_day, arm, variant, way, due_day)
    SELECT ${ctx.community.id}, ${journey}, e.id, ${dayToDate(ctx.today)}, coalesce(before.arm, e.arm),
      coalesce(before.variant, e.variant), e.way, CASE coalesce(before.arm, e.arm) WHEN 'nudged' THEN ${dayToDate(dueDay)}::date END
    FROM unnest(${entrants.map((one) => one.memberId)}::int[], ${entrants.map((one) => one.arm)}::text[],
      ${entrants.map((one) => one.variant)}::int[], ${entrants.map((one) => one.way)}::text[]) AS e (id, arm, variant, way)
    LEFT JOIN LATERAL (
      SELECT j.arm, j.variant FROM journey_member j JOIN member m ON m.community_id = j.community_id AND m.id = j.member_id
      WHERE j.community_id = ${ctx.community.id} AND j.journey = ${journey} AND coalesce(m.merged_into_id, m.id) = e.id
      ORDER BY j.entered_day, j.member_id LIMIT 1) before ON true
    ON CONFLICT DO NOTHING`;
}

/** People who may not enter now: they are on the journey, or were lately. */
export async function enteredSince(ctx: BaseCtx, journey: string, since: Day): Promise<Set<number>> {
  const rows = await ctx.tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM journey_member j
    JOIN member m ON m.community_id = j.community_id AND m.id = j.member_id
    WHERE j.community_id = ${ctx.community.id} AND j.journey = ${journey} AND (j.entered_day > ${dayToDate(since)} OR j.due_day IS NOT NULL)`;
  return new Set(rows.map(({ id }) => id));
}

/** A step that is due for somebody. */
export interface DueStep {
  journey: string;
  memberId: number;
  enteredDay: Day;
  variant: number;
  step: number;
  dueDay: Day;
}

export async function dueSteps(ctx: BaseCtx, journeys: readonly string[]): Promise<DueStep[]> {
  return ctx.tx.$queryRaw<DueStep[]>`
    SELECT j.journey, coalesce(m.merged_into_id, m.id) AS "memberId", j.entered_day::text AS "enteredDay", j.variant::int,
      j.step::int, j.due_day::text AS "dueDay"
    FROM journey_member j JOIN member m ON m.community_id = j.community_id AND m.id = j.member_id
    WHERE j.community_id = ${ctx.community.id} AND j.journey = ANY (${journeys}::text[]) AND j.due_day <= ${dayToDate(ctx.today)}
    ORDER BY j.journey, j.due_day, j.member_id`;
}

/** Where somebody goes after a step: to the next one, or out. */
export async function moveOn(
  ctx: BaseCtx,
  at: DueStep,
  next: { step: number; dueDay: Day } | { endedFor: string },
): Promise<void> {
  const goesOn = "dueDay" in next;
  await ctx.tx.$executeRaw`
    UPDATE journey_member SET step = ${goesOn ? next.step : at.step}, due_day = ${goesOn ? dayToDate(next.dueDay) : null}::date,
      ended_for = ${goesOn ? null : next.endedFor}
    WHERE community_id = ${ctx.community.id} AND journey = ${at.journey}
      AND member_id = ${anyOf(ctx.community.id, at.memberId)} AND entered_day = ${dayToDate(at.enteredDay)}`;
}

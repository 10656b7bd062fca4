import { z } from "zod";
import { Prisma, type Tx } from "../core/database/index.ts";
import { anyOf, anyOfAll } from "../core/person.ts";
import { addDays, dateToDay, daysBetween, dayToDate, type Day } from "../core/time.ts";
import type { Language } from "../core/text.ts";

/** Days whose points count for a tier. */
const tierDays = 90;
/** Least days between two steps down, and from the warning to the step. */
const betweenDropsDays = 30;
export const warningDays = 7;

const tier = z.object({
  zh: z.string().min(1).max(20),
  en: z.string().min(1).max(20),
  /** points earned in 90 days that it takes */
  from: z.number().int().min(0),
});

/** The four tiers (会员等级), lowest first: settings of the feature `tiers`. */
export const tierSettings = {
  name: "tiers",
  settings: z.object({
    tiers: z
      .array(tier)
      .length(4)
      .refine((list) => list.every((one, index) => index === 0 || one.from > (list[index - 1]?.from ?? 0)), {
        error: "each tier takes more points than the one below",
      })
      .default([
        { zh: "新芽", en: "Sprout", from: 0 },
        { zh: "常客", en: "Regular", from: 300 },
        { zh: "老友", en: "Friend", from: 1000 },
        { zh: "守炉人", en: "Keeper", from: 2500 },
      ]),
  }),
};
export type Tiers = z.infer<typeof tierSettings.settings>["tiers"];

/** A tier's name, for the lines of boards and balances: nothing for the lowest, which everybody has. */
export const tierName = (tiers: Tiers, index: number, language: Language): string =>
  index === 0 ? "" : (tiers[index]?.[language] ?? "");

/** The tier that so many points in 90 days are worth. */
export function tierFor(tiers: Tiers, earned: number): number {
  return Math.max(tiers.filter((one) => earned >= one.from).length - 1, 0);
}

/** Points spent are still earned: these reasons do not lower a tier. */
const spending = ["redeem", "draw", "moved"];

/** What people earned in the last 90 days, today included. */
export async function earnedLately(tx: Tx, communityId: number, today: Day): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ id: number; points: number }[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS id, sum(delta)::int AS points FROM ledger_entry l
    JOIN member m ON m.community_id = l.community_id AND m.id = l.member_id
    WHERE l.community_id = ${communityId} AND ${isEarned(today)} AND m.name <> '' GROUP BY 1`;
  return new Map(rows.map((row) => [row.id, row.points]));
}

const isEarned = (today: Day): Prisma.Sql =>
  Prisma.sql`l.day >= ${dayToDate(addDays(today, 1 - tierDays))} AND l.reason <> ALL(${spending})`;

/** The same for one person, and the tier they were last told: all that it takes to see that nothing changed. */
export async function earnedBy(
  tx: Tx,
  communityId: number,
  today: Day,
  person: number,
): Promise<{ earned: number; tier: number }> {
  const [row] = await tx.$queryRaw<{ earned: number; tier: number }[]>`
    SELECT (SELECT coalesce(sum(l.delta), 0)::int FROM ledger_entry l
        WHERE l.community_id = ${communityId} AND l.member_id = ${anyOf(communityId, person)} AND ${isEarned(today)}) AS earned,
      ${tierSql(communityId, person)} AS tier`;
  return row ?? { earned: 0, tier: 0 };
}

/** An expression for the tier a person was last told, for statements that read more at once. */
export const tierSql = (communityId: number, person: number | Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(max(t.tier), 0)::int FROM member_tier t
  WHERE t.community_id = ${communityId} AND t.member_id = ${anyOf(communityId, person)})`;

/** Where a person stands between tiers. */
export interface TierState {
  tier: number;
  sinceDay: Day;
  warnedDay: Day | null;
  loweredDay: Day | null;
}

/** What a look at the points of 90 days does: nothing, a rise, a warning, a step down, a warning lifted. */
export type TierMove = "none" | "raised" | "warned" | "lowered" | "safe";

/**
 * Up at once and by as many tiers as the points are worth; down one tier, a week after a warning and
 * at most once in 30 days. Pure.
 */
export function nextTier(state: TierState, earnedTier: number, today: Day): { state: TierState; move: TierMove } {
  if (earnedTier > state.tier)
    return { state: { ...state, tier: earnedTier, sinceDay: today, warnedDay: null }, move: "raised" };
  if (earnedTier === state.tier) {
    return state.warnedDay === null ? { state, move: "none" } : { state: { ...state, warnedDay: null }, move: "safe" };
  }
  if (state.warnedDay === null) return { state: { ...state, warnedDay: today }, move: "warned" };
  const isDue = daysBetween(state.warnedDay, today) >= warningDays;
  const isRested = state.loweredDay === null || daysBetween(state.loweredDay, today) >= betweenDropsDays;
  if (!isDue || !isRested) return { state, move: "none" };
  const lowered = { tier: state.tier - 1, sinceDay: today, warnedDay: null, loweredDay: today };
  return { state: lowered, move: "lowered" };
}

/** The tiers people were last told, by person; of linked members the highest. */
export async function tierStates(
  tx: Tx,
  communityId: number,
  people: number[] | null = null,
): Promise<Map<number, TierState>> {
  const rows = await tx.$queryRaw<
    { id: number; tier: number; since: Date; warned: Date | null; lowered: Date | null }[]
  >`
    SELECT DISTINCT ON (id) coalesce(m.merged_into_id, m.id) AS id, t.tier::int AS tier, since_day AS since,
      warned_day AS warned, lowered_day AS lowered
    FROM member_tier t JOIN member m ON m.community_id = t.community_id AND m.id = t.member_id
    WHERE t.community_id = ${communityId}
      ${people ? Prisma.sql`AND t.member_id = ${anyOfAll(communityId, people)}` : Prisma.empty}
    ORDER BY id, t.tier DESC, t.member_id`;
  const day = (date: Date | null) => (date ? dateToDay(date) : null);
  return new Map(
    rows.map((row) => [
      row.id,
      { tier: row.tier, sinceDay: dateToDay(row.since), warnedDay: day(row.warned), loweredDay: day(row.lowered) },
    ]),
  );
}

export async function writeTier(tx: Tx, communityId: number, person: number, state: TierState): Promise<void> {
  const date = (day: Day | null) => (day ? dayToDate(day) : null);
  const data = {
    tier: state.tier,
    sinceDay: dayToDate(state.sinceDay),
    warnedDay: date(state.warnedDay),
    loweredDay: date(state.loweredDay),
  };
  await tx.memberTier.upsert({
    where: { communityId_memberId: { communityId, memberId: person } },
    create: { communityId, memberId: person, ...data },
    update: data,
  });
  await tx.$executeRaw`
    UPDATE member_tier t SET tier = least(t.tier, ${state.tier}) FROM merged_member s
    WHERE s.community_id = ${communityId} AND s.person_id = ${person} AND t.community_id = s.community_id
      AND t.member_id = s.member_id`;
}

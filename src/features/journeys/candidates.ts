import type { BaseCtx } from "../../core/context.ts";
import { addDays, dayBefore, dayToDate, daysBetween, type Day } from "../../core/time.ts";
import { whomToWriteTo } from "../../engagement/drift/index.ts";
import { asDrift, type KnownStanding } from "../../engagement/standings/index.ts";
import { peopleBornOn, taggedPeople } from "../../members/profile.ts";
import { earnedLately, tierSettings, tierStates } from "../../points/index.ts";
import type { Declaration, Trigger } from "./declaration.ts";
import { isFestival } from "./festivals.ts";

/** Silence this long, in days, from which a dormant member is not bothered any more. */
const dormantDays = { from: 14, to: 120 };

/** Members of whom states alone decide, the most urgent first. Pure. */
export function byState(trigger: Trigger, all: readonly KnownStanding[], today: Day): number[] {
  switch (trigger.kind) {
    case "drifting":
      return whomToWriteTo(all.map(asDrift)).map(({ member }) => member);
    case "dormant":
      return all
        .filter(({ state }) => state === "dormant")
        .filter((one) => asDrift(one).silentDays >= dormantDays.from && asDrift(one).silentDays <= dormantDays.to)
        .sort((a, b) => (a.chance ?? 0) - (b.chance ?? 0) || a.memberId - b.memberId)
        .map(({ memberId }) => memberId);
    case "joined":
      return all
        .filter(({ firstDay }) => firstDay !== null && isLately(daysBetween(firstDay, today), trigger.days))
        .filter(({ state }) => !trigger.silent || state === "silentNewcomer")
        .map(({ memberId }) => memberId);
    case "joiningDay":
      return all
        .filter(({ firstDay }) => firstDay !== null && yearsOn(firstDay, today) >= 1)
        .map(({ memberId }) => memberId);
    case "birthday":
    case "festival":
    case "streakBreaking":
    case "tierRising":
    case "tierFalling":
      return [];
    default:
      return trigger satisfies never;
  }
}

/** A day or two later still counts: the day itself may have been one of rest. */
const isLately = (passed: number, days: number) => passed >= days && passed <= days + 2;

/** Whole years when `today` is the same day of the year, 28 February for 29; otherwise 0. */
export function yearsOn(since: Day, today: Day): number {
  const leapless = since.slice(5) === "02-29" && addDays(today, 1).slice(5) === "03-01" && today.slice(5) === "02-28";
  return since.slice(5) === today.slice(5) || leapless ? Number(today.slice(0, 4)) - Number(since.slice(0, 4)) : 0;
}

/** Whoever a trigger names today, before audience and manners. */
export async function candidates(ctx: BaseCtx, trigger: Trigger, all: readonly KnownStanding[]): Promise<number[]> {
  const { tx, community, today } = ctx;
  switch (trigger.kind) {
    case "birthday": {
      const [year, month, day] = today.split("-").map(Number) as [number, number, number];
      const leapYear = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
      return peopleBornOn(tx, community.id, { month, day }, leapYear);
    }
    case "festival":
      return isFestival(trigger.festival, today)
        ? all.filter(({ state }) => state !== "lost").map(({ memberId }) => memberId)
        : [];
    case "streakBreaking": {
      const rows = await tx.journeyStreak.findMany({
        where: { communityId: community.id, day: dayToDate(dayBefore(today)), streak: { gte: trigger.atLeast } },
        orderBy: { streak: "desc" },
      });
      return rows.map(({ memberId }) => memberId);
    }
    case "tierFalling": {
      const states = await tierStates(tx, community.id);
      return [...states].filter(([, state]) => state.warnedDay !== null).map(([id]) => id);
    }
    case "tierRising":
      return nearNextTier(ctx, trigger.within);
    case "drifting":
    case "dormant":
    case "joined":
    case "joiningDay":
      return byState(trigger, all, today);
    default:
      return trigger satisfies never;
  }
}

/** Who lacks little to a tier above the one they have; who is about to lose one is not told of it as a promise. */
async function nearNextTier({ tx, community, settings, today }: BaseCtx, within: number): Promise<number[]> {
  const { tiers } = await settings(tierSettings);
  const states = await tierStates(tx, community.id);
  const earned = await earnedLately(tx, community.id, today);
  const isNear = (points: number, from: number) => points < from && points >= from * (1 - within / 100);
  return [...earned]
    .filter(([id, points]) =>
      tiers.some(({ from }, tier) => tier > (states.get(id)?.tier ?? 0) && isNear(points, from)),
    )
    .map(([id]) => id);
}

/** Of some people those whom a journey is for, in the same order. */
export async function inAudience(
  ctx: BaseCtx,
  { audience }: Declaration,
  people: readonly number[],
  all: readonly KnownStanding[],
): Promise<number[]> {
  const { tx, community } = ctx;
  const sets: ReadonlySet<number>[] = [];
  if (audience.tags.length > 0) {
    const tagged = await Promise.all(audience.tags.map((tag) => taggedPeople(tx, community.id, tag)));
    sets.push(new Set(tagged.flat()));
  }
  if (audience.states.length > 0)
    sets.push(new Set(all.filter(({ state }) => audience.states.includes(state)).map(({ memberId }) => memberId)));
  if (audience.tiers.length > 0) {
    const states = await tierStates(tx, community.id);
    sets.push(new Set(people.filter((id) => audience.tiers.includes(states.get(id)?.tier ?? 0))));
  }
  if (audience.platforms.length > 0) {
    const rows = await tx.$queryRaw<{ id: number }[]>`
      SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM identity i
      JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
      WHERE i.community_id = ${community.id} AND i.platform = ANY (${audience.platforms}::text[])`;
    sets.push(new Set(rows.map(({ id }) => id)));
  }
  if (audience.languages.length > 0) {
    const rows = await tx.member.findMany({ where: { communityId: community.id, id: { in: [...people] } } });
    const speaks = rows.filter((row) => audience.languages.some((one) => one === (row.language ?? community.language)));
    sets.push(new Set(speaks.map(({ id }) => id)));
  }
  // people without a standing left, were erased, are staff, or are not to be counted
  sets.push(new Set(all.map(({ memberId }) => memberId)));
  return people.filter((id) => sets.every((set) => set.has(id)));
}

import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { addDays, dateToDay, dayToDate, localTime, type Day } from "../../core/time.ts";
import { standings, type KnownStanding } from "../../engagement/standings/index.ts";
import { mayHaveMinors } from "../../members/minors.ts";
import { armOf, variantFor } from "./arms.ts";
import type { Declaration, Step } from "./declaration.ts";
import { sayWhatIsDue } from "./due.ts";
import { wayFor, whoFits } from "./gate.ts";
import { holdAfterOutage, isQuiet } from "./manners.ts";
import type { Phraser } from "./phrasing.ts";
import { journeysOf, writeEntrants, type Entrant, type Journey } from "./store.ts";
import { closeOutcomes, endEarly, endTasks, goesOn, noteHarm } from "./upkeep.ts";

declare module "../../core/context.ts" {
  interface Facts {
    /** something was said to a member unasked, or a task was made of it */
    "nudge.made": { memberId: number; journey: string; step: number; way: "private" | "group" | "task" };
    /** a journey stopped by itself */
    "journey.stopped": { journey: string; because: "blocks" | "optOuts" };
  }
}

/** From this hour on streaks about to break are looked at; in the morning everybody still has the day. */
const eveningHour = 17;

/**
 * One look at every running journey, in one transaction: outcomes are closed, people leave and enter,
 * and what is due is said, if manners allow. A repeat does nothing twice: entering, each step and each
 * message have keys of their own.
 */
export async function runJourneys(
  ctx: BaseCtx,
  features: readonly Feature[],
  phraser: Phraser | null = null,
): Promise<void> {
  const heldUntil = await look(ctx);
  await noteHarm(ctx);
  await endTasks(ctx);
  const running: Journey[] = [];
  for (const journey of await journeysOf(ctx)) {
    if (journey.startedDay === null) continue;
    await closeOutcomes(ctx, journey);
    if (journey.state !== "running") continue;
    await endEarly(ctx, journey);
    if (await goesOn(ctx, journey)) running.push(journey);
  }
  if (running.length === 0 || isQuiet(ctx.now, ctx.community.timeZone) || (await mayHaveMinors(ctx))) return;
  const all = await standings(ctx.tx, ctx.community.id);
  const isFresh =
    all.length > 0 &&
    all.every(({ asOfDay }) => asOfDay === ctx.today) &&
    (heldUntil === null || ctx.today >= heldUntil);
  if (isFresh) for (const journey of running) await enter(ctx, features, journey.declaration, all);
  await sayWhatIsDue(ctx, features, running, { all, heldUntil, phraser });
}

/** Notes this look; after a hole in what the bot saw, the day until which it stays silent. */
async function look(ctx: BaseCtx): Promise<Day | null> {
  const { tx, community, now, today } = ctx;
  const where = { communityId: community.id };
  const before = await tx.journeyWatch.findUnique({ where });
  const held = before?.heldUntil ? dateToDay(before.heldUntil) : null;
  const hole = holdAfterOutage(before?.lookedAt ?? null, now, today);
  const until = hole !== null && (held === null || hole > held) ? hole : held;
  const data = { lookedAt: now, heldUntil: until && dayToDate(until) };
  await tx.journeyWatch.upsert({ where, create: { ...where, ...data }, update: data });
  return until;
}

/** Whoever the trigger names today comes in, up to the day's limit, and is given an arm before any text is made. */
async function enter(
  ctx: BaseCtx,
  features: readonly Feature[],
  declaration: Declaration,
  all: readonly KnownStanding[],
): Promise<void> {
  const isEvening = localTime(ctx.now, ctx.community.timeZone).hour >= eveningHour;
  if ((declaration.trigger.kind === "streakBreaking") !== isEvening) return;
  const { community, today } = ctx;
  const fitting = await whoFits(ctx, features, declaration, all);
  const entered = await ctx.tx.journeyMember.count({
    where: { communityId: community.id, journey: declaration.name, enteredDay: dayToDate(today) },
  });
  const [first] = declaration.steps as [Step];
  const entrants = fitting.slice(0, Math.max(0, declaration.perDay - entered)).flatMap((facts): Entrant[] => {
    const way = wayFor(declaration, first, facts);
    if (way === null) return [];
    const arm = armOf(community.salt, declaration.name, facts.id, declaration.holdOut);
    const variant = variantFor(community.salt, declaration, facts.id);
    return [{ memberId: facts.id, arm, variant, way }];
  });
  await writeEntrants(ctx, declaration.name, entrants, addDays(today, first.wait));
}

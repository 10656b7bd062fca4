import type { BaseCtx, Feature } from "../../core/feature.ts";
import { addDays, dateToDay, dayToDate, instantOf, localTime, type Day } from "../../core/time.ts";
import { standings, type KnownStanding } from "../../engagement/standings/index.ts";
import { lockOther } from "../../members/person.ts";
import { armOf, variantOf } from "./arms.ts";
import { candidates, inAudience } from "./candidates.ts";
import type { Declaration, Step, Way } from "./declaration.ts";
import { factsOf, valuesOf, type PersonFacts } from "./facts.ts";
import { commonest } from "./group-post.ts";
import { holdAfterOutage, isQuiet, mayNudge, type Manners } from "./manners.ts";
import { Mouth } from "./mouth.ts";
import {
  dueSteps,
  enteredSince,
  journeysOf,
  moveOn,
  writeEntrants,
  type DueStep,
  type Entrant,
  type Journey,
} from "./store.ts";
import { closeOutcomes, endEarly, goesOn, noteHarm } from "./upkeep.ts";

declare module "../../core/feature.ts" {
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
export async function runJourneys(ctx: BaseCtx, features: readonly Feature[]): Promise<void> {
  const heldUntil = await look(ctx);
  await noteHarm(ctx);
  const running: Journey[] = [];
  for (const journey of await journeysOf(ctx)) {
    if (journey.startedDay === null) continue;
    await closeOutcomes(ctx, journey);
    if (journey.state !== "running") continue;
    await endEarly(ctx, journey);
    if (await goesOn(ctx, journey)) running.push(journey);
  }
  if (running.length === 0 || isQuiet(ctx.now, ctx.community.timeZone)) return;
  const all = await standings(ctx.tx, ctx.community.id);
  const isFresh =
    all.length > 0 &&
    all.every(({ asOfDay }) => asOfDay === ctx.today) &&
    (heldUntil === null || ctx.today >= heldUntil);
  if (isFresh) for (const journey of running) await enter(ctx, features, journey.declaration, all);
  await sayWhatIsDue(ctx, features, running, { all, heldUntil });
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
    const variant = variantOf(community.salt, declaration.name, facts.id, mostVariants(declaration));
    return [{ memberId: facts.id, arm, variant, way }];
  });
  await writeEntrants(ctx, declaration.name, entrants, addDays(today, first.wait));
}

const mostVariants = ({ steps }: Declaration): number => Math.max(...steps.map(({ variants }) => variants.length));

/** Both arms pass the same gate: whoever could not be written to today is in neither. */
export async function whoFits(
  ctx: BaseCtx,
  features: readonly Feature[],
  declaration: Declaration,
  all: readonly KnownStanding[],
): Promise<PersonFacts[]> {
  const since = addDays(ctx.today, -declaration.againAfterDays);
  const busy = await enteredSince(ctx, declaration.name, since);
  const named = await candidates(ctx, declaration.trigger, all);
  const people = (await inAudience(ctx, declaration, named, all)).filter((id) => !busy.has(id));
  const facts = await factsOf(ctx, features, people);
  return people.flatMap((id) => {
    const one = facts.get(id);
    if (!one || (one.isActiveToday && declaration.endOn.includes("cameBack"))) return [];
    const noon = instantOf(ctx.today, "12:00", ctx.community.timeZone);
    const gate = {
      now: noon,
      dueDay: ctx.today,
      heldUntil: null,
      way: "task",
      sentToChat: 0,
      sentByAccount: 0,
    } as const;
    const manners = mayNudge({ ...mannersFacts(ctx, one), ...gate });
    return manners.may === "yes" ? [one] : [];
  });
}

function mannersFacts(ctx: BaseCtx, one: PersonFacts) {
  return {
    now: ctx.now,
    timeZone: ctx.community.timeZone,
    today: ctx.today,
    hasOptedOut: one.hasOptedOut,
    isForgotten: one.isForgotten,
    isStaff: false,
    isHeld: one.isHeld,
    nudgedDays: one.nudgedDays,
    knownAsOf: ctx.today,
  };
}

/** The first way of the journey that leads to this person. */
export function wayFor({ say }: Declaration, step: Step, facts: PersonFacts): Way | null {
  const leads = (way: Way) =>
    way === "task" ||
    (way === "private" ? facts.privateChat !== null : step.group !== undefined && facts.groupChat !== null);
  return say.find(leads) ?? null;
}

interface Known {
  all: readonly KnownStanding[];
  heldUntil: Day | null;
}

async function sayWhatIsDue(
  ctx: BaseCtx,
  features: readonly Feature[],
  running: readonly Journey[],
  known: Known,
): Promise<void> {
  const byName = new Map(running.map(({ declaration }) => [declaration.name, declaration]));
  const due = await dueSteps(ctx, [...byName.keys()]);
  const ids = [...new Set(due.map(({ memberId }) => memberId))].sort((a, b) => a - b);
  // nobody is erased, merged or paid while something is being said to them
  for (const id of ids) await lockOther(ctx.tx, id);
  const facts = await factsOf(ctx, features, ids);
  const standingOf = new Map(known.all.map((one) => [one.memberId, one]));
  const values = await valuesOf(ctx, features, [...facts.values()], standingOf);
  const mouth = await Mouth.open(ctx);
  const likedBy = (journey: string): string =>
    commonest(
      due
        .filter((at) => at.journey === journey && facts.get(at.memberId)?.language === ctx.community.language)
        .map((at) => values.get(at.memberId)?.favourite ?? ""),
    );
  for (const at of due) {
    const declaration = byName.get(at.journey);
    const step = declaration?.steps[at.step];
    const one = facts.get(at.memberId);
    if (!declaration || !step || !one) {
      await moveOn(ctx, at, { endedFor: "finished" });
      continue;
    }
    const standing = standingOf.get(at.memberId);
    const passes = step.ifState.length > 0 && (!standing || !step.ifState.includes(standing.state));
    if (!passes) {
      const way = wayFor(declaration, step, one);
      const manners = way === null ? null : judged(ctx, one, at, way, mouth, known, standing);
      if (manners?.may === "later") continue;
      if (manners?.may === "never") {
        await moveOn(ctx, at, { endedFor: manners.because });
        continue;
      }
      if (way !== null && manners?.may === "yes")
        await mouth.say({
          declaration,
          at,
          step,
          facts: one,
          values: values.get(one.id) ?? {},
          way,
          likedThere: way === "group" ? likedBy(at.journey) : "",
        });
    }
    await moveOn(ctx, at, after(declaration, at, ctx.today));
  }
  await mouth.close();
}

function judged(
  ctx: BaseCtx,
  one: PersonFacts,
  at: DueStep,
  way: Way,
  mouth: Mouth,
  { heldUntil, all }: Known,
  standing: KnownStanding | undefined,
): Manners {
  return mayNudge({
    ...mannersFacts(ctx, one),
    // no standing: staff, or gone
    isStaff: standing === undefined,
    knownAsOf: standing?.asOfDay ?? all[0]?.asOfDay ?? null,
    heldUntil,
    dueDay: at.dueDay,
    nudgedDays: [...one.nudgedDays, ...mouth.saidTo(one.id)],
    way,
    sentToChat: way === "group" ? mouth.postsInto(one.groupChat, at) : 0,
    sentByAccount: mouth.sentBy(one.privateAccount),
  });
}

function after({ steps }: Declaration, at: DueStep, today: Day): { step: number; dueDay: Day } | { endedFor: string } {
  const next = steps[at.step + 1];
  return next ? { step: at.step + 1, dueDay: addDays(today, next.wait) } : { endedFor: "finished" };
}

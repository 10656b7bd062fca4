import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { addDays, instantOf } from "../../core/time.ts";
import type { KnownStanding } from "../../engagement/standings/index.ts";
import { candidates, inAudience } from "./candidates.ts";
import type { Declaration, Step, Way } from "./declaration.ts";
import { factsOf, type PersonFacts } from "./facts.ts";
import { mayNudge } from "./manners.ts";
import { enteredSince } from "./store.ts";

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
      tasksMade: 0,
    } as const;
    const manners = mayNudge({ ...mannersFacts(ctx, one), ...gate });
    return manners.may === "yes" ? [one] : [];
  });
}

/** What manners ask of a person, the day's own facts apart. */
export function mannersFacts(ctx: BaseCtx, one: PersonFacts) {
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

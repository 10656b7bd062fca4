import { Refusal, type BaseCtx } from "../../core/context.ts";
import { addDays } from "../../core/time.ts";
import type { Declaration } from "./declaration.ts";
import { differsInWordsAlone } from "./edit.ts";
import { keepJourney, untouchedJourney, type Journey } from "./store.ts";
import { text } from "./text.ts";

/** The day of the verdict; null: no comparison goes on. */
export function verdictDayOf({ startedDay, declaration: { enterDays, horizonDays } }: Journey) {
  return startedDay === null ? null : addDays(startedDay, enterDays - 1 + horizonDays);
}

/**
 * Keeps a changed journey. Other words alone leave the comparison as it is, with its arms and its day:
 * who is told nothing does not hang on what the others are told. Any other change ends it, and what is
 * started then is the next comparison, held to a harder standard (proof.ts): so nobody can try until luck
 * says "helps".
 */
export async function keepChanged(ctx: BaseCtx, before: Journey | null, declaration: Declaration): Promise<Journey> {
  const journey = changed(ctx, before ?? untouchedJourney(declaration), declaration);
  await keepJourney(ctx, journey);
  return journey;
}

function changed({ today }: BaseCtx, before: Journey, declaration: Declaration): Journey {
  const isRunning = before.state === "running";
  if (!differsInWordsAlone(before.declaration, declaration)) {
    if (isRunning) throw new Refusal(text.running, { name: before.declaration.name });
    return { ...before, declaration, state: "off", startedDay: null, wordsDay: null, stoppedFor: null };
  }
  const state = isRunning ? ("running" as const) : ("off" as const);
  const verdictDay = verdictDayOf(before);
  const after = { ...before, declaration, state, stoppedFor: null };
  if (verdictDay !== null && today < verdictDay) return { ...after, wordsDay: before.wordsDay ?? today };
  // its verdict is spoken: other words are another question
  if (!isRunning) return { ...after, startedDay: null, wordsDay: null };
  return { ...after, startedDay: today, comparisons: before.comparisons + 1, wordsDay: null };
}

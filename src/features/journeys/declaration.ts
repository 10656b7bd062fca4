import { z } from "zod";
import { driftStates } from "../../engagement/drift/index.ts";
import { languages } from "../../core/text.ts";
import { BadDeclaration, faultsOf } from "./faults.ts";
import { festivalNames } from "./festivals.ts";

const days = z.number().int().min(0).max(365);

const triggerKinds = (): string => triggers.map(({ shape }) => shape.kind.value).join(" | ");

const triggers = [
  /** joined so many days ago; `silent`: and never spoke */
  z.strictObject({ kind: z.literal("joined"), days: days.default(1), silent: z.boolean().default(false) }),
  /** a regular whose silence lasts: the list of whom to write to */
  z.strictObject({ kind: z.literal("drifting") }),
  z.strictObject({ kind: z.literal("dormant") }),
  z.strictObject({ kind: z.literal("birthday") }),
  /** the day of joining, a year or more later */
  z.strictObject({ kind: z.literal("joiningDay") }),
  z.strictObject({ kind: z.literal("festival"), festival: z.enum(festivalNames) }),
  /** checked in yesterday for the nth day in a row and not yet today, in the evening */
  z.strictObject({ kind: z.literal("streakBreaking"), atLeast: z.number().int().min(2).max(365).default(3) }),
  /** this near, in percent of its points, to the next tier */
  z.strictObject({ kind: z.literal("tierRising"), within: z.number().int().min(1).max(50).default(10) }),
  /** warned that the tier will go down */
  z.strictObject({ kind: z.literal("tierFalling") }),
] as const;
/** What sets a member on a journey. */
const trigger = z.discriminatedUnion("kind", triggers, {
  error: (issue) => (issue.code === "invalid_union" ? triggerKinds() : undefined),
});
export type Trigger = z.infer<typeof trigger>;

/** Who of those may go on it; what is empty lets everybody through. */
const audience = z.strictObject({
  tags: z.array(z.string().min(1).max(20)).default([]),
  states: z.array(z.enum(driftStates)).default([]),
  tiers: z.array(z.number().int().min(0).max(3)).default([]),
  platforms: z.array(z.string().min(1).max(20)).default([]),
  languages: z.array(z.enum(languages)).default([]),
});

const words = z.strictObject({ zh: z.string().trim().min(1).max(600), en: z.string().trim().min(1).max(600) });
export type Words = z.infer<typeof words>;

export const ways = ["private", "group", "task"] as const;
export type Way = (typeof ways)[number];

export const phrasings = ["template", "model"] as const;
export type Phrasing = (typeof phrasings)[number];

const step = z.strictObject({
  /** days after the step before (the first: after entering) */
  wait: days.default(0),
  /** only for members of these states on the day itself; others pass it by */
  ifState: z.array(z.enum(driftStates)).default([]),
  /** the same step in other words, compared with one another; {name}, {points}, {streak} … see docs/journeys.md */
  variants: z.array(words).min(1).max(4),
  /** what the group reads where nobody can be written to in private; it names nobody */
  group: words.optional(),
  /** in place of `group`: what most of them like or once asked, where a feature has something */
  offer: z.boolean().default(false),
  /** points given with it, in private only */
  gift: z.number().int().min(0).max(1000).default(0),
});
export type Step = z.infer<typeof step>;

export const endings = ["cameBack", "answered", "left", "optedOut"] as const;

/** A journey as data: who, when, what is said, and how it is known whether it helped. */
const written = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, "a–z, 0–9 and -, beginning with a letter"),
  title: words,
  trigger,
  audience: audience.prefault({}),
  steps: z.array(step).min(1).max(10),
  /** what ends it before its last step; leaving and opting out always do. Absent: see `endsOn` */
  endOn: z.array(z.enum(endings)).optional(),
  /** ways to say it, the first that is possible */
  say: z
    .array(z.enum(ways))
    .min(1)
    .default([...ways]),
  /** who words what is said in private: the template, or a model that may only put its words in another order */
  phrasing: z.enum(phrasings).default("template"),
  /** percent of members who are told nothing, to compare with */
  holdOut: z.number().int().min(5).max(50).default(20),
  /** what counts as its goal */
  goal: z.enum(["active"]).default("active"),
  /** days after entering in which the goal counts */
  horizonDays: z.number().int().min(1).max(60).default(14),
  /** the verdict is spoken once, over those who enter within so many days of the start */
  enterDays: z.number().int().min(7).max(365).default(56),
  /** most members who enter in a day */
  perDay: z.number().int().min(1).max(500).default(50),
  /** least days before the same member may enter again */
  againAfterDays: z.number().int().min(30).max(3650).default(90),
});

export const declaration = written.transform((read) => ({ ...read, endOn: read.endOn ?? endsOn(read.trigger) }));
export type Declaration = z.infer<typeof declaration>;

/** Coming back ends a word to the silent; a birthday stays one however much its child talks that day. */
function endsOn(given: Trigger): (typeof endings)[number][] {
  const { kind } = given;
  const isAboutSilence = kind === "drifting" || kind === "dormant" || (kind === "joined" && given.silent);
  return endings.filter((ending) => ending !== "cameBack" || isAboutSilence);
}

/** Reads a declaration. @throws BadDeclaration naming every place, what stands there and what is allowed */
export function readDeclaration(value: unknown): Declaration {
  const read = declaration.safeParse(value);
  if (read.success) return read.data;
  throw new BadDeclaration(faultsOf(read.error.issues, value));
}

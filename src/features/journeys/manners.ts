import { addDays, daysBetween, instantOf, localTime, type Day } from "../../core/time.ts";

/** The one place that says when a member may be written to unasked. Pure: the same facts, the same answer. */

/** Unasked words go out in these hours of the community's own zone. */
export const quietUntil = "10:00";
export const quietFrom = "20:00";
/** One nudge to a member in so many days, and so many in a quarter of a year. */
const nudgeGapDays = 7;
export const quarterDays = 91;
const nudgesPerQuarter = 3;
/** Most nudges in a day into one group, and by one bot account. */
const perGroupADay = 1;
export const perAccountADay = 200;
/** Most tasks for people in a day: who is handed thirty does none. */
const tasksADay = 5;
/** A step this late says nothing any more. */
const latestDays = 3;
/** A hole in what the bot saw holds everything back for as long as it was, at most so long. */
const longestHoldDays = 14;
/** A look later than this after the one before means that the bot was away. */
const outageHours = 36;

/** What is known about a member and the day before anything is said. */
export interface NudgeFacts {
  now: Date;
  timeZone: string;
  today: Day;
  hasOptedOut: boolean;
  isForgotten: boolean;
  isStaff: boolean;
  /** a person is waiting for an answer, or another feature asks for silence */
  isHeld: boolean;
  /** days on which they were written to, on any journey */
  nudgedDays: readonly Day[];
  /** the day the chances were last worked out for */
  knownAsOf: Day | null;
  /** data has a hole: nothing before this day */
  heldUntil: Day | null;
  dueDay: Day;
  /** how many went out today, into that group and by that account */
  sentToChat: number;
  sentByAccount: number;
  /** tasks made today */
  tasksMade: number;
  way: "private" | "group" | "task";
}

/** yes; never: it ends for this member; later: tried again tomorrow; not: this step passes. */
export type Manners =
  | { may: "yes" }
  | { may: "never"; because: "optedOut" | "forgotten" | "staff" }
  | { may: "passed"; because: "tooLate" }
  | { may: "later"; because: "quietHours" | "held" | "oldData" | "outage" | "weekly" | "quarterly" | "dailyCap" };

export function mayNudge(facts: NudgeFacts): Manners {
  if (facts.isForgotten) return { may: "never", because: "forgotten" };
  if (facts.hasOptedOut) return { may: "never", because: "optedOut" };
  if (facts.isStaff) return { may: "never", because: "staff" };
  if (daysBetween(facts.dueDay, facts.today) > latestDays) return { may: "passed", because: "tooLate" };
  const because = reasonToWait(facts);
  return because === null ? { may: "yes" } : { may: "later", because };
}

type Wait = Extract<Manners, { may: "later" }>["because"];

function reasonToWait(facts: NudgeFacts): Wait | null {
  if (isQuiet(facts.now, facts.timeZone)) return "quietHours";
  if (facts.knownAsOf !== facts.today) return "oldData";
  if (facts.heldUntil !== null && facts.today < facts.heldUntil) return "outage";
  if (facts.isHeld) return "held";
  const ago = facts.nudgedDays.map((day) => daysBetween(day, facts.today));
  if (ago.some((days) => days < nudgeGapDays)) return "weekly";
  if (ago.filter((days) => days < quarterDays).length >= nudgesPerQuarter) return "quarterly";
  if (facts.way === "group" && facts.sentToChat >= perGroupADay) return "dailyCap";
  if (facts.way === "task" && facts.tasksMade >= tasksADay) return "dailyCap";
  if (facts.way !== "task" && facts.sentByAccount >= perAccountADay) return "dailyCap";
  return null;
}

/** Whether an instant lies in the hours in which nobody is written to unasked. */
export function isQuiet(at: Date, timeZone: string): boolean {
  const { day } = localTime(at, timeZone);
  return at < instantOf(day, quietUntil, timeZone) || at >= instantOf(day, quietFrom, timeZone);
}

/** Until when nothing is sent because the bot saw nothing for a while; null: there was no hole. */
export function holdAfterOutage(lookedAt: Date | null, now: Date, today: Day): Day | null {
  if (lookedAt === null) return null;
  const hours = (now.getTime() - lookedAt.getTime()) / 3_600_000;
  if (hours <= outageHours) return null;
  return addDays(today, Math.min(Math.ceil(hours / 24), longestHoldDays));
}

/** A journey stops by itself when more than 2 % of those written to block the bot or opt out … */
const harmShare = 0.02;
/** … counted as if at least so many had been written to: one angry word among the first ten is no rate. */
const harmFloor = 50;

export function stopsFor(written: number, harm: { blocked: number; optedOut: number }): "blocks" | "optOuts" | null {
  const limit = harmShare * Math.max(written, harmFloor);
  if (harm.blocked > limit) return "blocks";
  if (harm.optedOut > limit) return "optOuts";
  return harm.blocked + harm.optedOut > limit ? "blocks" : null;
}

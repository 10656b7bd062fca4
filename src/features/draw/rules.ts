import { dayMs } from "../../core/time.ts";
import { bitsNeeded, numbersBits, roundFor, type Level } from "./beacon.ts";
import { maxWeight } from "./scheme.ts";
import { winnersOf, type FullTerms, type Need, type Terms } from "./terms.ts";

/** Late by the platform's own time is late; only the order of arrival gets this grace before the list is frozen. */
const graceMs = 60_000;
/** How long a beacon is waited for before the draw is void, as its notice says. */
export const beaconWaitMs = 24 * 3_600_000;
/** How many people's words level C takes. */
export const witnessCount = 3;
/** Longest a draw may stay open. */
const openDaysLimit = 90;
/** Records of promotions are kept so long after the end (order 32 of the SAMR: at least two years). */
export const keepDays = 730;
/** Top prize of a draw by chance: law against unfair competition, art. 11 (2025). In fen. */
export const prizeLimitFen = 5_000_000;
/** From here the host is told that the limit is near. */
export const prizeWarningFen = 500_000;

/** What the law asks to be told and is not told yet; `prize` = which one has no value. */
export type Missing = { field: "prizes" | "closeAt" | "organiser" | "contact" } | { field: "value"; prize: number };

/** The first thing still missing, in the order in which a host is asked; null when the draw can open. */
export function missingIn(terms: Terms): Missing | null {
  if (terms.prizes.length === 0) return { field: "prizes" };
  const unpriced = terms.prizes.findIndex(({ value }) => value === null);
  if (unpriced >= 0) return { field: "value", prize: unpriced };
  if (terms.closeAt === null) return { field: "closeAt" };
  if (terms.organiser === null) return { field: "organiser" };
  return terms.contact === null ? { field: "contact" } : null;
}

/** Why terms cannot stand, by the name of a text; null when they can. */
export type Flaw =
  | "tooDear"
  | "tooManyWinners"
  | "closeOver"
  | "closeTooSoon"
  | "closeTooLate"
  | "capC"
  | "noSource"
  | "fewBits"
  | "sameIssue";

export function flawIn(terms: Terms, now: Date, capFen: number): Flaw | null {
  const { prizes, closeAt, level, sources } = terms;
  if (prizes.some(({ value }) => (value ?? 0) > prizeLimitFen)) return "tooDear";
  if (winnersOf(terms) > 10_000) return "tooManyWinners";
  if (closeAt && closeAt <= now) return "closeOver";
  if (closeAt && closeAt.getTime() < now.getTime() + 60_000) return "closeTooSoon";
  if (closeAt && closeAt.getTime() > now.getTime() + openDaysLimit * dayMs) return "closeTooLate";
  if (level === "C" && totalFen(terms) > capFen) return "capC";
  if (level !== "B") return null;
  if (sources.length === 0) return "noSource";
  if (new Set(sources.map(({ source, issue }) => `${source}:${issue}`)).size < sources.length) return "sameIssue";
  return (entriesLimit(terms) ?? 0) < 2 ? "fewBits" : null;
}

const totalFen = ({ prizes }: Pick<Terms, "prizes">): number =>
  prizes.reduce((sum, { count, value }) => sum + count * (value ?? 0), 0);

/**
 * Most entries a draw can take: what the host said, and at level B what the numbers have chance for
 * (bits ≥ log2(total weight) + 14, every weight taken as the largest). null = no limit.
 */
export function entriesLimit(terms: Terms): number | null {
  if (terms.level !== "B") return terms.limit;
  const bits = numbersBits(terms.sources) ?? 0;
  const weights = Math.floor(2 ** (bits - bitsNeeded(1)) + 1e-9);
  const possible = Math.floor(weights / mostWeight(terms));
  return terms.limit === null ? possible : Math.min(terms.limit, possible);
}

export const mostWeight = ({ weight }: Terms): number => (weight.by === "none" ? 1 : Math.min(weight.most, maxWeight));

/** What is known of somebody who wants to enter. */
export interface Facts {
  /** has any role: staff never enter */
  isStaff: boolean;
  /** days since the bot first knew them, whole ones */
  days: number;
  /** days with a message within the days that the terms look at */
  active: number;
  points: number;
  tier: number;
  tags: readonly string[];
  streak: number;
  /** won in one of the last draws that the terms look at */
  wonLately: boolean;
}

/** What keeps somebody out; null: they may enter. Pure. */
export type Bar = "staff" | "days" | "active" | "points" | "tier" | "tag" | "won" | "streak" | "cost";

export function barFor(terms: Terms, facts: Facts): Bar | null {
  const { need } = terms;
  if (facts.isStaff) return "staff";
  if (facts.days < need.days) return "days";
  if (facts.active < need.active) return "active";
  if (facts.points < need.points) return "points";
  if (facts.tier < need.tier) return "tier";
  if (need.tag !== null && !facts.tags.includes(need.tag)) return "tag";
  if (facts.wonLately) return "won";
  if (terms.streak !== null && facts.streak < terms.streak) return "streak";
  return facts.points < terms.cost ? "cost" : null;
}

/** Points that one more weight takes. */
export const pointsAWeight = 100;

/** The weight at the moment of entry, 1…most: nothing earned later matters. Pure. */
export function weightFor(terms: Terms, facts: Facts): number {
  const raw = {
    none: 1,
    points: 1 + Math.floor(Math.max(facts.points, 0) / pointsAWeight),
    tier: 1 + facts.tier,
    streak: Math.max(facts.streak, 1),
  }[terms.weight.by];
  return Math.min(raw, mostWeight(terms));
}

/** Whether members enter by themselves with button and word, or only by something they do. */
export const isByHand = (terms: Pick<Terms, "streak" | "quiz" | "auto">): boolean =>
  terms.streak === null && !terms.quiz && !terms.auto;

/** When there is something to do next for an open draw: the freeze. */
export const freezeAt = (closeAt: Date): Date => new Date(closeAt.getTime() + graceMs);

/** Conditions that are too strict for a community this young would keep everybody out. */
export function defaultNeed(settings: { days: number; active: number }, knownDays: number): Partial<Need> {
  return knownDays < settings.days ? {} : { days: settings.days, active: settings.active };
}

/** The name of the random value in the words of a notice: drand's round, or nothing. */
export const roundOf = (terms: FullTerms): number => roundFor(terms.closeAt);

export const isWeak = (level: Level): boolean => level === "C";

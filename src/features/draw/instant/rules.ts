import { z } from "zod";
import { quicknet, roundTime } from "../beacon.ts";
import { fenOf } from "../order.ts";
import { H } from "../scheme.ts";

/** The scheme of instant draws: what a play comes to follows from texts that were public before it. */
export const instantScheme = "cs-instant/1";
/** Odds are whole parts of a million. */
const wholePpm = 1_000_000;
/** Plays that a committed chain is long enough for. */
export const chainLength = 10_000;

export const instantSchema = z.object({
  prizes: z.array(
    z.object({
      name: z.string().min(1).max(60),
      /** chance of a play, in parts per million */
      ppm: z.int().min(1).max(wholePpm),
      stock: z.int().min(1).max(100_000),
      /** paid by itself; 0 = handed over by the host */
      points: z.int().min(0),
      /** market price of one, in fen; null = not told */
      value: z.int().min(0).nullable(),
    }),
  ),
  /** points a play costs */
  cost: z.int().min(0),
  /** A: drand's next round. C: a committed chain, weak, for points only */
  level: z.enum(["A", "C"]),
  organiser: z.string(),
  contact: z.string(),
});
export type InstantTerms = z.infer<typeof instantSchema>;
export type InstantPrize = InstantTerms["prizes"][number];

/** What a host's words say, and what was not understood. */
export interface InstantOrder {
  prizes: InstantPrize[];
  cost: number | null;
  level: "A" | "C";
  organiser: string | null;
  contact: string | null;
  unknown: string[];
}

const prizeForm =
  /^(?<name>.+?)\s*(?:\((?<value>[^)]*)\))?\s+(?<odds>\d{1,3}(?:\.\d{1,4})?)%\s*(?:x|\*|共)?\s*(?<stock>\d{1,6})?\s*(?:份|个|张)?$/iu;

/** Reads "每次10积分，100积分 1% x50，贴纸(5元) 10% x200，主办 …，联系 …". Pure. */
export function readInstant(words: string): InstantOrder {
  const order: InstantOrder = { prizes: [], cost: null, level: "A", organiser: null, contact: null, unknown: [] };
  for (const part of words
    .normalize("NFKC")
    .replace(/[×✕]/gu, "x")
    .split(/[,;，；。\n]/u)) {
    const said = part.trim();
    if (said !== "") readPart(order, said);
  }
  return order;
}

function readPart(order: InstantOrder, said: string): void {
  const cost =
    /^(?:每次|一次|花)\s*(\d{1,6})\s*(?:积)?分$|^(?:costs?\s+)?(\d{1,6})(?:\s+points?)?\s+(?:(?:a|per)\s+play|each)$|^costs?\s+(\d{1,6})(?:\s+points?)?$/iu.exec(
      said,
    );
  const level = /^([AC])\s*级$|^level\s+([AC])$/iu.exec(said);
  const organiser = /^(?:主办方?|organi[sz]er)[:\s]*(.{1,60})$/iu.exec(said);
  const contact = /^(?:联系方式|联系|contact)[:\s]*(.{1,60})$/iu.exec(said);
  const prize = prizeForm.exec(said)?.groups;
  if (cost) order.cost = Number(cost[1] ?? cost[2] ?? cost[3]);
  else if (level) order.level = (level[1] ?? level[2] ?? "A").toUpperCase() as "A" | "C";
  else if (organiser) order.organiser = (organiser[1] ?? "").trim();
  else if (contact) order.contact = (contact[1] ?? "").trim();
  else if (prize) order.prizes.push(prizeFrom(prize));
  else order.unknown.push(said);
}

function prizeFrom({ name = "", value, odds, stock }: Record<string, string | undefined>): InstantPrize {
  const points = /^(\d{1,6})\s*(?:积分|分|points?)$/iu.exec(name)?.[1];
  return {
    name: name.replaceAll(";", ","),
    ppm: Math.round(Number(odds) * 10_000),
    stock: Math.max(Number(stock ?? 1), 1),
    points: Number(points ?? 0),
    value: value === undefined ? null : fenOf(value),
  };
}

export type InstantFlaw = "noPrizes" | "noCost" | "odds" | "onlyPoints" | "noValue" | "tooDear" | "noOrganiser";

/** Why an instant draw cannot open; null when it can. Prizes in points need no price: what they are worth is their number. */
export function instantFlaw(order: InstantOrder): InstantFlaw | null {
  if (order.prizes.length === 0) return "noPrizes";
  if (order.cost === null) return "noCost";
  const odds = order.prizes.reduce((sum, { ppm }) => sum + ppm, 0);
  if (odds > wholePpm || order.prizes.some(({ ppm }) => ppm < 1)) return "odds";
  if (order.level === "C" && order.prizes.some(({ points }) => points === 0)) return "onlyPoints";
  if (order.prizes.some(({ points, value }) => points === 0 && value === null)) return "noValue";
  if (order.prizes.some(({ value }) => (value ?? 0) > 5_000_000)) return "tooDear";
  return order.organiser === null || order.contact === null ? "noOrganiser" : null;
}

/** What a play costs the house on average: points, and fen for goods, beside the points it takes in. */
export function expectedCost(terms: Pick<InstantTerms, "prizes" | "cost">): { points: number; fen: number } {
  const mean = (of: (prize: InstantPrize) => number) =>
    terms.prizes.reduce((sum, prize) => sum + (prize.ppm / wholePpm) * of(prize), 0);
  return { points: mean(({ points }) => points), fen: mean(({ points, value }) => (points > 0 ? 0 : (value ?? 0))) };
}

/** The round that decides a play: the first one published 3 s or more after the platform's date of the play. */
export function roundAfter(at: Date): number {
  const seconds = at.getTime() / 1000 + quicknet.period - quicknet.genesis;
  return Math.max(1, Math.ceil(seconds / quicknet.period) + 1);
}

export const revealAt = (round: number): Date => new Date(roundTime(round).getTime() + 1_000);

/**
 * Where a play falls among the million: the first 48 bits of H("cs-instant/1", H(announcement),
 * ticket, beacon). The ticket is fixed by member and day, the beacon by the platform's date: nobody
 * has anything to choose.
 */
export function lotOf(announcement: string, ticket: string, beacon: string): number {
  const bits = BigInt(`0x${H(instantScheme, H(announcement), ticket, beacon).slice(0, 12)}`);
  return Number((bits * BigInt(wholePpm)) >> 48n);
}

/** The prize of a lot: the first fills the first ppm of the million, and so on; −1 = none. */
export function prizeOfLot(prizes: readonly Pick<InstantPrize, "ppm">[], lot: number): number {
  let upTo = 0;
  return prizes.findIndex(({ ppm }) => lot < (upTo += ppm));
}

/** The link of a committed chain for the n-th play, from 1: hashed once it is the one before; link 0 is the commitment. */
export function chainLink(seed: string, number: number): string {
  let link = seed;
  for (let left = chainLength - number; left > 0; left--) link = H(link);
  return link;
}

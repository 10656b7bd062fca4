import { createHmac, hash } from "node:crypto";
import { Scores, type Entry } from "./scores.ts";
import { atOnce, inTurns, slice, sorted, type Steps } from "./steps.ts";

/**
 * The lucky draw "cs-draw/1": a pure function from public texts to an order of tickets.
 *
 * All texts are UTF-8, their lines joined with LF and without a final LF; hashes are written in
 * lower-case hex. Others check these texts with programs of their own, so nothing here may change:
 * another rule is another scheme name.
 */
export const schemeName = "cs-draw/1";

export const maxWeight = 100;

export type { Entry };

/** An entry's place in the result: `score` is 64 hex, the smallest is first. */
export interface Ranked {
  readonly ticket: string;
  readonly score: string;
}

/** H(x) of the scheme: SHA-256 of the given lines, joined with LF, as 64 hex characters. */
export function H(...lines: readonly (string | number)[]): string {
  return hash("sha256", lines.join("\n"));
}

/** What the announcement says about the salt: H of its 64 hex characters. */
export const saltHash = (salt: Uint8Array): string => H(Buffer.from(checkSalt(salt)).toString("hex"));

/**
 * The ticket of a member in one draw: 16 hex that nobody can trace to the member without the salt.
 *
 * @param salt 32 random bytes of this draw, kept secret
 * @param userId the platform's own id of the member
 */
export function ticketOf(salt: Uint8Array, platform: string, userId: string, drawId: string): string {
  return createHmac("sha256", checkSalt(salt)).update(`${platform}:${userId}:${drawId}`).digest("hex").slice(0, 16);
}

function checkSalt(salt: Uint8Array): Uint8Array {
  if (salt.length !== 32) throw new RangeError(`a draw's salt has ${salt.length} bytes; it needs 32`);
  return salt;
}

/** @throws RangeError when the ticket is not 16 hex or the weight not a whole number 1…100 */
function checkEntry([ticket, weight]: Entry): void {
  if (!/^[0-9a-f]{16}$/.test(ticket)) throw new RangeError(`"${ticket}" is not a ticket; it has 16 hex digits`);
  if (!Number.isInteger(weight) || weight < 1 || weight > maxWeight) {
    throw new RangeError(`weight ${weight} of ticket ${ticket} is not a whole number from 1 to ${maxWeight}`);
  }
}

/** head(0): the chain of entries begins with the announcement. */
export const firstHead = (announcement: string): string => H(announcement);

/** head(i) from head(i−1) and entry i. @throws RangeError for an entry that is not valid */
export function nextHead(head: string, entry: Entry): string {
  checkEntry(entry);
  return H(head, ...entry);
}

/** head(n) of the whole roster, in the order of entry. */
export const headOf = (announcement: string, entries: readonly Entry[]): string =>
  atOnce(headSteps(announcement, entries));

/** The same, in slices. */
function* headSteps(announcement: string, entries: readonly Entry[]): Steps<string> {
  let head = firstHead(announcement);
  for (const [index, entry] of entries.entries()) {
    head = nextHead(head, entry);
    if (index % slice === slice - 1) yield;
  }
  return head;
}

/** The key of the draw. `beacon` is the public value that did not exist while entries were open. */
export const keyOf = (announcement: string, head: string, count: number, beacon: string): string =>
  H(schemeName, H(announcement), head, count, beacon);

/**
 * The smallest of `weight` independent hashes. That is weighted sampling without replacement
 * exactly (first place w/W, then w/(W−winner) …), with no modulo and no floating point; and a
 * score depends on nobody else, so leaving somebody out moves no other. This is what a score is;
 * rank() comes to the same by scores.ts, which is faster.
 */
export function scoreOf(key: string, [ticket, weight]: Entry): string {
  const start = `${key}\n${ticket}\n`;
  let smallest = H(`${start}1`);
  for (let turn = 2; turn <= weight; turn++) {
    const score = H(start + turn);
    if (score < smallest) smallest = score;
  }
  return smallest;
}

/**
 * All entries by score, ascending; equal scores by ticket.
 *
 * @throws RangeError for an entry that is not valid or a ticket that stands twice
 */
export const rank = (key: string, entries: readonly Entry[]): Ranked[] => atOnce(rankSteps(key, entries));

/** The same, for lists that take seconds: it lets others have the processor in between. */
export const rankCalmly = (key: string, entries: readonly Entry[]): Promise<Ranked[]> =>
  inTurns(rankSteps(key, entries));

/** The same, in slices. */
function* rankSteps(key: string, entries: readonly Entry[]): Steps<Ranked[]> {
  const twice = yield* duplicateSteps(entries);
  if (twice) throw new RangeError(`ticket ${twice} stands twice in the list; a member enters once`);
  entries.forEach(checkEntry);
  yield;
  return yield* sorted(yield* scoreSteps(key, entries), inOrder);
}

/** Hashes between two yields: some ten milliseconds of work. */
const hashesAtOnce = 25_000;

function* scoreSteps(key: string, entries: readonly Entry[]): Steps<Ranked[]> {
  const scores = isShort(entries) ? null : new Scores(key);
  const ranked: Ranked[] = [];
  let hashes = 0;
  for (const entry of entries) {
    ranked.push({ ticket: entry[0], score: scores?.of(entry) ?? scoreOf(key, entry) });
    hashes += entry[1];
    if (hashes < hashesAtOnce) continue;
    hashes = 0;
    yield;
  }
  return ranked;
}

/** Fewer hashes than making the fast program is worth. */
const isShort = (entries: readonly Entry[]): boolean => entries.reduce((sum, [, weight]) => sum + weight, 0) < 5_000;

const inOrder = (a: Ranked, b: Ranked): number => compare(a.score, b.score) || compare(a.ticket, b.ticket);

/** What an announcement, a list and a beacon come to. */
export interface Outcome {
  /** head(n) */
  head: string;
  /** every ticket, the first place first */
  ranking: string[];
}

/**
 * Head and order of a whole draw, in slices: a hundred thousand entries take seconds.
 * @throws RangeError for an entry that is not valid or a ticket that stands twice
 */
export function* outcomeSteps(announcement: string, entries: readonly Entry[], beacon: string): Steps<Outcome> {
  const head = yield* headSteps(announcement, entries);
  const ranked = yield* rankSteps(keyOf(announcement, head, entries.length, beacon), entries);
  return { head, ranking: ranked.map(({ ticket }) => ticket) };
}

/** The first ticket that has stood in the list before, or null. */
export const firstDuplicate = (entries: readonly Entry[]): string | null => atOnce(duplicateSteps(entries));

function* duplicateSteps(entries: readonly Entry[]): Steps<string | null> {
  const seen = new Set<string>();
  for (const [ticket] of entries) {
    if (seen.has(ticket)) return ticket;
    seen.add(ticket);
    if (seen.size % slice === 0) yield;
  }
  return null;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The result as the announcement divides it. */
export interface Places {
  winners: string[];
  /** who follows, in this order, when a winner is skipped */
  alternates: string[];
}

/**
 * Winners are the first of the ranking, alternates the next. Somebody who is skipped (with a public
 * reason) hands the place to the next ticket: a "re-roll" needs no new chance.
 */
export function placesOf(
  ranking: readonly string[],
  numbers: { winners: number; alternates: number },
  skipped: ReadonlySet<string> = new Set(),
): Places {
  const eligible = ranking.filter((ticket) => !skipped.has(ticket));
  const { winners, alternates } = numbers;
  return { winners: eligible.slice(0, winners), alternates: eligible.slice(winners, winners + alternates) };
}

import type { Receipt } from "../../../src/features/draw/receipt.ts";
import { beaconFromSignature } from "../../../src/features/draw/beacon.ts";
import type { CheckName } from "../../../src/features/draw/verify-text.ts";
import { receiptOf, vector } from "./receipts.ts";

/** A receipt that is not honest, and the checks that must fail for it, in their order. */
export interface Tampered {
  what: string;
  receipt: unknown;
  fails: CheckName[];
  /** that the signature is wrong shows only to those who can compute BLS: neither the page nor the Python checker */
  needsBls?: true;
}

/** The checks that fail where signatures cannot be verified. */
export const withoutBls = ({ fails, needsBls }: Tampered): CheckName[] =>
  needsBls ? fails.filter((name) => name !== "signature") : fails;

const A = receiptOf("A");
const B = receiptOf("B");
const C = receiptOf("C");
const text = A.announcement;
const other = "0123456789abcdef";

/** Changed after the fact: one field of the file is another. */
const edited = (what: string, change: object, fails: CheckName[], receipt: Receipt = A): Tampered => ({
  what,
  receipt: { ...receipt, ...change },
  fails,
});

/** Computed anew by somebody who wants it to look right: heads and order fit, something else cannot. */
const rebuilt = (
  what: string,
  level: "A" | "B" | "C",
  change: Parameters<typeof receiptOf>[1],
  fails: CheckName[],
): Tampered => ({ what, receipt: receiptOf(level, change), fails });

/** A point of the curve, but nobody's signature of this round: the same with its sign bit turned. */
const forged = `9${(vector("A").signature ?? "").slice(1)}`;
const without = (field: keyof Receipt): object =>
  Object.fromEntries(Object.entries(A).filter(([name]) => name !== field));
const seedText = vector("C").beacon;

export const editedFields: Tampered[] = [
  edited("v is another version", { v: 2 }, ["shape"]),
  edited("an entry added", { entries: [...A.entries, [other, 1]] }, ["head", "ranking"]),
  edited("an entry dropped", { entries: A.entries.slice(1) }, ["head", "ranking"]),
  edited("a weight changed", { entries: [[A.entries[0]![0], 9], ...A.entries.slice(1)] }, ["head", "ranking"]),
  edited("a ticket changed", { entries: [[other, 1], ...A.entries.slice(1)] }, ["head", "ranking"]),
  edited("entries in another order", { entries: A.entries.toReversed() }, ["head", "ranking"]),
  edited("an entry twice", { entries: [...A.entries, A.entries[0]] }, ["entries"]),
  edited("another beacon", { beacon: "0".repeat(64) }, ["beacon", "ranking"]),
  edited("rules edited", { announcement: text.replace("exclude=staff", "exclude=none") }, ["head", "ranking"]),
  edited("a line of the announcement missing", { announcement: text.replace("exclude=staff\n", "") }, [
    "announcement",
    "head",
    "ranking",
  ]),
  edited("another head", { head: "0".repeat(64) }, ["head"]),
  { ...edited("another signature", { signature: forged }, ["beacon", "signature"]), needsBls: true },
  edited("winners swapped", { ranking: A.ranking.toSpliced(0, 2, A.ranking[1]!, A.ranking[0]!) }, ["ranking"]),
  edited("the ranking cut short", { ranking: A.ranking.slice(0, 7) }, ["ranking"]),
  edited("the ranking made longer", { ranking: [...A.ranking, other] }, ["ranking"]),
  edited("posted in another chat", { posted: { ...A.posted, freeze: { ...A.posted.freeze, chat: "tg:-5" } } }, [
    "posted",
  ]),
  edited(
    "announced in another chat",
    { posted: { ...A.posted, announcement: { ...A.posted.freeze, chat: "tg:-5" } } },
    ["posted"],
  ),
  edited("announced at the close", { posted: { ...A.posted, announcement: at("2023-08-23T15:54:24Z") } }, ["posted"]),
  edited("frozen before the announcement", { posted: { ...A.posted, freeze: at("2023-08-22T09:59:59Z") } }, ["posted"]),
  edited("frozen when the value was public", { posted: { ...A.posted, freeze: at("2023-08-23T15:59:24Z") } }, [
    "posted",
  ]),
];

function at(date: string): Receipt["posted"]["freeze"] {
  return { ...A.posted.freeze, date };
}

export const misshapen: Tampered[] = [
  { what: "null", receipt: null, fails: ["shape"] },
  { what: "a list", receipt: [A], fails: ["shape"] },
  ...(["v", "announcement", "entries", "head", "beacon", "ranking", "posted"] as const).map((field) => ({
    what: `no ${field}`,
    receipt: without(field),
    fails: ["shape"] as CheckName[],
  })),
  edited("an unknown field", { note: "trust me" }, ["shape"]),
  edited("a weight of 0", { entries: [[other, 0]] }, ["shape"]),
  edited("a weight of 101", { entries: [[other, 101]] }, ["shape"]),
  edited("a weight of 1.5", { entries: [[other, 1.5]] }, ["shape"]),
  edited("a weight in words", { entries: [[other, "3"]] }, ["shape"]),
  edited("a weight that is true", { entries: [[other, true]] }, ["shape"]),
  edited("an entry of three parts", { entries: [[other, 1, 1]] }, ["shape"]),
  edited("a ticket with a line end", { entries: [[`${other}\n`, 1]] }, ["shape"]),
  edited("a head in capitals", { head: A.head.toUpperCase() }, ["shape"]),
  edited("a short signature", { signature: "b446" }, ["shape"]),
  edited("no signature but null", { signature: null }, ["shape"]),
  edited("text that is not Unicode", { beacon: "\ud800" }, ["shape"]),
  edited("a post without date", { posted: { ...A.posted, freeze: { chat: "x", msg: "1" } } }, ["shape"]),
  edited("a date that is no date", { posted: { ...A.posted, freeze: at("2023-02-30T00:00:00Z") } }, ["shape"]),
  edited("a message id with a line end", { posted: { ...A.posted, freeze: { ...A.posted.freeze, msg: "1\n" } } }, [
    "shape",
  ]),
];

const withBeacon = (level: "A" | "B" | "C", name: string) => ({
  announcement: vector(level).announcement.replace(/^beacon=.*$/m, `beacon=${name}`),
});
const quicknetName = text
  .split("\n")
  .find((line) => line.startsWith("beacon="))!
  .slice("beacon=".length);

const nextRound = quicknetName.replace(":1000", ":1001");
const fitting = { signature: forged, beacon: beaconFromSignature(forged) };

export const dishonest: Tampered[] = [
  { what: "A without its signature", receipt: without("signature"), fails: ["signature"] },
  {
    ...rebuilt("A with a forged signature that fits its beacon", "A", fitting, ["signature"]),
    needsBls: true,
  },
  {
    ...rebuilt("A with another round", "A", withBeacon("A", nextRound), ["source", "signature"]),
    needsBls: true,
  },
  rebuilt("A with another close", "A", { announcement: text.replace("15:54:24Z", "15:54:21Z") }, ["source"]),
  rebuilt("A with another chain", "A", withBeacon("A", quicknetName.replace("drand:52", "drand:53")), ["source"]),
  rebuilt("B with a signature", "B", { signature: forged }, ["signature"]),
  rebuilt("B with numbers not sorted", "B", { beacon: "7.3.12.19.25.31./8./" }, ["beacon"]),
  rebuilt("B with a number twice", "B", { beacon: "3.3.12.19.25.31./8./" }, ["beacon"]),
  rebuilt("B with a number out of range", "B", { beacon: "3.7.12.19.25.34./8./" }, ["beacon"]),
  rebuilt("B with a leading zero", "B", { beacon: "03.7.12.19.25.31./8./" }, ["beacon"]),
  rebuilt("B with a group missing", "B", { beacon: "3.7.12.19.25.31./" }, ["beacon"]),
  rebuilt("B with something behind", "B", { beacon: "3.7.12.19.25.31./8./x" }, ["beacon"]),
  rebuilt("B with a lottery nobody knows", "B", withBeacon("B", "numbers:mine:7"), ["source", "beacon"]),
  rebuilt("B with one issue named twice", "B", withBeacon("B", "numbers:ssq:7+ssq:7"), ["announcement"]),
  rebuilt("B with a list too heavy for its numbers", "B", { entries: manyEntries(11) }, ["source"]),
  rebuilt("C with another seed", "C", { beacon: seedText.replace("5eed", "5eee") }, ["beacon"]),
  rebuilt("C without witnesses", "C", { beacon: `${seedText.split("/")[0]}/` }, ["beacon"]),
  rebuilt("C with an empty word", "C", { beacon: seedText.replace("/42/", "//") }, ["beacon"]),
  rebuilt("C with space around a word", "C", { beacon: seedText.replace("/42/", "/42 /") }, ["beacon"]),
  rebuilt("C without the last slash", "C", { beacon: seedText.slice(0, -1) }, ["beacon"]),
  edited("C with a word changed", { beacon: seedText.replace("春风", "秋风") }, ["ranking"], C),
  edited("B with other numbers", { beacon: "3.7.12.19.25.32./8./" }, ["ranking"], B),
  rebuilt("a notice that is no hash", "A", { announcement: `${text}\nnotice=hello` }, ["announcement"]),
  rebuilt("more prizes than winners", "A", { announcement: text.replace("2x贴纸", "3x贴纸") }, ["announcement"]),
  rebuilt("fewer winners than prizes", "A", { announcement: text.replace("winners=3", "winners=1") }, ["announcement"]),
];

/** Entries of weight 100; 11 of them are more than one issue of ssq can carry. */
function manyEntries(count: number): [string, number][] {
  return Array.from({ length: count }, (_, index) => [index.toString(16).padStart(16, "0"), 100]);
}

export const allTampered: Tampered[] = [...editedFields, ...misshapen, ...dishonest];

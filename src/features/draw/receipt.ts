import { z } from "zod";
import { parseInstant } from "./announcement.ts";
import { maxWeight, outcomeSteps, type Entry, type Outcome } from "./scheme.ts";
import { atOnce } from "./steps.ts";

const hex = (digits: number, what: string) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${what} has ${digits} lower-case hex digits`);

// a lone surrogate has no UTF-8 and would hash like any other
const utf8 = z.string().regex(/^\P{Cs}*$/u, "the text is not valid Unicode");

/** Where people saw it: chat as "platform:chat", the platform's id of the message, its date in UTC. */
const postSchema = z.strictObject({
  chat: utf8.min(1),
  msg: z.string().regex(/^[!-~]{1,100}$/, "an id has 1 to 100 visible ASCII characters"),
  date: z.string().refine((text) => parseInstant(text) !== null, "write the instant as 2026-11-20T12:00:00Z"),
});

/** The public record of one draw: all that is needed to compute its result again, and no names. */
const receiptSchema = z.strictObject({
  v: z.literal(1),
  announcement: utf8,
  /** in the order of entry */
  entries: z.array(z.tuple([hex(16, "a ticket"), z.int().min(1).max(maxWeight)])),
  /** head(n) */
  head: hex(64, "a head"),
  beacon: utf8,
  /** drand's signature; level A only */
  signature: hex(96, "a signature").exactOptional(),
  /** every ticket, winners first */
  ranking: z.array(hex(16, "a ticket")),
  /** `freeze` is the message that published `head` */
  posted: z.strictObject({ announcement: postSchema, freeze: postSchema }),
});

export type Receipt = z.infer<typeof receiptSchema>;
export type Post = z.infer<typeof postSchema>;

/** What a draw has gathered by the time its beacon is there. */
export interface DrawRecord {
  /** the announcement's text */
  announcement: string;
  entries: readonly Entry[];
  beacon: string;
  /** level A only */
  signature?: string;
  posted: { announcement: Post; freeze: Post };
}

/** A receipt without its two long lists, which outcomeSteps() has looked through. */
const frameSchema = receiptSchema.omit({ entries: true, ranking: true });

/**
 * The receipt of a draw. A pure function: the same record gives the same receipt, however often.
 *
 * @param outcome what the record comes to, where it was computed already
 * @throws RangeError for an entry that is not valid or stands twice
 * @throws z.ZodError when a text has not the receipt's form
 */
export function buildReceipt(record: DrawRecord, outcome: Outcome = outcomeOf(record)): Receipt {
  const { announcement, entries, beacon, signature, posted } = record;
  const { head, ranking } = outcome;
  const signed = signature === undefined ? {} : { signature };
  const frame = frameSchema.parse({ v: 1, announcement, head, beacon, ...signed, posted });
  return { ...frame, entries: entries.map(([ticket, weight]) => [ticket, weight]), ranking };
}

const outcomeOf = ({ announcement, entries, beacon }: DrawRecord): Outcome =>
  atOnce(outcomeSteps(announcement, entries, beacon));

/**
 * The receipt as a file: one line of JSON without spaces, keys in the order of the schema, a final LF.
 * Byte-equal for equal receipts.
 */
export function receiptText({ v, announcement, entries, head, beacon, signature, ranking, posted }: Receipt): string {
  const post = ({ chat, msg, date }: Post): Post => ({ chat, msg, date });
  const places = { announcement: post(posted.announcement), freeze: post(posted.freeze) };
  const receipt = { v, announcement, entries, head, beacon, signature, ranking, posted: places };
  return `${JSON.stringify(receipt)}\n`;
}

/** The first place in a value that is not of the receipt's form: "entries[3][1]", "" for the whole. */
export interface ShapeProblem {
  path: string;
  /** what stands there is an object with a field that receipts do not have */
  unknownField: boolean;
}

/** Reads a value parsed from JSON as a receipt. */
export function parseReceipt(value: unknown): { receipt: Receipt } | { problem: ShapeProblem } {
  const result = receiptSchema.safeParse(value);
  if (result.success) return { receipt: result.data };
  const issue = result.error.issues[0];
  const steps = (issue?.path ?? []).map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return {
    problem: { path: steps.join("").replace(/^\./, ""), unknownField: issue?.code === "unrecognized_keys" },
  };
}

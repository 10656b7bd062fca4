import type { Text } from "../../core/text.ts";
import { AnnouncementError, parseAnnouncement, parseInstant, type Announcement } from "./announcement.ts";
import {
  beaconFromSignature,
  bitsNeeded,
  commitmentOf,
  isNumbersText,
  numbersBits,
  parseBeaconName,
  parseSeedBeacon,
  quicknet,
  quicknetSteps,
  roundFor,
  roundTime,
  type BeaconName,
} from "./beacon.ts";
import { parseReceipt, type Receipt } from "./receipt.ts";
import { firstDuplicate, H, outcomeSteps, placesOf, type Outcome, type Places } from "./scheme.ts";
import { atOnce, type Steps } from "./steps.ts";
import { problems, type CheckName } from "./verify-text.ts";

/** One thing that was looked at. It is skipped when an earlier failure leaves nothing to compare with. */
export interface Check {
  name: CheckName;
  state: "passed" | "failed" | "skipped";
  /** set when it failed */
  problem?: Text;
}

export interface Verdict {
  /** no check failed */
  valid: boolean;
  /** in the order they were made; every name stands there once, but "signature" where none is due */
  checks: Check[];
  /** null when the announcement cannot be read */
  announcement: Announcement | null;
  beacon: BeaconName | null;
  /** level C: the result hangs on the honesty of a witness, even if everything fits */
  weak: boolean;
  /** what members have seen: compare with the messages in the group; null when the receipt cannot be read */
  seen: { announcementHash: string; head: string; count: number; posted: Receipt["posted"] } | null;
  /** the receipt's own result; null unless the receipt is valid */
  places: Places | null;
}

/** What is wrong; null: nothing; "absent": there is nothing of the kind to check. */
type Finding = Text | null | "skipped" | "absent";
type Parsed = { announcement: Announcement; beacon: BeaconName };

/**
 * Checks a receipt (a value parsed from JSON) completely, without network, database or clock.
 *
 * What no computation can show stays with the reader: that the hashes are those members saw in the
 * group, and at level B that the numbers are those that were drawn.
 */
export function verifyReceipt(value: unknown): Verdict {
  const shape = parseReceipt(value);
  if ("problem" in shape) return unreadable(bind(problems.shape, shape.problem));
  const { announcement, entries, beacon } = shape.receipt;
  const twice = firstDuplicate(entries);
  return twice === null
    ? atOnce(judge(shape.receipt, atOnce(outcomeSteps(announcement, entries, beacon))))
    : atOnce(judge(shape.receipt, { twice }));
}

/**
 * The same for a receipt whose form is right, in slices: a hundred thousand entries take seconds.
 * @param computed what its announcement, list and beacon come to; or the ticket that stands twice in the list
 */
export function* judge(receipt: Receipt, computed: Outcome | { twice: string }): Steps<Verdict> {
  const { announcement: text, entries } = receipt;
  const parsed = parse(text);
  const known = parsed instanceof AnnouncementError ? null : parsed;
  const outcome = "twice" in computed ? null : computed;

  const findings: Record<CheckName, Finding> = {
    shape: null,
    announcement: parsed instanceof AnnouncementError ? bind(problems.announcement, parsed) : null,
    entries: "twice" in computed ? bind(problems.duplicate, { ticket: computed.twice }) : null,
    head: outcome ? checkHead(receipt, outcome.head) : "skipped",
    source: known ? checkSource(known, receipt) : "skipped",
    beacon: known ? checkBeacon(known.beacon, receipt) : "skipped",
    signature: known ? yield* checkSignature(known.beacon, receipt) : "skipped",
    ranking: outcome ? checkRanking(receipt, outcome.ranking) : "skipped",
    posted: known ? checkPosted(known, receipt) : "skipped",
  };
  const checks = Object.entries(findings).flatMap(([name, finding]) => toCheck(name as CheckName, finding));
  const valid = checks.every(({ state }) => state === "passed");
  return {
    valid,
    checks,
    announcement: known?.announcement ?? null,
    beacon: known?.beacon ?? null,
    weak: known?.beacon.level === "C",
    seen: { announcementHash: H(text), head: receipt.head, count: entries.length, posted: receipt.posted },
    places: valid && known ? placesOf(receipt.ranking, known.announcement) : null,
  };
}

function parse(text: string): Parsed | AnnouncementError {
  try {
    const announcement = parseAnnouncement(text);
    const beacon = parseBeaconName(announcement.beacon);
    return beacon ? { announcement, beacon } : new AnnouncementError("beacon", "cannot be read");
  } catch (error) {
    if (error instanceof AnnouncementError) return error;
    throw error;
  }
}

function checkHead(receipt: Receipt, head: string): Finding {
  if (head === receipt.head) return null;
  return bind(problems.head, { computed: head.slice(0, 8), written: receipt.head.slice(0, 8) });
}

function checkSource({ announcement, beacon }: Parsed, { entries }: Receipt): Finding {
  if (beacon.level === "A") {
    if (beacon.chain !== quicknet.chain) return problems.chain;
    const due = roundFor(announcement.closeAt);
    return beacon.round === due ? null : bind(problems.round, { named: beacon.round, due });
  }
  if (beacon.level === "B") {
    const bits = numbersBits(beacon.sources);
    if (bits === null) return problems.lottery;
    const needed = bitsNeeded(entries.reduce((sum, [, weight]) => sum + weight, 0));
    return bits >= needed ? null : bind(problems.bits, { bits, needed });
  }
  return null; // any commitment will do; the verdict calls the level weak instead
}

function checkBeacon(name: BeaconName, { beacon, signature }: Receipt): Finding {
  if (name.level === "A") {
    if (signature === undefined) return "skipped";
    return beaconFromSignature(signature) === beacon ? null : problems.beaconA;
  }
  if (name.level === "B") return isNumbersText(name.sources, beacon) ? null : problems.beaconB;
  const parts = parseSeedBeacon(beacon);
  if (!parts) return problems.beaconC;
  return commitmentOf(parts.seed) === name.commitment ? null : problems.commitment;
}

function* checkSignature(name: BeaconName, { signature }: Receipt): Steps<Finding> {
  if (name.level !== "A") return signature === undefined ? "absent" : problems.signatureHere;
  if (signature === undefined) return problems.unsigned;
  // the only key there is belongs to quicknet
  if (name.chain !== quicknet.chain) return "skipped";
  return (yield* quicknetSteps(name.round, signature)) ? null : bind(problems.forged, { round: name.round });
}

/** Compares with the order that the announcement, the list and the beacon themselves give. */
function checkRanking({ ranking }: Receipt, order: readonly string[]): Finding {
  if (order.length === ranking.length && order.every((ticket, index) => ticket === ranking[index])) return null;
  const differs = order.findIndex((ticket, index) => ticket !== ranking[index]);
  return bind(problems.ranking, { place: (differs === -1 ? order.length : differs) + 1 });
}

/**
 * The freeze is the post of the last head, which may be older than the close when nobody entered
 * after it; it must be older than drand's value, which is where chance comes in.
 */
function checkPosted({ announcement, beacon }: Parsed, { posted }: Receipt): Finding {
  const { announcement: first, freeze } = posted;
  if (first.chat !== announcement.group || freeze.chat !== announcement.group) return problems.postedElsewhere;
  const [announced, frozen] = [parseInstant(first.date), parseInstant(freeze.date)];
  if (!announced || announced >= announcement.closeAt) return problems.announcedLate;
  if (!frozen || frozen < announced) return problems.frozenEarly;
  return beacon.level === "A" && frozen >= roundTime(beacon.round) ? problems.frozenLate : null;
}

function unreadable(problem: Text): Verdict {
  const checks: Check[] = [{ name: "shape", state: "failed", problem }];
  return { valid: false, checks, announcement: null, beacon: null, weak: false, seen: null, places: null };
}

function toCheck(name: CheckName, finding: Finding): Check[] {
  if (finding === "absent") return [];
  if (finding === null) return [{ name, state: "passed" }];
  return finding === "skipped" ? [{ name, state: "skipped" }] : [{ name, state: "failed", problem: finding }];
}

const bind = <P>(text: Text<P>, params: P): Text => ({ zh: () => text.zh(params), en: () => text.en(params) });

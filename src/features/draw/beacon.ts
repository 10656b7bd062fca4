import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { H } from "./scheme.ts";
import { atOnce, type Steps } from "./steps.ts";

/**
 * The three kinds of random value a draw can name before it exists, strongest first:
 * A a round of drand, B numbers of a public lottery, C the bot's seed with witnesses' words (weak).
 */
export type BeaconName =
  | { level: "A"; chain: string; round: number }
  | { level: "B"; sources: NumberSource[] }
  | { level: "C"; commitment: string };

export type Level = BeaconName["level"];

export interface NumberSource {
  /** "ssq", "dlt" or "kl8": a name in `lotteries` */
  source: string;
  /** the issue drawn after the close, as the lottery counts them */
  issue: string;
}

/**
 * Reads the `beacon=` of an announcement: "drand:<chain>:<round>", "numbers:<source>:<issue>" (a second
 * source follows after "+"), "seed:<commitment>". Null when it is none of them.
 */
export function parseBeaconName(text: string): BeaconName | null {
  const drand = /^drand:([0-9a-f]{64}):([1-9]\d{0,14})$/.exec(text);
  if (drand) return { level: "A", chain: drand[1] ?? "", round: Number(drand[2]) };
  const seed = /^seed:([0-9a-f]{64})$/.exec(text);
  if (seed) return { level: "C", commitment: seed[1] ?? "" };
  if (!/^numbers:[a-z0-9]+:\d{1,12}(\+[a-z0-9]+:\d{1,12})*$/.test(text)) return null;
  const parts = text.slice("numbers:".length).split("+");
  // the same issue named twice would count its bits twice
  if (new Set(parts).size < parts.length) return null;
  const sources = parts.map((part) => part.split(":") as [string, string]);
  return { level: "B", sources: sources.map(([source, issue]) => ({ source, issue })) };
}

export function formatBeaconName(name: BeaconName): string {
  if (name.level === "A") return `drand:${name.chain}:${name.round}`;
  if (name.level === "C") return `seed:${name.commitment}`;
  return `numbers:${name.sources.map(({ source, issue }) => `${source}:${issue}`).join("+")}`;
}

// Level A: drand

/**
 * drand's quicknet, scheme bls-unchained-g1-rfc9380. The chain hash is the SHA-256 of these very
 * values (https://docs.drand.love, "chain info"), so the pinned key cannot be another chain's.
 */
export const quicknet = {
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451" +
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  groupHash: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
  beaconId: "quicknet",
  /** seconds since 1970 of round 1 */
  genesis: 1_692_803_367,
  /** seconds between rounds */
  period: 3,
} as const;

/** Seconds from the close to the beacon: time to publish the frozen list before the value exists. */
const beaconDelay = 300;

/** The instant at which a quicknet round is published. */
export const roundTime = (round: number): Date => new Date((quicknet.genesis + quicknet.period * (round - 1)) * 1000);

/** The round a draw must name: the first one published 300 s or more after the close. */
export function roundFor(closeAt: Date): number {
  const seconds = closeAt.getTime() / 1000 + beaconDelay - quicknet.genesis;
  return Math.max(1, Math.ceil(seconds / quicknet.period) + 1);
}

/** The level A name for a draw that closes then. */
export const drandBeaconName = (closeAt: Date): string =>
  formatBeaconName({ level: "A", chain: quicknet.chain, round: roundFor(closeAt) });

const signatureForm = /^[0-9a-f]{96}$/;
const domain = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/** quicknet's key as a point of the curve; finding it takes as long as the hash does, and it never changes. */
let publicKey: ReturnType<typeof bls12_381.G2.Point.fromBytes> | undefined;

/**
 * Whether this is quicknet's signature of the round: BLS12-381, signatures in G1, over SHA-256 of the
 * round as 8 bytes. Needs no network and some 40 ms, several times that the first time.
 *
 * @param signature 96 lower-case hex; anything else is false
 */
export const verifyQuicknet = (round: number, signature: string): boolean => atOnce(quicknetSteps(round, signature));

/** Signatures found true, by round: many check one draw, and each check would hold up everybody else. */
const known = new Map<number, string>();
const mostKnown = 1000;

/** The same, in slices. */
export function* quicknetSteps(round: number, signature: string): Steps<boolean> {
  if (!signatureForm.test(signature) || !Number.isSafeInteger(round) || round < 1) return false;
  if (known.get(round) === signature) return true;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(round));
  const { G2, shortSignatures } = bls12_381;
  const message = shortSignatures.hash(createHash("sha256").update(bytes).digest(), domain);
  yield;
  publicKey ??= G2.Point.fromBytes(Buffer.from(quicknet.publicKey, "hex"));
  yield;
  try {
    const point = shortSignatures.Signature.fromBytes(Buffer.from(signature, "hex"));
    yield;
    if (!shortSignatures.verify(point, message, publicKey)) return false;
    if (known.size >= mostKnown) known.clear();
    known.set(round, signature);
    return true;
  } catch {
    return false; // the bytes are no point of the curve
  }
}

/** The value used in the draw, drand's own "randomness": SHA-256 of the signature's bytes. */
export const beaconFromSignature = (signature: string): string =>
  createHash("sha256").update(Buffer.from(signature, "hex")).digest("hex");

// Level B: public numbers

/** How a lottery draws: in each group `count` different numbers from 1…`from`. */
export interface Lottery {
  zh: string;
  en: string;
  groups: readonly { count: number; from: number }[];
}

/**
 * Lotteries of mainland China whose order of drawing does not matter.
 * ssq and kl8: https://www.cwl.gov.cn, dlt: https://www.lottery.gov.cn.
 */
export const lotteries: Readonly<Record<string, Lottery>> = {
  ssq: {
    zh: "双色球",
    en: "China Welfare Lottery Shuangseqiu (6 of 33, 1 of 16)",
    groups: [
      { count: 6, from: 33 },
      { count: 1, from: 16 },
    ],
  },
  dlt: {
    zh: "大乐透",
    en: "China Sports Lottery Daletou (5 of 35, 2 of 12)",
    groups: [
      { count: 5, from: 35 },
      { count: 2, from: 12 },
    ],
  },
  kl8: { zh: "快乐8", en: "China Welfare Lottery Kuaile 8 (20 of 80)", groups: [{ count: 20, from: 80 }] },
};

/** The groups of numbers that the sources draw, one after the other; null when a source is unknown. */
function groupsOf(sources: readonly NumberSource[]): Lottery["groups"] | null {
  const known = sources.map(({ source }) => (Object.hasOwn(lotteries, source) ? lotteries[source] : undefined));
  return known.every((lottery) => lottery !== undefined) ? known.flatMap((lottery) => lottery.groups) : null;
}

/**
 * The canonical text of drawn numbers (RFC 3797 §4): each group sorted, "." after each number, "/" after
 * each group: "3.7.12.19.25.31./8./". Null when the numbers are not what these sources can draw.
 */
export function numbersText(sources: readonly NumberSource[], numbers: readonly (readonly number[])[]): string | null {
  const groups = groupsOf(sources);
  if (!groups || groups.length !== numbers.length) return null;
  const fits = groups.every(({ count, from }, index) => {
    const drawn = numbers[index] ?? [];
    const inRange = drawn.every((number) => Number.isInteger(number) && number >= 1 && number <= from);
    return drawn.length === count && new Set(drawn).size === count && inRange;
  });
  if (!fits) return null;
  return numbers.map((drawn) => `${drawn.toSorted((a, b) => a - b).join(".")}./`).join("");
}

/** Whether a text is the canonical text of numbers that these sources can draw. */
export function isNumbersText(sources: readonly NumberSource[], text: string): boolean {
  const groups = text.split("/").slice(0, -1);
  const numbers = groups.map((group) => group.split(".").slice(0, -1).map(Number));
  return numbersText(sources, numbers) === text;
}

/** Bits of chance in one draw of all the sources: log2 of the number of results; null when a source is unknown. */
export function numbersBits(sources: readonly NumberSource[]): number | null {
  const groups = groupsOf(sources);
  return groups && groups.reduce((bits, { count, from }) => bits + log2Choose(from, count), 0);
}

function log2Choose(from: number, count: number): number {
  let bits = 0;
  for (let i = 0; i < count; i++) bits += Math.log2((from - i) / (i + 1));
  return bits;
}

/** Bits that numbers must have so that trying many rosters beforehand gains next to nothing. */
export const bitsNeeded = (totalWeight: number): number => Math.log2(totalWeight) + 14;

// Level C: seed and witnesses

/** What the announcement says about a seed (32 random bytes, written as 64 hex). */
export const commitmentOf = (seed: string): string => H(seed);

/** Whether a witness's word can stand in the beacon: 1 to 64 visible characters without "/", no space around. */
export const isWitnessWord = (word: string): boolean =>
  /^[^/\p{Cc}\p{Zl}\p{Zp}\p{Cs}]{1,64}$/u.test(word) && !/^\p{Zs}|\p{Zs}$/u.test(word);

/**
 * The beacon of level C: "seed/word1/word2/…/", words in the order they were said.
 *
 * @throws RangeError when the seed is not 64 hex, a word cannot stand there or there is none
 */
export function seedBeacon(seed: string, words: readonly string[]): string {
  if (!/^[0-9a-f]{64}$/.test(seed)) throw new RangeError("the seed is not 64 hex digits");
  if (words.length === 0) throw new RangeError("a seed needs the word of at least one witness");
  const bad = words.find((word) => !isWitnessWord(word));
  if (bad !== undefined) throw new RangeError(`${JSON.stringify(bad)} cannot be a witness's word`);
  return [seed, ...words, ""].join("/");
}

/** Seed and words of a level C beacon, or null when the text is none. */
export function parseSeedBeacon(text: string): { seed: string; words: string[] } | null {
  const [seed = "", ...words] = text.split("/");
  if (words.pop() !== "" || words.length === 0 || !words.every(isWitnessWord)) return null;
  return /^[0-9a-f]{64}$/.test(seed) ? { seed, words } : null;
}

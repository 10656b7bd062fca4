import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { H, rank, scoreOf, type Entry } from "../../../src/features/draw/scheme.ts";

const weights = [1, 3, 1, 10, 2, 1, 5, 1];
const entries: Entry[] = weights.map((weight, index) => [H("entry", index).slice(0, 16), weight]);
const total = weights.reduce((sum, weight) => sum + weight, 0);
const draws = 60_000;

/** Chance of each entry to be among the first `places`, by going through every way the draw can end. */
function inclusion(places: number, left: readonly number[] = weights.map((_, index) => index)): number[] {
  const chances = Array<number>(weights.length).fill(0);
  if (places === 0) return chances;
  const sum = left.reduce((all, index) => all + weights[index]!, 0);
  for (const first of left) {
    const chance = weights[first]! / sum;
    const later = inclusion(
      places - 1,
      left.filter((index) => index !== first),
    );
    chances[first]! += chance;
    for (const [index, more] of later.entries()) chances[index]! += chance * more;
  }
  return chances;
}

describe("60,000 draws of 8 entries with weights 1 to 10, keys from a fixed seed", () => {
  const first = Array<number>(weights.length).fill(0);
  const topThree = Array<number>(weights.length).fill(0);
  const place = new Map(entries.map(([ticket], index) => [ticket, index]));
  for (let draw = 0; draw < draws; draw++) {
    const order = rank(H("fairness", draw), entries).map(({ ticket }) => place.get(ticket)!);
    first[order[0]!]! += 1;
    for (const index of order.slice(0, 3)) topThree[index]! += 1;
  }

  test("give first place by weight: χ² is under the 5 % limit for 7 degrees of freedom", () => {
    const chi2 = first.reduce((sum, count, index) => {
      const expected = (draws * weights[index]!) / total;
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chi2).toBeLessThan(14.07);
  });

  test("give the first three places as weighted sampling without replacement does: every |z| under 3", () => {
    const z = inclusion(3).map((p, index) => (topThree[index]! - draws * p) / Math.sqrt(draws * p * (1 - p)));
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(3);
  });
});

test("a score depends on nobody else: leaving anybody out keeps the order of all others", () => {
  for (let draw = 0; draw < 50; draw++) {
    const key = H("leave out", draw);
    const order = rank(key, entries).map(({ ticket }) => ticket);
    for (const [gone] of entries) {
      const rest = rank(
        key,
        entries.filter(([ticket]) => ticket !== gone),
      );
      expect(rest.map(({ ticket }) => ticket)).toEqual(order.filter((ticket) => ticket !== gone));
    }
  }
});

test("more weight never makes a score worse", () => {
  const [ticket] = entries[0]!;
  const scores = Array.from({ length: 100 }, (_, index) => scoreOf(H("weight"), [ticket, index + 1]));
  expect(scores).toEqual(scores.toSorted().toReversed());
});

test("100,000 entries are ranked, each once and in order of score", () => {
  const many: Entry[] = Array.from({ length: 100_000 }, (_, index) => [
    H("many", index).slice(0, 16),
    1 + (index % 10),
  ]);
  const scores = rank(H("large"), many).map(({ score }) => score);
  expect(new Set(scores).size).toBe(100_000);
  expect(scores.every((score, index) => index === 0 || scores[index - 1]! < score)).toBe(true);
});

/**
 * RFC 3797 (2004), section 6: its worked example. The scheme borrows its canonical text of numbers and
 * the idea of a published list and source; that its own selection can be followed shows both are understood.
 */
test("RFC 3797's worked example comes out of its published key and list", () => {
  const key = "9319./2.5.8.10.12./9.18.26.34.41.45./";
  const pool = Array.from({ length: 25 }, (_, index) => index + 1);
  const picks = Array.from({ length: 16 }, (_, index) => {
    const mark = Buffer.from([index >> 8, index & 255]);
    const digest = createHash("md5").update(mark).update(key).update(mark).digest("hex");
    return pool.splice(Number(BigInt(`0x${digest}`) % BigInt(pool.length)), 1)[0];
  });
  expect(picks).toEqual([17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22, 5, 18, 9, 1, 4]);
});

import { expect, test } from "vitest";
import { seeded } from "../../fakes/telegram/queue.ts";
import { armOf, lot, variantOf, type Arm } from "../../../src/features/journeys/arms.ts";
import {
  newcombe,
  verdictOf,
  zForComparison,
  zForVariants,
  type Verdict,
} from "../../../src/features/journeys/proof.ts";

// Newcombe (1998), table II: 95 % intervals of method 10
test("the interval is that of the paper", () => {
  const cases = [
    [
      [56, 70],
      [48, 80],
      [0.2, 0.0524, 0.3339],
    ],
    [
      [9, 10],
      [3, 10],
      [0.6, 0.1705, 0.809],
    ],
    [
      [10, 10],
      [0, 20],
      [1, 0.6791, 1],
    ],
    [
      [0, 10],
      [0, 10],
      [0, -0.2775, 0.2775],
    ],
  ] as const;
  for (const [[x, m], [y, n], [difference, low, high]] of cases) {
    const found = newcombe({ returned: x, members: m }, { returned: y, members: n });
    expect(found!.difference).toBeCloseTo(difference, 4);
    expect(found!.low).toBeCloseTo(low, 4);
    expect(found!.high).toBeCloseTo(high, 4);
  }
  expect(newcombe({ returned: 0, members: 0 }, { returned: 1, members: 2 })).toBeNull();
});

test("before its day there is no verdict, whatever the figures say", () => {
  const sure = newcombe({ returned: 90, members: 100 }, { returned: 10, members: 100 });
  expect(verdictOf(sure, false)).toBe("notYet");
  expect(verdictOf(sure, true)).toBe("helps");
  expect(verdictOf(newcombe({ returned: 10, members: 100 }, { returned: 90, members: 100 }), true)).toBe("harms");
  expect(verdictOf(null, true)).toBe("notMeasured");
});

interface Truth {
  members: number;
  holdOut: number;
  base: number;
  effect: number;
}

/** The arms of everybody on a journey; a few journeys' dealing is enough, as the outcomes differ every time. */
function dealt(journey: number, { members, holdOut }: Truth): Arm[] {
  return Array.from({ length: members }, (_, id) => armOf("a community's salt", `journey-${journey}`, id + 1, holdOut));
}
const dealings = 20;

/** A thousand journeys whose members come back by chance; what the verdicts are. */
function verdicts(truth: Truth, journeys = 1000): Record<Verdict, number> {
  const chance = seeded(Math.round(truth.members + truth.base * 100 + truth.effect * 10_000));
  const found: Record<Verdict, number> = { helps: 0, harms: 0, noDifferenceSeen: 0, notMeasured: 0, notYet: 0 };
  const arms = Array.from({ length: dealings }, (_, journey) => dealt(journey, truth));
  const { base, effect } = truth;
  for (let journey = 0; journey < journeys; journey++) {
    const shares = { nudged: { members: 0, returned: 0 }, heldOut: { members: 0, returned: 0 } };
    for (const arm of arms[journey % dealings] ?? []) {
      shares[arm].members++;
      if (chance() < base + (arm === "nudged" ? effect : 0)) shares[arm].returned++;
    }
    found[verdictOf(newcombe(shares.nudged, shares.heldOut), true)]++;
  }
  return found;
}

test("where nothing helps, at most one journey in twenty is said to help", () => {
  for (const base of [0.1, 0.3, 0.5])
    expect(verdicts({ members: 300, holdOut: 20, base, effect: 0 }).helps, `base ${base}`).toBeLessThanOrEqual(50);
});

test("ten points more at 500 members an arm are found four times in five", () => {
  for (const base of [0.2, 0.3, 0.45])
    expect(verdicts({ members: 1000, holdOut: 50, base, effect: 0.1 }).helps, `base ${base}`).toBeGreaterThanOrEqual(
      800,
    );
});

test("an arm depends on nothing but salt, journey and member, and the shares are those that were asked for", () => {
  const people = Array.from({ length: 20_000 }, (_, id) => id + 1);
  const held = people.filter((id) => armOf("salt", "drifting", id, 20) === "heldOut");
  expect(held.length / people.length).toBeCloseTo(0.2, 1);
  expect(people.filter((id) => armOf("salt", "drifting", id, 20) === "heldOut")).toEqual(held);
  // another journey deals anew: nobody is the one who never hears a word
  const both = held.filter((id) => armOf("salt", "win-back", id, 20) === "heldOut");
  expect(both.length / held.length).toBeCloseTo(0.2, 1);
  // the variant says nothing of the arm
  const second = held.filter((id) => variantOf("salt", "drifting", id, 2) === 1);
  expect(second.length / held.length).toBeCloseTo(0.5, 1);
  expect(lot("salt", "drifting", "arm", 7)).not.toBe(lot("pepper", "drifting", "arm", 7));
});

test("several variants, and every further comparison, are held to a harder standard", () => {
  for (const [others, z] of [1.959964, 2.241403, 2.39398].entries()) expect(zForVariants(others + 1)).toBeCloseTo(z, 5);
  // 2.5 %, 1.25 %, 0.625 % …
  for (const [before, z] of [1.959964, 2.241403, 2.497705].entries())
    expect(zForComparison(before + 1)).toBeCloseTo(z, 5);
  expect(zForComparison(40)).toBeGreaterThan(7);
});

/**
 * A manager who changes a journey and begins it again until it "helps", `tries` times at most. Arms stay for
 * good, and so do people: some come by anyway, some never. Returns in how many of 1,000 it once "helped".
 */
function restartsThatHelp(tries: number, z: (comparison: number) => number): number {
  const chance = seeded(tries * 7 + 1);
  const truth = { members: 300, holdOut: 20, base: 0.3, effect: 0 };
  const arms = Array.from({ length: dealings }, (_, journey) => dealt(journey, truth));
  let helped = 0;
  for (let journey = 0; journey < 1000; journey++) {
    const people = (arms[journey % dealings] ?? []).map((arm) => ({ arm, returns: 0.6 * chance() }));
    for (let comparison = 1; comparison <= tries; comparison++) {
      const shares = { nudged: { members: 0, returned: 0 }, heldOut: { members: 0, returned: 0 } };
      for (const { arm, returns } of people) {
        shares[arm].members++;
        if (chance() < returns) shares[arm].returned++;
      }
      const verdict = verdictOf(newcombe(shares.nudged, shares.heldOut, z(comparison)), true);
      if (verdict !== "helps") continue;
      helped++;
      break;
    }
  }
  return helped;
}

test("begun again and again until it helps, a journey without effect is still said to help once in twenty at most", () => {
  for (const tries of [2, 5, 10])
    expect(restartsThatHelp(tries, zForComparison), `${tries} tries`).toBeLessThanOrEqual(50);
  // without that care it would not hold
  expect(restartsThatHelp(10, () => 1.959964)).toBeGreaterThan(80);
});

import { describe, expect, test } from "vitest";
import { fitDrift, packHistory, type MemberDays } from "../../../src/engagement/drift/index.ts";
import { sampleMembers, trainingCuts } from "../../../src/engagement/drift/training.ts";

/** A repeatable source of numbers in 0 … 1. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Members who come by a rhythm of their own until some day on which they lose interest. */
function randomMembers(count: number, days: number, seed = 7): MemberDays[] {
  const random = dice(seed);
  return Array.from({ length: count }, () => {
    const chance = random() ** 3;
    const from = Math.floor(random() * days);
    const until = from + Math.ceil(random() * days);
    const own = [from];
    for (let day = from + 1; day < Math.min(until, days); day++) if (random() < chance) own.push(day);
    return { days: own };
  });
}

const everyDay = (days: number) => Array.from({ length: days }, (_, day) => day);
const fit = (members: readonly MemberDays[], cut: number, horizon?: number) =>
  fitDrift(packHistory({ members, activeDays: everyDay(cut) }), cut, horizon);
const chances = (members: readonly MemberDays[], cut: number) => {
  const model = fit(members, cut);
  return members.map((_, m) => model.chance(m));
};

describe.each([
  ["with priors alone", 20, 0],
  ["after learning", 70, 120],
])("%s", (_, cut, others) => {
  const crowd = randomMembers(others, cut);
  const now = (members: MemberDays[]) =>
    chances([...members, ...crowd], cut)
      .slice(0, members.length)
      .map((chance) => chance!.now);

  test("the chance falls with every day of silence", () => {
    const shifted = Array.from({ length: 12 }, (_, silent) => ({
      days: [0, 1, 3, 4, 7].map((d) => cut - 8 - silent + d),
    }));
    const p = now(shifted);
    p.slice(1).forEach((value, i) => expect(value).toBeLessThan(p[i]!));
  });

  test("right after an active day, those who came more often are the more likely to come", () => {
    const frequent = Array.from({ length: 8 }, (_, n) => ({ days: everyDay(n + 1).map((d) => cut - 1 - n + d) }));
    const p = now(frequent);
    p.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(p[i]!));
  });

  test("a chance is one, and was no smaller when the member was last seen", () => {
    for (const chance of chances(randomMembers(200, cut, 3), cut)) {
      if (!chance) continue;
      expect(chance.now).toBeGreaterThan(0);
      expect(chance.atLastSeen).toBeLessThan(1);
      expect(chance.atLastSeen).toBeGreaterThanOrEqual(chance.now - 1e-12);
    }
  });
});

test("the longer one looks ahead, the likelier somebody comes", () => {
  const members = [{ days: [1, 4, 9] }];
  const p = [1, 7, 14, 28, 60].map((horizon) => fit(members, 15, horizon).chance(0)!.now);
  p.slice(1).forEach((value, i) => expect(value).toBeGreaterThan(p[i]!));
});

test("the order of the members changes nothing", () => {
  const members = randomMembers(150, 90);
  const straight = chances(members, 90);
  const reversed = chances(members.toReversed(), 90).toReversed();
  straight.forEach((chance, m) => expect(reversed[m]?.now ?? -1).toBeCloseTo(chance?.now ?? -1, 9));
});

test("what happens from the cut on changes no chance", () => {
  const cut = 80;
  const members = randomMembers(120, 120);
  const other = randomMembers(120, 40, 99);
  const changed = members.map(({ days }, m) => ({
    days: [...Array.from(days).filter((day) => day < cut), ...Array.from(other[m]!.days).map((day) => cut + day)],
  }));
  const judge = (list: MemberDays[], activeDays: number[]) => {
    const model = fitDrift(packHistory({ members: list, activeDays }), cut);
    return list.map((_, m) => model.chance(m));
  };
  expect(judge(changed, everyDay(120))).toEqual(judge(members, everyDay(cut)));
});

test("learns only from outcomes that are over, at most twelve cuts a week apart", () => {
  const history = packHistory({ members: [{ days: [0] }], activeDays: [] });
  expect(trainingCuts(history, 27, 14)).toEqual([]);
  expect(trainingCuts(history, 28, 14).map(({ cut }) => cut)).toEqual([14]);
  const cuts = trainingCuts(history, 400, 14);
  expect(cuts).toHaveLength(12);
  expect(cuts[0]).toEqual({ cut: 386, weight: 0.6 * 0.5 ** (14 / 42) });
  expect(cuts[1]!.cut).toBe(379);
});

test("with no outcome known yet it says so, and still speaks", () => {
  const model = fit([{ days: [0, 5, 9] }], 10);
  expect(model.examples).toBe(0);
  expect(model.chance(0)!.now).toBeGreaterThan(0.4);
});

test("has no chance for one who has not spoken before the cut", () => {
  const model = fit([{ days: [3] }, { days: [] }, { days: [30] }], 10);
  expect([0, 1, 2].map((m) => model.chance(m) === null)).toEqual([false, true, true]);
});

test("stands a community without anybody, and one silent for years", () => {
  expect(fitDrift(packHistory({ members: [], activeDays: [] }), 100).examples).toBe(0);
  const model = fit([{ days: [0, 1, 2] }], 5000);
  expect(model.chance(0)!.now).toBeLessThan(0.1);
});

test("samples by what members did, not by their order", () => {
  const members = randomMembers(500, 60);
  const pick = (list: MemberDays[]) => {
    const history = packHistory({ members: list, activeDays: [] });
    return sampleMembers(history, everyDay(500), 60, 50).map((m) => list[m]!.days);
  };
  expect(pick(members)).toHaveLength(50);
  expect(pick(members.toReversed())).toEqual(pick(members));
});

test.each([0, -1, 1.5, Number.NaN])("refuses a horizon of %s days", (horizon) => {
  expect(() => fit([{ days: [1] }], 10, horizon)).toThrow(/must be a whole number from 1/);
});

import { describe, expect, test } from "vitest";
import {
  driftState,
  explanation,
  fitDrift,
  memberDrift,
  packHistory,
  stateNames,
  driftStates,
  whomToWriteTo,
  type MemberDrift,
  type Standing,
} from "../../../src/engagement/drift/index.ts";

const standing = (now: number, rest: Partial<Standing> = {}, atLastSeen = 0.6): Standing => ({
  chance: { now, atLastSeen },
  silentDays: 10,
  ageDays: 100,
  backSinceDays: null,
  ...rest,
});

describe("the table of states, the first that fits", () => {
  test.each<[string, Standing]>([
    ["silentNewcomer", standing(0, { chance: null })],
    ["returned", standing(0.9, { backSinceDays: 6 })],
    ["active", standing(0.9, { backSinceDays: 7 })],
    ["returned", standing(0.9, { backSinceDays: 0, ageDays: 3 })],
    ["new", standing(0.9, { ageDays: 13 })],
    ["active", standing(0.9, { ageDays: 14 })],
    ["active", standing(0.5)],
    ["active", standing(0.2, { silentDays: 4 })],
    ["drifting", standing(0.2, { silentDays: 5 })],
    ["drifting", standing(0.49)],
    ["drifting", standing(0.15, { silentDays: 28 })],
    ["dormant", standing(0.15, { silentDays: 29 })],
    ["dormant", standing(0.49, {}, 0.49)],
    ["dormant", standing(0.1)],
    ["lost", standing(0.099)],
  ])("%s", (state, given) => {
    expect(driftState(given)).toBe(state);
  });
});

describe("a state is held until its threshold is clearly passed", () => {
  test("half a chance swaying by three hundredths flips nobody", () => {
    expect(driftState(standing(0.47), "active")).toBe("active");
    expect(driftState(standing(0.53), "drifting")).toBe("drifting");
    expect(driftState(standing(0.44), "active")).toBe("drifting");
    expect(driftState(standing(0.56), "drifting")).toBe("active");
  });

  test("and the same below", () => {
    expect(driftState(standing(0.09), "dormant")).toBe("dormant");
    expect(driftState(standing(0.08), "dormant")).toBe("lost");
    expect(driftState(standing(0.11, {}, 0.3), "lost")).toBe("lost");
    expect(driftState(standing(0.13, {}, 0.3), "lost")).toBe("dormant");
    expect(driftState(standing(0.3, {}, 0.47), "drifting")).toBe("drifting");
    expect(driftState(standing(0.3, {}, 0.53), "dormant")).toBe("dormant");
  });

  test("days hold nobody: they only grow", () => {
    expect(driftState(standing(0.3, { silentDays: 29 }), "drifting")).toBe("dormant");
  });

  test("states beside the ladder hold nothing", () => {
    for (const previous of ["returned", "new", "silentNewcomer"] as const) {
      expect(driftState(standing(0.5), previous)).toBe("active");
      expect(driftState(standing(0.49), previous)).toBe("drifting");
    }
  });
});

describe("a member as of a cut", () => {
  const history = packHistory({
    members: [{ days: [0, 2, 4, 30, 33, 35, 90] }, { days: [], joinedDay: 38 }, { days: [39] }],
    activeDays: Array.from({ length: 60 }, (_, day) => day),
  });
  const model = fitDrift(history, 40);

  test("counts silence, age, the return and the usual gap from days before it", () => {
    expect(memberDrift(history, model, 0)).toMatchObject({
      activeDays: 6,
      silentDays: 4,
      ageDays: 39,
      backSinceDays: 9, // gaps 2, 2, 26, 3, 2
      usualGapDays: 2,
    });
    expect(memberDrift(history, model, 2)).toMatchObject({ silentDays: 0, ageDays: 0, usualGapDays: null });
  });

  test("knows of a silent newcomer only when it joined", () => {
    expect(memberDrift(history, model, 1)).toMatchObject({ chance: null, ageDays: 1, activeDays: 0 });
    expect(driftState(memberDrift(history, model, 1))).toBe("silentNewcomer");
  });
});

const drift = (member: number, now: number, silentDays: number, atLastSeen = 0.7): MemberDrift => ({
  ...standing(now, { silentDays }, atLastSeen),
  member,
  activeDays: 10,
  usualGapDays: 2,
});

test("writes to regulars silent for five days to three weeks, the least likely to come first", () => {
  const list = [
    drift(1, 0.4, 10),
    drift(2, 0.2, 21),
    drift(3, 0.3, 5),
    drift(4, 0.1, 22),
    drift(5, 0.1, 4),
    drift(6, 0.1, 10, 0.49),
    { ...drift(7, 0, 10), chance: null },
  ];
  expect(whomToWriteTo(list).map(({ member }) => member)).toEqual([2, 3, 1]);
  expect(list[0]!.member).toBe(1);
});

describe("in words", () => {
  test("silence, habit and chance, in both languages", () => {
    expect(explanation.en(drift(1, 0.31, 12))).toBe("silent 12 days; used to come every 2; 31% likely back");
    expect(explanation.zh(drift(1, 0.31, 12))).toBe("安静了 12 天；以前大约每 2 天来一次；再来的机会 31%");
  });

  test("one day, every day, one day only, today, and never certainty", () => {
    const daily = { ...drift(1, 0.999, 1), usualGapDays: 1 };
    expect(explanation.en(daily)).toBe("silent 1 day; used to come daily; 99% likely back");
    const once = { ...drift(1, 0.001, 0), usualGapDays: null };
    expect(explanation.en(once)).toBe("was just here; came on one day only; 1% likely back");
    expect(explanation.zh(once)).toBe("刚来过；只来过一天；再来的机会 1%");
    expect(explanation.zh({ ...once, chance: null })).toBe("进群后还没说过话");
  });

  test("every state has a name", () => {
    for (const state of driftStates) expect(stateNames[state].zh()).not.toBe(stateNames[state].en());
  });
});

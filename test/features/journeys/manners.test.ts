import { expect, test } from "vitest";
import type { Day } from "../../../src/core/time.ts";
import { addDays } from "../../../src/core/time.ts";
import { isFestival } from "../../../src/features/journeys/festivals.ts";
import { holdAfterOutage, mayNudge, stopsFor, type NudgeFacts } from "../../../src/features/journeys/manners.ts";
import { yearsOn } from "../../../src/features/journeys/candidates.ts";
import { readDeclaration } from "../../../src/features/journeys/declaration.ts";
import { fromYaml, toYaml, withValue } from "../../../src/features/journeys/edit.ts";
import { starters } from "../../../src/features/journeys/starters.ts";
import { faultsIn, fillWords, nudgeText } from "../../../src/features/journeys/words.ts";

const day = (text: string) => text as Day;
const today = day("2026-03-10");
const fine: NudgeFacts = {
  now: new Date("2026-03-10T12:00+08:00"),
  timeZone: "Asia/Shanghai",
  today,
  hasOptedOut: false,
  isForgotten: false,
  isStaff: false,
  isHeld: false,
  nudgedDays: [],
  knownAsOf: today,
  heldUntil: null,
  dueDay: today,
  sentToChat: 0,
  sentByAccount: 0,
  tasksMade: 0,
  way: "private",
};
const says = (facts: Partial<NudgeFacts>) => {
  const manners = mayNudge({ ...fine, ...facts });
  return "because" in manners ? `${manners.may}: ${manners.because}` : manners.may;
};

test("each rule of manners holds alone, and an off word outweighs everything", () => {
  expect(says({})).toBe("yes");
  expect(says({ hasOptedOut: true, isHeld: true })).toBe("never: optedOut");
  expect(says({ isForgotten: true, hasOptedOut: true })).toBe("never: forgotten");
  expect(says({ isStaff: true })).toBe("never: staff");
  expect(says({ isHeld: true })).toBe("later: held");
  expect(says({ now: new Date("2026-03-10T09:59+08:00") })).toBe("later: quietHours");
  expect(says({ now: new Date("2026-03-10T20:00+08:00") })).toBe("later: quietHours");
  expect(says({ now: new Date("2026-03-10T12:00+08:00"), timeZone: "Europe/Berlin" })).toBe("later: quietHours");
  expect(says({ knownAsOf: day("2026-03-09") })).toBe("later: oldData");
  expect(says({ heldUntil: day("2026-03-11") })).toBe("later: outage");
  expect(says({ heldUntil: today })).toBe("yes");
  expect(says({ dueDay: day("2026-03-06") })).toBe("passed: tooLate");
  expect(says({ dueDay: day("2026-03-07") })).toBe("yes");
  expect(says({ way: "group", sentToChat: 1 })).toBe("later: dailyCap");
  expect(says({ sentByAccount: 200 })).toBe("later: dailyCap");
  expect(says({ way: "task", tasksMade: 5, sentByAccount: 200 })).toBe("later: dailyCap");
  expect(says({ way: "private", tasksMade: 5 })).toBe("yes");
});

test("one nudge in seven days, three in a quarter", () => {
  expect(says({ nudgedDays: [addDays(today, -6)] })).toBe("later: weekly");
  expect(says({ nudgedDays: [addDays(today, -7)] })).toBe("yes");
  const three = [-90, -60, -30].map((ago) => addDays(today, ago));
  expect(says({ nudgedDays: three })).toBe("later: quarterly");
  expect(says({ nudgedDays: [addDays(today, -91), ...three.slice(1)] })).toBe("yes");
});

test("a hole in the data holds everything back for as long as it was", () => {
  const now = new Date("2026-03-10T10:05+08:00");
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  expect(holdAfterOutage(null, now, today)).toBeNull();
  expect(holdAfterOutage(ago(24), now, today)).toBeNull();
  expect(holdAfterOutage(ago(72), now, today)).toBe("2026-03-13");
  expect(holdAfterOutage(ago(24 * 90), now, today)).toBe("2026-03-24");
});

test("more than two in a hundred blocks or opt-outs stop a journey; one angry word at its beginning does not", () => {
  expect(stopsFor(10, { blocked: 1, optedOut: 0 })).toBeNull();
  expect(stopsFor(10, { blocked: 0, optedOut: 2 })).toBe("optOuts");
  expect(stopsFor(100, { blocked: 2, optedOut: 0 })).toBeNull();
  expect(stopsFor(100, { blocked: 3, optedOut: 0 })).toBe("blocks");
  expect(stopsFor(100, { blocked: 2, optedOut: 1 })).toBe("blocks");
});

test("festivals come by their own calendar, the lunar ones without leap months", () => {
  const days = {
    springFestival: "2026-02-17",
    newYearsEve: "2026-02-16",
    lanternFestival: "2026-03-03",
    dragonBoat: "2026-06-19",
    qixi: "2026-08-19",
    midAutumn: "2026-09-25",
    doubleNinth: "2026-10-18",
    qingming: "2026-04-05",
    nationalDay: "2026-10-01",
  } as const;
  for (const [festival, date] of Object.entries(days)) {
    expect(isFestival(festival as keyof typeof days, day(date)), festival).toBe(true);
    expect(isFestival(festival as keyof typeof days, addDays(day(date), 1)), festival).toBe(false);
  }
  // 2025 has a leap sixth month; the eighth is after it
  expect(isFestival("midAutumn", day("2025-10-06"))).toBe(true);
});

test("a joining day comes every year, that of 29 February on the 28th where there is none", () => {
  expect(yearsOn(day("2024-02-29"), day("2026-02-28"))).toBe(2);
  expect(yearsOn(day("2024-02-29"), day("2028-02-28"))).toBe(0);
  expect(yearsOn(day("2024-02-29"), day("2028-02-29"))).toBe(4);
  expect(yearsOn(day("2025-03-10"), day("2026-03-11"))).toBe(0);
});

test("a text is filled with facts; what is not known falls away with its part", () => {
  expect(fillWords("{name}，来坐坐[，{favourite}也在]。", { name: "{points}", favourite: "" })).toBe(
    "{points}，来坐坐。",
  );
  expect(fillWords("{name}[，{favourite}也在]", { name: "小林", favourite: "答题" })).toBe("小林，答题也在");
  expect(nudgeText({ zh: "你好", en: "Hello" }, "zh", {})).toContain("回复“别打扰我”就好");
  expect(faultsIn({ zh: "{name} {nmae} {streak}", en: "[{streak}]" }).map(({ found }) => found)).toEqual([
    "{nmae}",
    "[… {streak} …]",
  ]);
});

test("the starters are sound, name nobody as inactive, and survive the way into a file and back", () => {
  for (const starter of starters) {
    expect(fromYaml(toYaml(starter))).toEqual(starter);
    for (const { variants, group } of starter.steps)
      for (const words of [...variants, ...(group ? [group] : [])])
        expect(words.zh + words.en).not.toMatch(/沉默|潜水名单|不活跃|流失|\{days\}|inactive|silent/i);
  }
  const [first] = starters;
  expect(withValue(first!, "steps.0.gift", "15").steps[0]?.gift).toBe(15);
  expect(() => withValue(first!, "steps.9.gift", "15")).toThrow("steps.9.gift: there is no such place");
  expect(() => readDeclaration({ ...first, extra: 1 })).toThrow(/extra/);
});

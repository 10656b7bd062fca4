import { addDays, type Day, dayMs, daysBetween, instantOf } from "../../core/time.ts";
import { driftState, fitDrift, memberDrift, type DriftState, type History } from "../../engagement/drift/index.ts";
import type { KnownStanding } from "../../engagement/standings/index.ts";
import { armOf, type Arm } from "./arms.ts";
import { byState } from "./candidates.ts";
import type { Declaration } from "./declaration.ts";
import { mayNudge, perAccountADay } from "./manners.ts";

/** One thing that would have happened. */
export interface Simulated {
  day: Day;
  member: number;
  arm: Arm;
  /** which step, from 1; null: entered and held out */
  step: number | null;
}

export interface Simulation {
  events: Simulated[];
  days: number;
  entered: { nudged: number; heldOut: number };
  /** of them, active within the horizon, for those whose horizon lies in the log */
  returned: { nudged: [number, number]; heldOut: [number, number] };
  endedEarly: number;
  /** how often each rule of manners held something back for a day */
  heldBack: Record<string, number>;
}

/** Triggers that a log of messages alone can show. */
export const replayable = ["drifting", "dormant", "joined", "joiningDay"] as const;

/** A log is judged from its 42nd day on, as a back-test is. */
const firstDayOfLog = 42;
const dayOf = (number: number): Day => new Date(number * dayMs).toISOString().slice(0, 10) as Day;

interface Traveller {
  member: number;
  enteredDay: Day;
  step: number;
  dueDay: Day;
}

/**
 * Replays a log day by day: every night everybody is judged by what was known then, every morning a
 * journey looks, with its caps and manners; everybody could be reached in private, and nobody opts out.
 * What people did is what they really did, unwritten to: the two arms differ by chance alone.
 */
export function simulateJourney(
  history: History,
  declaration: Declaration,
  options: { zone: string; salt: string },
): Simulation {
  const replay = new Replay(history, declaration, options);
  for (let cut = history.firstDay + firstDayOfLog; cut <= history.lastDay; cut++) replay.day(cut);
  return replay.result;
}

class Replay {
  readonly result: Simulation = {
    events: [],
    days: 0,
    entered: { nudged: 0, heldOut: 0 },
    returned: { nudged: [0, 0], heldOut: [0, 0] },
    endedEarly: 0,
    heldBack: {},
  };
  readonly #history: History;
  readonly #declaration: Declaration;
  readonly #options: { zone: string; salt: string };
  readonly #states = new Map<number, { state: DriftState; judged: number }>();
  readonly #entered = new Map<number, Day>();
  readonly #nudged = new Map<number, Day[]>();
  #travellers: Traveller[] = [];
  #saidToday = 0;

  constructor(history: History, declaration: Declaration, options: { zone: string; salt: string }) {
    this.#history = history;
    this.#declaration = declaration;
    this.#options = options;
  }

  day(cut: number): void {
    const today = dayOf(cut);
    this.result.days++;
    this.#saidToday = 0;
    const all = this.#judgeAll(cut);
    this.#endEarly(cut);
    this.#enter(cut, all);
    const state = new Map(all.map((one) => [one.memberId, one.state]));
    this.#travellers = this.#travellers.flatMap((one) => this.#goOn(one, today, state.get(one.member)) ?? []);
  }

  #judgeAll(cut: number): KnownStanding[] {
    const history = this.#history;
    const model = fitDrift(history, cut);
    const all: KnownStanding[] = [];
    for (let member = 0; member < history.size; member++) {
      const count = history.countBefore(member, cut);
      if (count === 0) continue;
      const drift = memberDrift(history, model, member);
      const lastDay = history.dayAt(member, count - 1);
      const before = this.#states.get(member);
      const state = driftState(drift, before && lastDay < before.judged ? before.state : null);
      this.#states.set(member, { state, judged: cut });
      all.push({
        memberId: member,
        name: "",
        asOfDay: dayOf(cut),
        state,
        chance: drift.chance?.now ?? null,
        chanceAtLast: drift.chance?.atLastSeen ?? null,
        activeDays: drift.activeDays,
        usualGapDays: drift.usualGapDays,
        firstDay: dayOf(history.dayAt(member, 0)),
        lastDay: dayOf(lastDay),
      });
    }
    return all;
  }

  #isActive(member: number, from: number, to: number): boolean {
    return this.#history.countBefore(member, to) > this.#history.countBefore(member, from);
  }

  #endEarly(cut: number): void {
    if (!this.#declaration.endOn.includes("cameBack")) return;
    const before = this.#travellers.length;
    this.#travellers = this.#travellers.filter(
      ({ member, enteredDay }) => !this.#isActive(member, Date.parse(enteredDay) / dayMs, cut),
    );
    this.result.endedEarly += before - this.#travellers.length;
  }

  #enter(cut: number, all: readonly KnownStanding[]): void {
    const { trigger, againAfterDays, perDay, steps, name, holdOut, horizonDays } = this.#declaration;
    const today = dayOf(cut);
    const fitting = byState(trigger, all, today).filter((member) => {
      const before = this.#entered.get(member);
      if (before !== undefined && daysBetween(before, today) < againAfterDays) return false;
      return this.#manners(member, today, today);
    });
    for (const member of fitting.slice(0, perDay)) {
      const arm = armOf(this.#options.salt, name, member + 1, holdOut);
      this.#entered.set(member, today);
      this.result.entered[arm]++;
      if (cut + horizonDays <= this.#history.lastDay) {
        this.result.returned[arm][1]++;
        if (this.#isActive(member, cut, cut + horizonDays)) this.result.returned[arm][0]++;
      }
      if (arm === "heldOut") this.result.events.push({ day: today, member, arm, step: null });
      else this.#travellers.push({ member, enteredDay: today, step: 0, dueDay: addDays(today, steps[0]?.wait ?? 0) });
    }
  }

  #manners(member: number, today: Day, dueDay: Day): boolean {
    const manners = mayNudge({
      now: instantOf(today, "12:00", this.#options.zone),
      timeZone: this.#options.zone,
      today,
      hasOptedOut: false,
      isForgotten: false,
      isStaff: false,
      isHeld: false,
      nudgedDays: this.#nudged.get(member) ?? [],
      knownAsOf: today,
      heldUntil: null,
      dueDay,
      sentToChat: 0,
      sentByAccount: this.#saidToday,
      tasksMade: 0,
      way: "private",
    });
    if ("because" in manners) this.result.heldBack[manners.because] = (this.result.heldBack[manners.because] ?? 0) + 1;
    return manners.may === "yes";
  }

  /** What becomes of somebody whose step may be due; null: their journey is over. */
  #goOn(one: Traveller, today: Day, state: DriftState | undefined): Traveller | null {
    if (one.dueDay > today) return one;
    const { steps } = this.#declaration;
    const step = steps[one.step];
    if (!step) return null;
    const passes = step.ifState.length > 0 && (state === undefined || !step.ifState.includes(state));
    if (!passes) {
      if (!this.#manners(one.member, today, one.dueDay)) return daysBetween(one.dueDay, today) > 3 ? null : one;
      this.result.events.push({ day: today, member: one.member, arm: "nudged", step: one.step + 1 });
      this.#nudged.set(one.member, [...(this.#nudged.get(one.member) ?? []), today]);
      this.#saidToday = Math.min(this.#saidToday + 1, perAccountADay);
    }
    const next = steps[one.step + 1];
    return next ? { ...one, step: one.step + 1, dueDay: addDays(today, next.wait) } : null;
  }
}

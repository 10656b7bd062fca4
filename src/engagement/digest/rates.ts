import { addDays } from "../../core/time.ts";
import { distinctActive, meanDailyActive } from "../activity.ts";
import { lifecycle, type Lifecycle } from "../lifecycle.ts";
import { trailing, type DayRange, type Reader } from "../period.ts";
import { horizons, retention, type Retained } from "../retention.ts";
import { compare, comparePulse, compareShare, type Measured } from "./noise.ts";

/** Retention of the people whose day d0 + N lies in the period, for N = 1, 7, 30. */
export type Horizons = Record<"d1" | "d7" | "d30", Retained>;

/** What a period is like beside its plain counts. */
export interface Rates {
  wau: number;
  mau28: number;
  dauMean28: number;
  life: Lifecycle;
  retention: { nDay: Horizons; unbounded: Horizons };
}

/** The rates of one period. */
export async function ratesOf(db: Reader, communityId: number, period: DayRange): Promise<Rates> {
  const month = trailing(period.toDay, 28);
  const life = await lifecycle(db, communityId, period);
  const isWeekLong = trailing(period.toDay, 7).fromDay === period.fromDay;
  return {
    wau: isWeekLong ? life.active : await distinctActive(db, communityId, trailing(period.toDay, 7)),
    mau28: await distinctActive(db, communityId, month),
    dauMean28: await meanDailyActive(db, communityId, month),
    life,
    retention: await retentionIn(db, communityId, period),
  };
}

/** Of the people whose day d0 + N lies in the period, who was there on it, and on it or later, as of the period's end. */
async function retentionIn(db: Reader, communityId: number, period: DayRange): Promise<Rates["retention"]> {
  const nDay: Partial<Horizons> = {};
  const unbounded: Partial<Horizons> = {};
  for (const days of horizons) {
    const first = { fromDay: addDays(period.fromDay, -days), toDay: addDays(period.toDay, -days) };
    const [found] = await retention(db, communityId, first, period.toDay, [days]);
    if (!found) throw new Error(`no retention after ${days} days was counted`);
    nDay[`d${days}`] = found.nDay;
    unbounded[`d${days}`] = found.unbounded;
  }
  return { nDay: nDay as Horizons, unbounded: unbounded as Horizons };
}

/** The rates that are compared with the periods before, as people read them. */
export const rateNames = [
  "wau",
  "mau28",
  "stickiness",
  "new",
  "returning",
  "resurrecting",
  "lapsed",
  "pulse",
  "d1",
  "d7",
  "d30",
] as const;
export type RateName = (typeof rateNames)[number];
/** Those that are parts of a whole, 0 … 1. */
export const isShare = (name: RateName): boolean => ["stickiness", "d1", "d7", "d30"].includes(name);

/** Every rate beside those of the periods before, the oldest first. */
export function compareRates(now: Rates, before: readonly Rates[]): Record<RateName, Measured> {
  const count = (of: (rates: Rates) => number) => compare(of(now), before.map(of));
  const share = (of: (rates: Rates) => { part: number; whole: number }) => compareShare(of(now), before.map(of));
  const kept = (name: keyof Horizons) =>
    share(({ retention: { nDay } }) => ({ part: nDay[name].retained, whole: nDay[name].eligible }));
  const flow = ({ life }: Rates) => ({ came: life.newcomers + life.resurrecting, went: life.lapsed });
  return {
    wau: count(({ wau }) => wau),
    mau28: count(({ mau28 }) => mau28),
    stickiness: share(({ dauMean28, mau28 }) => ({ part: dauMean28, whole: mau28 })),
    new: count(({ life }) => life.newcomers),
    returning: count(({ life }) => life.returning),
    resurrecting: count(({ life }) => life.resurrecting),
    lapsed: count(({ life }) => life.lapsed),
    pulse: comparePulse(flow(now), before.map(flow)),
    d1: kept("d1"),
    d7: kept("d7"),
    d30: kept("d30"),
  };
}

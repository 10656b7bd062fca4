import { SolarDay } from "tyme4ts";
import type { Day } from "../../core/time.ts";

/** Festivals a journey can begin on, by the calendar that fixes them. */
const solar = { newYear: "01-01", labourDay: "05-01", childrensDay: "06-01", nationalDay: "10-01", christmas: "12-25" };
/** month-day of the Chinese calendar; a leap month has no festivals */
const lunar = {
  springFestival: "1-1",
  lanternFestival: "1-15",
  dragonBoat: "5-5",
  qixi: "7-7",
  midAutumn: "8-15",
  doubleNinth: "9-9",
  laba: "12-8",
};

type SolarFestival = keyof typeof solar;
type LunarFestival = keyof typeof lunar;
export type Festival = SolarFestival | LunarFestival | "newYearsEve" | "qingming";

export const festivalNames = [
  ...(Object.keys(solar) as SolarFestival[]),
  ...(Object.keys(lunar) as LunarFestival[]),
  "newYearsEve",
  "qingming",
] as const satisfies readonly Festival[];

/** Whether a civil day is a festival, by the Chinese calendar of tyme4ts (years 1900–2100 and beyond). */
export function isFestival(festival: Festival, day: Day): boolean {
  if (Object.hasOwn(solar, festival)) return day.slice(5) === solar[festival as SolarFestival];
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const solarDay = SolarDay.fromYmd(year, month, date);
  if (festival === "qingming") {
    const term = solarDay.getTermDay();
    return term.getSolarTerm().getName() === "清明" && term.getDayIndex() === 0;
  }
  // the eve is the day before the first of the first month, whether the twelfth has 29 days or 30
  if (festival === "newYearsEve") return lunarDate(solarDay.next(1)) === lunar.springFestival;
  return lunarDate(solarDay) === lunar[festival as LunarFestival];
}

function lunarDate(day: SolarDay): string | null {
  const lunarDay = day.getLunarDay();
  const month = lunarDay.getLunarMonth();
  return month.isLeap() ? null : `${month.getMonth()}-${lunarDay.getDay()}`;
}

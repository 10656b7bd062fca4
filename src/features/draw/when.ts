import { DateTime } from "luxon";
import { addDays, type Day, dayMs, instantOf, localDay } from "../../core/time.ts";

const weekdays = ["一二三四五六日", "1234567"] as const;
const english = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const time = String.raw`(?<time>([01]?\d|2[0-3])[:点时]([0-5]\d)?(:[0-5]\d)?分?)`;
const dayWord = String.raw`(?<day>今天|今晚|今日|明天|明晚|明日|后天|today|tonight|tomorrow)`;
const weekday = String.raw`(?<next>下)?(?:周|星期|礼拜)(?<week>[一二三四五六日天])|(?<english>mon|tue|wed|thu|fri|sat|sun)[a-z]*`;
const date = String.raw`(?:(?<year>20\d\d)[-年/.])?(?<month>1[0-2]|0?[1-9])[-月/.](?<date>3[01]|[12]\d|0?[1-9])日?`;
const clock = new RegExp(String.raw`(?:${dayWord}|${weekday}|${date})?\s*(?:at\s+)?${time}`, "iu");
const later = /(?:in\s+)?(?<count>\d{1,4})\s*(?<unit>分钟|小时|天|minutes?|mins?|hours?|days?)(?:后|以后|之后)?/iu;

/** A moment found in words, and the words it was found in. */
export interface Moment {
  at: Date;
  words: string;
}

/**
 * Reads "周五20:00", "今晚8点", "明天 20:00", "3月6日20:00", "2026-03-06 20:00", "30分钟后",
 * "Friday 20:00", "in 30 minutes": always a moment to come. Null when there is none in the words.
 */
export function momentIn(words: string, now: Date, timeZone: string): Moment | null {
  const found = clock.exec(words);
  if (found?.groups) {
    const day = dayOf(found.groups, now, timeZone);
    const at = day && atTime(day, found.groups, timeZone);
    if (!at) return null;
    // "20:00" alone, said at nine in the evening, is tomorrow's
    const isBare = found[0].trim() === found.groups.time;
    const moved = isBare && at <= now ? atTime(addDays(day, 1), found.groups, timeZone) : at;
    return moved && { at: moved, words: found[0] };
  }
  const soon = later.exec(words);
  if (!soon?.groups) return null;
  const at = new Date(now.getTime() + Number(soon.groups.count) * unitMs(soon.groups.unit ?? ""));
  at.setUTCMilliseconds(0);
  return { at, words: soon[0] };
}

type Groups = Record<string, string | undefined>;

function dayOf(groups: Groups, now: Date, timeZone: string): Day | null {
  const today = localDay(now, timeZone);
  if (groups.day) return addDays(today, /明|tomorrow/i.test(groups.day) ? 1 : groups.day === "后天" ? 2 : 0);
  const wanted = groups.week ? weekdayNumber(groups.week) : groups.english ? englishNumber(groups.english) : null;
  if (wanted !== null) return nextWeekday(wanted, groups, now, timeZone);
  if (!groups.month) return today;
  const year = groups.year ?? today.slice(0, 4);
  const day = (of: string) => `${of}-${groups.month?.padStart(2, "0")}-${groups.date?.padStart(2, "0")}` as Day;
  const chosen = groups.year || day(year) >= today ? day(year) : day(String(Number(year) + 1));
  return DateTime.fromISO(chosen).isValid ? chosen : null;
}

const weekdayNumber = (word: string): number => weekdays[0].indexOf(word === "天" ? "日" : word) + 1;
const englishNumber = (word: string): number => english.indexOf(word.toLowerCase().slice(0, 3)) + 1;

/** 周五 on a Friday is today while its hour is to come; 下周五 is in the week after this one. */
function nextWeekday(wanted: number, groups: Groups, now: Date, timeZone: string): Day {
  const today = localDay(now, timeZone);
  const current = DateTime.fromISO(today).weekday;
  if (groups.next) return addDays(today, wanted - current + 7);
  const day = addDays(today, (wanted - current + 7) % 7);
  const at = atTime(day, groups, timeZone);
  return at && at <= now ? addDays(day, 7) : day;
}

function atTime(day: Day, groups: Groups, timeZone: string): Date | null {
  const numbers = (groups.time ?? "").split(/[:点时分]/u).filter((part) => part !== "");
  const [hours = 0, minutes = 0, seconds = 0] = numbers.map(Number);
  // 今晚8点 is 20:00
  const isEvening = /晚|tonight/i.test(groups.day ?? "") && hours < 12;
  const two = (number: number) => String(number).padStart(2, "0");
  const start = instantOf(day, `${two(isEvening ? hours + 12 : hours)}:${two(minutes)}`, timeZone);
  const at = new Date(start.getTime() + seconds * 1000);
  return Number.isNaN(at.getTime()) ? null : at;
}

function unitMs(unit: string): number {
  if (/^(天|day)/i.test(unit)) return dayMs;
  return /^(小时|hour)/i.test(unit) ? 3_600_000 : 60_000;
}

/** The weekday a plan names ("每周五", "every Friday"; 0 = every day), and its words; null when it names none. */
export function rhythmIn(words: string): { weekday: number; words: string } | null {
  const found =
    /每(?:周|星期)([一二三四五六日天])|every\s+(mon|tue|wed|thu|fri|sat|sun)[a-z]*|(每天|每日|every\s+day|daily)/iu.exec(
      words,
    );
  if (!found) return null;
  if (found[3]) return { weekday: 0, words: found[0] };
  return { weekday: found[1] ? weekdayNumber(found[1]) : englishNumber(found[2] ?? ""), words: found[0] };
}

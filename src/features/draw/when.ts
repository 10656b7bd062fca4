import { DateTime } from "luxon";
import { addDays, type Day, dayMs, instantOf, localDay } from "../../core/time.ts";

const weekdays = "一二三四五六日";
const english = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const numerals = "一二三四五六七八九十";

const count = String.raw`\d{1,4}|半|[两${numerals}]{1,3}|\b(?:half\s+)?an?\b`;
// "贴纸x5点心x3" and 一点点 are no hours
const hour = String.raw`(?<![\dx*])(?:[01]?\d|2[0-3]|[两${numerals}]{1,3}(?!点[点儿心]))`;
const part = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|早";
const time =
  String.raw`(?<time>(?<part>${part})?\s*(?<hour>${hour})(?=[:点时]|\s*[ap]m\b)` +
  String.raw`(?:[:点时](?:(?<minute>[0-5]\d)(?::(?<second>[0-5]\d))?分?|(?<quarter>半|一刻|三刻))?)?` +
  String.raw`(?:\s*(?<half>[ap])m\b)?)`;
const dayWord =
  "大前天|前天|昨天|昨晚|昨日|今天|今晚|今早|今日|明天|明晚|明早|明日|大后天|后天|" +
  String.raw`yesterday|last\s+night|today|tonight|tomorrow(?:\s+(?:night|evening))?`;
const weekday =
  `(?<which>[上这本下]个?)?(?:周|星期|礼拜)(?<week>[${weekdays}天])|` +
  String.raw`(?:(?<spoken>last|this|next)\s+)?(?<english>${english.join("|")})[a-z]*`;
const date = String.raw`(?:(?<year>20\d\d)[-年/.])?(?<month>1[0-2]|0?[1-9])[-月/.](?<date>3[01]|[12]\d|0?[1-9])[日号]?`;
const ahead = String.raw`(?:in\s+)?(?<ahead>${count})\s*(?:天(?:之|以)?后|days?)`;
/** A time of day, with or without its day. */
export const clockForm = String.raw`(?:(?<day>${dayWord})|${weekday}|${date}|${ahead})?\s*(?:at\s+)?${time}(?:整|[之以]?前)?`;
const clock = new RegExp(clockForm, "iu");
const span = new RegExp(
  String.raw`(?:in\s+)?(?<count>${count})\s*个?(?<more>半)?\s*(?<unit>分钟|小时|钟头|天|周|星期|minutes?|mins?|hours?|days?|weeks?)` +
    String.raw`\s*(?:(?<ago>[之以]?前|ago)|[之以]?后|later|(?=截止|$|[\s,;。、]))`,
  "iu",
);
/** A day that is over, of which no hour was named. */
const over = new RegExp(
  String.raw`(?<day>大前天|前天|昨天|昨晚|昨日|yesterday|last\s+night)|上个?(?:周|星期|礼拜|月)[${weekdays}天]?|last\s+(?:week|month|(?:${english.join("|")})[a-z]*)`,
  "iu",
);

/** A moment found in words, and the words it was found in. */
export interface Moment {
  at: Date;
  words: string;
}

/**
 * Reads "周五20:00", "明晚八点半", "3月6日下午3点", "2026-03-06 20:00", "30分钟后", "Friday 8:30 pm", "in 30 minutes".
 * A moment that is over is read as such ("昨天20:00", "2 hours ago"): whoever asked says so. Null when there is none.
 */
export function momentIn(words: string, now: Date, timeZone: string): Moment | null {
  const found = clock.exec(words);
  if (found?.groups) {
    const day = dayOf(found.groups, now, timeZone);
    const at = day && atTime(day, found.groups, timeZone);
    if (!at) return null;
    // "20:00" alone, said at nine in the evening, is tomorrow's
    const isMoved = isBare(found.groups) && at <= now;
    const moved = isMoved ? atTime(addDays(day, 1), found.groups, timeZone) : at;
    return moved && { at: moved, words: found[0] };
  }
  const passed = over.exec(words);
  if (passed) return { at: new Date(now.getTime() - dayMs), words: passed[0] };
  const away = span.exec(words);
  if (!away?.groups) return null;
  const ms = (numberOf(away.groups.count ?? "") + (away.groups.more ? 0.5 : 0)) * unitMs(away.groups.unit ?? "");
  const at = new Date(now.getTime() + (away.groups.ago ? -ms : ms));
  at.setUTCMilliseconds(0);
  return { at, words: away[0] };
}

type Groups = Record<string, string | undefined>;

const isBare = ({ day, week, english: name, month, ahead: days }: Groups): boolean =>
  !(day ?? week ?? name ?? month ?? days);

const dayWords: readonly [form: RegExp, days: number][] = [
  [/^大前/u, -3],
  [/^前/u, -2],
  [/^(?:昨|yesterday|last)/iu, -1],
  [/^(?:今|today|tonight)/iu, 0],
  [/^(?:明|tomorrow)/iu, 1],
  [/^后/u, 2],
  [/^大后/u, 3],
];

function dayOf(groups: Groups, now: Date, timeZone: string): Day | null {
  const today = localDay(now, timeZone);
  const { day: word = "", ahead: days, month, year } = groups;
  if (word !== "") return addDays(today, dayWords.find(([form]) => form.test(word))?.[1] ?? 0);
  if (days !== undefined) return addDays(today, Math.floor(numberOf(days)));
  const wanted = groups.week ? weekdayNumber(groups.week) : groups.english ? englishNumber(groups.english) : null;
  if (wanted !== null) return onWeekday(wanted, groups, now, timeZone);
  if (!month) return today;
  const day = (of: string) => `${of}-${month.padStart(2, "0")}-${groups.date?.padStart(2, "0")}` as Day;
  const thisYear = today.slice(0, 4);
  if (!DateTime.fromISO(day(year ?? thisYear)).isValid) return null;
  // "1月5日" in December is the next one; "2月28日" on the first of March is over
  const isNext = year === undefined && day(thisYear) < addDays(today, -183);
  const chosen = day(isNext ? String(Number(thisYear) + 1) : (year ?? thisYear));
  return DateTime.fromISO(chosen).isValid ? chosen : null;
}

/** "8", "八", "十二", "两"; half an hour is a half. */
function numberOf(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  if (/^(?:半|half)/iu.test(word)) return 0.5;
  if (/^an?$/iu.test(word)) return 1;
  const [tens = "", ones = ""] = word.includes("十") ? word.split("十") : ["零", word];
  const of = (digit: string) => numerals.indexOf(digit === "两" ? "二" : digit) + 1;
  return (tens === "" ? 1 : of(tens)) * 10 + of(ones || "零");
}

const weekdayNumber = (word: string): number => weekdays.indexOf(word === "天" ? "日" : word) + 1;
const englishNumber = (word: string): number => english.indexOf(word.toLowerCase().slice(0, 3)) + 1;

/** 周五 on a Friday is today while its hour is to come; 下周五 is in the week after this one, 上周五 in the one before. */
function onWeekday(wanted: number, groups: Groups, now: Date, timeZone: string): Day {
  const today = localDay(now, timeZone);
  const current = DateTime.fromISO(today).weekday;
  const { which = "", spoken = "" } = groups;
  if (/^(?:上|last)/iu.test(which || spoken)) return addDays(today, wanted - current - 7);
  if (/^(?:下|next)/iu.test(which || spoken)) return addDays(today, wanted - current + 7);
  const day = addDays(today, (wanted - current + 7) % 7);
  const at = atTime(day, groups, timeZone);
  return at && at <= now ? addDays(day, 7) : day;
}

function atTime(day: Day, groups: Groups, timeZone: string): Date | null {
  const read = timeOf(groups);
  if (!read) return null;
  const start = instantOf(addDays(day, Math.floor(read.hours / 24)), wallClock(read), timeZone);
  const at = new Date(start.getTime() + Number(groups.second ?? 0) * 1000);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Hours go past 24 where the night does: 今晚12点 is when tomorrow begins. */
function timeOf(groups: Groups): { hours: number; minutes: number } | null {
  const said = numberOf(groups.hour ?? "");
  if (said > 23 || !Number.isInteger(said)) return null;
  const minutes = groups.quarter ? ({ 半: 30, 一刻: 15, 三刻: 45 }[groups.quarter] ?? 0) : Number(groups.minute ?? 0);
  const about = `${groups.part ?? ""}${groups.day ?? ""}`;
  if (said > 12) return { hours: said, minutes };
  if (/^p/i.test(groups.half ?? "") || /下午|傍晚/u.test(about)) return { hours: (said % 12) + 12, minutes };
  if (/^a/i.test(groups.half ?? "") || /凌晨/u.test(about)) return { hours: said % 12, minutes };
  if (/晚|night|evening/iu.test(about))
    return { hours: said === 12 || said < 5 ? (said % 12) + 24 : said + 12, minutes };
  return { hours: /中午/u.test(about) && said < 5 ? said + 12 : said, minutes };
}

const two = (number: number): string => String(number).padStart(2, "0");
const wallClock = ({ hours, minutes }: { hours: number; minutes: number }): string =>
  `${two(hours % 24)}:${two(minutes)}`;

/** The time of day in the words ("20:00", "晚上8点", "8 pm"), as 20:00, and its words; null when there is none. */
export function timeIn(words: string): { time: string; words: string } | null {
  const found = new RegExp(time, "iu").exec(words);
  const read = found?.groups ? timeOf(found.groups) : null;
  return found && read && read.hours < 24 ? { time: wallClock(read), words: found[0] } : null;
}

function unitMs(unit: string): number {
  if (/^(周|星期|week)/i.test(unit)) return 7 * dayMs;
  if (/^(天|day)/i.test(unit)) return dayMs;
  return /^(小时|钟头|hour)/i.test(unit) ? 3_600_000 : 60_000;
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

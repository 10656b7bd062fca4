import type { CountRow } from "./rows.ts";

/** What a batch adds to a member's civil day. */
export interface DaySum {
  communityId: number;
  memberId: number;
  day: string;
  messages: number;
  replies: number;
  questions: number;
  /** bit h set: spoke in hour h */
  hours: number;
  /** the clock minutes that score, ascending, each once, 35 at most */
  minutes: number[];
  /** fingerprints of the first and the last text that may score; null = none may */
  texts: { first: number; last: number } | null;
}

/** What a batch adds to a chat's hour. */
export interface HourSum {
  communityId: number;
  chatId: number;
  day: string;
  hour: number;
  messages: number;
  others: number;
}

/** What a batch adds to what replies tell of a member's day. */
export interface ReplySum {
  communityId: number;
  memberId: number;
  day: string;
  received: number;
  answers: number;
}

/** At most so many scored minutes of a day are worth anything (points/chat.ts), so no more are kept. */
export const mostMinutes = 35;

/** A message that counts for a member. */
type Said = CountRow & { memberId: number };
const isSaid = (row: CountRow): row is Said => row.kind === "message" && row.memberId !== null;

/** Sums of rows by member and day, in the order of their keys. The rows may come in any order, each once. */
export function foldDays(rows: readonly CountRow[]): DaySum[] {
  const sums: DaySum[] = [];
  let sum: DaySum | undefined;
  for (const row of rows.filter(isSaid).sort(byMemberDayAndTime)) {
    if (sum?.memberId !== row.memberId || sum.day !== row.day) sums.push((sum = emptyDay(row)));
    sum.messages += 1;
    sum.replies += row.isReply ? 1 : 0;
    sum.questions += row.isQuestion ? 1 : 0;
    sum.hours |= 1 << row.hour;
    if (row.minute >= 0) score(sum, row);
  }
  for (const { minutes } of sums) {
    // where clocks go back the minutes of a day do not come in their order
    if (minutes.some((minute, index) => minute < (minutes[index - 1] ?? -1))) minutes.sort((a, b) => a - b);
    if (minutes.length > mostMinutes) minutes.length = mostMinutes;
  }
  return sums;
}

/** A text scores unless it repeats the one before, and a clock minute scores once. */
function score(sum: DaySum, { minute, fingerprint }: CountRow): void {
  const isRepeated = sum.texts?.last === fingerprint;
  if (!isRepeated && !sum.minutes.includes(minute)) sum.minutes.push(minute);
  if (sum.texts) sum.texts.last = fingerprint;
  else sum.texts = { first: fingerprint, last: fingerprint };
}

const emptyDay = ({ communityId, memberId, day }: Said): DaySum => ({
  communityId,
  memberId,
  day,
  messages: 0,
  replies: 0,
  questions: 0,
  hours: 0,
  minutes: [],
  texts: null,
});

/** Members' ids are unique over all communities, and a batch's rows of one instant stay in their order. */
const byMemberDayAndTime = (one: Said, other: Said): number =>
  one.communityId - other.communityId ||
  one.memberId - other.memberId ||
  byDay(one.day, other.day) ||
  one.at.getTime() - other.at.getTime();

/** Sums of messages by chat and hour, in the order of their keys; quickest when each chat's rows come together. */
export function foldHours(rows: readonly CountRow[]): HourSum[] {
  const sums = new Map<string, HourSum>();
  let sum: HourSum | undefined;
  for (const { kind, communityId, chatId, day, hour } of rows) {
    if (kind !== "message" && kind !== "other") continue;
    if (sum?.chatId !== chatId || sum.day !== day || sum.hour !== hour) {
      const key = `${chatId} ${day} ${hour}`;
      sum = sums.get(key) ?? { communityId, chatId, day, hour, messages: 0, others: 0 };
      sums.set(key, sum);
    }
    if (kind === "message") sum.messages += 1;
    else sum.others += 1;
  }
  return [...sums.values()].sort(
    (one, other) =>
      one.communityId - other.communityId ||
      one.chatId - other.chatId ||
      byDay(one.day, other.day) ||
      one.hour - other.hour,
  );
}

/** Sums of answers by member and day, of who is answered and of who answers a question, in the order of their keys. */
export function foldReplies(rows: readonly CountRow[]): ReplySum[] {
  const sums = new Map<string, ReplySum>();
  const sumOf = ({ communityId, day }: CountRow, memberId: number): ReplySum => {
    const key = `${memberId} ${day}`;
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { communityId, memberId, day, received: 0, answers: 0 }));
    return sum;
  };
  for (const row of rows) {
    if (!isSaid(row) || row.answersMember === null) continue;
    sumOf(row, row.answersMember).received += 1;
    if (row.answersQuestion) sumOf(row, row.memberId).answers += 1;
  }
  return [...sums.values()].sort(
    (one, other) => one.communityId - other.communityId || one.memberId - other.memberId || byDay(one.day, other.day),
  );
}

const byDay = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

/** Members' newest days that are known to be in the books: of a few ten thousand members, some megabytes at most. */
export class KnownDays {
  readonly #days = new Map<number, string>();

  has = ({ memberId, day }: DaySum): boolean => this.#days.get(memberId) === day;

  add(sums: readonly DaySum[]): void {
    if (this.#days.size > 50_000) this.#days.clear();
    for (const { memberId, day } of sums) this.#days.set(memberId, day);
  }

  forget(): void {
    this.#days.clear();
  }
}

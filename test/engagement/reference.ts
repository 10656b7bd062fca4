import { DateTime } from "luxon";
import type { RawChat } from "./fill.ts";

/**
 * The figures of docs/metrics.md counted straight from the messages, slowly, in memory and without
 * any code of the product: days and weeks are luxon's, people are sets of days.
 */
export class Reference {
  /** person → their active days A(u) */
  readonly people = new Map<number, Set<string>>();
  readonly written = new Map<number, { day: string }[]>();
  private readonly messageDays: string[] = [];
  private readonly otherDays: string[] = [];
  private readonly passages: { day: string; kind: string; who: number | null }[] = [];
  readonly heat = new Map<string, Map<string, number>>();
  private readonly names: Map<number, string>;

  constructor(chat: RawChat) {
    const dayOf = (at: Date) => DateTime.fromJSDate(at, { zone: chat.zone }).toFormat("yyyy-MM-dd");
    const person = new Map(chat.members.map((each) => [each.id, each.mergedIntoId ?? each.id]));
    this.names = new Map(chat.members.map((each) => [each.id, each.name]));
    for (const { at, memberId } of chat.messages) {
      const day = dayOf(at);
      if (memberId === "others") {
        this.otherDays.push(day);
        continue;
      }
      this.messageDays.push(day);
      const local = DateTime.fromJSDate(at, { zone: chat.zone });
      const heat = this.heat.get(day) ?? new Map<string, number>();
      this.heat.set(day, heat);
      const cell = `${local.weekday} ${local.hour}`;
      heat.set(cell, (heat.get(cell) ?? 0) + 1);
      if (memberId === null) continue;
      const who = person.get(memberId) as number;
      this.people.set(who, (this.people.get(who) ?? new Set()).add(day));
      this.written.set(who, [...(this.written.get(who) ?? []), { day }]);
    }
    for (const { at, kind, memberId } of chat.passages)
      this.passages.push({ day: dayOf(at), kind, who: memberId === null ? null : (person.get(memberId) as number) });
  }

  days(from: string, to: string): string[] {
    const days = [];
    for (let day = DateTime.fromISO(from, { zone: "utc" }); day.toISODate()! <= to; day = day.plus({ days: 1 }))
      days.push(day.toISODate()!);
    return days;
  }

  plus(day: string, days: number): string {
    return DateTime.fromISO(day, { zone: "utc" }).plus({ days }).toISODate()!;
  }

  activity(from: string, to: string) {
    return this.days(from, to).map((day) => ({
      day,
      messages: this.messageDays.filter((each) => each === day).length,
      active: this.active(day, day).size,
      joins: this.passages.filter((each) => each.day === day && each.kind === "join").length,
      leaves: this.passages.filter((each) => each.day === day && each.kind === "leave").length,
      others: this.otherDays.filter((each) => each === day).length,
    }));
  }

  /** people with an active day in the range */
  active(from: string, to: string): Set<number> {
    return new Set(
      [...this.people].filter(([, days]) => [...days].some((day) => day >= from && day <= to)).map(([who]) => who),
    );
  }

  /** people who joined in the range and wrote on no day up to its end */
  silentNewcomers(from: string, to: string): number {
    const came = this.passages.filter(({ day, kind }) => kind === "join" && day >= from && day <= to);
    const silent = came.filter(
      ({ who }) => who !== null && ![...(this.people.get(who) ?? [])].some((day) => day <= to),
    );
    return new Set(silent.map(({ who }) => who)).size;
  }

  /** the first day on which anything at all happened */
  firstCountedDay(): string {
    return [...this.messageDays, ...this.otherDays, ...this.passages.map(({ day }) => day)].sort()[0]!;
  }

  firstDay(who: number): string {
    return [...(this.people.get(who) ?? [])].sort()[0]!;
  }

  top(from: string, to: string, limit: number) {
    const bytes = (name: string) => Buffer.from(name).toString("hex");
    return [...this.written]
      .map(([memberId, messages]) => ({
        memberId,
        name: this.names.get(memberId)!,
        messages: messages.filter(({ day }) => day >= from && day <= to).length,
      }))
      .filter((each) => each.messages > 0)
      .sort(
        (a, b) =>
          b.messages - a.messages ||
          (bytes(a.name) < bytes(b.name) ? -1 : bytes(a.name) > bytes(b.name) ? 1 : a.memberId - b.memberId),
      )
      .slice(0, limit);
  }

  retention(from: string, to: string, asOf: string, n: number) {
    const eligible = [...this.people.keys()].filter((who) => {
      const first = this.firstDay(who);
      return first >= from && first <= to && this.plus(first, n) <= asOf;
    });
    const on = eligible.filter((who) => this.people.get(who)!.has(this.plus(this.firstDay(who), n)));
    const after = eligible.filter((who) =>
      [...this.people.get(who)!].some((day) => day >= this.plus(this.firstDay(who), n) && day <= asOf),
    );
    return {
      days: n,
      nDay: { retained: on.length, eligible: eligible.length },
      unbounded: { retained: after.length, eligible: eligible.length },
    };
  }

  lifecycle(from: string, to: string, previousFrom: string, previousTo: string) {
    const now = this.active(from, to);
    const last = this.active(previousFrom, previousTo);
    const isNew = (who: number) => this.firstDay(who) >= from;
    return {
      active: now.size,
      newcomers: [...now].filter(isNew).length,
      returning: [...now].filter((who) => last.has(who)).length,
      resurrecting: [...now].filter((who) => !last.has(who) && !isNew(who)).length,
      lapsed: [...last].filter((who) => !now.has(who)).length,
    };
  }

  /** week of the first day → members, and how many were active in each later week */
  cohort(week: string, ages: number, asOf: string) {
    const weekOf = (day: string) => DateTime.fromISO(day, { zone: "utc" }).toFormat("kkkk-'W'WW");
    const monday = DateTime.fromISO(week, { zone: "utc" });
    const members = [...this.people.keys()].filter(
      (who) => this.firstDay(who) <= asOf && weekOf(this.firstDay(who)) === week,
    );
    const retained = Array.from({ length: ages }, (_, age) => {
      const later = monday.plus({ weeks: age });
      if (later.plus({ days: 6 }).toISODate()! > asOf) return null;
      const key = later.toFormat("kkkk-'W'WW");
      return members.filter((who) => [...this.people.get(who)!].some((day) => weekOf(day) === key)).length;
    });
    return { week, mondayDay: monday.toISODate()!, size: members.length, retained };
  }
}

import type { FakeTelegram } from "../fakes/telegram.ts";
import type { FakeGroup, FakePerson } from "../fakes/telegram/people.ts";

/** What people of the crash test say, and how often. */
const commands = {
  checkin: "签到",
  points: "积分",
  top: "排行榜",
  prize: "要一分",
  nudge: "提醒",
  poison: "毒药",
} as const;
export type CommandName = keyof typeof commands;

/** One message somebody wrote. */
export interface Said {
  group: number;
  person: number;
  messageId: number;
  command: CommandName | null;
  at: Date;
}

/** Seeded people in groups: about half plain talk, the rest commands, a tenth of all poison. */
export class Traffic {
  readonly said: Said[] = [];
  joins = 0;
  /** people who said one thing and then asked to be forgotten */
  readonly leavers: { id: number; name: string }[] = [];
  readonly groups: FakeGroup[] = [];
  readonly #telegram: FakeTelegram;
  readonly #random: () => number;
  readonly #people: FakePerson[];

  constructor(telegram: FakeTelegram, random: () => number) {
    this.#telegram = telegram;
    this.#random = random;
    this.#people = Array.from({ length: 7 }, (_, index) => telegram.person(`Person ${index + 1}`));
  }

  /** A group more, where they talk from now on. */
  openGroup(): void {
    this.groups.push(this.#telegram.group(`Group ${this.groups.length + 1}`));
  }

  speak(messages: number): void {
    for (let number = 0; number < messages; number++) this.#one();
  }

  /** Somebody says one thing and asks to be forgotten. */
  leave(): void {
    const name = `Leaver-${this.leavers.length + 1}-Ω`;
    const person = this.#telegram.person(name);
    const group = this.#pick(this.groups);
    group.says(person, `I am ${name} and stay for a moment`);
    group.says(person, "忘了我");
    this.leavers.push({ id: person.user.id, name });
  }

  #one(): void {
    if (this.#random() < 0.04) return this.leave();
    const group = this.#pick(this.groups);
    if (this.#random() < 0.03) {
      group.joins(this.#telegram.person(`Newcomer ${++this.joins}`));
      return;
    }
    const person = this.#pick(this.#people);
    const command = this.#command();
    const text = command ? commands[command] : `message number ${this.said.length} of the day`;
    const { messageId } = group.says(person, text);
    this.said.push({ group: group.id, person: person.user.id, messageId, command, at: new Date() });
  }

  #command(): CommandName | null {
    const chance = this.#random();
    if (chance < 0.1) return "poison";
    if (chance > 0.5) return null;
    return this.#pick(["checkin", "points", "top", "prize", "prize", "nudge"] as const);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }
}

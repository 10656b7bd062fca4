import { seeded } from "../fakes/telegram/queue.ts";

/** What a group of people writes, made up: nothing in here was said by anybody. */
const words = [
  "今天",
  "大家",
  "我们",
  "这个",
  "东西",
  "好吃",
  "真的",
  "有人",
  "知道",
  "吗",
  "周末",
  "一起",
  "去",
  "公园",
  "下雨",
  "了",
  "the",
  "train",
  "is",
  "late",
  "again",
  "who",
  "brings",
  "cake",
  "tomorrow",
  "nice",
  "picture",
  "thanks",
  "see",
  "you",
];
const commands = ["/points", "积分", "签到", "/top", "/checkin", "排行榜"];

export interface Command {
  chatId: number;
  messageId: number;
}

/** Who talks where nothing else is said. */
export const crowd = { groups: 20, members: 500 };

/** Telegram's ids of the nth group and of the nth member of a group. */
export const groupId = (group: number): number => -1_002_000_000_000 - group;
export const userId = (group: number, member: number): number => 10_000_000 + group * 100_000 + member;

export interface TalkOptions {
  groups: number;
  members: number;
  seed?: number;
}

/** Telegram updates of busy groups: 97 % talk, 2 % commands, 1 % people who join. The same seed talks the same. */
export class Talk {
  readonly chats: { id: number; type: "supergroup"; title: string }[];
  readonly #members: number;
  readonly #random: () => number;
  readonly #nextMessage: number[];
  #newcomers = 0;

  constructor({ groups, members, seed = 1 }: TalkOptions) {
    this.#members = members;
    this.#random = seeded(seed);
    this.chats = Array.from({ length: groups }, (_, index) => ({
      id: groupId(index),
      type: "supergroup",
      title: `Bench ${index}`,
    }));
    this.#nextMessage = this.chats.map(() => 1);
  }

  /** The next updates, and which of them want an answer. */
  take(count: number): { updates: object[]; commands: Command[] } {
    const updates: object[] = [];
    const asked: Command[] = [];
    for (let number = 0; number < count; number++) {
      const kind = this.#random();
      const group = this.#below(this.chats.length);
      const message = this.#message(group, this.#below(this.#members));
      if (kind < 0.02) asked.push({ chatId: message.chat.id, messageId: message.message_id });
      const text = kind < 0.02 ? { text: commands[this.#below(commands.length)] } : { text: this.#sentence() };
      updates.push({ message: { ...message, ...(kind > 0.99 ? this.#joins() : text) } });
    }
    return { updates, commands: asked };
  }

  /** One message of every member of every group, in turn. */
  *everybody(): Generator<object> {
    for (const group of this.chats.keys()) {
      for (let member = 0; member < this.#members; member++) {
        yield { message: { ...this.#message(group, member), text: this.#sentence() } };
      }
    }
  }

  #message(group: number, member: number) {
    const chat = this.chats[group] as (typeof this.chats)[number];
    const messageId = this.#nextMessage[group] as number;
    this.#nextMessage[group] = messageId + 1;
    const id = userId(group, member);
    const from = { id, is_bot: false, first_name: `Member ${member}`, username: `member_${id}` };
    return { message_id: messageId, date: Math.floor(Date.now() / 1000), chat, from };
  }

  #joins() {
    this.#newcomers += 1;
    const id = 90_000_000 + this.#newcomers;
    return { new_chat_members: [{ id, is_bot: false, first_name: `Newcomer ${this.#newcomers}` }] };
  }

  #sentence(): string {
    return Array.from({ length: 2 + this.#below(8) }, () => words[this.#below(words.length)]).join(" ");
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}

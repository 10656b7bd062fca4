import { createWechatBot, type WechatOptions } from "../../../bots/wechat/index.ts";
import type { Acquaintances, GroupSeen } from "../../../src/core/acquaintances.ts";
import type { Accept, Bot, Outgoing, PlatformRefusal, Sent } from "../../../src/core/bot.ts";
import type { ChatEvent } from "../../../src/core/event.ts";
import { silentLog } from "../../../src/core/log.ts";
import type { Turns } from "../../../src/core/turns.ts";
import { FakeWechat, type FakePerson, type FakeRoom } from "../../fakes/wechat/wechat.ts";
import type { Harness } from "../conformance.ts";
import { StillHours } from "./hours.ts";

/** Resolves when the bot is logged in. */
export async function online(bot: Bot): Promise<void> {
  await until(() => bot.status().state === "online");
}

/** Resolves when a condition holds; the test's own time limit ends the wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Why something was refused; null = it was not. */
export const refusal = (work: Promise<unknown>): Promise<PlatformRefusal | null> =>
  work.then(
    () => null,
    (error: unknown) => error as PlatformRefusal,
  );

/** The conformance suite's world on a fake WeChat. */
export function harnessOn(rig: { wechat: FakeWechat; group: FakeRoom; bot: Bot; close: () => Promise<void> }): Harness {
  const { wechat, group, bot } = rig;
  const people = new Map<string, FakePerson>();
  const person = (name: string) => {
    const known = people.get(name) ?? { name };
    people.set(name, known);
    return known;
  };
  return {
    bot,
    group: wechat.id(group),
    says: async (who, text, { mention, replyTo } = {}) => {
      const words = mention ? `@${wechat.bot.name}\u2005${text}` : text;
      const quoted = replyTo === undefined ? words : quote(replyTo, wechat, words);
      wechat.says(person(who), group, quoted, mention ? { mention: [wechat.bot] } : {});
    },
    joins: async (names) => wechat.joins(group, names.map(person)),
    leaves: async (who) => wechat.leaves(group, person(who)),
    reads: async () => wechat.reads(group),
    close: rig.close,
  };
}

/** How puppets of newer clients tell of a quote. */
function quote(messageId: string, wechat: FakeWechat, words: string): string {
  const who = `<chatusr>${wechat.id(wechat.bot)}</chatusr><displayname>${wechat.bot.name}</displayname>`;
  return `<msg><appmsg><title>${words}</title><type>57</type><refermsg><svrid>${messageId}</svrid>${who}</refermsg></appmsg></msg>`;
}

export interface Rig {
  wechat: FakeWechat;
  room: FakeRoom;
  bot: Bot;
  hours: StillHours;
  events: ChatEvent[];
  /** what the house was told of who is in the groups */
  met: { groups: readonly GroupSeen[]; whole: boolean }[];
  /** the first of the room */
  ada: FakePerson;
  /** Sends into the room. */
  send(text: string, more?: Partial<Outgoing>): Promise<Sent>;
  close(): Promise<void>;
}

/** The adapter on the mock puppet in this process, with a still clock. */
export async function createRig(
  options: Partial<WechatOptions> = {},
  acquaintances: Partial<Acquaintances> = {},
  accept: Accept = () => Promise.resolve(),
  turns?: Turns,
): Promise<Rig> {
  const wechat = await FakeWechat.create();
  const ada = { name: "ada" };
  const room = wechat.room("茶馆", [ada, { name: "bea" }]);
  const hours = new StillHours();
  const events: ChatEvent[] = [];
  const met: Rig["met"] = [];
  const bot = createWechatBot({
    puppet: wechat.puppet,
    account: "wechat",
    log: silentLog,
    since: null,
    careful: false,
    accept: "none",
    hours,
    ...options,
  });
  await bot.start(
    (event) => {
      events.push(event);
      return accept(event);
    },
    {
      known: async (account) => (await acquaintances.known?.(account)) ?? { groups: new Set(), people: new Set() },
      meet: async (account, seen) => {
        met.push(seen);
        await acquaintances.meet?.(account, seen);
      },
      ...(acquaintances.meetOne ? { meetOne: acquaintances.meetOne } : {}),
    },
    turns,
  );
  const send: Rig["send"] = (text, more = {}) =>
    bot.send({ id: wechat.id(room), kind: "group" }, { text, ...more }, new AbortController().signal);
  return { wechat, room, ada, bot, hours, events, met, send, close: () => bot.stop() };
}

import type { Bot, Capabilities } from "../core/bot.ts";
import type { CommandTable, Match } from "../core/commands.ts";
import type { Tx } from "../core/database/index.ts";
import type { ChatEvent } from "../core/event.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type Feature } from "../core/feature.ts";
import { lockPerson, may } from "../members/person.ts";
import { baseContext, eventContext, loadCommunity, type OpenAct } from "./context.ts";
import { text } from "./text.ts";
import type { TakenWork } from "./worker.ts";

export interface PerformerOptions {
  features: readonly Feature[];
  commands: CommandTable;
  findBot(platform: string): Bot | undefined;
  now(): Date;
  seed: string;
  /** Hears each fact that is told, inside the transaction of its act; for showing, not for doing. */
  onFact?(ctx: BaseCtx, told: { name: string; fact: unknown }): void;
}

/** Capabilities of a platform whose bot is not running: the least. */
const none: Capabilities = {
  buttons: false,
  edits: false,
  deletes: false,
  replies: false,
  threads: false,
  privateFirst: false,
  commandMenu: false,
  nativeQuiz: false,
  pictures: false,
  textLimit: 4096,
};

/** Does what one event asks for: finds who, may they, which feature, and lets it act. */
export class Performer {
  readonly #options: PerformerOptions;

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  async perform(tx: Tx, work: TakenWork): Promise<void> {
    const act = await this.#open(tx, work);
    const { ctx } = act;
    const { event } = ctx;
    const match = event.kind === "message" ? this.#command(event, ctx) : null;
    if (match) await this.#run(match, ctx);
    else await this.#hand(ctx);
    await this.deliver(act);
  }

  /** A refusal undid the act; its words are said in a transaction of their own. */
  async refuse(tx: Tx, work: TakenWork, refusal: Refusal<unknown>): Promise<void> {
    const { ctx } = await this.#open(tx, work);
    await ctx.reply(refusal.text, refusal.params);
  }

  async apologise(tx: Tx, work: TakenWork): Promise<void> {
    const { ctx } = await this.#open(tx, work);
    const isAsked = ctx.event.kind === "message" && this.#command(ctx.event, ctx) !== null;
    if (isAsked || ctx.event.kind === "button") await ctx.reply(text.failed);
  }

  /** Lets features hear what was told, first in first out, in list order, until nothing new is told. */
  async deliver(act: OpenAct<BaseCtx>): Promise<void> {
    for (let next = act.told.shift(); next; next = act.told.shift()) {
      this.#options.onFact?.(act.ctx, next);
      for (const feature of this.#options.features) {
        const hear = feature.on?.[next.name] as ((ctx: BaseCtx, fact: unknown) => Promise<void>) | undefined;
        if (hear) await hear(act.ctx, next.fact);
      }
    }
  }

  /** An act of the community that no event woke: a schedule, the end of a job. */
  async actForCommunity(tx: Tx, communityId: number, now: Date, key: string, run: (ctx: BaseCtx) => Promise<void>) {
    const community = await loadCommunity(tx, communityId);
    const act = baseContext({ tx, community, now, ...this.#common(`${communityId}\n${key}`) });
    await run(act.ctx);
    await this.deliver(act);
  }

  #common(seed: string) {
    return { writtenAt: this.#options.now(), seed: `${this.#options.seed}\n${seed}` };
  }

  async #open(tx: Tx, work: TakenWork): Promise<OpenAct<EventCtx>> {
    const { event, community, chat } = work;
    const member = await lockPerson(tx, work.communityId, event.platform, personOf(event), event.at);
    return eventContext({
      tx,
      community,
      event,
      chat,
      member,
      now: event.at,
      capabilities: this.#options.findBot(chat.platform)?.capabilities ?? none,
      speaksFor: chat.kind === "private" && (await hasOtherCommunities(tx, event)) ? community.name : null,
      ...this.#common(`${work.communityId}\n${event.key}`),
    });
  }

  #command(event: ChatEvent, ctx: EventCtx): Match | null {
    if (event.kind !== "message" || event.forwarded) return null;
    const bot = this.#options.findBot(ctx.chat.platform);
    return this.#options.commands.match(event.text, bot ? [bot.username] : []);
  }

  async #run(match: Match, ctx: EventCtx): Promise<void> {
    const { command, args } = match;
    const { member } = ctx;
    if (!member) return; // bots, channels and anonymous admins command nothing
    if (!may(member.role, command.who)) throw new Refusal(text.notAllowed);
    if (command.where && command.where !== ctx.chat.kind) {
      throw new Refusal(command.where === "private" ? text.onlyPrivate : text.onlyGroup);
    }
    const commandCtx: Ctx = { ...ctx, member, args };
    await command.run(commandCtx);
  }

  async #hand(ctx: EventCtx): Promise<void> {
    if (ctx.event.kind === "join" && ctx.member) ctx.emit("member.joined", { memberId: ctx.member.id });
    for (const feature of this.#options.features) {
      const handle = feature.events?.[ctx.event.kind] as ((ctx: EventCtx) => Promise<void>) | undefined;
      if (handle) await handle(ctx);
    }
  }
}

/** Whether the person who writes in private is known in more than one community. */
async function hasOtherCommunities(tx: Tx, event: ChatEvent): Promise<boolean> {
  const person = personOf(event);
  if (!person) return false;
  const known = await tx.identity.findMany({
    where: { platform: event.platform, platformUserId: person.id },
    select: { communityId: true },
    take: 2,
  });
  return known.length > 1;
}

function personOf(event: ChatEvent) {
  if (event.kind === "join" || event.kind === "leave") return event.member;
  return "sender" in event ? event.sender : null;
}

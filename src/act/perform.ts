import { leastCapabilities, type Bot, type Capabilities } from "../core/bot.ts";
import type { ChatWords, CommandTable, Match } from "../core/commands.ts";
import type { Tx } from "../core/database/index.ts";
import type { ChatEvent, MessageEvent } from "../core/event.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx } from "../core/context.ts";
import type { Command, Feature } from "../core/feature.ts";
import { may } from "../members/person.ts";
import { appendAudit, type AuditEntry, type AuditResult } from "../operators/audit.ts";
import { chosen } from "../operators/choices.ts";
import { close } from "../operators/confirmations.ts";
import { ask, askWho, entryOf, takePress, type Pressed } from "./confirm.ts";
import { performCrowd } from "./crowd.ts";
import { baseContext, eventContext, loadCommunity, type OpenAct, type OpenEventAct } from "./context.ts";
import { hintFor } from "./hint.ts";
import type { BadStored } from "./settings.ts";
import { whyNotAllowed } from "./rights.ts";
import { text } from "./text.ts";
import { lockPersonOf, type TakenCrowd, type TakenWork } from "./take.ts";

export interface PerformerOptions {
  features: readonly Feature[];
  commands: CommandTable;
  findBot(platform: string): Bot | undefined;
  now(): Date;
  seed: string;
  /** called before the commit of an act that changed what processes remember of a community */
  onConfigurationChanged?(): void;
  onBadSetting?(bad: BadStored): void;
  /** called before the commit of an act that ordered slow work due at once */
  onJobDue?(): void;
  /** Hears each fact that is told, inside the transaction of its act; for showing, not for doing. */
  onFact?(ctx: BaseCtx, told: { name: string; fact: unknown }): void;
}

/** An act of an event, with what operators changed about words where it happens. */
interface Opened extends OpenEventAct {
  words: ChatWords;
}

/** A command to carry out, in the context of whoever gave it. */
interface Order extends Match {
  act: Opened;
  /** the person has already said that they mean it */
  isConfirmed: boolean;
}

/** Does what one event asks for: finds who, may they, which feature, and lets it act. */
export class Performer {
  readonly #options: PerformerOptions;

  constructor(options: PerformerOptions) {
    this.#options = options;
  }

  async perform(tx: Tx, work: TakenWork): Promise<void> {
    const act = await this.#begin(tx, work);
    const pressed = await takePress(act.ctx, this.#options.commands);
    let entry = pressed?.entry;
    const order = pressed ? await this.#heldOrder(tx, work, act, pressed) : this.#order(act);
    if (order) {
      entry = (await this.#obey(order)) ?? entry;
      await this.deliver(order.act);
    } else if (!pressed) {
      await this.#hand(act);
    }
    await this.deliver(act);
    await act.replies.acknowledge();
    // last: from here on nobody else's row can be written
    if (entry) await appendAudit(tx, act.ctx.community.id, entry);
  }

  /** Many presses of one chat at once; see performCrowd. */
  async performCrowd(tx: Tx, crowd: TakenCrowd): Promise<boolean> {
    const { features } = this.#options;
    const deliver = (act: OpenAct<BaseCtx>) => this.deliver(act);
    return performCrowd(tx, crowd, { features, deliver, ...this.#common("crowd") });
  }

  /** A refusal undid the act; its words are said, and kept by the audit, in a transaction of their own. */
  async refuse(tx: Tx, work: TakenWork, refusal: Refusal<unknown>): Promise<void> {
    const act = await this.#begin(tx, work);
    const { ctx } = act;
    const pressed = await takePress(ctx, this.#options.commands);
    const order = pressed ? await this.#heldOrder(tx, work, act, pressed) : this.#order(act);
    if (pressed?.run) await close(ctx, pressed.run.pending.id, "refused", ctx.member?.id ?? null);
    if (order) await order.act.ctx.reply(refusal.text, refusal.params);
    else await ctx.notice(refusal.text, refusal.params);
    await act.replies.acknowledge();
    if (order && isAudited(order.command)) {
      const entry = entryOf(order.act.ctx, order.command.name, await auditedArgs(order), "refused");
      await appendAudit(tx, ctx.community.id, entry);
    }
  }

  async apologise(tx: Tx, work: TakenWork): Promise<void> {
    const act = await this.#open(tx, work);
    const isAsked = act.ctx.event.kind === "button" || this.#order(act) !== null;
    if (isAsked) await act.ctx.reply(text.failed);
    await act.replies.acknowledge();
  }

  /** Lets features hear what was told, first in first out, in list order, until nothing new is told. */
  async deliver(act: OpenAct<BaseCtx>): Promise<void> {
    for (let next = act.told.shift(); next; next = act.told.shift()) {
      if (next.name === "configuration.changed") this.#options.onConfigurationChanged?.();
      this.#options.onFact?.(act.ctx, next);
      for (const feature of this.#options.features) {
        const hear = feature.on?.[next.name] as ((ctx: BaseCtx, fact: unknown) => Promise<void>) | undefined;
        if (hear) await hear(act.ctx, next.fact);
      }
    }
  }

  /** An act of the community that no event woke: a schedule, the end of a job. */
  async actForCommunity(tx: Tx, communityId: number, now: Date, key: string, run: (ctx: BaseCtx) => Promise<void>) {
    const loaded = await loadCommunity(tx, communityId);
    const act = baseContext({ tx, ...loaded, now, ...this.#common(`${communityId}\n${key}`) });
    await run(act.ctx);
    await this.deliver(act);
  }

  #common(seed: string) {
    const { now, onBadSetting, onJobDue } = this.#options;
    const capabilitiesOf = (platform: string): Capabilities =>
      this.#options.findBot(platform)?.capabilities ?? leastCapabilities;
    const hears = onJobDue ? { onJobDue } : {};
    return { writtenAt: now(), seed: `${this.#options.seed}\n${seed}`, capabilitiesOf, onBadSetting, ...hears };
  }

  /** Opens the act of an event; a number that was offered as a choice is the press it stands for. */
  async #begin(tx: Tx, work: TakenWork): Promise<Opened> {
    const act = await this.#open(tx, work);
    const press = await chosen(act.ctx);
    return press ? this.#open(tx, await about(tx, work, press)) : act;
  }

  async #open(tx: Tx, work: TakenWork): Promise<Opened> {
    const { event, community, chat, settings, words, person: member } = work;
    const act = eventContext({
      tx,
      community,
      event,
      chat,
      member,
      now: event.at,
      settings,
      capabilities: this.#options.findBot(chat.platform)?.capabilities ?? leastCapabilities,
      speaksFor: work.isElsewhere ? community.name : null,
      ...this.#common(`${work.communityId}\n${event.key}`),
    });
    return { words, ...act };
  }

  /** The command that a message gives. */
  #order(act: Opened): Order | null {
    const { event, chat } = act.ctx;
    if (event.kind !== "message" || event.forwarded) return null;
    const bot = this.#options.findBot(chat.platform);
    const match = this.#options.commands.match(event.text, bot ? [bot.username] : [], act.words);
    return match && this.#meant({ act, isConfirmed: false, ...match });
  }

  /** The command that waited for this press, as if it were given at the moment of the press. */
  async #heldOrder(tx: Tx, work: TakenWork, act: Opened, pressed: Pressed): Promise<Order | null> {
    if (!pressed.run) return null;
    const { pending, as } = pressed.run;
    const { event: press } = act.ctx;
    const found = this.#options.commands.find(pending.command);
    if (!found || !pending.event || press.kind !== "button") return null;
    const sender = as === "presser" ? press.sender : pending.event.sender;
    const event = { ...pending.event, sender, key: press.key, at: press.at };
    const given = await this.#open(tx, await about(tx, work, event));
    return this.#meant({ ...found, args: pending.args, act: given, isConfirmed: pending.kind === "confirm" });
  }

  /** See `Command.instead`. */
  #meant(order: Order): Order {
    const { event, member } = order.act.ctx;
    const { instead } = order.command;
    const found = instead && this.#options.commands.find(instead.command);
    if (!found || event.kind !== "message") return order;
    const mayUse = may(member?.role ?? null, found.command.who);
    return instead.when({ args: order.args, event, mayUse }) ? { ...order, ...found } : order;
  }

  /** Carries a command out if its giver may. Returns what the audit keeps of it. */
  async #obey(order: Order): Promise<AuditEntry | undefined> {
    const { command, act } = order;
    const { ctx } = act;
    const { member, event } = ctx;
    if (!member) {
      const kind = event.kind === "message" ? event.sender?.kind : undefined;
      if (kind === "anonymousAdmin") await askWho(ctx, order);
      // channels and bots command nothing; bots are not even told, and a word that nobody is shown is talk
      if (kind === "channel" && (command.listed !== false || isSlashed(event))) await ctx.reply(text.notAsChannel);
      const isRefused = kind !== "anonymousAdmin" && isAudited(command);
      return isRefused ? entryOf(ctx, command.name, "", "refused") : undefined;
    }
    if (!may(member.role, command.who)) throw await whyNotAllowed(ctx, member, command.who);
    if (command.where && command.where !== ctx.chat.kind) {
      const alone = ctx.capabilities.befriendFirst ? text.onlyPrivateFriend : text.onlyPrivate;
      throw new Refusal(command.where === "private" ? alone : text.onlyGroup);
    }
    const commandCtx: Ctx = { args: order.args, ...ctx, member };
    const kept = isAudited(command) ? await auditedArgs(order) : "";
    const entry = (result: AuditResult) => (isAudited(command) ? entryOf(ctx, command.name, kept, result) : undefined);
    const question = order.isConfirmed ? null : ((await command.confirm?.(commandCtx)) ?? null);
    if (question) {
      await ask(commandCtx, order, question);
      return entry("asked");
    }
    await command.run(commandCtx);
    return entry("done");
  }

  async #hand(act: Opened): Promise<void> {
    const { ctx } = act;
    if (ctx.event.kind === "join" && ctx.member) ctx.emit("member.joined", { memberId: ctx.member.id });
    if (await this.#isTaken(act)) return;
    for (const feature of this.#options.features) {
      if (act.words.off.includes(feature.name)) continue;
      const handle = feature.events?.[ctx.event.kind] as ((ctx: EventCtx) => Promise<void>) | undefined;
      if (handle) await handle(ctx);
    }
    const { event, chat } = ctx;
    if (event.kind === "message" && chat.kind === "private" && !act.replies.isBegun) {
      const hint = hintFor(event.text, this.#options.commands, ctx);
      if (hint) await ctx.reply(hint);
    }
    await act.replies.sayLast();
  }

  /** Whether a message to the bot was meant for one feature alone, which has taken it. */
  async #isTaken({ ctx, words }: Opened): Promise<boolean> {
    const { event, chat } = ctx;
    if (event.kind !== "message") return false;
    if (chat.kind !== "private" && !event.mentionsBot && !event.replyTo?.toBot) return false;
    const heard = ctx as EventCtx<MessageEvent>;
    for (const feature of this.#options.features)
      if (feature.takes && !words.off.includes(feature.name) && (await feature.takes(heard))) return true;
    return false;
  }
}

const isSlashed = (event: ChatEvent): boolean => event.kind === "message" && /^\s*[/／]/u.test(event.text);

/** Operators' commands, and the few of members that give somebody a say. */
function isAudited(command: Command): boolean {
  return command.who !== "member" || command.audited === true;
}

/** What the audit keeps of the arguments; nothing when the person may not know, or they make no sense. */
async function auditedArgs(order: Order): Promise<string> {
  const { command, act, args } = order;
  const { member } = act.ctx;
  if (!member || !command.audit || !may(member.role, command.who)) return "";
  try {
    return await command.audit({ ...act.ctx, member, args });
  } catch (error) {
    if (error instanceof Refusal) return "";
    throw error;
  }
}

/** The same work, as if it were about another event in the same place. */
async function about(tx: Tx, work: TakenWork, event: ChatEvent): Promise<TakenWork> {
  return { ...work, event, person: await lockPersonOf(tx, { ...work, event }) };
}

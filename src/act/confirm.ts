import type { CommandTable, Match } from "../core/commands.ts";
import type { MessageEvent } from "../core/event.ts";
import type { Ctx, EventCtx, MemberInfo } from "../core/context.ts";
import type { Question } from "../core/feature.ts";
import { displayName } from "../members/names.ts";
import { may, personOf } from "../members/person.ts";
import type { AuditEntry, AuditResult } from "../operators/audit.ts";
import {
  awaitSecond,
  close,
  hold,
  lockPending,
  pressData,
  pressOf,
  secondManagers,
  type Pending,
} from "../operators/confirmations.ts";
import { text } from "./text.ts";

/** What a press came to: a command to run now, or everything is said; and what the audit keeps. */
export interface Pressed {
  run?: { pending: Pending; as: "asker" | "presser" };
  entry?: AuditEntry;
}

/** A row of the audit about whoever acts in this context. */
export function entryOf(ctx: EventCtx, command: string, args: string, result: AuditResult): AuditEntry {
  const { sender } = ctx.event as Partial<MessageEvent>;
  const actor = sender?.kind === "channel" || sender?.kind === "anonymousAdmin" ? sender.kind : "person";
  const { member, chat, now } = ctx;
  return {
    at: now,
    actor,
    memberId: member?.id ?? null,
    role: member?.role ?? null,
    chatId: chat.id,
    command,
    args,
    result,
  };
}

/** Asks whether a destructive command is meant. */
export async function ask(ctx: Ctx, match: Match, question: Question): Promise<void> {
  const asking = ctx as Ctx & EventCtx<MessageEvent>;
  const id = await hold(asking, {
    kind: "confirm",
    command: match.command.name,
    args: question.args ?? match.args,
    question,
  });
  await ctx.reply(text.ask, { summary: question.summary[ctx.language]() }, { buttons: [yesAndNo(ctx, id)] });
}

/** Asks an anonymous admin who they are: the press carries the real id. */
export async function askWho(ctx: EventCtx, match: Match): Promise<void> {
  const asking = ctx as EventCtx<MessageEvent>;
  const id = await hold(asking, { kind: "identify", command: match.command.name, args: match.args });
  const button = { label: text.itIsMe[ctx.language](), data: pressData(id, "yes") };
  await ctx.reply(text.askWho, undefined, { buttons: [[button]] });
}

const yesAndNo = (ctx: EventCtx, id: number) => [
  { label: text.yes[ctx.language](), data: pressData(id, "yes") },
  { label: text.no[ctx.language](), data: pressData(id, "no") },
];

/** Takes a press on a question of ours; null when it is some other button. */
export async function takePress(ctx: EventCtx, commands: CommandTable): Promise<Pressed | null> {
  const press = ctx.event.kind === "button" ? pressOf(ctx.event.data) : null;
  if (!press) return null;
  const { member } = ctx;
  const pending = await lockPending(ctx.tx, ctx.community.id, press.id);
  if (!member) return {};
  if (!pending || pending.validUntil <= ctx.now || !pending.event) return tellOver(ctx, pending);
  if (pending.kind === "identify") return identify(ctx, member, pending, commands);
  const isSecond = pending.state === "second";
  if (!isSecond && member.id !== pending.memberId) {
    await ctx.notice(text.onlyAsker, { name: await nameOf(ctx, pending.memberId) });
    return {};
  }
  if (isSecond && !(await secondManagers(ctx.tx, ctx.community.id, pending)).includes(member.id)) {
    await ctx.notice(text.onlySecond);
    return {};
  }
  if (press.answer === "no") {
    await close(ctx, pending.id, "cancelled", member.id);
    await ctx.reply(text.cancelled);
    return { entry: entryOf(ctx, pending.command, "", "cancelled") };
  }
  if (!isSecond && (await asksSecond(ctx, pending))) return {};
  await close(ctx, pending.id, "done", member.id);
  return { run: { pending, as: "asker" } };
}

/** Somebody presses too late, or after another. */
async function tellOver(ctx: EventCtx, pending: Pending | null): Promise<Pressed> {
  const state = pending?.state;
  if (pending && (state === "done" || state === "cancelled" || state === "refused")) {
    await ctx.notice(text.over, { state, name: await nameOf(ctx, pending.doneById) });
  } else {
    await ctx.notice(text.tooLate);
  }
  return {};
}

/** The press says who the anonymous admin is; that person's role decides, and the command is theirs. */
async function identify(ctx: EventCtx, member: MemberInfo, pending: Pending, commands: CommandTable): Promise<Pressed> {
  const command = commands.find(pending.command)?.command;
  if (!command || !may(member.role, command.who)) {
    // somebody else pressed: the question still waits for the right person
    await ctx.notice(text.notAllowed, { who: command?.who ?? "manager" });
    return { entry: entryOf(ctx, pending.command, "", "refused") };
  }
  await close(ctx, pending.id, "done", member.id);
  return { run: { pending, as: "presser" } };
}

async function asksSecond(ctx: EventCtx, pending: Pending): Promise<boolean> {
  const others = pending.needsSecond ? await secondManagers(ctx.tx, ctx.community.id, pending) : [];
  if (others.length === 0) return false;
  await awaitSecond(ctx, pending.id);
  const name = await nameOf(ctx, pending.memberId);
  await ctx.reply(text.second, { name }, { buttons: [yesAndNo(ctx, pending.id)], choosers: others });
  return true;
}

async function nameOf(ctx: EventCtx, memberId: number | null): Promise<string> {
  const member = memberId === null ? null : await personOf(ctx.tx, ctx.community.id, memberId);
  return member ? displayName(member, ctx.language) : "?";
}

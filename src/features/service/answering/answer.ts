import { z } from "zod";
import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import { may } from "../../../members/person.ts";
import { type Decision, isSurer } from "../finding/index.ts";
import type { StoredEntry } from "../knowledge/entries.ts";
import type { Knowledge, Shelf } from "../knowledge/shelf.ts";
import type { Found } from "../knowledge/thread.ts";
import { deskRole } from "../tickets/desk.ts";
import { askPerson } from "../tickets/member.ts";
import type { Reason } from "../tickets/text.ts";
import { laterOf } from "./later.ts";
import { note, type Asking } from "./log.ts";
import {
  besidesPerson,
  isAngry,
  isGreeting,
  isSmallTalk,
  isThanks,
  isUnfound,
  isWhoAreYou,
  leansBack,
  looksAsked,
  sameWords,
  saysSomething,
  sharedMs,
} from "./rules.ts";
import { sayAnswer, showable } from "./say.ts";
import type { Posted, Standing } from "./standing.ts";
import { text } from "./text.ts";

/** What answering works with. */
export interface Answering {
  shelf: Shelf;
  /** Hands an answer to be put in other words to the model, if it may; false = it is posted as it stands. */
  rephrase(ctx: EventCtx, member: MemberInfo, asked: Rephrasing): Promise<boolean>;
  /** Has the meaning of a question looked up, which is then answered later; false = its words have to do. */
  understand(ctx: EventCtx<MessageEvent>, member: MemberInfo, question: string, address: Address): Promise<boolean>;
}

/** An answer that may be put in other words. */
export interface Rephrasing {
  questionId: number;
  question: string;
  entry: StoredEntry;
  messageId: string | null;
}

/** How sure one must be that the talk is meant for the bot: a mention is, a reply to some message of it may not be. */
export const address = z.enum(["mention", "reply", "private"]);
export type Address = z.infer<typeof address>;

/** Somebody who asks: who, and how things stand with them. */
export interface Asker {
  member: MemberInfo;
  standing: Standing;
}

/**
 * Answers a question that was put to the bot, asks back, or fetches a person.
 * @param meant its vector; null = there is none to be had, absent = nobody has asked for it
 */
export async function answerQuestion(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  asker: Asker,
  question: string,
  address: Address,
  meant?: Float32Array | null,
): Promise<void> {
  const { member, standing } = asker;
  const besides = besidesPerson(question);
  if (besides !== null) {
    const asked = { question: besides || (standing.before ?? ""), nearest: [] };
    return void (await askPerson(ctx, member, asked, "asked", standing));
  }
  const knowledge = await knowledgeFor(ctx, parts, asker);
  if ("soon" in knowledge) {
    const payload = { later: laterOf(ctx), question, address };
    return ctx.enqueue({ name: "service.wait", key: `service:wait:${ctx.event.key}`, payload });
  }
  if (isSmallTalk(question)) {
    const isOwed = address === "mention" || (address === "private" && (isThanks(question) || isGreeting(question)));
    if (isOwed && knowledge.size > 0) await ctx.reply(isThanks(question) ? text.welcome : text.here);
    return;
  }
  // without any entry nobody has set up answers here: /human works all the same
  if (knowledge.size === 0) return sayHowToBegin(ctx, member, question);

  const asking = askingOf(ctx, asker, question);
  const words = await findWithContext(question, standing.before, (query) => knowledge.find(query));
  const isAsked = words.decision.kind === "suggest" || looksAsked(question);
  const isUnsettled = words.decision.kind !== "answer" && knowledge.hasMeaning && isAsked;
  if (isUnsettled && meant === undefined && (await parts.understand(ctx, member, question, address))) return;
  const byMeaning = isUnsettled && meant ? await knowledge.find(question, meant) : null;
  const found = byMeaning && isSurer(byMeaning.decision, words.decision) ? byMeaning : words;
  if (isAngry(question)) return toPerson(ctx, asker, asking, found, "angry", standing.before);
  const { decision } = found;
  if (decision.kind === "answer" && (await post(ctx, parts, { ...asker, knowledge }, asking, decision))) return;
  if (isWhoAreYou(question)) return ctx.reply(text.program);
  const isSaid = looksAsked(question) || (address !== "reply" && saysSomething(question));
  const isAgain = standing.before !== null && sameWords(standing.before) === sameWords(question);
  // who says the same again was not helped by what was offered
  if (isAgain && isSaid && (decision.kind === "suggest" || !looksAsked(question)))
    return toPerson(ctx, asker, asking, found, "repeated", null);
  if (decision.kind === "suggest" && (await suggest(ctx, { ...asker, knowledge }, asking, decision))) return;
  if (looksAsked(question) && standing.isDeclined) return sayDeclined(ctx, asking, decision.confidence);
  // a model that gave no answer may be why nothing was found
  if (looksAsked(question)) return toPerson(ctx, asker, asking, found, meant === null ? "failed" : "unknown", null);
  if (isSaid) return offerPerson(ctx, asking, found);
  // a slip in a command, or talk: the hint for commands knows better
  if (address === "mention") await ctx.reply(text.here);
}

/** Whoever could write the first answers learns how, when they try what a member would; others are not bothered. */
async function sayHowToBegin(ctx: EventCtx, member: MemberInfo, question: string): Promise<void> {
  if (may(member.role, "manager") && looksAsked(question)) await ctx.reply(text.noEntries);
}

/** What this member may be told of. */
export const knowledgeFor = (ctx: EventCtx, { shelf }: Answering, { member, standing }: Asker) =>
  shelf.of(ctx, may(member.role, deskRole) ? "staff" : "member", standing.edition);

/** Answers what is certain to somebody who waits for a person about something else; false = it is for that person. */
export async function answerBeside(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  asker: Asker,
  question: string,
): Promise<boolean> {
  const knowledge = await knowledgeFor(ctx, parts, asker);
  if ("soon" in knowledge || knowledge.size === 0) return false;
  const { decision } = await knowledge.find(question);
  if (decision.kind !== "answer" || isOwn(asker, lastPosted(asker, decision.id))) return false;
  return post(ctx, parts, { ...asker, knowledge }, askingOf(ctx, asker, question), decision);
}

const askingOf = (ctx: EventCtx<MessageEvent>, { member, standing }: Asker, question: string): Asking => ({
  id: standing.questionId,
  chatId: ctx.chat.id,
  via: member.via,
  text: question,
  messageId: ctx.event.messageId,
});

/** A question that says nothing by itself ("and on Sundays?") may lean on the same member's last one; then it is asked back. */
async function findWithContext(
  question: string,
  before: string | null,
  find: (query: string) => Promise<Found>,
): Promise<Found> {
  const alone = await find(question);
  if (before === null || !leansBack(question) || alone.decision.kind !== "unknown") return alone;
  const together = await find(`${before} ${question}`);
  const { decision } = together;
  if (decision.kind === "unknown") return alone;
  const ids = decision.kind === "answer" ? [decision.id] : decision.ids;
  return { nearest: alone.nearest, decision: { kind: "suggest", ids, confidence: decision.confidence } };
}

/** Who asks, and the base that knows. */
interface Served extends Asker {
  knowledge: Knowledge;
}

/** Posts an entry; false when it may not be shown any more. One answer serves all who ask within a minute. */
async function post(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  served: Served,
  asking: Asking,
  { id, confidence }: Extract<Decision, { kind: "answer" }>,
): Promise<boolean> {
  const { member } = served;
  const entry = await showable(ctx, member, Number(id), served.knowledge);
  if (!entry) return false;
  const posted = lastPosted(served, id);
  // an entry that was changed since has not been said yet
  const before = posted && posted.at >= entry.updatedAt.getTime() ? posted : undefined;
  if (before && isOwn(served, before)) {
    await toPerson(ctx, served, asking, { decision: { kind: "unknown", confidence }, nearest: [id] }, "repeated", null);
    return true;
  }
  if (before && ctx.chat.kind === "group" && ctx.now.getTime() - before.at < sharedMs) {
    await note(ctx, asking, { outcome: "shared", entryId: entry.id, confidence });
    return true;
  }
  await note(ctx, asking, { outcome: "answered", entryId: entry.id, confidence });
  const { id: questionId } = asking;
  const rephrasing = { questionId, question: asking.text, entry, messageId: asking.messageId };
  if (!(await parts.rephrase(ctx, member, rephrasing))) await sayAnswer(ctx, entry, questionId);
  return true;
}

/** The newest time this entry was posted in this chat, within ten minutes. */
const lastPosted = ({ standing }: Asker, id: string) => standing.posted.find(({ entryId }) => entryId === Number(id));

/** Did they have that answer here just now? Then it did not help. */
const isOwn = ({ standing }: Asker, before: Posted | undefined) =>
  before !== undefined && standing.memberIds.includes(before.memberId);

async function suggest(
  ctx: EventCtx,
  { member, knowledge }: Served,
  asking: Asking,
  { ids, confidence }: Extract<Decision, { kind: "suggest" }>,
): Promise<boolean> {
  const entries = [];
  for (const id of ids) {
    const entry = await showable(ctx, member, Number(id), knowledge);
    if (entry) entries.push(entry);
  }
  if (entries.length === 0) return false;
  const entryId = entries[0]?.id ?? null;
  await note(ctx, asking, { outcome: "suggested", entryId, confidence });
  const buttons = entries.map((entry) => [{ label: entry.question, data: `svc:is:${asking.id}:${entry.id}` }]);
  buttons.push([{ label: text.noneOfThese[ctx.language](), data: `svc:none:${asking.id}:0` }]);
  await ctx.reply(text.didYouMean, undefined, { buttons });
  return true;
}

/** The shop has looked at the same question lately and cannot help; nobody is asked again unless the member wishes it. */
async function sayDeclined(ctx: EventCtx, asking: Asking, confidence: number): Promise<void> {
  await note(ctx, asking, { outcome: "declined", entryId: null, confidence });
  const buttons = [[{ label: text.human[ctx.language](), data: `svc:person:${asking.id}:0` }]];
  await ctx.reply(text.declinedBefore, undefined, { buttons });
}

/** Somebody told the bot something that is no question: a mishap, or only talk. A person comes if they want one. */
async function offerPerson(ctx: EventCtx, asking: Asking, { nearest, decision }: Found): Promise<void> {
  const entryId = nearest[0] === undefined ? null : Number(nearest[0]);
  await note(ctx, asking, { outcome: "talk", entryId, confidence: decision.confidence });
  const buttons = [[{ label: text.human[ctx.language](), data: `svc:person:${asking.id}:0` }]];
  await ctx.reply(text.notAsked, undefined, { buttons });
}

async function toPerson(
  ctx: EventCtx,
  { member, standing }: Asker,
  asking: Asking,
  found: Found,
  reason: Reason,
  before: string | null,
): Promise<void> {
  const nearest = found.nearest.map(Number);
  const asked = { question: asking.text, nearest, before: before === null ? [] : [before] };
  const ticketId = await askPerson(ctx, member, asked, reason, standing);
  const outcome = isUnfound(reason) ? "unknown" : "person";
  const entryId = nearest[0] ?? null;
  await note(ctx, asking, { outcome, entryId, confidence: found.decision.confidence, ticketId });
}

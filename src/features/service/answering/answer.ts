import { z } from "zod";
import type { ButtonEvent, MessageEvent } from "../../../core/event.ts";
import type { EventCtx, MemberInfo } from "../../../core/feature.ts";
import { may } from "../../../members/person.ts";
import { isValidAt, sentAnswer } from "../knowledge/content.ts";
import type { Decision } from "../finding/index.ts";
import { countUse, entryById, type StoredEntry } from "../knowledge/entries.ts";
import type { Knowledge, Shelf } from "../knowledge/shelf.ts";
import type { Found } from "../knowledge/thread.ts";
import { deskRole } from "../tickets/desk.ts";
import { askPerson } from "../tickets/member.ts";
import type { Reason } from "../tickets/text.ts";
import { laterOf } from "./later.ts";
import { note, type Asking, type Outcome } from "./log.ts";
import { isAngry, isSmallTalk, isThanks, leansBack, looksAsked, sameWords, sharedMs } from "./rules.ts";
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
  const knowledge = await knowledgeFor(ctx, parts, asker);
  if ("soon" in knowledge) {
    const payload = { later: laterOf(ctx), question, address };
    return ctx.enqueue({ name: "service.wait", key: `service:wait:${ctx.event.key}`, payload });
  }
  if (isSmallTalk(question)) {
    if (address === "mention" && knowledge.size > 0) await ctx.reply(isThanks(question) ? text.welcome : text.here);
    return;
  }
  // without any entry nobody has set up answers here: /human works all the same
  if (knowledge.size === 0) return;

  const asking: Asking = { chatId: ctx.chat.id, via: member.via, text: question, messageId: ctx.event.messageId };
  const words = await findWithContext(question, standing.before, (query) => knowledge.find(query));
  const isAsked = words.decision.kind === "suggest" || looksAsked(question);
  const isUnsettled = words.decision.kind !== "answer" && knowledge.hasMeaning && isAsked;
  if (isUnsettled && meant === undefined && (await parts.understand(ctx, member, question, address))) return;
  const found = isUnsettled && meant ? await surer(words, knowledge.find(question, meant)) : words;
  if (isAngry(question)) return toPerson(ctx, asker, asking, found, "angry", standing.before);
  const { decision } = found;
  if (decision.kind === "answer" && (await post(ctx, parts, { ...asker, knowledge }, asking, decision))) return;
  const isAgain = standing.before !== null && sameWords(standing.before) === sameWords(question);
  // who asks the same and has chosen nothing of what was offered does not mean any of it
  if (decision.kind === "suggest" && isAgain) return toPerson(ctx, asker, asking, found, "repeated", null);
  if (decision.kind === "suggest" && (await suggest(ctx, { ...asker, knowledge }, asking, decision))) return;
  if (!looksAsked(question)) {
    // a slip in a command, or talk: the hint for commands knows better
    if (address === "mention") await ctx.reply(text.here);
    return;
  }
  await toPerson(ctx, asker, asking, found, "unknown", null);
}

const knowledgeFor = (ctx: EventCtx, { shelf }: Answering, { member, standing }: Asker) =>
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
  const { via } = asker.member;
  const asking: Asking = { chatId: ctx.chat.id, via, text: question, messageId: ctx.event.messageId };
  return post(ctx, parts, { ...asker, knowledge }, asking, decision);
}

/** What meaning adds to words: it may know more, and never takes back what the words have found. */
async function surer(words: Found, asked: Promise<Found>): Promise<Found> {
  const meant = await asked;
  return meant.decision.kind === "unknown" ? words : meant;
}

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
  const questionId = await note(ctx, asking, { outcome: "answered", entryId: entry.id, confidence });
  const rephrasing = { questionId, question: asking.text, entry, messageId: asking.messageId };
  if (!(await parts.rephrase(ctx, member, rephrasing))) await sayAnswer(ctx, entry, questionId);
  return true;
}

/** The newest time this entry was posted in this chat, within ten minutes. */
const lastPosted = ({ standing }: Asker, id: string) => standing.posted.find(({ entryId }) => entryId === Number(id));

/** Did they have that answer here just now? Then it did not help. */
const isOwn = ({ standing }: Asker, before: Posted | undefined) =>
  before !== undefined && standing.memberIds.includes(before.memberId);

/** An entry that this member may be shown now. */
async function showable(
  ctx: EventCtx,
  member: MemberInfo,
  id: number,
  knowledge?: Knowledge,
): Promise<StoredEntry | null> {
  const entry = knowledge?.entry(id) ?? (await entryById(ctx.tx, ctx.community.id, id));
  if (entry?.state !== "live" || !isValidAt(entry, ctx.now)) return null;
  return entry.audience === "member" || may(member.role, deskRole) ? entry : null;
}

/** Posts an entry as the platform can show it, and asks whether it helped. `words`: the same in other words. */
export async function sayAnswer(ctx: EventCtx, entry: StoredEntry, questionId: number, words?: string): Promise<void> {
  const buttons = ctx.capabilities.buttons ? { buttons: feedbackButtons(ctx, questionId) } : {};
  const { text: answer, more } = sentAnswer(entry, ctx.capabilities, words);
  await ctx.reply(text.answer, { answer }, { ...buttons, ...more });
}

const feedbackButtons = (ctx: Pick<EventCtx, "language">, questionId: number) => [
  [
    { label: text.useful[ctx.language](), data: `svc:fb:${questionId}:1` },
    { label: text.useless[ctx.language](), data: `svc:fb:${questionId}:-1` },
  ],
];

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
  const questionId = await note(ctx, asking, { outcome: "suggested", entryId, confidence });
  const buttons = entries.map((entry) => [{ label: entry.question, data: `svc:is:${questionId}:${entry.id}` }]);
  buttons.push([{ label: text.noneOfThese[ctx.language](), data: `svc:none:${questionId}:0` }]);
  await ctx.reply(text.didYouMean, undefined, { buttons });
  return true;
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
  const outcome = reason === "unknown" ? "unknown" : "person";
  const entryId = nearest[0] ?? null;
  await note(ctx, asking, { outcome, entryId, confidence: found.decision.confidence, ticketId });
}

/** A press under an answer of ours: "svc:ACTION:QUESTION:VALUE". True when it was one of these. */
export async function takeAnswerPress(ctx: EventCtx<ButtonEvent>): Promise<boolean> {
  const found = /^svc:(is|none|fb|person):(\d{1,9}):(-?\d{1,9})$/.exec(ctx.event.data);
  const { member } = ctx;
  if (!found || !member) return false;
  const [, action = "", number = "", value = ""] = found;
  const key = { communityId: ctx.community.id, id: Number(number) };
  await ctx.tx
    .$executeRaw`SELECT 1 FROM faq_question WHERE community_id = ${key.communityId} AND id = ${key.id} FOR UPDATE`;
  const asked = await ctx.tx.faqQuestion.findUnique({ where: { communityId_id: key } });
  if (!asked) return true;
  const isAsker = asked.memberId === member.id || asked.memberId === member.via;
  if (action === "fb") {
    const own = isAsker ? asked : await sharedBy(ctx, member, asked);
    if (own) await giveFeedback(ctx, own.id, value === "1" ? 1 : -1);
    else await ctx.notice(text.notYoursToJudge);
    return true;
  }
  if (!isAsker) await ctx.notice(text.notYours);
  else if (action === "is") await choose(ctx, member, asked, Number(value));
  else if (asked.ticketId !== null || asked.outcome === "chosen") await ctx.notice(text.alreadyChosen);
  else {
    const nearest = asked.entryId === null ? [] : [asked.entryId];
    const reason = action === "none" ? "unknown" : "unhelpful";
    const ticketId = await askPerson(ctx, member, { question: asked.text ?? "", nearest }, reason);
    const outcome: Outcome = action === "none" ? "none" : "person";
    await ctx.tx.faqQuestion.update({ where: { communityId_id: key }, data: { outcome, ticketId } });
  }
  return true;
}

/** The same question of somebody whom this answer served as well. */
async function sharedBy(
  ctx: EventCtx,
  member: MemberInfo,
  asked: { id: number; chatId: number; entryId: number | null },
) {
  return ctx.tx.faqQuestion.findFirst({
    where: {
      communityId: ctx.community.id,
      chatId: asked.chatId,
      entryId: asked.entryId,
      outcome: "shared",
      memberId: { in: [member.id, member.via] },
      id: { gt: asked.id },
    },
    orderBy: { id: "asc" },
  });
}

async function choose(
  ctx: EventCtx,
  member: MemberInfo,
  asked: { id: number; outcome: string },
  entryId: number,
): Promise<void> {
  if (asked.outcome !== "suggested") return ctx.notice(text.alreadyChosen);
  const entry = await showable(ctx, member, entryId);
  if (!entry) return ctx.notice(text.goneEntry);
  const key = { communityId: ctx.community.id, id: asked.id };
  await ctx.tx.faqQuestion.update({ where: { communityId_id: key }, data: { outcome: "chosen", entryId } });
  await countUse(ctx.tx, ctx.community.id, entry.id, ctx.now);
  await sayAnswer(ctx, entry, asked.id);
}

/** Keeps what somebody said of an answer; who was not helped is offered a person. */
export async function giveFeedback(ctx: EventCtx, questionId: number, feedback: 1 | -1): Promise<void> {
  const key = { communityId: ctx.community.id, id: questionId };
  await ctx.tx.faqQuestion.update({ where: { communityId_id: key }, data: { feedback } });
  if (feedback === 1) return ctx.notice(text.thanks);
  const buttons = [[{ label: text.human[ctx.language](), data: `svc:person:${questionId}:0` }]];
  await ctx.reply(text.sorry, undefined, { buttons });
}

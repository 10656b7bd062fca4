import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx } from "../../../core/context.ts";
import { may } from "../../../members/person.ts";
import { isSurer } from "../finding/index.ts";
import type { Found } from "../knowledge/thread.ts";
import { deskRole, hasDesk } from "../tickets/desk.ts";
import { askPerson } from "../tickets/member.ts";
import type { Reason } from "../tickets/text.ts";
import { askWhose } from "./whose.ts";
import { inquiryOf, type Address, type Answering, type Asker, type Inquiry } from "./inquiry.ts";
import { nod, sayUnfound } from "./last.ts";
import { laterOf } from "./later.ts";
import { fetchOffered, fetchPerson, hasJustHad, offerPerson, postAnswer, sayDeclined, suggest } from "./outcomes.ts";
import {
  besidesPerson,
  isAngry,
  isAssent,
  isGreeting,
  isSmallTalk,
  isThanks,
  isWhoAreYou,
  leansBack,
  looksAsked,
  sameWords,
  saysSomething,
  wantsSomething,
} from "./rules.ts";
import { answerSure, beside } from "./several.ts";
import { text } from "./text.ts";

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
  if (isAssent(question) && (await fetchOffered(ctx, member, standing))) return;
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
  // without any entry nobody has set up answers here: /human works all the same
  const inquiry = inquiryOf(ctx, parts, asker, knowledge, question);
  if (knowledge.size === 0) return sayHowToBegin(inquiry, address);
  if (isSmallTalk(question)) return sayCourtesy(inquiry, address);
  const left = await answerSure(inquiry);
  if (!left) return;
  const go = async () => {
    const found = await findFor(left, address, meant);
    if (found) await settle(left, found, address, meant === null ? "failed" : "unknown");
  };
  await (left === inquiry ? go() : beside(left.ctx, go));
}

/** What is found by the words, or by the meaning where they settle nothing; null: it is looked up, and answered later. */
async function findFor(inquiry: Inquiry, address: Address, meant?: Float32Array | null): Promise<Found | null> {
  const { ctx, parts, member, standing, knowledge, asking } = inquiry;
  const question = asking.text;
  const words = await findWithContext(question, standing.before, (query) => knowledge.find(query));
  const isAsked = words.decision.kind === "suggest" || looksAsked(question);
  if (words.decision.kind === "answer" || !knowledge.hasMeaning || !isAsked) return words;
  if (meant === undefined) return (await parts.understand(ctx, member, question, address)) ? null : words;
  const byMeaning = meant && (await knowledge.find(question, meant));
  return byMeaning && isSurer(byMeaning.decision, words.decision) ? byMeaning : words;
}

/**
 * What becomes of a question, by what was found for it: the first that holds.
 * @param unfound why a person is asked when nothing was found
 */
async function settle(inquiry: Inquiry, found: Found, address: Address, unfound: Reason): Promise<void> {
  const { ctx, standing, asking } = inquiry;
  const { decision } = found;
  const question = asking.text;
  const isQuestion = looksAsked(question);
  const isMeant = isQuestion || (address !== "reply" && saysSomething(question));
  const isAgain = standing.before !== null && sameWords(standing.before) === sameWords(question);

  // whoever of the staff forgets to reply to the message that brought a ticket
  if (!(isQuestion && decision.kind === "answer") && (await askWhose(inquiry, address))) return;
  if (isAngry(question)) return fetchPerson(inquiry, found, "angry", standing.before);
  if (decision.kind === "answer" && (await postAnswer(inquiry, decision))) return;
  if (isWhoAreYou(question)) return ctx.reply(text.program);
  // who says the same again was not helped by what was offered
  if (isMeant && isAgain && (decision.kind === "suggest" || !isQuestion))
    return fetchPerson(inquiry, found, "repeated");
  if (decision.kind === "suggest" && (await suggest(inquiry, decision))) return;
  if (isQuestion) return standing.isDeclined ? sayDeclined(inquiry, found) : fetchPerson(inquiry, found, unfound);
  if (isMeant) return offerPerson(inquiry, found);
  // it may be a slip in a command, and the hint for commands knows better; to a reply it is talk
  if (address === "private") await ctx.unlessAnswered(() => sayUnfound(inquiry, found));
  else if (address === "mention") await sayUnfound(inquiry, found);
}

/** Small talk that is meant for the bot is answered in a word; to a reply it is talk among people. */
async function sayCourtesy({ ctx, asking }: Inquiry, address: Address): Promise<void> {
  const { text: question } = asking;
  const isOwed = address === "mention" || (address === "private" && (isThanks(question) || isGreeting(question)));
  if (isOwed) return ctx.reply(isThanks(question) ? text.welcome : text.here);
  if (address === "private") await ctx.unlessAnswered(() => nod(ctx, question));
}

/**
 * Whoever could write the first answers learns how, when they try what a member would. Others' questions go to the desk
 * where one is set; else they hear of a person, in private.
 */
async function sayHowToBegin(inquiry: Inquiry, address: Address): Promise<void> {
  const { ctx, member, asking } = inquiry;
  const question = asking.text;
  if (!isSmallTalk(question) && (await askWhose(inquiry, address))) return;
  if (may(member.role, "manager") && looksAsked(question)) return ctx.reply(text.noEntries);
  const nothing: Found = { decision: { kind: "unknown", confidence: 0 }, nearest: [] };
  const isFor = looksAsked(question) || wantsSomething(question) || isAngry(question);
  const isOwed = address !== "reply" && !isSmallTalk(question);
  if (isOwed && isWhoAreYou(question)) return ctx.reply(text.program);
  if (isOwed && !may(member.role, deskRole) && (await hasDesk(ctx))) {
    if (isFor) return fetchPerson(inquiry, nothing, isAngry(question) ? "angry" : "unknown");
    if (saysSomething(question)) return offerPerson(inquiry, nothing);
  }
  if (address !== "private") return;
  await ctx.unlessAnswered(() => (isFor ? sayUnfound(inquiry, nothing, text.noneYet) : nod(ctx, question)));
}

/** What this member may be told of. */
export const knowledgeFor = (ctx: EventCtx, { shelf }: Answering, { member, standing }: Asker) =>
  shelf.of(ctx, may(member.role, deskRole) ? "staff" : "member", standing.edition);

/** Answers what is certain to somebody who waits for a person about something else; gives what is left for that person, "" = nothing. */
export async function answerBeside(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  asker: Asker,
  question: string,
): Promise<string> {
  const knowledge = await knowledgeFor(ctx, parts, asker);
  if ("soon" in knowledge || knowledge.size === 0) return question;
  const inquiry = inquiryOf(ctx, parts, asker, knowledge, question);
  const left = await answerSure(inquiry);
  if (left !== inquiry) return left?.asking.text ?? "";
  const { decision } = await knowledge.find(question);
  if (decision.kind !== "answer" || hasJustHad(asker, decision.id)) return question;
  return (await postAnswer(inquiry, decision)) ? "" : question;
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

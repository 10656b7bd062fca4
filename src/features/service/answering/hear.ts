import type { MessageEvent } from "../../../core/event.ts";
import { Refusal, type EventCtx, type JobCtx, type MemberInfo } from "../../../core/context.ts";
import { ticketOfReply } from "../tickets/desk.ts";
import { takeDeskWords } from "../tickets/unaddressed.ts";
import { addToTicket } from "../tickets/member.ts";
import type { Ticket } from "../tickets/store.ts";
import { takeVerdict } from "../tickets/verdict.ts";
import { answerBeside, answerQuestion } from "./answer.ts";
import { address, type Address, type Answering } from "./inquiry.ts";
import { inLanguageOf } from "../../../core/written.ts";
import { nod } from "./last.ts";
import { resume, type Later } from "./later.ts";
import {
  besidesPerson,
  isCourtesy,
  isGreeting,
  isHelp,
  isSettled,
  isThanks,
  mayAnswerBeside,
  questionIn,
} from "./rules.ts";
import { hearStandIn } from "./stand-in.ts";
import { standingOf } from "./standing.ts";
import { text } from "./text.ts";
import { hearTalk, othersSpoke } from "./unasked.ts";
import { hearShown } from "./wordless.ts";

/** A message that is no command: a person's answer to a ticket, a question to the bot, or talk. */
export async function hear(ctx: EventCtx<MessageEvent>, parts: Answering): Promise<void> {
  const { event, member } = ctx;
  const isAlone = ctx.chat.kind === "private";
  // what is passed on in a group is talk; alone with the bot it is shown to it
  if (ctx.chat.kind === "channel") return;
  if (event.forwarded && !isAlone) return othersSpoke(ctx);
  const names = event.mentions.flatMap((one) => [one.username ?? "", one.name]);
  const question = questionIn(event.text, [...names, ...botNames(event)]);
  if (!member) {
    if (!addressOf(ctx)) await othersSpoke(ctx);
    return hearStandIn(inLanguageOf(ctx, question), parts, question);
  }
  if (await takeDeskWords(ctx)) return;
  if (!event.forwarded && (await takeVerdict(ctx, member, question))) return;
  const how = addressOf(ctx);
  if (!how) return hearTalk(ctx, parts);

  return hearQuestion(ctx, member, question, how, parts);
}

/** Words to the bot: for whoever waits for a person mostly that person's business. */
async function hearQuestion(
  given: EventCtx<MessageEvent>,
  member: MemberInfo,
  question: string,
  how: Address,
  parts: Answering,
): Promise<void> {
  const standing = await standingOf(given, member, question);
  const ctx = inLanguageOf(given, question, standing.ticket?.question ?? standing.before);
  if (await hearShown(ctx, parts, { member, standing }, question, how)) return;
  const { ticket } = standing;
  if (ticket && isHelp(question)) return ctx.reply(text.program);
  if (!ticket) return answerQuestion(ctx, parts, { member, standing }, question, how);
  // whoever waits no more is worth a word to the desk
  const isWithdrawn = ticket.state === "open" && isSettled(question);
  if (isCourtesy(question) && question !== "" && !isWithdrawn && !isAskedBack(ticket)) {
    if (isGreeting(question)) await addToTicket(ctx, member, ticket, "");
    else if (ticket.state === "answered" && isThanks(question)) await ctx.reply(text.welcome);
    else if (how === "private") await ctx.unlessAnswered(() => nod(ctx, question));
    return;
  }
  const isFree = mayAnswerBeside(ticket, question) && !(await isAboutTicket(ctx));
  const left = isFree ? await answerBeside(ctx, parts, { member, standing }, question) : question;
  if (left !== "" || question === "") await addToTicket(ctx, member, ticket, besidesPerson(left) ?? left);
}

/** Was the last thing a person wrote a question? Then "ok" is an answer. An address with a "?" in it is none. */
const isAskedBack = ({ state, answer }: Ticket) =>
  state === "answered" && /[?？]/u.test((answer ?? "").replace(/https?:\/\/\S+/giu, ""));

/** Is it a reply to what a person answered? */
async function isAboutTicket(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { replyTo } = ctx.event;
  return replyTo?.toBot === true && (await ticketOfReply(ctx, replyTo)) !== null;
}

function addressOf(ctx: EventCtx<MessageEvent>): Address | null {
  if (ctx.chat.kind === "private") return "private";
  if (ctx.event.mentionsBot) return "mention";
  return ctx.event.replyTo?.toBot ? "reply" : null;
}

/**
 * The bot's own mention is not among the members mentioned: whatever else is called with "@" is it. A
 * name ends at a space; where none follows, as in "@HearthBot几点开门", it ends with its Latin letters.
 */
function botNames(event: MessageEvent): string[] {
  if (!event.mentionsBot) return [];
  const names = /(?:^|\s)@(?:([\p{L}\p{N}_]+)(?=[\s\u2005])|([A-Za-z0-9_]+)|([\p{L}\p{N}_]+))/gu;
  return [...event.text.matchAll(names)].map(([, whole, latin, last]) => whole ?? latin ?? last ?? "");
}

/** A question that came while the knowledge base was being made: answered as soon as there is one. */
export async function answerLater(job: JobCtx, parts: Answering): Promise<void> {
  const payload = job.payload as { later: Later; question: string; address: unknown };
  const how = address.parse(payload.address);
  for (;;) {
    const knowledge = await job.read((ctx) => parts.shelf.of(ctx, "member"));
    if (!("soon" in knowledge)) break;
    await knowledge.soon;
  }
  await job.act(async (base) => {
    const ctx = await resume(base, payload.later);
    if (!ctx?.member) return;
    const asker = { member: ctx.member, standing: await standingOf(ctx, ctx.member, payload.question) };
    try {
      await answerQuestion(ctx, parts, asker, payload.question, how);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await ctx.reply(error.text, error.params);
    }
  });
}

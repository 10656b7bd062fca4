import { Refusal, type Ctx, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import { undoable } from "../../../operators/undo.ts";
import { entryContent, isAnswerOf, languageOf, limits } from "../knowledge/content.ts";
import { leansBack, looksAsked } from "../answering/rules.ts";
import { addEntries, changeEntry, entryAsking, entryById, type StoredEntry } from "../knowledge/entries.ts";
import { learnSoon } from "../knowledge/learn.ts";
import { changeTicket, lockTicket, type Ticket } from "./store.ts";
import { text } from "./text.ts";

/** What a ticket would be as an entry: what was asked last, and a person's answer to it. */
interface Draft {
  question: string;
  answer: string;
}

/** 收进知识库: shows what the entry would be; one more press and it is live. */
export async function showDraft(ctx: EventCtx, ticketId: number): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  if (!ticket) throw new Refusal(text.noTicket, { id: ticketId });
  if (ticket.entryId !== null) return ctx.notice(text.entryThere, { entry: ticket.entryId });
  const draft = await draftOf(ctx, ticket);
  if (!draft) throw new Refusal(text.nothingToKeep);
  await ctx.reply(text.draft, draft, { buttons: keepButtons(ctx, ticket) });
}

/** What is offered of a ticket: what a person wrote themselves and is in no entry yet; null = nothing. */
export async function draftToOffer(ctx: EventCtx, ticket: Ticket): Promise<Draft | null> {
  if (ticket.entryId !== null || ticket.answer === null) return null;
  const draft = await draftOf(ctx, ticket);
  if (!draft || (await entryAsking(ctx.tx, ctx.community.id, draft.question, ctx.now))) return null;
  for (const id of ticket.nearest) {
    const entry = await entryById(ctx.tx, ctx.community.id, id);
    if (entry && isAnswerOf(entry, ticket.answer)) return null;
  }
  return draft;
}

export const keepButtons = ({ language }: EventCtx, { id }: Ticket) => [
  [{ label: text.keep[language](), data: `svc:keep:${id}` }],
];

async function draftOf(ctx: EventCtx, ticket: Ticket): Promise<Draft | null> {
  if (!ticket.answer) return null;
  const draft = (await wholeAsked(ctx, ticket)) ?? {
    question: await questionOf(ctx, ticket),
    answer: ticket.answer,
  };
  if (!draft.question) return null;
  return { question: draft.question.slice(0, limits.question), answer: draft.answer.slice(0, limits.answer) };
}

/**
 * The newest question that says all of what it asks, with what a person answered to it: "and how much is it?" is asked by
 * nobody who has not read the question before it. Null when there is none.
 */
async function wholeAsked(ctx: EventCtx, ticket: Ticket): Promise<Draft | null> {
  let asked: string | null = null;
  let found: Draft | null = null;
  let side = "";
  for (const turn of await turnsOf(ctx, ticket)) {
    const isMore = turn.side === side && side === "staff";
    side = turn.side;
    if (side === "member" && looksAsked(turn.text)) asked = leansBack(turn.text) ? null : turn.text;
    else if (side === "staff" && asked !== null && turn.text !== "")
      // what is added to an answer belongs to it; after more of the member the newest answer is the one
      found = { question: asked, answer: isMore && found ? `${found.answer}\n${turn.text}` : turn.text };
  }
  return found;
}

/** The draft becomes an entry, live at once; /undo takes it back. */
export async function keepAsEntry(ctx: EventCtx, member: MemberInfo, ticketId: number): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  if (!ticket) throw new Refusal(text.noTicket, { id: ticketId });
  if (ticket.entryId !== null) return ctx.notice(text.entryThere, { entry: ticket.entryId });
  const draft = await draftOf(ctx, ticket);
  if (!draft) throw new Refusal(text.nothingToKeep);
  const same = await entryAsking(ctx.tx, ctx.community.id, draft.question, ctx.now);
  if (same) throw new Refusal(text.entrySame, { entry: same.id, question: same.question });
  const content = entryContent.parse({ ...draft, language: languageOf(draft.question) });
  const writer = { tx: ctx.tx, communityId: ctx.community.id, memberId: member.id, now: ctx.now };
  const [entry = 0] = await addEntries(writer, [content]);
  await changeTicket(ctx, ticket.id, { entryId: entry });
  await learnSoon(ctx);
  const more = await undoable(asCommand(ctx, member), "faq", { id: entry, state: "removed" });
  await ctx.reply(text.entryMade, { entry, question: content.question }, more);
}

/** One tap: an entry that answered a ticket is found by the ticket's wording from now on. */
export async function keepWording(ctx: EventCtx, member: MemberInfo, ticketId: number, entryId: number): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  const entry = await entryById(ctx.tx, ctx.community.id, entryId);
  const question = ticket && (await questionOf(ctx, ticket));
  if (!question || entry?.state !== "live") throw new Refusal(text.nothingToKeep);
  await addWording(ctx, member, entry, question);
}

/** One tap: an entry is found by the wording for which a member chose it among several. */
export async function keepChosen(ctx: EventCtx, member: MemberInfo, questionId: number): Promise<void> {
  const key = { communityId: ctx.community.id, id: questionId };
  const asked = await ctx.tx.faqQuestion.findUnique({ where: { communityId_id: key } });
  const isChosen = asked?.outcome === "chosen" && asked.entryId !== null;
  const entry = isChosen ? await entryById(ctx.tx, ctx.community.id, asked.entryId as number) : null;
  if (!asked?.text || entry?.state !== "live") throw new Refusal(text.nothingToKeep);
  await addWording(ctx, member, entry, asked.text);
}

async function addWording(ctx: EventCtx, member: MemberInfo, entry: StoredEntry, words: string): Promise<void> {
  const wording = words.slice(0, limits.alternative);
  if (!entry.alternatives.includes(wording) && entry.alternatives.length < limits.alternatives) {
    const writer = { tx: ctx.tx, communityId: ctx.community.id, memberId: member.id, now: ctx.now };
    await changeEntry(writer, entry.id, { alternatives: [...entry.alternatives, wording] });
    await learnSoon(ctx);
  }
  await ctx.notice(text.wordingAdded, { entry: entry.id, wording });
}

/** What the newest answer is to: what the member has asked since the answer before it, else the ticket's question. */
async function questionOf(ctx: EventCtx, ticket: Ticket): Promise<string | null> {
  const turns = await turnsOf(ctx, ticket);
  const sides = turns.map((turn) => turn.side);
  const last = sides.lastIndexOf("member", sides.lastIndexOf("staff"));
  const before = sides.lastIndexOf("staff", last);
  const later = before < 0 ? [] : turns.slice(before + 1, last + 1);
  return later.find((turn) => looksAsked(turn.text))?.text ?? ticket.question;
}

const turnsOf = (ctx: EventCtx, { id }: Ticket) =>
  ctx.tx.ticketTurn.findMany({
    where: { communityId: ctx.community.id, ticketId: id, side: { not: "note" } },
    orderBy: { id: "asc" },
  });

const asCommand = (ctx: EventCtx, member: MemberInfo): Ctx => ({ ...ctx, member, args: "" });

import { Refusal, type Ctx, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import { undoable } from "../../../operators/undo.ts";
import { entryContent, languageOf, limits, sentAnswer } from "../knowledge/content.ts";
import { looksAsked } from "../answering/rules.ts";
import { addEntries, changeEntry, entryAsking, entryById } from "../knowledge/entries.ts";
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
    if (entry && sentAnswer(entry, { pictures: true }).text === ticket.answer) return null;
  }
  return draft;
}

export const keepButtons = ({ language }: EventCtx, { id }: Ticket) => [
  [{ label: text.keep[language](), data: `svc:keep:${id}` }],
];

async function draftOf(ctx: EventCtx, ticket: Ticket): Promise<Draft | null> {
  const question = await questionOf(ctx, ticket);
  if (!question || !ticket.answer) return null;
  return { question: question.slice(0, limits.question), answer: ticket.answer.slice(0, limits.answer) };
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
  const wording = question.slice(0, limits.alternative);
  if (!entry.alternatives.includes(wording) && entry.alternatives.length < limits.alternatives) {
    const writer = { tx: ctx.tx, communityId: ctx.community.id, memberId: member.id, now: ctx.now };
    await changeEntry(writer, entryId, { alternatives: [...entry.alternatives, wording] });
    await learnSoon(ctx);
  }
  await ctx.notice(text.wordingAdded, { entry: entryId });
}

/** What the newest answer is to: what the member has asked since the answer before it, else the ticket's question. */
async function questionOf(ctx: EventCtx, ticket: Ticket): Promise<string | null> {
  const where = { communityId: ctx.community.id, ticketId: ticket.id };
  const turns = await ctx.tx.ticketTurn.findMany({ where, orderBy: { id: "asc" } });
  const sides = turns.map((turn) => turn.side);
  const last = sides.lastIndexOf("member", sides.lastIndexOf("staff"));
  const before = sides.lastIndexOf("staff", last);
  const later = before < 0 ? [] : turns.slice(before + 1, last + 1);
  return later.find((turn) => looksAsked(turn.text))?.text ?? ticket.question;
}

const asCommand = (ctx: EventCtx, member: MemberInfo): Ctx => ({ ...ctx, member, args: "" });

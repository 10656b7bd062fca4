import { Refusal, type Ctx, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import type { ButtonEvent, MessageEvent } from "../../../core/event.ts";
import { always } from "../../../core/text.ts";
import { may } from "../../../members/person.ts";
import { inLanguageOf } from "../../../core/written.ts";
import { recentQuestion } from "../answering/log.ts";
import { looksAsked } from "../answering/rules.ts";
import { saidAfter } from "../words.ts";
import { answerAlike, answerTicket, closeTicket, decline, openOne, pickEntry } from "./answer.ts";
import { deskRole, isDesk, showMore, ticketOfReply } from "./desk.ts";
import { deedIn, type Deed } from "./deed.ts";
import { draftToOffer, keepAsEntry, keepButtons, keepChosen, keepWording, showDraft } from "./keep.ts";
import { askPerson, reopen } from "./member.ts";
import { keepNote, noteIn } from "./note.ts";
import { atDesk, deskButtons, openButtons } from "./open.ts";
import { copiesFor, shownIn, shownWith, type Shown } from "./shown.ts";
import { lockTicket, nameOf, takerOf, waitsSince, type Ticket } from "./store.ts";
import { giveBack, take } from "./taking.ts";
import { text } from "./text.ts";
import { rate } from "./verdict.ts";

/** Tickets shown in a list. */
const listed = 10;

/** 转人工: a person is asked; the question is what follows, else what the member asked last. */
export async function human(ctx: Ctx): Promise<void> {
  const asked = saidAfter(ctx, 1);
  const last = asked === "" ? await recentQuestion(ctx, ctx.member.id) : null;
  const question = asked || (last?.text ?? "");
  await askPerson(inLanguageOf(ctx, question), ctx.member, { question, nearest: [] }, "asked");
}

/** 工单: what waits; with a number that one, and what can be done with it. */
export async function tickets(ctx: Ctx): Promise<void> {
  const number = /^#?(\d{1,9})$/.exec(ctx.args)?.[1];
  if (number !== undefined) return showTicket(ctx, Number(number));
  const rows = (await ctx.tx.ticket.findMany({
    where: { communityId: ctx.community.id, state: { not: "closed" } },
    orderBy: [{ state: "desc" }, { id: "asc" }],
    take: listed,
  })) as Ticket[];
  if (rows.length === 0) return ctx.reply(text.none);
  const shown = [];
  for (const row of rows) {
    const { at, question } = await waitsSince(ctx, row);
    const who = { name: await nameOf(ctx, row.memberId), by: await takerOf(ctx, row) };
    shown.push({ ...row, ...who, question, waitedMs: ctx.now.getTime() - at.getTime() });
  }
  await ctx.reply(text.list, { rows: shown }, { buttons: openButtons(shown) });
}

async function showTicket(ctx: EventCtx, id: number): Promise<void> {
  const known = await lockTicket(ctx, id);
  const draft = known && (await draftToOffer(ctx, known));
  // what was answered and is over can still become an entry
  if (draft && known.state === "closed") return ctx.reply(text.draft, draft, { buttons: keepButtons(ctx, known) });
  const ticket = await openOne(ctx, id);
  const more = draft ? [[{ label: text.makeEntry[ctx.language](), data: `svc:entry:${id}` }]] : [];
  const words = always(await atDesk(ctx, ticket, ctx.language));
  await ctx.reply(words, undefined, { buttons: [...more, ...(await deskButtons(ctx, ticket))] });
  await showAgain(ctx, ticket);
}

/** Of what the member has shown, and notes, the newest is shown again to whoever opens the ticket. */
const shownAgain = 5;

async function showAgain(ctx: EventCtx, { id, memberId }: Ticket): Promise<void> {
  const where = { communityId: ctx.community.id, ticketId: id, side: { not: "staff" }, media: { not: null } };
  const turns = await ctx.tx.ticketTurn.findMany({ where, orderBy: { id: "desc" }, take: shownAgain });
  const shown = turns.toReversed().flatMap((turn) => shownWith(turn) ?? []);
  const copies = await copiesFor(ctx, shown, [ctx.chat.id], text.goneAtDesk);
  const here = (copies.get(ctx.chat.id) ?? []).filter((copy) => copy !== null);
  const key = `ticket:${id}:again:${ctx.event.key}`;
  await showMore(ctx, ctx.chat.id, { ticketId: id, key, name: await nameOf(ctx, memberId) }, here);
}

/** What a person of the staff wrote without saying to whom, and has now said; it goes out once. */
async function passOn(ctx: EventCtx, member: MemberInfo, ticketId: number, questionId: number): Promise<void> {
  const { tx, community } = ctx;
  const where = {
    communityId: community.id,
    id: questionId,
    memberId: { in: [member.id, member.via] },
    outcome: "talk",
  };
  const written = await tx.faqQuestion.findFirst({ where });
  if (!written) return ctx.notice(text.sentBefore);
  const shown = shownWith(written);
  if (!written.text && !shown) throw new Refusal(text.howToAnswer);
  await answerTicket(ctx, member, ticketId, { words: written.text ?? "", shown });
  await tx.faqQuestion.updateMany({ where, data: { outcome: "dropped" } });
}

/** 答复 12 …: answers a member where no reply can be given; as a reply to a picture, with that. */
export async function answer(ctx: Ctx): Promise<void> {
  const number = /^#?(\d{1,9})(?:\s|$)/.exec(ctx.args)?.[1];
  const words = saidAfter(ctx, 2);
  const shown = shownIn(ctx, "anybody");
  if (number === undefined || (words === "" && !shown)) throw new Refusal(text.howToAnswer);
  await sayTo(ctx, ctx.member, Number(number), { words, shown });
}

/** What one of the staff says to a ticket: a note, what a button beside it does, and mostly an answer. */
async function sayTo(
  ctx: EventCtx,
  member: MemberInfo,
  ticketId: number,
  answered: { words: string; shown: Shown | null },
): Promise<void> {
  const note = noteIn(answered.words);
  if (note !== null) return keepNote(ctx, member, ticketId, { words: note, shown: answered.shown });
  const said = answered.shown ? null : deedIn(answered.words);
  if (said) await act(ctx, member, said.deed, said.id ?? ticketId);
  else await answerTicket(ctx, member, ticketId, answered);
}

/** A reply of the staff to a message that brought a ticket: true when it was one, and was passed on. */
export async function takeDeskReply(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { event, member } = ctx;
  if (!member || !event.replyTo?.toBot || (event.forwarded && ctx.chat.kind !== "private")) return false;
  const isStaff = may(member.role, deskRole);
  if (!isStaff && !(await isDesk(ctx))) return false;
  const id = await ticketOfReply(ctx, event.replyTo);
  // a colleague to whom nobody has given a role yet would believe that the member was answered
  if (!isStaff && id !== null) throw new Refusal(text.notStaffYet);
  if (!isStaff) return false;
  if (id === "several") throw new Refusal(text.whichOne);
  const ticket = id === null ? null : await lockTicket(ctx, id);
  // whoever asked has had everything about them deleted
  if (id !== null && id > 0 && !ticket) throw new Refusal(text.noTicket, { id });
  // a reply of staff to what a member was told is talk among people
  if (!ticket || (ticket.chatId === ctx.chat.id && ctx.chat.kind !== "private" && !(await isDesk(ctx)))) return false;
  const words = event.text.trim();
  const shown = shownIn(ctx);
  if (words === "" && !shown) throw new Refusal(text.onlyWords);
  await sayTo(ctx, member, ticket.id, { words, shown });
  return true;
}

/** A press under a message about a ticket: "svc:ACTION:TICKET[:ENTRY]". True when it was one of these. */
export async function takeTicketPress(ctx: EventCtx<ButtonEvent>): Promise<boolean> {
  const found =
    /^svc:(pick|no|close|take|back|entry|keep|alt|same|rate|again|show|to|word):(\d{1,9})(?::(-?\d{1,9}))?$/.exec(
      ctx.event.data,
    );
  const { member } = ctx;
  if (!found || !member) return false;
  const [, action = "", ticket = "", entry = "0"] = found;
  const id = Number(ticket);
  if (action === "rate") await rate(ctx, id, entry === "1" ? 1 : -1);
  else if (action === "again") await reopen(ctx, member, id);
  else if (!may(member.role, deskRole)) await ctx.notice(text.onlyStaff);
  else await act(ctx, member, action as Action, id, Number(entry));
  return true;
}

type Action = Deed | "pick" | "keep" | "alt" | "same" | "show" | "to" | "word";

/** What one of the staff does to a ticket by a press or by the words of a button. */
export async function act(ctx: EventCtx, member: MemberInfo, action: Action, id: number, entry = 0): Promise<void> {
  if (action === "pick") return pickEntry(ctx, member, id, entry);
  if (action === "no") return decline(ctx, id);
  if (action === "same") return answerAlike(ctx, member, id);
  if (action === "entry") return showDraft(ctx, id);
  if (action === "keep") return keepAsEntry(ctx, member, id);
  if (action === "alt") return keepWording(ctx, member, id, entry);
  if (action === "word") return keepChosen(ctx, member, id);
  if (action === "show") return showTicket(ctx, id);
  if (action === "take") return take(ctx, member, id);
  if (action === "back") return giveBack(ctx, member, id);
  if (action === "to") return passOn(ctx, member, id, entry);
  const ticket = await openOne(ctx, id);
  await closeTicket(ctx, ticket);
  const draft = await draftToOffer(ctx, ticket);
  // a mishap that was told is nothing that others ask
  if (draft && looksAsked(draft.question))
    await ctx.reply(text.closedWithDraft, { id, ...draft }, { buttons: keepButtons(ctx, ticket) });
  else await ctx.reply(text.closed, { id });
}

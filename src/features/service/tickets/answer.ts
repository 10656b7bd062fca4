import { Refusal, type BaseCtx, type EventCtx } from "../../../core/context.ts";
import { fill } from "../../../core/text.ts";
import { dayMs } from "../../../core/time.ts";
import { entryById } from "../knowledge/entries.ts";
import { beginsOn, isComing, isValidAt, sentAnswer } from "../knowledge/content.ts";
import { languageFor } from "../../../core/written.ts";
import { sameWords } from "../answering/rules.ts";
import { desksOf, postAt } from "./desk.ts";
import { said } from "./open.ts";
import { hashOf, placeOf, reachable, sayToMember, sendAnswer, type Reached, type Staff } from "./send.ts";
import { copyFor, isOfAlbum, shownWith, type Shown } from "./shown.ts";
import { changeTicket, lockTicket, nameOf, type Ticket } from "./store.ts";
import { text } from "./text.ts";
import { awaitVerdict } from "./verdict.ts";

/**
 * Answers the member of a ticket with what a person wrote or showed; says so to that person and offers to keep it.
 * Words that name an entry ("用 12") stand for it.
 */
export async function answerTicket(
  ctx: EventCtx,
  staff: Staff,
  ticketId: number,
  given: { words: string; shown?: Shown | null },
): Promise<void> {
  const { words, shown = null } = given;
  const entry = shown ? null : entryNamed(words);
  if (entry !== null) return pickEntry(ctx, staff, ticketId, entry);
  const to = await answerable(ctx, ticketId);
  const { ticket } = to;
  const name = await nameOf(ctx, ticket.memberId);
  const copyOf = shown && (await copyFor(ctx, shown, ticket.chatId, text.goneAtMember));
  const unshown = shown && !copyOf ? shown.media : null;
  if (unshown && words === "") throw new Refusal(text.cannotReach, { id: ticket.id, name, media: unshown });
  const before = ticket.state !== "open" && ticket.answeredById !== null ? ticket.answeredById : null;
  const isMore = await isMoreOfAlbum(ctx, ticket, staff);
  await sendAnswer(ctx, to, staff, { words, shown, copyOf });
  if (isMore) return;
  await tellTaker(ctx, ticket, staff, said(ctx.community.language, words, shown));
  const buttons = [
    [
      ...(words === "" ? [] : [{ label: text.makeEntry[ctx.language](), data: `svc:entry:${ticket.id}` }]),
      { label: text.close[ctx.language](), data: `svc:close:${ticket.id}` },
    ],
    ...(await alikeButton(ctx, ticket)),
  ];
  if (unshown) await ctx.reply(text.sentWordsOnly, { id: ticket.id, name, media: unshown }, { buttons });
  else if (before === null || before === staff.id) await ctx.reply(text.sentOn, { id: ticket.id, name }, { buttons });
  else await ctx.reply(text.sentOnAgain, { id: ticket.id, name, by: await nameOf(ctx, before) }, { buttons });
}

/** Whoever sees to a ticket hears that somebody else has answered it, where they have not read it. */
async function tellTaker(
  ctx: EventCtx,
  { id, memberId, takenById }: Ticket,
  staff: Staff,
  words: string,
): Promise<void> {
  if (takenById === null || takenById === staff.id) return;
  const desks = await desksOf(ctx);
  const theirs = desks.filter(({ chatId, people }) => chatId !== ctx.chat.id && people.includes(takenById));
  const told = { id, name: await nameOf(ctx, memberId), by: await nameOf(ctx, staff.id), words };
  const post = { ticketId: id, key: `by:${ctx.event.key}`, text: text.answeredBy[ctx.community.language](told) };
  await postAt(ctx, theirs, post);
}

/** Whether it is more of an album whose first picture was passed on just now. */
async function isMoreOfAlbum(ctx: EventCtx, { id }: Ticket, { via }: Staff): Promise<boolean> {
  const { tx, community, event } = ctx;
  if (event.kind !== "message" || event.album === undefined || event.text.trim() !== "") return false;
  const where = { communityId: community.id, ticketId: id };
  const last = await tx.ticketTurn.findFirst({ where, orderBy: { id: "desc" } });
  return last?.side === "staff" && last.memberId === via && isOfAlbum(ctx, last.at);
}

/** "用 12", "use 12": the number of an entry, as an answer; null for any other words. */
const entryNamed = (words: string): number | null => {
  const number = /^(?:用|use)\s*#?(\d{1,9})$/iu.exec(words.normalize("NFKC").trim())?.[1];
  return number === undefined ? null : Number(number);
};

/** Answers with an entry that was chosen at the desk; offers to find it by this wording from now on. */
export async function pickEntry(ctx: EventCtx, staff: Staff, ticketId: number, entryId: number): Promise<void> {
  const to = await answerable(ctx, ticketId);
  const { ticket } = to;
  const entry = await entryById(ctx.tx, ctx.community.id, entryId);
  if (entry?.state !== "live") throw new Refusal(text.noEntry, { entry: entryId });
  if (entry.audience !== "member" || !(isValidAt(entry, ctx.now) || isComing(entry, ctx.now)))
    throw new Refusal(text.notForMembers, { entry: entryId });
  // every platform that tickets come from shows pictures; of further ones the addresses
  const { text: answer, more } = sentAnswer(entry, { pictures: true });
  const from = beginsOn(entry, ctx.now, ctx.community);
  const language = languageFor(ctx.community.language, ticket.question);
  const words = from ? text.heldFrom[language]({ from, answer }) : answer;
  await sendAnswer(ctx, to, staff, { words, ...more });
  await tellTaker(ctx, ticket, staff, words);
  // what it was answered with is in the base already: it is not offered as an entry
  if (!ticket.nearest.includes(entryId)) await changeTicket(ctx, ticketId, { nearest: [...ticket.nearest, entryId] });
  const name = await nameOf(ctx, ticket.memberId);
  const buttons = [
    [
      { label: text.addWording[ctx.language](), data: `svc:alt:${ticket.id}:${entryId}` },
      { label: text.close[ctx.language](), data: `svc:close:${ticket.id}` },
    ],
    ...(await alikeButton(ctx, ticket)),
  ];
  await ctx.reply(text.sentOn, { id: ticket.id, name }, { buttons });
}

/** Gives the answer of a ticket to everybody else who waits with the same question. */
export async function answerAlike(ctx: EventCtx, staff: Staff, ticketId: number): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  const last = await lastAnswer(ctx, ticketId);
  const shown = last && shownWith(last);
  if (!ticket || (!ticket.answer && !shown)) throw new Refusal(text.noTicket, { id: ticketId });
  const words = ticket.answer ?? "";
  const sent = [];
  const missed = [];
  for (const id of await alikeTo(ctx, ticket)) {
    const open = await lockTicket(ctx, id);
    const other = open?.state === "open" ? await reachable(ctx, open) : null;
    if (!other) continue;
    const name = await nameOf(ctx, other.ticket.memberId);
    const copyOf = shown && (await copyFor(ctx, shown, other.ticket.chatId, text.goneAtMember));
    if (shown && !copyOf && words === "") missed.push({ id, name, media: shown.media });
    else {
      await sendAnswer(ctx, other, staff, { words, shown, copyOf });
      sent.push({ id, name });
    }
  }
  if (sent.length > 0) await ctx.reply(text.sentOnTo, { to: sent });
  for (const one of missed) await ctx.reply(text.cannotReach, one);
  if (sent.length + missed.length === 0) await ctx.notice(text.nobodyWaits);
}

/** Others who wait for their first answer in the same words; the same is offered with a ticket's first answer only. */
async function alikeTo({ tx, community }: BaseCtx, { id, question }: Ticket): Promise<number[]> {
  if (!question) return [];
  const waiting = await tx.ticket.findMany({
    where: { communityId: community.id, state: "open", answeredAt: null, id: { not: id }, question: { not: null } },
    orderBy: { id: "asc" },
    select: { id: true, question: true },
  });
  const words = sameWords(question);
  return waiting.filter((one) => sameWords(one.question ?? "") === words).map((one) => one.id);
}

async function alikeButton(ctx: EventCtx, ticket: Ticket) {
  const ids = ticket.answeredAt === null ? await alikeTo(ctx, ticket) : [];
  return ids.length === 0 ? [] : [[{ label: text.alsoTo[ctx.language]({ ids }), data: `svc:same:${ticket.id}` }]];
}

const lastAnswer = ({ tx, community }: BaseCtx, ticketId: number) =>
  tx.ticketTurn.findFirst({ where: { communityId: community.id, ticketId, side: "staff" }, orderBy: { id: "desc" } });

/** Ends a ticket without an answer: it is not the shop's business. Whoever asks the same soon is told so (standing.ts). */
export async function decline(ctx: EventCtx, ticketId: number): Promise<void> {
  const ticket = await openOne(ctx, ticketId);
  await changeTicket(ctx, ticket.id, {
    state: "closed",
    closedAt: ctx.now,
    declinedAt: ctx.now,
    declinedHash: hashOf(ctx, ticket),
  });
  await sayToMember(ctx, await placeOf(ctx, ticket), "no", (member) => fill(text.declined, { member }));
  await ctx.reply(text.declinedAtDesk, { id: ticket.id });
}

/** Ends a ticket; whoever asked is asked whether they are content, unless they said so, or whether it is settled if nobody answered here. */
export async function closeTicket(ctx: BaseCtx, ticket: Ticket): Promise<void> {
  await changeTicket(ctx, ticket.id, { state: "closed", closedAt: ctx.now });
  if (ticket.rating === 1) return;
  const language = languageFor(ctx.community.language, ticket.question);
  const { id } = ticket;
  const isAnswered = ticket.state === "answered";
  const [yes, no] = isAnswered ? [text.content, text.notContent] : [text.solved, text.notSolved];
  const buttons = [
    [
      { label: yes[language](), data: `svc:rate:${id}:1` },
      { label: no[language](), data: isAnswered ? `svc:rate:${id}:-1` : `svc:again:${id}` },
    ],
  ];
  const words = isAnswered ? text.rateThis : text.closedUnanswered;
  const key = `rate:${ctx.now.getTime()}`; // it may be closed more than once
  await sayToMember(ctx, await placeOf(ctx, ticket), key, (member) => fill(words, { member, id }), { buttons });
  if (isAnswered) await awaitVerdict(ctx, ticket);
}

/** After so long an answer to a ticket that was closed is a slip in its number. */
const lateMs = 7 * dayMs;

/**
 * One that can be answered: whoever has declined it may have thought better of it, and a colleague may come late.
 * @throws Refusal also when nothing would reach the member
 */
async function answerable(ctx: BaseCtx, id: number): Promise<Reached> {
  const known = await lockTicket(ctx, id);
  const isLate = known?.closedAt != null && ctx.now.getTime() - known.closedAt.getTime() < lateMs;
  const ticket = known && (known.declinedAt || isLate) ? known : await openOne(ctx, id);
  const there = await reachable(ctx, ticket);
  if (!there) throw new Refusal(text.notReached, { id, name: await nameOf(ctx, ticket.memberId) });
  return there;
}

/** @throws Refusal when there is no such ticket, or it is closed */
export async function openOne(ctx: BaseCtx, id: number): Promise<Ticket> {
  const ticket = await lockTicket(ctx, id);
  if (!ticket) throw new Refusal(text.noTicket, { id });
  if (ticket.state === "closed") throw new Refusal(text.alreadyClosed, { id });
  return ticket;
}

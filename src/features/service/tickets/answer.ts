import { Refusal, type BaseCtx, type EventCtx, type Post } from "../../../core/context.ts";
import type { Media } from "../../../core/event.ts";
import { priorities } from "../../../core/outbox.ts";
import { fill, type Text } from "../../../core/text.ts";
import { dayMs } from "../../../core/time.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { privateChatOf } from "../../../members/chats.ts";
import { offerChoices } from "../../../operators/choices.ts";
import { entryById } from "../knowledge/entries.ts";
import { isValidAt, sentAnswer } from "../knowledge/content.ts";
import { languageFor } from "../answering/language.ts";
import { questionHash } from "../answering/log.ts";
import { sameWords } from "../answering/rules.ts";
import { serviceSettings } from "../settings.ts";
import { copiesFor, isOfAlbum, shownWith, type Shown } from "./shown.ts";
import { addTurn, changeTicket, lockTicket, nameOf, type Ticket } from "./store.ts";
import { text } from "./text.ts";
import { awaitVerdict } from "./verdict.ts";

const hourMs = 3_600_000;

/** Somebody of the staff, in whose name a member is answered. */
interface Staff {
  id: number;
  via: number;
}

/** What a member is answered: words, what is shown with them, or an entry's picture. */
interface Answer {
  words: string;
  shown?: Shown | null;
  picture?: Post["picture"];
}

/**
 * Answers the member of a ticket with what a person wrote or showed; says so to that person and offers to keep it.
 * Words that name an entry ("用 12") stand for it.
 */
export async function answerTicket(ctx: EventCtx, staff: Staff, ticketId: number, given: Answer): Promise<void> {
  const { words, shown = null } = given;
  const entry = shown ? null : entryNamed(words);
  if (entry !== null) return pickEntry(ctx, staff, ticketId, entry);
  const ticket = await answerable(ctx, ticketId);
  const name = await nameOf(ctx, ticket.memberId);
  const before = ticket.state !== "open" && ticket.answeredById !== null ? ticket.answeredById : null;
  const isMore = await isMoreOfAlbum(ctx, ticket, staff);
  const { unshown } = await sendAnswer(ctx, ticket, staff, given);
  if (unshown && words === "") throw new Refusal(text.cannotReach, { id: ticket.id, name, media: unshown });
  if (isMore) return;
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
  const ticket = await answerable(ctx, ticketId);
  const entry = await entryById(ctx.tx, ctx.community.id, entryId);
  if (entry?.state !== "live") throw new Refusal(text.noEntry, { entry: entryId });
  if (entry.audience !== "member" || !isValidAt(entry, ctx.now))
    throw new Refusal(text.notForMembers, { entry: entryId });
  // every platform that tickets come from shows pictures; of further ones the addresses
  const { text: words, more } = sentAnswer(entry, { pictures: true });
  await sendAnswer(ctx, ticket, staff, { words, ...more });
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
  const sent = [];
  for (const id of await alikeTo(ctx, ticket)) {
    const open = await lockTicket(ctx, id);
    const other = open?.state === "open" ? await reachable(ctx, open) : null;
    if (!other) continue;
    await sendAnswer(ctx, other, staff, { words: ticket.answer ?? "", shown });
    sent.push({ id, name: await nameOf(ctx, other.memberId) });
  }
  if (sent.length === 0) await ctx.notice(text.nobodyWaits);
  else await ctx.reply(text.sentOnTo, { to: sent });
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

/** Sends an answer; `unshown`: what should have gone with it and cannot reach the member. */
async function sendAnswer(
  ctx: BaseCtx,
  ticket: Ticket,
  staff: Staff,
  { words, shown = null, picture }: Answer,
): Promise<{ unshown: Media | null }> {
  const { textDays } = await ctx.settings(textWindow);
  const { closeHours } = await ctx.settings(serviceSettings);
  const copies = shown ? await copiesFor(ctx, [shown], [ticket.chatId], text.goneAtMember) : null;
  const copyOf = copies?.get(ticket.chatId)?.[0] ?? null;
  const kept = textDays > 0 ? { text: words, shown } : { text: "" };
  const turn = await addTurn(ctx, { ticketId: ticket.id, memberId: staff.via, side: "staff", ...kept });
  const answer = textDays > 0 ? words : null;
  await changeTicket(ctx, ticket.id, {
    state: "answered",
    answer,
    answeredAt: ticket.answeredAt ?? ctx.now,
    answeredById: staff.id,
    closedAt: null,
    declinedAt: null,
  });
  // the shop has an answer to it after all
  const declinedHash = hashOf(ctx, ticket);
  const where = { communityId: ctx.community.id, declinedHash };
  if (declinedHash !== null) await ctx.tx.ticket.updateMany({ where, data: { declinedHash: null } });
  const staffName = await nameOf(ctx, staff.id);
  const said = (member: string | null) =>
    words === ""
      ? fill(text.shownToMember, { member, staff: staffName })
      : fill(text.toMember, { member, staff: staffName, answer: words });
  const more = { ...(picture ? { picture } : {}), ...(copyOf ? { copyOf } : {}) };
  await sayToMember(ctx, ticket, `a:${turn}`, said, more);
  const runAt = new Date(ctx.now.getTime() + closeHours * hourMs);
  const payload = { ticketId: ticket.id, turn };
  await ctx.enqueue({ name: "service.close", key: `service:close:${ticket.id}:${turn}`, payload, runAt });
  return { unshown: shown && !copyOf ? shown.media : null };
}

const lastAnswer = ({ tx, community }: BaseCtx, ticketId: number) =>
  tx.ticketTurn.findFirst({ where: { communityId: community.id, ticketId, side: "staff" }, orderBy: { id: "desc" } });

const hashOf = ({ community }: BaseCtx, { question }: Ticket): string | null =>
  question ? questionHash(community.salt, question) : null;

/** Ends a ticket without an answer: it is not the shop's business. Whoever asks the same soon is told so (standing.ts). */
export async function decline(ctx: EventCtx, ticketId: number): Promise<void> {
  const ticket = await openOne(ctx, ticketId);
  await changeTicket(ctx, ticket.id, {
    state: "closed",
    closedAt: ctx.now,
    declinedAt: ctx.now,
    declinedHash: hashOf(ctx, ticket),
  });
  await sayToMember(ctx, ticket, "no", (member) => fill(text.declined, { member }));
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
  await sayToMember(ctx, ticket, key, (member) => fill(words, { member, id }), { buttons });
  if (isAnswered) await awaitVerdict(ctx, ticket);
}

/** After so long an answer to a ticket that was closed is a slip in its number. */
const lateMs = 7 * dayMs;

/**
 * One that can be answered: whoever has declined it may have thought better of it, and a colleague may come late.
 * @throws Refusal also when nothing would reach the member
 */
async function answerable(ctx: BaseCtx, id: number): Promise<Ticket> {
  const known = await lockTicket(ctx, id);
  const isLate = known?.closedAt != null && ctx.now.getTime() - known.closedAt.getTime() < lateMs;
  const ticket = known && (known.declinedAt || isLate) ? known : await openOne(ctx, id);
  const there = await reachable(ctx, ticket);
  if (!there) throw new Refusal(text.notReached, { id, name: await nameOf(ctx, ticket.memberId) });
  return there;
}

/** Where its member reads an answer: alone with the bot, when the bot was put out of their group since. null = nowhere. */
async function reachable(ctx: BaseCtx, ticket: Ticket): Promise<Ticket | null> {
  const { tx, community } = ctx;
  const where = { communityId_id: { communityId: community.id, id: ticket.chatId } };
  if ((await tx.chat.findUniqueOrThrow({ where })).unreachable === null) return ticket;
  const chatId = await privateChatOf(tx, community.id, ticket.memberId);
  if (chatId === null) return null;
  const place = { chatId, messageId: null };
  await changeTicket(ctx, ticket.id, place);
  return { ...ticket, ...place };
}

/** @throws Refusal when there is no such ticket, or it is closed */
export async function openOne(ctx: BaseCtx, id: number): Promise<Ticket> {
  const ticket = await lockTicket(ctx, id);
  if (!ticket) throw new Refusal(text.noTicket, { id });
  if (ticket.state === "closed") throw new Refusal(text.alreadyClosed, { id });
  return ticket;
}

/** Tells a member who has waited long that the shop was reminded once more. `turn`: what they wait for an answer to. */
export async function sayStillAsking(ctx: BaseCtx, ticket: Ticket, turn: number): Promise<void> {
  await sayToMember(ctx, ticket, `wait:${turn}`, (member) => fill(text.stillAsking, { member, id: ticket.id }));
}

/** Says something where the member asked, in their name and visibly tied to their message where that can be. */
async function sayToMember(
  ctx: BaseCtx,
  ticket: Ticket,
  key: string,
  words: (member: string | null) => Text,
  more: Pick<Post, "buttons" | "picture" | "copyOf"> = {},
): Promise<void> {
  const { tx, community } = ctx;
  const where = { communityId_id: { communityId: community.id, id: ticket.chatId } };
  const chat = await tx.chat.findUniqueOrThrow({ where });
  const member = chat.kind === "private" ? null : await nameOf(ctx, ticket.memberId);
  await ctx.post(ticket.chatId, {
    key: `ticket:${ticket.id}:${key}`,
    text: words(member)[languageFor(community.language, ticket.question)](),
    kind: "receipt",
    priority: priorities.answer,
    ...(ticket.messageId === null ? {} : { replyTo: ticket.messageId }),
    ...more,
  });
  if (!more.buttons || ctx.capabilitiesOf(chat.platform).buttons) return;
  await offerChoices(
    tx,
    { communityId: community.id, chatId: ticket.chatId },
    [ticket.memberId],
    more.buttons.flat(),
    ctx.now,
  );
}

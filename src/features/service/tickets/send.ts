import type { CopyOf } from "../../../core/bot.ts";
import type { BaseCtx, Post } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import { fill, type Text } from "../../../core/text.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { hasLeft } from "../../../engagement/passages.ts";
import { cleanLine } from "../../../members/names.ts";
import { privateChatOf } from "../../../members/chats.ts";
import { offerChoices } from "../../../operators/choices.ts";
import { languageFor } from "../../../core/written.ts";
import { questionHash } from "../answering/log.ts";
import { shorten } from "../words.ts";
import { serviceSettings } from "../settings.ts";
import { lookLater } from "./look.ts";
import type { Shown } from "./shown.ts";
import { addTurn, changeTicket, nameOf, type Ticket, waitsSince } from "./store.ts";
import { text } from "./text.ts";

// What a person of the staff says, on its way to the member.

const hourMs = 3_600_000;

/** Somebody of the staff, in whose name a member is answered. */
export interface Staff {
  id: number;
  via: number;
}

/** A ticket, and the chat in which its member reads. */
export interface Reached {
  ticket: Ticket;
  chat: { platform: string; kind: string; unreachable: string | null };
  /** the member has left that group since */
  isGone: boolean;
}

/** What a member is answered: words, what is shown with them and how it gets there, or an entry's picture. */
export interface Answer {
  words: string;
  shown?: Shown | null;
  copyOf?: CopyOf | null;
  picture?: Post["picture"];
}

/** The ticket with its chat, whether or not anything reaches it. */
export async function placeOf({ tx, community }: BaseCtx, ticket: Ticket): Promise<Reached> {
  const { chatId, memberId } = ticket;
  const chat = await tx.chat.findUniqueOrThrow({
    where: { communityId_id: { communityId: community.id, id: chatId } },
  });
  const isGone = chat.kind !== "private" && (await hasLeft(tx, { communityId: community.id, chatId, memberId }));
  return { ticket, chat, isGone };
}

/** Where its member reads an answer: alone with the bot, when they or the bot left their group since. null = nowhere. */
export async function reachable(ctx: BaseCtx, ticket: Ticket): Promise<Reached | null> {
  const there = await placeOf(ctx, ticket);
  if (there.chat.unreachable === null && !there.isGone) return there;
  const chatId = await privateChatOf(ctx.tx, ctx.community.id, ticket.memberId);
  if (chatId === null) return null;
  const place = { chatId, messageId: null };
  await changeTicket(ctx, ticket.id, place);
  return placeOf(ctx, { ...ticket, ...place });
}

/** Writes an answer down and sends it; the ticket closes when nothing is said for a while. */
export async function sendAnswer(ctx: BaseCtx, to: Reached, staff: Staff, answer: Answer): Promise<void> {
  const { words, copyOf = null, picture } = answer;
  const { ticket } = to;
  const { closeHours } = await ctx.settings(serviceSettings);
  const { question } = await waitsSince(ctx, ticket);
  const turn = await keepAnswer(ctx, ticket, staff, answer);
  const staffName = await nameOf(ctx, staff.id);
  const said = (member: string | null, about: string | null) =>
    words === ""
      ? fill(text.shownToMember, { member, staff: staffName })
      : fill(text.toMember, { member, about, staff: staffName, answer: words });
  const more = { ...(picture ? { picture } : {}), ...(copyOf ? { copyOf } : {}) };
  await sayToMember(ctx, { ...to, ticket: { ...ticket, question } }, `a:${turn}`, said, more);
  const runAt = new Date(ctx.now.getTime() + closeHours * hourMs);
  const payload = { ticketId: ticket.id, turn };
  await ctx.enqueue({ name: "service.close", key: `service:close:${ticket.id}:${turn}`, payload, runAt });
  await lookLater(ctx, { ticketId: ticket.id, turn, looks: 0 });
}

/** Returns the number of the answer among all that was said in tickets. */
async function keepAnswer(ctx: BaseCtx, ticket: Ticket, staff: Staff, { words, shown = null }: Answer) {
  const { textDays } = await ctx.settings(textWindow);
  const isKept = textDays > 0;
  const kept = isKept ? { text: words, shown } : { text: "" };
  const turn = await addTurn(ctx, { ticketId: ticket.id, memberId: staff.via, side: "staff", ...kept });
  await changeTicket(ctx, ticket.id, {
    state: "answered",
    answer: isKept ? words : null,
    answeredAt: ticket.answeredAt ?? ctx.now,
    answeredById: staff.id,
    closedAt: null,
    declinedAt: null,
  });
  // the shop has an answer to it after all
  const declinedHash = hashOf(ctx, ticket);
  const where = { communityId: ctx.community.id, declinedHash };
  if (declinedHash !== null) await ctx.tx.ticket.updateMany({ where, data: { declinedHash: null } });
  return turn;
}

/** The fingerprint under which a question is declined. */
export const hashOf = ({ community }: BaseCtx, { question }: Ticket): string | null =>
  question ? questionHash(community.salt, question) : null;

/** Tells a member who has waited long that the shop was reminded once more. `turn`: what they wait for an answer to. */
export async function sayStillAsking(ctx: BaseCtx, ticket: Ticket, turn: number): Promise<void> {
  await sayToMember(ctx, await placeOf(ctx, ticket), `wait:${turn}`, (member) =>
    fill(text.stillAsking, { member, id: ticket.id }),
  );
}

/** So much of a question stands before its answer. */
const aboutLimit = 24;

const aboutOf = ({ question }: Ticket): string | null => (question ? shorten(cleanLine(question), aboutLimit) : null);

/** Says something where the member asked, in their name and visibly tied to their message where that can be; nothing to who left. */
export async function sayToMember(
  ctx: BaseCtx,
  { ticket, chat, isGone }: Reached,
  key: string,
  words: (member: string | null, about: string | null) => Text,
  more: Pick<Post, "buttons" | "picture" | "copyOf"> = {},
): Promise<void> {
  if (isGone) return;
  const { tx, community } = ctx;
  const isAlone = chat.kind === "private";
  const member = isAlone ? null : await nameOf(ctx, ticket.memberId);
  // where an answer hangs on nothing, nobody knows an hour later what it answers, or which of two of one name is meant
  const about = isAlone || ctx.capabilitiesOf(chat.platform).replies ? null : aboutOf(ticket);
  await ctx.post(ticket.chatId, {
    key: `ticket:${ticket.id}:${key}`,
    text: words(member, about)[languageFor(community.language, ticket.question)](),
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

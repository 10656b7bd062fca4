import { z } from "zod";
import type { CopyOf } from "../../../core/bot.ts";
import type { ReplyTo } from "../../../core/event.ts";
import type { BaseCtx, EventCtx, Role } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import { messageRepliedTo, messagesShowing, type OwnMessage } from "../../../core/quoted.ts";
import { privateChatsOf } from "../../../members/chats.ts";
import { offerChoices } from "../../../operators/choices.ts";
import { copiesFor, type Shown } from "./shown.ts";
import { shownText as text } from "./text-shown.ts";

type Buttons = { label: string; data: string }[][];

/** Who answers members. */
export const deskRole = "host" satisfies Role;
const staffRoles = ["host", "manager", "owner"];
/** Private chats that get a ticket where no desk is set, at most. */
const privateDesks = 10;

/** A chat that tickets come to, and who may press a number there. */
export interface Desk {
  chatId: number;
  platform: string;
  people: number[];
}

/** Where tickets go: the chat that was made the desk, else the staff's private chats with the bot. */
export async function desksOf(
  { tx, community }: BaseCtx,
  roles: readonly string[] = staffRoles,
): Promise<readonly Desk[]> {
  const communityId = community.id;
  const rows = await tx.$queryRaw<{ set: Omit<Desk, "people"> | null; people: number[] }[]>`
    SELECT (SELECT json_build_object('chatId', c.id, 'platform', c.platform) FROM ticket_desk d JOIN chat c
        ON c.community_id = d.community_id AND c.id = d.chat_id WHERE d.community_id = ${communityId}) AS set,
      coalesce(array_agg(member_id ORDER BY member_id), '{}') AS people
    FROM member_role WHERE community_id = ${communityId} AND role = ANY (${[...roles]}::text[])`;
  const { set = null, people = [] } = rows[0] ?? {};
  if (set !== null && roles === staffRoles) return [{ ...set, people }];
  if (people.length === 0) return [];
  const chats = await privateChatsOf(tx, communityId, people.slice(0, privateDesks));
  const byChat = new Map(
    [...chats].map(([person, { id, platform }]) => [id, { chatId: id, platform, people: [person] }]),
  );
  return [...byChat.values()];
}

/** Was a chat made the desk? Then somebody means to answer here. */
export const hasDesk = async ({ tx, community }: BaseCtx): Promise<boolean> =>
  (await tx.ticketDesk.count({ where: { communityId: community.id } })) > 0;

/** Is this the chat that was made the desk? */
export async function isDesk({ tx, community, chat }: EventCtx): Promise<boolean> {
  const set = await tx.ticketDesk.findUnique({ where: { communityId: community.id } });
  return set?.chatId === chat.id;
}

export interface DeskPost {
  /** of the ticket; the key by which a reply is traced back bears it */
  ticketId: number;
  /** makes the post once */
  key: string;
  text: string;
  buttons?: Buttons;
  /** goes along where the platform can send it on */
  shown?: readonly Shown[];
  /** of the member, for what comes after the first of `shown` */
  name?: string;
  /** only to those with this role, in private, whatever the desk is */
  escalate?: boolean;
}

/**
 * Brings something to the desk. Returns the chats it went to; with none it waits in the list of tickets.
 * @param told chats that have it already
 */
export async function tellDesk(ctx: BaseCtx, post: DeskPost, told: readonly number[] = []): Promise<number[]> {
  const all = await desksOf(ctx, post.escalate ? ["manager", "owner"] : staffRoles);
  const places = all.filter(({ chatId }) => !told.includes(chatId));
  await postAt(ctx, places, post);
  return places.map(({ chatId }) => chatId);
}

/** The keys of the messages that bring something to these desks with so much that is shown. */
export const keysAt = (
  chatIds: readonly number[],
  { ticketId, key, shown = [] }: Pick<DeskPost, "ticketId" | "key" | "shown">,
): string[] =>
  chatIds.flatMap((chatId) => shown.map((_, index) => keyAt(chatId, { ticketId, key }) + (index ? `+${index}` : "")));

const keyAt = (chatId: number, { ticketId, key }: Pick<DeskPost, "ticketId" | "key">): string =>
  `ticket:${ticketId}:${key}:${chatId}`;

/** The same for desks that are known. */
export async function postAt(ctx: BaseCtx, desks: readonly Desk[], post: DeskPost): Promise<void> {
  const shown = post.shown ?? [];
  const places = desks.map(({ chatId }) => chatId);
  const copies = await copiesFor(ctx, shown, places, text.goneAtDesk);
  for (const { chatId, platform, people } of desks) {
    const key = keyAt(chatId, post);
    const here = copies.get(chatId) ?? [];
    const [first, ...others] = here.filter((copy) => copy !== null);
    const missing = [...new Set(shown.filter((_, index) => here[index] === null).map(({ media }) => media))];
    const { language } = ctx.community;
    await ctx.post(chatId, {
      key,
      text: [post.text, ...missing.map((media) => text.cannotShow[language](media))].join("\n"),
      kind: "receipt",
      priority: priorities.answer,
      ...(post.buttons ? { buttons: post.buttons } : {}),
      ...(first ? { copyOf: first } : {}),
    });
    await showMore(ctx, chatId, { ...post, key }, others);
    if (!post.buttons || ctx.capabilitiesOf(platform).buttons) continue;
    await offerChoices(ctx.tx, { communityId: ctx.community.id, chatId }, people, post.buttons.flat(), ctx.now);
  }
}

/** Each under a message of its own, which names the ticket: a reply to it answers that. */
export async function showMore(
  { post, community }: BaseCtx,
  chatId: number,
  { ticketId: id, key, name = "" }: Pick<DeskPost, "ticketId" | "key" | "name">,
  copies: readonly CopyOf[],
): Promise<void> {
  for (const [index, copyOf] of copies.entries()) {
    await post(chatId, {
      key: `${key}+${index + 1}`,
      text: text.label[community.language]({ id, name }),
      kind: "receipt",
      priority: priorities.answer,
      copyOf,
    });
  }
}

/** The ticket that the message of ours which is answered here was about; null when it was about none, "several" for a list of them. */
export async function ticketOfReply(ctx: EventCtx, replyTo: ReplyTo): Promise<number | "several" | null> {
  const where = { communityId: ctx.community.id, chatId: ctx.chat.id };
  const row = await messageRepliedTo(ctx.tx, where, replyTo);
  if (/^ticket:0:(?:remind|escalate):/.test(row?.key ?? "")) return "several";
  if (row || !replyTo.media) return row && ticketOf(row);
  // a picture of which nothing else is told: certain where all that could be meant are about one ticket
  const [first = null, ...others] = new Set((await messagesShowing(ctx.tx, where, replyTo.media)).map(ticketOf));
  return others.length === 0 ? first : null;
}

function ticketOf({ key, message }: OwnMessage): number | null {
  const about = /^ticket:(\d+):/.exec(key)?.[1] ?? buttonsAbout(message);
  return about === undefined ? null : Number(about);
}

const bears = z.object({ buttons: z.array(z.array(z.object({ data: z.string() }))) });

/** The ticket whose buttons a message bears: "passed on" is about it as well. */
function buttonsAbout(message: unknown): string | undefined {
  const found = bears.safeParse(message).data?.buttons.flat() ?? [];
  const ids = found.map(({ data }) => /^svc:(?:close|take|back|entry|keep|alt|same):(\d+)/.exec(data)?.[1]);
  return ids.find((id) => id !== undefined);
}

/** Whether somebody at the desk will see it. While nobody is there yet it waits with the ticket. */
export async function reachesDesk(ctx: BaseCtx, shown: Shown): Promise<boolean> {
  const desks = await desksOf(ctx);
  const to = desks.length === 0 ? [shown.chatId] : desks.map(({ chatId }) => chatId);
  const copies = await copiesFor(ctx, [shown], to, text.goneAtDesk);
  return [...copies.values()].flat().some((copy) => copy !== null);
}

import type { CopyOf } from "../../../core/bot.ts";
import type { BaseCtx, EventCtx } from "../../../core/context.ts";
import type { Media } from "../../../core/event.ts";
import type { Text } from "../../../core/text.ts";

/** Something that was shown, beside words or in their place: where it is, never the thing itself. */
export interface Shown {
  chatId: number;
  /** the platform's id of the message */
  messageId: string;
  media: Media;
  /** the platform's id of the chat at that time, where it has another by now */
  address?: string | null;
}

/** The messages of an album come in one breath, one a picture; what holds for all is said of the first. */
export const albumMs = 10_000;

/** Whether a message is of an album of which something was heard then. */
export const isOfAlbum = ({ event, now }: EventCtx, then: Date): boolean =>
  event.kind === "message" && event.album !== undefined && now.getTime() - then.getTime() < albumMs;

/** What says nothing to whoever reads a ticket. */
const mute: readonly Media[] = ["sticker", "poll", "other"];

/**
 * What the message of this act shows, or the message that it answers: one's own, or that of any person.
 * Null when it shows nothing.
 */
export function shownIn({ event, chat }: EventCtx, whose: "own" | "anybody" = "own"): Shown | null {
  if (event.kind !== "message") return null;
  const { messageId, media, replyTo } = event;
  if (media && !mute.includes(media)) return { chatId: chat.id, messageId, media };
  const isTheirs = whose === "anybody" || (replyTo?.from !== undefined && replyTo.from.id === event.sender?.id);
  if (!replyTo?.media || replyTo.toBot || replyTo.messageId === "" || !isTheirs) return null;
  return mute.includes(replyTo.media) ? null : { chatId: chat.id, messageId: replyTo.messageId, media: replyTo.media };
}

/** What was shown with a turn or a question that is kept; null = nothing. */
export const shownWith = ({ media, chatId, messageId, address }: Kept): Shown | null =>
  media === null || chatId === null || messageId === null
    ? null
    : { media: media as Media, chatId, messageId, address };

interface Kept {
  media: string | null;
  chatId: number | null;
  messageId: string | null;
  address: string | null;
}

/**
 * How each of what was shown goes on into each of these chats; null where it cannot: a platform sends on what was sent in
 * a chat of the same account, and not every kind of it.
 * @param gone said in its place when the platform does not have it any more
 */
export async function copiesFor(
  ctx: BaseCtx,
  shown: readonly Shown[],
  chatIds: readonly number[],
  gone: Text<Media>,
): Promise<Map<number, (CopyOf | null)[]>> {
  if (shown.length === 0) return new Map();
  const ids = [...new Set([...shown.map(({ chatId }) => chatId), ...chatIds])];
  const rows = await ctx.tx.chat.findMany({ where: { communityId: ctx.community.id, id: { in: ids } } });
  const chats = new Map(rows.map((chat) => [chat.id, chat]));
  const copy = ({ chatId, messageId, media, address }: Shown, to: number): CopyOf | null => {
    const from = chats.get(chatId);
    const there = chats.get(to);
    if (!from || !there || from.platform !== there.platform || from.account !== there.account) return null;
    if (!ctx.capabilitiesOf(from.platform).copies?.includes(media)) return null;
    return { chatId: address ?? from.address, messageId, media, otherwise: gone[ctx.community.language](media) };
  };
  return new Map(chatIds.map((to) => [to, shown.map((one) => copy(one, to))]));
}

/** The same of one for one chat. */
export async function copyFor(ctx: BaseCtx, shown: Shown, to: number, gone: Text<Media>): Promise<CopyOf | null> {
  return (await copiesFor(ctx, [shown], [to], gone)).get(to)?.[0] ?? null;
}

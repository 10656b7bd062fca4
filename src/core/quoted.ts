import type { Tx } from "./database/index.ts";
import type { Outgoing } from "./bot.ts";
import type { Media, ReplyTo } from "./event.ts";

/** A message of ours as it stands in the outbox. */
export interface OwnMessage {
  key: string;
  /** its delivery class */
  kind: string;
  message: unknown;
}

/** So many of the newest messages of a chat are looked at for words that are quoted. */
const looked = 200;
/** Fewer letters than this are no part of a message to go by. */
const leastLetters = 8;

/**
 * The message of ours that is answered: by its id, or where the platform tells none by the words that are quoted. Of
 * several that say the same the newest; null when there is none.
 */
export async function messageRepliedTo(
  tx: Tx,
  where: Place,
  { messageId, words = "" }: ReplyTo,
): Promise<OwnMessage | null> {
  const known =
    messageId === ""
      ? null
      : // a group that became a supergroup counts its messages anew
        await tx.outbox.findFirst({
          where: { ...where, platformMessageId: messageId },
          orderBy: { id: "desc" },
          select,
        });
  if (known || letters(words) === "") return known;
  const said = await newest(tx, where);
  return said.find(({ message }) => isQuoted(textOf(message), words)) ?? null;
}

/** Those of our newest messages in a chat that show such a thing, the newest first: a quote of one shows nothing else of it. */
export async function messagesShowing(tx: Tx, where: Place, media: Media): Promise<OwnMessage[]> {
  return (await newest(tx, where)).filter(({ message }) => {
    const { copyOf, picture, file } = message as Outgoing;
    return copyOf?.media === media || (picture && media === "photo") || (file && media === "document");
  });
}

interface Place {
  communityId: number;
  chatId: number;
}

const select = { key: true, kind: true, message: true };

function newest(tx: Tx, { communityId, chatId }: Place): Promise<OwnMessage[]> {
  const where = { communityId, chatId, state: { in: ["sending", "sent", "unknown"] } };
  return tx.outbox.findMany({ where, orderBy: { id: "desc" }, take: looked, select });
}

const textOf = (message: unknown): string => (message as { text?: string }).text ?? "";

/** A quote may be cut short, and holds the numbered choices that were put under what is stored. */
export function isQuoted(stored: string, words: string): boolean {
  const [own, quoted] = [letters(stored), letters(words)];
  if (own === quoted) return own !== "";
  if (own.length < leastLetters || quoted.length < leastLetters) return false;
  return own.startsWith(quoted) || quoted.startsWith(own);
}

/** Clients show lines and spaces as they like, and dots where they cut. */
const letters = (words: string): string => words.replace(/(?:…|\.{3})\s*$/u, "").replace(/\s+/gu, "");

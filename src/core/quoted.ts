import type { Tx } from "./database/index.ts";
import type { ReplyTo } from "./event.ts";

/** A message of ours as it stands in the outbox. */
export interface OwnMessage {
  key: string;
  message: unknown;
}

/** So many of the newest messages of a chat are looked at for words that are quoted. */
const looked = 200;
/** Fewer letters than this are no quote to go by. */
const leastLetters = 8;

/**
 * The message of ours that is answered: by its id, or where the platform tells none by the words that are quoted. Of
 * several that say the same the newest; null when there is none.
 */
export async function messageRepliedTo(
  tx: Tx,
  where: { communityId: number; chatId: number },
  { messageId, words = "" }: ReplyTo,
): Promise<OwnMessage | null> {
  const select = { key: true, message: true };
  const known =
    messageId === ""
      ? null
      : // a group that became a supergroup counts its messages anew
        await tx.outbox.findFirst({
          where: { ...where, platformMessageId: messageId },
          orderBy: { id: "desc" },
          select,
        });
  if (known || letters(words).length < leastLetters) return known;
  const said = { ...where, state: { in: ["sending", "sent", "unknown"] } };
  const rows = await tx.outbox.findMany({ where: said, orderBy: { id: "desc" }, take: looked, select });
  return rows.find(({ message }) => isQuoted((message as { text?: string }).text ?? "", words)) ?? null;
}

/** A quote may be cut short, and holds the numbered choices that were put under what is stored. */
export function isQuoted(stored: string, words: string): boolean {
  const [own, quoted] = [letters(stored), letters(words)];
  if (own.length < leastLetters || quoted.length < leastLetters) return false;
  return own.startsWith(quoted) || quoted.startsWith(own);
}

/** Clients show lines and spaces as they like, and dots where they cut. */
const letters = (words: string): string => words.replace(/(?:…|\.{3})\s*$/u, "").replace(/\s+/gu, "");

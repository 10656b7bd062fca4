import type { Outgoing, PlatformRefusal } from "../../src/core/bot.ts";

const threadGone = /message thread not found|TOPIC_(?:DELETED|CLOSED)/i;
const answeredGone = /message to be replied not found|reply message not found/i;

/**
 * What is sent in the place of a message that was refused because something it hangs on is gone: the topic it was for, the
 * message it answers, what was to be copied. Each time one thing less; null = it was refused for another reason.
 */
export function insteadOf(message: Outgoing, { reason, message: said }: PlatformRefusal): Outgoing | null {
  const { threadId, replyTo, asker, copyOf, text } = message;
  if (threadId !== undefined && threadGone.test(said)) {
    const { threadId: _gone, ...inGeneral } = message;
    return inGeneral;
  }
  if (replyTo !== undefined && asker !== undefined && answeredGone.test(said)) {
    const { replyTo: _gone, asker: _named, ...untied } = message;
    return { ...untied, text: `@${asker} ${text}`.trim() };
  }
  // of the chat it comes from or of the one it goes to, Telegram does not say
  if (!copyOf || !["rejected", "notFound", "blocked", "migrated"].includes(reason)) return null;
  const { copyOf: _gone, ...words } = message;
  return { ...words, text: `${text}\n${copyOf.otherwise}`.trim() };
}

import type { Capabilities } from "../../../core/bot.ts";
import { inTopic, type MessageEvent } from "../../../core/event.ts";
import type { BaseCtx, EventCtx, ReplyOptions } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import type { Language, Text } from "../../../core/text.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { lockPerson } from "../../../members/person.ts";
import { offerChoices } from "../../../operators/choices.ts";

/** What is kept of a message that is answered after slow work. */
export interface Later {
  event: MessageEvent;
  chatId: number;
  language: Language;
  capabilities: Capabilities;
}

export function laterOf(ctx: EventCtx<MessageEvent>): Later {
  const { event, chat, language, capabilities } = ctx;
  return { event, chatId: chat.id, language, capabilities };
}

/** The act of a message as it would have been at once, carried on at the end of a job. Null when its writer is gone. */
export async function resume(ctx: BaseCtx, later: Later): Promise<EventCtx<MessageEvent> | null> {
  const { tx, community } = ctx;
  const event: MessageEvent = { ...later.event, at: new Date(later.event.at) };
  const { capabilities, language, chatId } = later;
  const row = await tx.chat.findUnique({ where: { communityId_id: { communityId: community.id, id: chatId } } });
  const member = await lockPerson(tx, community.id, event.platform, event.sender, ctx.now);
  if (!row || !member) return null;
  const kind = row.kind as EventCtx["chat"]["kind"];
  const chat = { id: row.id, platform: row.platform, kind, title: row.title };
  let replies = 0;
  const reply = async (words: Text<unknown>, params?: unknown, more: ReplyOptions = {}) => {
    const [name] = await shownNames(tx, community.id, [member], language);
    // the member may have gone on talking meanwhile: they are named wherever others can read it
    const address = chat.kind === "private" ? "" : `@${name} `;
    await ctx.post(chatId, {
      key: `re:${event.platform}:${event.account}:${event.key}:later:${++replies}`,
      text: address + words[language](params),
      kind: "receipt",
      priority: priorities.answer,
      ...(capabilities.replies ? { replyTo: event.messageId } : {}),
      ...inTopic(event.chat.threadId),
      ...(more.buttons ? { buttons: more.buttons } : {}),
      ...(more.picture && capabilities.pictures ? { picture: more.picture } : {}),
    });
    if (!more.buttons || capabilities.buttons) return;
    await offerChoices(
      tx,
      { communityId: community.id, chatId },
      more.choosers ?? [member.id],
      more.buttons.flat(),
      ctx.now,
    );
  };
  // nobody else answers what is carried on here
  const unlessAnswered = (say: () => Promise<void>) => say();
  return { ...ctx, event, chat, member, language, capabilities, reply, notice: reply, unlessAnswered };
}

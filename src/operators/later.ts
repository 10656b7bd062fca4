import { z } from "zod";
import type { MessageEvent } from "../core/event.ts";
import type { BaseCtx, EventCtx, MemberInfo } from "../core/context.ts";
import { priorities } from "../core/outbox.ts";
import { fill, languages, type Text } from "../core/text.ts";
import { offerChoices } from "./choices.ts";
import { confirmText } from "./confirm-text.ts";
import { hold, pressData } from "./confirmations.ts";

/** Who is answered at the end of a job, and where: kept in the job's payload. */
export const asker = z.object({
  event: z.custom<MessageEvent>((value) => typeof value === "object" && value !== null),
  chatId: z.number().int(),
  memberId: z.number().int(),
  language: z.enum(languages),
  buttons: z.boolean(),
  replies: z.boolean(),
});
export type Asker = z.infer<typeof asker>;

/** Whoever wrote this message, to be answered after slow work. */
export function askerOf(ctx: EventCtx<MessageEvent>, member: MemberInfo): Asker {
  const { event, chat, language, capabilities } = ctx;
  const { buttons, replies } = capabilities;
  return { event, chatId: chat.id, memberId: member.id, language, buttons, replies };
}

interface Said {
  buttons?: { label: string; data: string }[][];
  /** which answer to the message this is, where there are several */
  part?: string;
}

/** Answers a message at the end of a job, once. */
export async function answerLater(ctx: BaseCtx, to: Asker, words: Text, { buttons, part = "" }: Said = {}) {
  const { event, chatId, memberId, language } = to;
  await ctx.post(chatId, {
    key: `re:${event.platform}:${event.account}:${event.key}:later${part}`,
    text: words[language](),
    kind: "receipt",
    priority: priorities.answer,
    ...(to.replies ? { replyTo: event.messageId } : {}),
    ...(buttons ? { buttons } : {}),
  });
  if (!buttons || to.buttons) return;
  await offerChoices(ctx.tx, { communityId: ctx.community.id, chatId }, [memberId], buttons.flat(), ctx.now);
}

/**
 * Asks at the end of a job whether a command is meant, as `Command.confirm` does at once: it is
 * carried out when the same person presses "yes" within two minutes, if they may.
 */
export async function askLater(
  ctx: BaseCtx,
  to: Asker,
  question: { command: string; args: string; summary: Text },
): Promise<void> {
  const { command, args, summary } = question;
  const { language, chatId, memberId } = to;
  const event = { ...to.event, at: new Date(to.event.at) };
  const asking = { ...ctx, event, chat: { id: chatId }, member: { id: memberId } };
  const id = await hold(asking, { kind: "confirm", command, args });
  const buttons = [
    { label: confirmText.yes[language](), data: pressData(id, "yes") },
    { label: confirmText.no[language](), data: pressData(id, "no") },
  ];
  await answerLater(ctx, to, fill(confirmText.ask, { summary: summary[language]() }), { buttons: [buttons] });
}

/** What a question holds as JSON for its command; null where somebody typed the command, and what follows is no such thing. */
export function heldIn<T>(form: z.ZodType<T>, args: string): T | null {
  try {
    return form.safeParse(JSON.parse(args)).data ?? null;
  } catch {
    return null;
  }
}

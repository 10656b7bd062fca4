import type { Outgoing } from "../../../core/bot.ts";
import type { BaseCtx } from "../../../core/context.ts";
import { enqueue, priorities } from "../../../core/outbox.ts";
import type { Text } from "../../../core/text.ts";
import type { Question } from "../bank/question.ts";
import { answerButtons } from "../rules.ts";
import { pollOf } from "./poll.ts";
import { messageKey, type Quiz } from "./quiz.ts";

/** Says something of a quiz in its chat, once; with a question, its picture and the buttons to answer it, or as a native poll. */
export async function say<P>(
  ctx: BaseCtx,
  quiz: Quiz,
  part: string,
  words: Text<P>,
  params: P,
  question?: Question & { order: readonly number[] },
): Promise<void> {
  const message: Outgoing = { text: words[quiz.rules.language](params) };
  if (quiz.rules.threadId !== undefined) message.threadId = quiz.rules.threadId;
  const poll = question && pollOf(quiz, { position: quiz.position, order: [...question.order] }, question);
  if (poll) message.poll = poll;
  if (question?.picture) message.picture = { png: question.picture, alt: question.text };
  if (question && !poll && quiz.rules.buttons) {
    const buttons = answerButtons(question, quiz.id, quiz.position, quiz.rules.language);
    if (buttons.length > 0) message.buttons = buttons;
  }
  await enqueue(ctx.tx, {
    communityId: quiz.communityId,
    chatId: quiz.chatId,
    key: messageKey(quiz, part),
    // it bears its number, so a repeat does no harm
    kind: "receipt",
    priority: priorities.quiz,
    message,
    createdAt: ctx.now,
  });
}

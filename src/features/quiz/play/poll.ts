import { pollLimits, type Poll } from "../../../core/bot.ts";
import type { BaseCtx } from "../../../core/context.ts";
import { enqueue, priorities, sentMessages } from "../../../core/outbox.ts";
import type { Question } from "../bank/question.ts";
import { text } from "../text.ts";
import { messageKey, type Quiz, type Turn } from "./quiz.ts";

/**
 * A question as the platform's own quiz; null where the quiz is not played so, or it does not fit:
 * then it has buttons. Nothing is ever cut.
 */
export function pollOf(quiz: Quiz, turn: Pick<Turn, "position" | "order">, question: Question): Poll | null {
  const { polls, language, seconds } = quiz.rules;
  if (!polls || question.picture !== null) return null;
  const options =
    question.kind === "truefalse"
      ? [true, false].map((isTrue) => text.truth[language](isTrue))
      : turn.order.map((option) => question.options[option] ?? "");
  const asked = text.pollQuestion[language]({ quiz, position: turn.position, question });
  const fits =
    options.length >= pollLimits.options.least &&
    options.length <= pollLimits.options.most &&
    options.every((option) => option.length <= pollLimits.option) &&
    asked.length <= pollLimits.question;
  if (!fits) return null;
  const { explanation } = question;
  const isShort =
    explanation.length <= pollLimits.explanation && explanation.split("\n").length <= pollLimits.explanationLines;
  return {
    question: asked,
    options,
    right: question.right.map((option) => turn.order.indexOf(option)).toSorted((a, b) => a - b),
    explanation: isShort ? explanation : "",
    data: `q:${quiz.id}:${turn.position}`,
    ...(seconds <= pollLimits.seconds.most ? { seconds } : {}),
  };
}

/** Ends a question's poll where the platform does not by itself: it was cut short, or lasts a day. */
export async function endPoll(ctx: BaseCtx, quiz: Quiz, turn: Turn): Promise<void> {
  const poll = pollOf(quiz, turn, turn.question);
  if (!poll) return;
  const endsAt = turn.askedAt.getTime() + (poll.seconds ?? Infinity) * 1000;
  if (endsAt <= ctx.now.getTime()) return;
  const key = messageKey(quiz, `${turn.position}:ask`);
  const messageId = (await sentMessages(ctx.tx, quiz.communityId, [key])).get(key)?.messageId;
  if (!messageId) return;
  await enqueue(ctx.tx, {
    communityId: quiz.communityId,
    chatId: quiz.chatId,
    key: messageKey(quiz, `${turn.position}:poll-end`),
    kind: "receipt",
    priority: priorities.quiz,
    message: { text: "", endPollOf: messageId },
    createdAt: ctx.now,
  });
}

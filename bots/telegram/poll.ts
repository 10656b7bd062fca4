import { pollLimits, PlatformRefusal, type Poll } from "../../src/core/bot.ts";
import { clean } from "./clean.ts";
import type { BotCall } from "./client.ts";

/**
 * A quiz poll; with several right options one where several may be chosen. Everybody's vote is told
 * to us (not anonymous), and cannot be changed. Up to Bot API 9.5 the right option is
 * `correct_option_id`, and quizzes have one; from 9.6 on `correct_option_ids`, and results may be
 * hidden until the end: either server leaves out what it does not know.
 * https://core.telegram.org/bots/api#sendpoll
 */
export function pollCall(poll: Poll): BotCall {
  const [right] = poll.right;
  const isQuiz = poll.right.length === 1;
  const words = {
    question: clean(poll.question),
    options: poll.options.map(clean),
    explanation: clean(poll.explanation),
  };
  check(words, poll.right);
  const { least, most } = pollLimits.seconds;
  const closes = poll.seconds !== undefined && poll.seconds >= least && poll.seconds <= most;
  return {
    method: "sendPoll",
    params: {
      question: words.question,
      options: words.options.map((text) => ({ text })),
      is_anonymous: false,
      hide_results_until_closes: true,
      ...(isQuiz
        ? { type: "quiz", correct_option_id: right, correct_option_ids: [right] }
        : { type: "regular", allows_multiple_answers: true, allows_revoting: false }),
      ...(isQuiz && words.explanation !== "" ? { explanation: words.explanation } : {}),
      ...(closes ? { open_period: poll.seconds } : {}),
    },
  };
}

export function endPoll(chatId: string, messageId: string): BotCall {
  return { method: "stopPoll", params: { chat_id: chatId, message_id: Number(messageId) } };
}

/** @throws PlatformRefusal with what is too long: nothing is cut, for that could change what is asked */
function check(
  { question, options, explanation }: Pick<Poll, "question" | "options" | "explanation">,
  right: number[],
) {
  const { least, most } = pollLimits.options;
  const longest = Math.max(...options.map((option) => option.length));
  const wrong =
    question.length < 1 || question.length > pollLimits.question
      ? `the question has ${question.length} characters; Telegram takes 1 to ${pollLimits.question}`
      : options.length < least || options.length > most
        ? `there are ${options.length} options; Telegram takes ${least} to ${most}`
        : options.includes("") || longest > pollLimits.option
          ? `an option has ${options.includes("") ? 0 : longest} characters; Telegram takes 1 to ${pollLimits.option}`
          : explanation.length > pollLimits.explanation || explanation.split("\n").length > pollLimits.explanationLines
            ? `the explanation has ${explanation.length} characters; Telegram takes ${pollLimits.explanation} in ${pollLimits.explanationLines} lines`
            : right.length === 0 || right.some((option) => options[option] === undefined)
              ? "none of the options is right"
              : null;
  if (wrong !== null) throw new PlatformRefusal("rejected", `the poll cannot be sent: ${wrong}`);
}

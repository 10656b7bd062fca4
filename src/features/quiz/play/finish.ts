import type { BaseCtx } from "../../../core/context.ts";
import { shownNames } from "../../../members/lookalike.ts";
import type { Format } from "../formats.ts";
import { scorers, standing } from "../standing.ts";
import { text } from "../text.ts";
import { changeQuiz, unwatch, type Quiz } from "./quiz.ts";
import { say } from "./say.ts";

declare module "../../../core/context.ts" {
  interface Facts {
    /** a quiz came to its end; everybody who scored in it, best first */
    "quiz.finished": { quizId: number; chatId: number; format: Format; memberIds: number[] };
  }
}

const boardLength = 5;

/** The end of a quiz: its standing, and the chat's talk is only talk again. */
export async function finish(ctx: BaseCtx, quiz: Quiz): Promise<void> {
  await changeQuiz(ctx, quiz, { status: "over", slot: null, dueAt: null, leftMs: null, endedAt: ctx.now });
  await unwatch(ctx.tx, quiz.communityId, quiz.chatId);
  const all = await standing(ctx.tx, quiz.communityId, { quizId: quiz.id });
  const first = all.slice(0, boardLength);
  const names = await shownNames(
    ctx.tx,
    quiz.communityId,
    first.map((one) => ({ id: one.person, name: one.name })),
    quiz.rules.language,
  );
  const lines = first.map((one, index) => ({ ...one, name: names[index] ?? "" }));
  // a day's one question has said everything in its result
  if (quiz.format !== "daily") {
    await say(ctx, quiz, "end", text.ended, { lines, people: all.length, format: quiz.format });
  }
  ctx.emit("quiz.finished", {
    quizId: quiz.id,
    chatId: quiz.chatId,
    format: quiz.format,
    memberIds: await scorers(ctx.tx, quiz.communityId, { quizId: quiz.id }),
  });
}

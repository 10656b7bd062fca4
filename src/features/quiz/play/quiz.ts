import type { Tx } from "../../../core/database/index.ts";
import type { BaseCtx } from "../../../core/context.ts";
import { asQuestion } from "../bank/store.ts";
import type { Question } from "../bank/question.ts";
import { rules, type Format, type Rules } from "../formats.ts";

/** A quiz as it stands. */
export interface Quiz {
  communityId: number;
  id: number;
  chatId: number;
  format: Format;
  status: "open" | "paused" | "over";
  slot: string | null;
  bankId: number;
  rules: Rules;
  seed: string;
  position: number;
  step: "ask" | "settle";
  dueAt: Date | null;
  leftMs: number | null;
}

/** A question that was put, and how it stands. */
export interface Turn {
  position: number;
  questionId: number;
  order: number[];
  askedAt: Date;
  closesAt: Date;
  hintAt: Date | null;
  hints: number;
  wrong: number;
  isExtended: boolean;
  settledAt: Date | null;
  question: Question & { id: number };
}

/**
 * A quiz, kept still until the act is over. Answers share it, so that many may come at once; what
 * moves it on ("alone") waits for them and they for it.
 */
export async function lockQuiz(tx: Tx, communityId: number, id: number, how: "shared" | "alone"): Promise<Quiz | null> {
  if (how === "alone")
    await tx.$executeRaw`SELECT 1 FROM quiz WHERE community_id = ${communityId} AND id = ${id} FOR UPDATE`;
  else await tx.$executeRaw`SELECT 1 FROM quiz WHERE community_id = ${communityId} AND id = ${id} FOR SHARE`;
  const row = await tx.quiz.findUnique({ where: { communityId_id: { communityId, id } } });
  return row && { ...(row as Omit<typeof row, "rules"> as Omit<Quiz, "rules">), rules: rules.parse(row.rules) };
}

/** The quiz that runs in a chat's slot; null when none does. */
export async function quizIn(
  tx: Tx,
  communityId: number,
  chatId: number,
  slot: "chat" | "daily",
): Promise<number | null> {
  const where = { communityId_chatId_slot: { communityId, chatId, slot } };
  return (await tx.quiz.findUnique({ where, select: { id: true } }))?.id ?? null;
}

/** One question of a quiz with how it stands; null when it was not put, or its question is gone. */
export async function turnOf(tx: Tx, quiz: Pick<Quiz, "communityId" | "id">, position: number): Promise<Turn | null> {
  const { communityId, id: quizId } = quiz;
  const turn = await tx.quizTurn.findUnique({
    where: { communityId_quizId_position: { communityId, quizId, position } },
  });
  const question =
    turn && (await tx.quizQuestion.findUnique({ where: { communityId_id: { communityId, id: turn.questionId } } }));
  return turn && question && { ...turn, question: asQuestion(question) };
}

export async function changeQuiz(
  ctx: BaseCtx,
  quiz: Quiz,
  data: Partial<Pick<Quiz, "status" | "slot" | "position" | "step" | "dueAt" | "leftMs">> & { endedAt?: Date },
): Promise<void> {
  await ctx.tx.quiz.update({ where: { communityId_id: { communityId: quiz.communityId, id: quiz.id } }, data });
  Object.assign(quiz, data);
}

export async function changeTurn(
  ctx: BaseCtx,
  quiz: Quiz,
  turn: Turn,
  data: Partial<Pick<Turn, "askedAt" | "closesAt" | "hintAt" | "hints" | "wrong" | "isExtended" | "settledAt">>,
): Promise<void> {
  const key = { communityId: quiz.communityId, quizId: quiz.id, position: turn.position };
  await ctx.tx.quizTurn.update({ where: { communityId_quizId_position: key }, data });
  Object.assign(turn, data);
}

/** What makes a message of a quiz one. */
export const messageKey = (quiz: Pick<Quiz, "id">, part: string): string => `quiz:${quiz.id}:${part}`;

/** The quiz is looked at again at this instant, whoever is running then. */
export async function wakeAt(ctx: BaseCtx, quiz: Quiz, at: Date): Promise<void> {
  await ctx.enqueue({
    name: "quiz.advance",
    key: `quiz:${quiz.id}:${at.toISOString()}`,
    payload: { quizId: quiz.id },
    runAt: at,
  });
}

export const after = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

/** Every message of the chat is looked at while somebody may answer there in words. */
export async function watch(tx: Tx, communityId: number, chatId: number): Promise<void> {
  await tx.watchChat.createMany({ data: [{ communityId, chatId, feature: "quiz" }], skipDuplicates: true });
}

/** No more than that when nothing runs there. */
export async function unwatch(tx: Tx, communityId: number, chatId: number): Promise<void> {
  const running = await tx.quiz.count({ where: { communityId, chatId, slot: { not: null } } });
  if (running === 0) await tx.watchChat.deleteMany({ where: { communityId, chatId, feature: "quiz" } });
}

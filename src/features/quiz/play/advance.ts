import { z } from "zod";
import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import { seededRng } from "../../../core/rng.ts";
import { asQuestion } from "../bank/store.ts";
import { nextQuestions } from "./choose.ts";
import { hintFor, shuffledOrder } from "../rules.ts";
import { text } from "../text.ts";
import { finish } from "./finish.ts";
import { after, changeQuiz, changeTurn, lockQuiz, turnOf, wakeAt, watch, type Quiz, type Turn } from "./quiz.ts";
import { pollOf } from "./poll.ts";
import { say } from "./say.ts";
import { settle } from "./settle.ts";

const payload = z.object({ quizId: z.number().int() });

/** Later than this after its time, a question was left alone by a program that was not running. */
const awayMs = 15_000;
/** … and later than this nobody waits for the next one any more: it may be the middle of the night. */
const abandonedMs = 30 * 60_000;
/** Time that is added then. */
const extraSeconds = 10;
const hintsMost = 2;

export async function advanceJob(job: JobCtx): Promise<void> {
  const { quizId } = payload.parse(job.payload);
  await job.act((ctx) => advance(ctx, quizId));
}

/**
 * Does whatever of a quiz is due: the next question, a hint, the end of a question, the end. All is
 * read from the database, so it may be called at any time, twice, by another process or after a
 * restart; what is not due is not done.
 */
export async function advance(ctx: BaseCtx, quizId: number): Promise<void> {
  const quiz = await lockQuiz(ctx.tx, ctx.community.id, quizId, "alone");
  if (quiz) await moveOn(ctx, quiz);
}

/** The same with a quiz that is locked already. */
export async function moveOn(ctx: BaseCtx, quiz: Quiz): Promise<void> {
  if (quiz.status !== "open" || !quiz.dueAt) return;
  const isDue = quiz.dueAt <= ctx.now;
  if (quiz.step === "ask") {
    if (isDue) await askNext(ctx, quiz);
  } else if (quiz.format === "exam") {
    if (isDue) await finish(ctx, quiz);
  } else {
    const turn = await turnOf(ctx.tx, quiz, quiz.position);
    if (!turn) await finish(ctx, quiz);
    else if (isDue) await close(ctx, quiz, turn);
    else await remind(ctx, quiz, turn);
  }
}

/** How long ago the quiz should have gone on. */
const lateMs = (ctx: BaseCtx, { dueAt }: Quiz): number => ctx.now.getTime() - (dueAt?.getTime() ?? ctx.now.getTime());

const isAbandoned = (ctx: BaseCtx, quiz: Quiz): boolean => quiz.format !== "daily" && lateMs(ctx, quiz) > abandonedMs;

/** Says that it was away too long, and ends the quiz: what was right by then counts. */
async function giveUp(ctx: BaseCtx, quiz: Quiz): Promise<void> {
  await say(ctx, quiz, "abandoned", text.abandoned, undefined);
  await finish(ctx, quiz);
}

async function askNext(ctx: BaseCtx, quiz: Quiz): Promise<void> {
  const { tx, now } = ctx;
  if (isAbandoned(ctx, quiz)) return giveUp(ctx, quiz);
  const question = quiz.position < quiz.rules.count ? await nextQuestion(ctx, quiz) : null;
  if (!question) return finish(ctx, quiz);
  const position = quiz.position + 1;
  // a daily question keeps its evening, even when it is put late; the others count from now
  const order = shuffledOrder(question, seededRng(`${quiz.seed}\n${position}`));
  // votes bear no time of their own: those of the last moment get the time that they take to come
  const onTheWay = pollOf(quiz, { position, order }, question) ? quiz.rules.graceSeconds : 0;
  const closesAt = after(quiz.format === "daily" ? (quiz.dueAt ?? now) : now, quiz.rules.seconds + onTheWay);
  const hintAt = quiz.rules.hintSeconds > 0 ? after(now, quiz.rules.hintSeconds) : null;
  const key = { communityId: quiz.communityId, quizId: quiz.id, position };
  await tx.quizTurn.create({
    data: { ...key, chatId: quiz.chatId, questionId: question.id, order, askedAt: now, closesAt, hintAt },
  });
  crashPoint("quiz-asking");
  await watch(tx, quiz.communityId, quiz.chatId);
  await changeQuiz(ctx, quiz, {
    position,
    step: "settle",
    dueAt: after(closesAt, quiz.rules.graceSeconds),
    leftMs: null,
  });
  const asked = { quiz, position, question, order, closesAt, timeZone: ctx.community.timeZone };
  await say(ctx, quiz, `${position}:ask`, text.asked, asked, { ...question, order });
  await wakeAt(ctx, quiz, hintAt && hintAt < closesAt ? hintAt : (quiz.dueAt ?? closesAt));
}

async function nextQuestion(ctx: BaseCtx, quiz: Quiz) {
  const { communityId } = quiz;
  const [id] = await nextQuestions(ctx.tx, quiz, 1);
  if (id === undefined) return null;
  return asQuestion(await ctx.tx.quizQuestion.findUniqueOrThrow({ where: { communityId_id: { communityId, id } } }));
}

/** A hint when it is time for one. */
async function remind(ctx: BaseCtx, quiz: Quiz, turn: Turn): Promise<void> {
  if (turn.hintAt && turn.hintAt <= ctx.now && turn.closesAt > ctx.now) {
    const number = turn.hints + 1;
    const hint = hintFor(turn.question, turn.order, number, seededRng(`${quiz.seed}\n${turn.position}\nhint`));
    if (hint) await say(ctx, quiz, `${turn.position}:hint:${number}`, hint, undefined);
    const isLast = !hint || number >= hintsMost || quiz.rules.hintSeconds === 0;
    const hintAt = isLast ? null : after(ctx.now, quiz.rules.hintSeconds);
    await changeTurn(ctx, quiz, turn, { hints: number, wrong: 0, hintAt });
  }
  const next = [turn.hintAt, quiz.dueAt].filter((at) => at !== null && at > ctx.now) as Date[];
  const soonest = next.toSorted((a, b) => a.getTime() - b.getTime())[0];
  if (soonest) await wakeAt(ctx, quiz, soonest);
}

/** The end of a question; when nobody was here to end it in time, its people get a little more of it. */
async function close(ctx: BaseCtx, quiz: Quiz, turn: Turn): Promise<void> {
  if (isAbandoned(ctx, quiz)) {
    await settle(ctx, quiz, turn);
    return giveUp(ctx, quiz);
  }
  if (lateMs(ctx, quiz) > awayMs && !turn.isExtended && quiz.format !== "daily") {
    const closesAt = after(ctx.now, extraSeconds);
    await changeTurn(ctx, quiz, turn, { isExtended: true, closesAt, hintAt: null });
    await changeQuiz(ctx, quiz, { dueAt: after(closesAt, quiz.rules.graceSeconds) });
    await say(ctx, quiz, `${turn.position}:extended`, text.extended, {
      position: turn.position,
      seconds: extraSeconds,
    });
    await wakeAt(ctx, quiz, quiz.dueAt ?? closesAt);
    return;
  }
  const { isDecided } = await settle(ctx, quiz, turn);
  if (isDecided || quiz.position >= quiz.rules.count) return finish(ctx, quiz);
  const dueAt = after(ctx.now, quiz.rules.gapSeconds);
  await changeQuiz(ctx, quiz, { step: "ask", dueAt });
  await wakeAt(ctx, quiz, dueAt);
}

/** Ends the question that is on at once, as if its time were over. */
export async function cutShort(ctx: BaseCtx, quiz: Quiz): Promise<void> {
  const turn = await turnOf(ctx.tx, quiz, quiz.position);
  if (!turn || quiz.step !== "settle") return;
  await changeTurn(ctx, quiz, turn, { closesAt: turn.closesAt < ctx.now ? turn.closesAt : ctx.now, isExtended: true });
  await changeQuiz(ctx, quiz, { dueAt: ctx.now });
  await close(ctx, quiz, turn);
}

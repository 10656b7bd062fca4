import { Refusal, type Ctx } from "../../core/context.ts";
import { bankFor, createQuiz } from "./begin.ts";
import { dailyOrder } from "./daily.ts";
import { setExam } from "./exam/sit.ts";
import { pollFormats, readOrder, rulesOf, type Order, type Rules } from "./formats.ts";
import { cutShort, moveOn } from "./play/advance.ts";
import { finish } from "./play/finish.ts";
import { after, changeQuiz, changeTurn, lockQuiz, quizIn, turnOf, wakeAt, type Quiz } from "./play/quiz.ts";
import { endPoll, pollOf } from "./play/poll.ts";
import { quizSettings } from "./settings.ts";
import { text } from "./text.ts";

/** 开始答题 抢答 10 茶文化: one line starts a quiz; what it does not say is as the settings have it. */
export async function start(ctx: Ctx): Promise<void> {
  // the hours of a day are no words of the others
  if (/^(?:daily|每日一题|每日)(?:\s|$)/iu.test(ctx.args)) return dailyOrder(ctx, ctx.args);
  const order = readOrder(ctx.args);
  if ("unknown" in order) throw new Refusal(text.unknownWord, { word: order.unknown.slice(0, 30) });
  const { tx, community, chat } = ctx;
  const slot = order.format === "exam" ? null : "chat";
  if (slot && (await quizIn(tx, community.id, chat.id, "chat")) !== null) throw new Refusal(text.alreadyOn);
  if (order.polls && !pollFormats.has(order.format)) throw new Refusal(text.noPollsFor);
  if (order.polls && !ctx.capabilities.nativeQuiz) throw new Refusal(text.noPollsHere);
  const { bank, questions } = await bankFor(ctx, order.bank, order.tags);
  const rules = await rulesFor(ctx, order, questions);
  const quiz = await createQuiz(ctx, { format: order.format, slot, bankId: bank.id, rules, dueAt: ctx.now });
  if (order.format === "exam") {
    const closesAt = after(ctx.now, rules.seconds);
    const count = await setExam(ctx, quiz, closesAt);
    await wakeAt(ctx, quiz, closesAt);
    return ctx.reply(text.examOpen, { count, closesAt, timeZone: community.timeZone });
  }
  await ctx.reply(text.started, { format: order.format, rules, bank: bank.name });
  await moveOn(ctx, quiz);
}

async function rulesFor(ctx: Ctx, order: Order, questions: number): Promise<Rules> {
  const usual = rulesOf(order.format, await ctx.settings(quizSettings));
  const count = Math.min(order.count ?? usual.count, questions);
  const isMarathon = order.format === "marathon";
  return {
    ...usual,
    // of a marathon the number is the target, not the length
    count: isMarathon ? Math.min(usual.count, questions) : count,
    target: isMarathon ? (order.count ?? usual.target) : 0,
    seconds: order.format === "exam" ? usual.seconds : (order.seconds ?? usual.seconds),
    buttons: ctx.capabilities.buttons,
    polls: (order.polls ?? usual.polls) && ctx.capabilities.nativeQuiz,
    tags: order.tags,
    language: ctx.community.language,
    threadId: ctx.event.chat.threadId,
  };
}

/** The quiz that is on in this chat, kept still. @throws Refusal when there is none */
async function running(ctx: Ctx): Promise<Quiz> {
  const id = await quizIn(ctx.tx, ctx.community.id, ctx.chat.id, "chat");
  const quiz = id === null ? null : await lockQuiz(ctx.tx, ctx.community.id, id, "alone");
  if (!quiz) throw new Refusal(text.nothingOn);
  return quiz;
}

/** 暂停答题: the clock stands still, and what was left is left. */
export async function pause(ctx: Ctx): Promise<void> {
  const quiz = await running(ctx);
  if (quiz.status === "paused") throw new Refusal(text.alreadyPaused);
  const turn = quiz.step === "settle" ? await turnOf(ctx.tx, quiz, quiz.position) : null;
  // the platform's clock cannot be stopped, and a vote cannot be cast again
  if (turn && pollOf(quiz, turn, turn.question)) throw new Refusal(text.pollGoesOn);
  const leftMs = Math.max(0, (quiz.dueAt?.getTime() ?? 0) - ctx.now.getTime());
  await changeQuiz(ctx, quiz, { status: "paused", leftMs });
  await ctx.reply(text.paused);
}

/** 继续答题: goes on with the time that was left. */
export async function resume(ctx: Ctx): Promise<void> {
  const quiz = await running(ctx);
  if (quiz.status !== "paused" || !quiz.dueAt) throw new Refusal(text.notPaused);
  const dueAt = new Date(ctx.now.getTime() + (quiz.leftMs ?? 0));
  const shiftMs = dueAt.getTime() - quiz.dueAt.getTime();
  const turn = quiz.step === "settle" ? await turnOf(ctx.tx, quiz, quiz.position) : null;
  const shifted = (at: Date) => new Date(at.getTime() + shiftMs);
  if (turn) {
    const hintAt = turn.hintAt && shifted(turn.hintAt);
    await changeTurn(ctx, quiz, turn, { askedAt: shifted(turn.askedAt), closesAt: shifted(turn.closesAt), hintAt });
  }
  await changeQuiz(ctx, quiz, { status: "open", leftMs: null, dueAt });
  await wakeAt(ctx, quiz, dueAt);
  if (turn?.hintAt) await wakeAt(ctx, quiz, turn.hintAt);
  const leftSeconds = turn ? Math.max(0, (turn.closesAt.getTime() - ctx.now.getTime()) / 1000) : null;
  await ctx.reply(text.resumed, { seconds: leftSeconds });
}

/** 跳过: the question that is on ends now, and the next one comes. */
export async function skip(ctx: Ctx): Promise<void> {
  const quiz = await running(ctx);
  if (quiz.status === "paused") throw new Refusal(text.alreadyPaused);
  if (quiz.step !== "settle") throw new Refusal(text.nothingToSkip);
  await ctx.reply(text.skipped);
  await cutShort(ctx, quiz);
}

/** 结束答题: the question that is on counts for nobody; the standing is what it was. */
export async function stop(ctx: Ctx): Promise<void> {
  const quiz = await running(ctx);
  await ctx.reply(text.stopped);
  const turn = quiz.step === "settle" ? await turnOf(ctx.tx, quiz, quiz.position) : null;
  if (turn) await endPoll(ctx, quiz, turn);
  await finish(ctx, quiz);
}

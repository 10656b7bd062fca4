import { crashPoint } from "../../../core/crash.ts";
import type { ButtonEvent, MessageEvent } from "../../../core/event.ts";
import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import { saysStop } from "../../../core/off-words.ts";
import { messageRepliedTo } from "../../../core/quoted.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { takeFile } from "../bank/intake.ts";
import { judgeDraft } from "../drafts/draft.ts";
import { sitByPress } from "../exam/sit.ts";
import { firstWins, triesAt } from "../formats.ts";
import { isMultiple, isRight, letterOf, readAnswer, readPress, type Said } from "../rules.ts";
import { text } from "../text.ts";
import { after, changeQuiz, changeTurn, lockQuiz, quizIn, turnOf, wakeAt, type Quiz, type Turn } from "./quiz.ts";

/** Whoever answers so soon after the end meant to answer, and is told. */
const lateMs = 30_000;

/** A press on one of our buttons. */
export async function pressed(ctx: EventCtx<ButtonEvent>): Promise<void> {
  const press = readPress(ctx.event.data);
  if (!press) return void (await judgeDraft(ctx));
  if (!ctx.member) return ctx.notice(text.membersOnly);
  const quiz = await lockQuiz(ctx.tx, ctx.community.id, press.quizId, "shared");
  if (!quiz) return ctx.notice(text.over);
  if (quiz.format === "exam") return sitByPress({ ...ctx, member: ctx.member }, quiz, press);
  const turn = await turnOf(ctx.tx, quiz, press.position);
  if (!turn || quiz.chatId !== ctx.chat.id) return ctx.notice(text.over);
  if (press.shown === null) return send(ctx, ctx.member, quiz, turn);
  const choices = press.shown.map((shown) => turn.order[shown] ?? -1);
  const [option = -1] = choices;
  if (choices.includes(-1)) return ctx.notice(text.over);
  if (isMultiple(turn.question) && !ctx.event.isVote) return tick(ctx, ctx.member, quiz, turn, option);
  const taken = await take(ctx, ctx.member, quiz, turn, { choices });
  await tellPresser(ctx, quiz, turn, taken, press.shown[0] ?? null);
}

/** A message of a chat in which a quiz runs, or a file sent in private. */
export async function said(ctx: EventCtx<MessageEvent>): Promise<void> {
  const { event, member, chat } = ctx;
  if (!member || event.forwarded || (await takeFile(ctx)) || event.text === "") return;
  if (chat.kind === "private") return;
  if (event.replyTo && !event.replyTo.toBot) return; // they talk to somebody
  await answerAny(ctx, member);
}

async function answerAny(ctx: EventCtx<MessageEvent>, member: MemberInfo): Promise<boolean> {
  for (const slot of ["chat", "daily"] as const) {
    const id = await quizIn(ctx.tx, ctx.community.id, ctx.chat.id, slot);
    if (id !== null && (await answerIn(ctx, member, id))) return true;
  }
  return false;
}

/** "Stop" as a reply to a question that runs in a group may be its answer, and means nothing else there. True: it was taken so. */
export async function answeredByOffWord(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { tx, event, member, chat, community } = ctx;
  if (!member || chat.kind === "private" || !event.replyTo?.toBot || saysStop(event.text) === null) return false;
  const found = await messageRepliedTo(tx, { communityId: community.id, chatId: chat.id }, event.replyTo);
  return found?.key.startsWith("quiz:") === true && (await answerAny(ctx, member));
}

/** Takes a text for an answer in one quiz; false when it is none. */
async function answerIn(ctx: EventCtx<MessageEvent>, member: MemberInfo, quizId: number): Promise<boolean> {
  const quiz = await lockQuiz(ctx.tx, ctx.community.id, quizId, "shared");
  const turn = quiz && (await turnOf(ctx.tx, quiz, quiz.position));
  if (!quiz || !turn) return false;
  const words = wordsFor(ctx, quiz, turn);
  const answer = words === null ? null : readAnswer(turn.question, turn.order, words);
  if (!answer) return false;
  const taken = await take(ctx, member, quiz, turn, answer);
  const { event, now } = ctx;
  const isJustLate = taken === "late" && now.getTime() - turn.closesAt.getTime() <= lateMs;
  // in a race everybody sees who was first; a reply to each would drown it
  if (isJustLate && !firstWins(quiz.format) && (event.replyTo?.toBot || "choices" in answer))
    await ctx.reply(text.late);
  return true;
}

/** A day is long, and talk is not an answer: what is to be one begins with 答 or answers the bot, unless it can be only that. */
function wordsFor(ctx: EventCtx<MessageEvent>, quiz: Quiz, turn: Turn): string | null {
  const { event } = ctx;
  const marked = /^\s*(?:答案?|answer)\s*[:：是]?\s*(.+)$/isu.exec(event.text)?.[1];
  if (marked !== undefined) return marked;
  const isWords = turn.question.kind === "open" || turn.question.kind === "number";
  if (quiz.format === "daily" && isWords && !event.replyTo?.toBot && !event.mentionsBot) return null;
  return event.text;
}

/** What became of an answer. */
export type Taken = "right" | "wrong" | "again" | "late" | "paused";

/**
 * Counts an answer, by the platform's own time: the member's first, or as many tries as the format
 * allows. In a race the first right one ends the question from its own instant on; who was first is
 * settled after a moment of grace, for answers that were earlier and come later.
 */
export async function take(ctx: EventCtx, member: MemberInfo, quiz: Quiz, turn: Turn, answer: Said): Promise<Taken> {
  const { tx, event } = ctx;
  const key = { communityId: quiz.communityId, quizId: quiz.id, position: turn.position };
  if (quiz.status === "over" || turn.settledAt) return "late";
  if (quiz.status === "paused") return "paused";
  const right = isRight(turn.question, answer);
  const isLate = event.at > turn.closesAt;
  if (isLate && !(firstWins(quiz.format) && right)) return "late";
  const memberId = { in: await memberIdsOf(tx, quiz.communityId, member.id) };
  const before = await tx.quizAnswer.findMany({
    where: { ...key, memberId, isGiven: true },
    select: { isRight: true },
  });
  const most = triesAt(quiz.format, turn.question.kind);
  if (before.length >= most || before.some((one) => one.isRight)) return "again";
  const row = {
    at: event.at,
    takenMs: Math.max(0, event.at.getTime() - turn.askedAt.getTime()),
    choices: "choices" in answer ? answer.choices : [],
    text: "words" in answer ? answer.words : "",
    isRight: right,
    isGiven: true,
  };
  // ticked options that were never sent make way
  await tx.quizAnswer.deleteMany({ where: { ...key, memberId, isGiven: false } });
  await tx.quizAnswer.create({ data: { ...key, memberId: member.via, nth: before.length + 1, ...row } });
  crashPoint("quiz-answering");
  if (firstWins(quiz.format) && !isLate) await onRaceAnswer(ctx, quiz, turn, right);
  return isLate ? "late" : right ? "right" : "wrong";
}

async function onRaceAnswer(ctx: EventCtx, quiz: Quiz, turn: Turn, right: boolean): Promise<void> {
  const { event } = ctx;
  const alone = await lockQuiz(ctx.tx, quiz.communityId, quiz.id, "alone");
  if (!alone || alone.step !== "settle" || alone.position !== turn.position) return;
  if (right) {
    const dueAt = after(event.at > turn.askedAt ? event.at : turn.askedAt, quiz.rules.graceSeconds);
    await changeTurn(ctx, alone, turn, { closesAt: event.at, hintAt: null });
    await changeQuiz(ctx, alone, { dueAt });
    return wakeAt(ctx, alone, dueAt);
  }
  const wrong = turn.wrong + 1;
  const isStuck = quiz.rules.hintWrong > 0 && wrong >= quiz.rules.hintWrong && turn.hints < 2;
  await changeTurn(ctx, alone, turn, { wrong, ...(isStuck ? { hintAt: event.at } : {}) });
  if (isStuck) await wakeAt(ctx, alone, event.at);
}

/** Ticks an option or takes the tick away; nothing counts until it is sent. */
async function tick(
  ctx: EventCtx<ButtonEvent>,
  member: MemberInfo,
  quiz: Quiz,
  turn: Turn,
  option: number,
): Promise<void> {
  const state = await stateOf(ctx, member, quiz, turn);
  if (state.refusal) return ctx.notice(state.refusal);
  const choices = state.ticked.includes(option)
    ? state.ticked.filter((one) => one !== option)
    : [...state.ticked, option];
  const key = { communityId: quiz.communityId, quizId: quiz.id, position: turn.position, memberId: member.via, nth: 1 };
  await ctx.tx.quizAnswer.upsert({
    where: { communityId_quizId_position_memberId_nth: key },
    create: { ...key, at: ctx.event.at, takenMs: 0, choices, isGiven: false },
    update: { choices, at: ctx.event.at },
  });
  const letters = choices.map((one) => letterOf(turn.order.indexOf(one))).sort();
  await ctx.notice(text.ticked, { letters });
}

async function send(ctx: EventCtx<ButtonEvent>, member: MemberInfo, quiz: Quiz, turn: Turn): Promise<void> {
  const state = await stateOf(ctx, member, quiz, turn);
  if (state.refusal) return ctx.notice(state.refusal);
  if (state.ticked.length === 0) return ctx.notice(text.tickFirst);
  await tellPresser(ctx, quiz, turn, await take(ctx, member, quiz, turn, { choices: state.ticked }), null);
}

async function stateOf(ctx: EventCtx, member: MemberInfo, quiz: Quiz, turn: Turn) {
  const memberId = { in: await memberIdsOf(ctx.tx, quiz.communityId, member.id) };
  const where = { communityId: quiz.communityId, quizId: quiz.id, position: turn.position, memberId };
  const rows = await ctx.tx.quizAnswer.findMany({ where });
  const isOver = quiz.status === "over" || turn.settledAt !== null || ctx.event.at > turn.closesAt;
  const refusal = isOver
    ? text.late
    : quiz.status === "paused"
      ? text.pausedNow
      : rows.some((row) => row.isGiven)
        ? text.again
        : null;
  return { refusal, ticked: rows.find((row) => !row.isGiven)?.choices ?? [] };
}

/** Only the presser sees it. Where the answer is hidden until the end, so is whether it was right. */
async function tellPresser(
  ctx: EventCtx<ButtonEvent>,
  quiz: Quiz,
  turn: Turn,
  taken: Taken,
  shown: number | null,
): Promise<void> {
  switch (taken) {
    case "late":
      return ctx.notice(text.late);
    case "again":
      return ctx.notice(text.again);
    case "paused":
      return ctx.notice(text.pausedNow);
    case "right":
    case "wrong":
      if (firstWins(quiz.format)) return ctx.notice(taken === "right" ? text.rightNow : text.wrongNow);
      return ctx.notice(text.taken, {
        letter: shown === null || turn.question.kind === "truefalse" ? null : letterOf(shown),
      });
    default: {
      const exhaustive: never = taken;
      return exhaustive;
    }
  }
}

import type { ButtonEvent, MessageEvent } from "../../../core/event.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import { saysStop } from "../../../core/off-words.ts";
import { anyOf } from "../../../core/person.ts";
import { seededRng } from "../../../core/rng.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { scoreOf } from "../formats.ts";
import { nextQuestions } from "../play/choose.ts";
import { changeQuiz, lockQuiz, turnOf, type Quiz, type Turn } from "../play/quiz.ts";
import { pay, type Scored } from "../play/settle.ts";
import {
  answerButtons,
  isMultiple,
  isRight,
  keyText,
  letterOf,
  pictureOf,
  readAnswer,
  saidText,
  shuffledOrder,
  type Press,
  type Said,
} from "../rules.ts";
import { text } from "../text.ts";
import type { Reviewed } from "../text-members.ts";

type Sitter = { member: MemberInfo };

/** Chooses the exam's questions, the same for everybody: those least often put in this chat. */
export async function setExam(ctx: BaseCtx, quiz: Quiz, closesAt: Date): Promise<number> {
  const { communityId, chatId } = quiz;
  const chosen = await nextQuestions(ctx.tx, quiz, quiz.rules.count);
  const turns = chosen.map((id, index) => ({
    communityId,
    quizId: quiz.id,
    position: index + 1,
    chatId,
    questionId: id,
    askedAt: ctx.now,
    closesAt,
  }));
  await ctx.tx.quizTurn.createMany({ data: turns });
  await changeQuiz(ctx, quiz, { step: "settle", position: turns.length, dueAt: closesAt });
  return turns.length;
}

/** 考试, in private: begins the newest open exam, or goes on with it. */
export async function startSitting(ctx: Ctx): Promise<void> {
  const { tx, community, member, now } = ctx;
  const open = await tx.quiz.findFirst({
    where: { communityId: community.id, format: "exam", status: "open" },
    orderBy: { id: "desc" },
  });
  const quiz = open && (await lockQuiz(tx, community.id, open.id, "shared"));
  if (!quiz || quiz.status !== "open") throw new Refusal(text.noExam);
  const sitting = await sittingOf(ctx, quiz.id);
  if (sitting?.finishedAt) throw new Refusal(text.satAlready);
  if (!sitting) {
    await tx.quizSitting.create({
      data: { communityId: community.id, quizId: quiz.id, memberId: member.via, startedAt: now, askedAt: now },
    });
    await ctx.reply(text.examBegins, { count: quiz.position });
  } else {
    // whoever comes back to it is asked anew, and heard again
    const key = { communityId: community.id, quizId: quiz.id, memberId: sitting.memberId };
    await tx.quizSitting.update({ where: { communityId_quizId_memberId: key }, data: { askedAt: now } });
  }
  await ask(ctx, quiz, sitting?.position ?? 1);
}

async function sittingOf(ctx: EventCtx & Sitter, quizId: number) {
  const memberId = { in: await memberIdsOf(ctx.tx, ctx.community.id, ctx.member.id) };
  return ctx.tx.quizSitting.findFirst({
    where: { communityId: ctx.community.id, quizId, memberId },
    orderBy: { position: "desc" },
  });
}

/** Everybody has the options in an order of their own: there is nothing to copy. */
const orderFor = (quiz: Quiz, turn: Turn, member: MemberInfo): number[] =>
  shuffledOrder(turn.question, seededRng(`${quiz.seed}\n${turn.position}\n${member.id}`));

async function ask(ctx: EventCtx & Sitter, quiz: Quiz, position: number): Promise<void> {
  const turn = await turnOf(ctx.tx, quiz, position);
  if (!turn) return grade(ctx, quiz);
  const order = orderFor(quiz, turn, ctx.member);
  const rules = { ...quiz.rules, count: quiz.position, buttons: ctx.capabilities.buttons };
  const buttons = answerButtons(turn.question, quiz.id, position, ctx.language);
  const asked = {
    quiz: { ...quiz, rules },
    position,
    question: turn.question,
    order,
    closesAt: turn.closesAt,
    timeZone: ctx.community.timeZone,
  };
  await ctx.reply(text.asked, asked, {
    ...(ctx.capabilities.buttons && buttons.length > 0 ? { buttons } : {}),
    ...pictureOf(turn.question),
  });
}

/** Whoever was asked longer ago may well be speaking of something else. */
const stillSittingMs = 30 * 60_000;

/**
 * Words to the bot in private, from somebody who is in the middle of an exam: true when they were for
 * it. A letter always is; other words while the question is fresh, unless they are a question themselves.
 */
export async function sitBy(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { tx, community, event, member } = ctx;
  if (!member || ctx.chat.kind !== "private" || event.forwarded || event.file || event.text === "") return false;
  // every private message comes by here, and few are in an exam
  const [sitting] = await tx.$queryRaw<{ quizId: number; position: number; askedAt: Date }[]>`
    SELECT quiz_id AS "quizId", position, asked_at AS "askedAt" FROM quiz_sitting
    WHERE community_id = ${community.id} AND finished_at IS NULL AND member_id = ${anyOf(community.id, member.id)}
    ORDER BY quiz_id DESC LIMIT 1`;
  const quiz = sitting && (await lockQuiz(tx, community.id, sitting.quizId, "shared"));
  if (!quiz || quiz.status !== "open") return false;
  const turn = await turnOf(tx, quiz, sitting.position);
  if (!turn) return false;
  const answer = readAnswer(turn.question, orderFor(quiz, turn, member), event.text);
  // an off word works here, too, unless it is what was asked for
  if (saysStop(event.text) !== null && !(answer && isRight(turn.question, answer))) return false;
  const isFresh = event.at.getTime() - sitting.askedAt.getTime() <= stillSittingMs;
  const isForIt = (answer && "choices" in answer) || (isFresh && !/[?？]\s*$/u.test(event.text));
  if (!isForIt) return false;
  if (answer) await give({ ...ctx, member }, quiz, turn, answer);
  else await ctx.reply(text.notAnAnswer);
  return true;
}

export async function sitByPress(ctx: EventCtx<ButtonEvent> & Sitter, quiz: Quiz, press: Press): Promise<void> {
  const sitting = await sittingOf(ctx, quiz.id);
  const turn = await turnOf(ctx.tx, quiz, press.position);
  if (!sitting || !turn || sitting.finishedAt || quiz.status !== "open") return ctx.notice(text.over);
  if (sitting.position !== press.position) return ctx.notice(text.again);
  const option = press.shown === null ? undefined : orderFor(quiz, turn, ctx.member)[press.shown[0] ?? -1];
  if (!isMultiple(turn.question)) {
    return option === undefined ? ctx.notice(text.over) : give(ctx, quiz, turn, { choices: [option] });
  }
  const key = {
    communityId: quiz.communityId,
    quizId: quiz.id,
    position: turn.position,
    memberId: ctx.member.via,
    nth: 1,
  };
  const where = { communityId_quizId_position_memberId_nth: key };
  const before = (await ctx.tx.quizAnswer.findUnique({ where }))?.choices ?? [];
  if (option === undefined) {
    if (before.length === 0) return ctx.notice(text.tickFirst);
    await ctx.tx.quizAnswer.delete({ where });
    return give(ctx, quiz, turn, { choices: before });
  }
  const choices = before.includes(option) ? before.filter((one) => one !== option) : [...before, option];
  await ctx.tx.quizAnswer.upsert({
    where,
    create: { ...key, at: ctx.now, takenMs: 0, choices, isGiven: false },
    update: { choices },
  });
  const order = orderFor(quiz, turn, ctx.member);
  await ctx.notice(text.ticked, { letters: choices.map((one) => letterOf(order.indexOf(one))).sort() });
}

async function give(ctx: EventCtx & Sitter, quiz: Quiz, turn: Turn, answer: Said): Promise<void> {
  const { tx, event, member } = ctx;
  if (event.at > turn.closesAt) return ctx.reply(text.late);
  const sitting = await sittingOf(ctx, quiz.id);
  if (!sitting) return;
  const key = { communityId: quiz.communityId, quizId: quiz.id, memberId: sitting.memberId };
  await tx.quizAnswer.createMany({
    data: {
      ...key,
      position: turn.position,
      at: event.at,
      takenMs: Math.max(0, event.at.getTime() - sitting.askedAt.getTime()),
      choices: "choices" in answer ? answer.choices : [],
      text: "words" in answer ? answer.words : "",
      isRight: isRight(turn.question, answer),
    },
    skipDuplicates: true,
  });
  const next = turn.position + 1;
  const isLast = next > quiz.position;
  await tx.quizSitting.update({
    where: { communityId_quizId_memberId: key },
    data: { position: next, askedAt: event.at, ...(isLast ? { finishedAt: event.at } : {}) },
  });
  if (isLast) await grade(ctx, quiz);
  else await ask({ ...ctx, member }, quiz, next);
}

/** The end of somebody's exam: score, points and what was right where they were not. */
async function grade(ctx: EventCtx & Sitter, quiz: Quiz): Promise<void> {
  const { tx, member } = ctx;
  const memberId = { in: await memberIdsOf(tx, quiz.communityId, member.id) };
  const answers = await tx.quizAnswer.findMany({
    where: { communityId: quiz.communityId, quizId: quiz.id, memberId, isGiven: true },
    orderBy: { position: "asc" },
  });
  const review: Reviewed[] = [];
  let score = 0;
  let points = 0;
  for (const answer of answers) {
    const turn = await turnOf(tx, quiz, answer.position);
    if (!turn) continue;
    if (!answer.isRight) {
      const order = orderFor(quiz, turn, member);
      review.push({
        position: answer.position,
        text: turn.question.text,
        said: saidText(turn.question, answer, order),
        key: keyText(turn.question, order),
        explanation: turn.question.explanation,
      });
      continue;
    }
    const worth = scoreOf("exam", quiz.rules, turn.question.difficulty, answer.takenMs);
    const scored: Scored = {
      ...answer,
      person: member.id,
      name: member.name,
      isStaff: member.role !== null,
      score: worth,
    };
    score += worth;
    points += (await pay(ctx, quiz, answer.position, [scored])).get(member.id) ?? 0;
  }
  const right = answers.length - review.length;
  // answers that earned nothing are settled too: they count in accuracy
  await tx.quizAnswer.updateMany({
    where: { communityId: quiz.communityId, quizId: quiz.id, memberId, paidDay: null },
    data: { paidDay: new Date(`${ctx.today}T00:00:00Z`) },
  });
  await ctx.reply(text.graded, { right, count: quiz.position, score, points, review });
}

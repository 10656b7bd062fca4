import { Refusal, type Ctx } from "../../core/context.ts";
import { firstWins, scoreOf } from "./formats.ts";
import { matchesAny } from "./match/index.ts";
import { lockQuiz, turnOf } from "./play/quiz.ts";
import { givenTo, pay } from "./play/settle.ts";
import { limits } from "./bank/question.ts";
import { text } from "./text.ts";

/**
 * 认可答案 龙井茶: from now on this is right too, for the open question put last in this chat, and
 * the points follow: to everybody who said it in time, where the first answer wins to the first who
 * did. Nobody loses what they have.
 */
export async function accept(ctx: Ctx): Promise<void> {
  const { tx, community, chat } = ctx;
  const variant = ctx.args.trim();
  if (variant === "" || variant.length > limits.option) throw new Refusal(text.whatToAccept);
  const last = await tx.quizTurn.findFirst({
    where: { communityId: community.id, chatId: chat.id, settledAt: { not: null } },
    orderBy: [{ quizId: "desc" }, { position: "desc" }],
  });
  const quiz = last && (await lockQuiz(tx, community.id, last.quizId, "alone"));
  const turn = quiz && (await turnOf(tx, quiz, last.position));
  if (!quiz || !turn || turn.question.kind !== "open") throw new Refusal(text.nothingToAccept);
  if (matchesAny(variant, turn.question.accepted)) throw new Refusal(text.acceptedAlready);
  await tx.quizQuestion.update({
    where: { communityId_id: { communityId: community.id, id: turn.questionId } },
    data: { accepted: [...turn.question.accepted, variant] },
  });
  const key = { communityId: community.id, quizId: quiz.id, position: turn.position };
  const said = await tx.quizAnswer.findMany({ where: { ...key, isGiven: true, isRight: false } });
  const matching = said.filter((one) => one.text !== "" && matchesAny(one.text, [variant]));
  const rows = new Set(matching.map((one) => `${one.memberId}:${one.nth}`));
  const now = (await givenTo(ctx, quiz, turn.position)).filter(
    (one) => rows.has(`${one.memberId}:${one.nth}`) && one.at <= turn.closesAt,
  );
  const rewarded = [...new Map(now.toReversed().map((one) => [one.person, one])).values()].toReversed();
  const winners = firstWins(quiz.format) ? rewarded.slice(0, 1) : rewarded;
  for (const { memberId, nth } of winners) {
    await tx.quizAnswer.update({
      where: { communityId_quizId_position_memberId_nth: { ...key, memberId, nth } },
      data: { isRight: true },
    });
  }
  const scored = winners.map((one) => ({
    ...one,
    score: scoreOf(quiz.format, quiz.rules, turn.question.difficulty, one.takenMs),
  }));
  const paid = await pay(ctx, quiz, turn.position, scored);
  const points = [...paid.values()].reduce((sum, one) => sum + one, 0);
  await ctx.reply(text.accepted, { variant, people: winners.length, points });
}

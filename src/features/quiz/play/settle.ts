import { crashPoint } from "../../../core/crash.ts";
import type { BaseCtx } from "../../../core/context.ts";
import { dayMs, dayToDate } from "../../../core/time.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { writeChanges } from "../../../points/index.ts";
import { firstWins, scoreOf } from "../formats.ts";
import { keyText } from "../rules.ts";
import { quizSettings } from "../settings.ts";
import { text } from "../text.ts";
import { endPoll, pollOf } from "./poll.ts";
import { changeTurn, type Quiz, type Turn } from "./quiz.ts";
import { say } from "./say.ts";

/** An answer as it is settled, with the person behind it. */
export interface Given {
  memberId: number;
  nth: number;
  person: number;
  name: string;
  isStaff: boolean;
  at: Date;
  takenMs: number;
  isRight: boolean;
}

export interface Scored extends Given {
  score: number;
}

/** Answers to one question in the order in which they were given; of equal times the one that came first. */
export async function givenTo(
  ctx: BaseCtx,
  quiz: Pick<Quiz, "communityId" | "id">,
  position: number,
): Promise<Given[]> {
  return ctx.tx.$queryRaw<Given[]>`
    SELECT a.member_id AS "memberId", a.nth, p.id AS person, p.name, a.at, a.taken_ms AS "takenMs", a.is_right AS "isRight",
      EXISTS (SELECT FROM member_role r WHERE r.community_id = a.community_id AND (r.member_id = p.id OR r.member_id = a.member_id)) AS "isStaff"
    FROM quiz_answer a JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
    JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE a.community_id = ${quiz.communityId} AND a.quiz_id = ${quiz.id} AND a.position = ${position} AND a.is_given
    ORDER BY a.at, a.arrival`;
}

/**
 * Settles a question: who was right, what it is worth, points into the ledger, the key shown. All in
 * the act's transaction, with one ledger key per quiz, question and person: nothing is paid twice.
 * `isDecided`: somebody reached the target of a marathon.
 */
export async function settle(ctx: BaseCtx, quiz: Quiz, turn: Turn): Promise<{ isDecided: boolean }> {
  const given = await givenTo(ctx, quiz, turn.position);
  const inTime = given.filter((one) => one.at <= turn.closesAt);
  const right = inTime.filter((one) => one.isRight);
  const winners = firstWins(quiz.format) ? right.slice(0, 1) : right;
  const { difficulty } = turn.question;
  const scored = winners.map((one) => ({ ...one, score: scoreOf(quiz.format, quiz.rules, difficulty, one.takenMs) }));
  const paid = await pay(ctx, quiz, turn.position, scored);
  crashPoint("quiz-settling");
  await changeTurn(ctx, quiz, turn, { settledAt: ctx.now });
  await endPoll(ctx, quiz, turn);
  await announce(ctx, quiz, turn, { given, inTime, scored, paid });
  return { isDecided: quiz.rules.target > 0 && (await wins(ctx, quiz, scored[0]?.person)) >= quiz.rules.target };
}

/** Writes scores and pays them, up to what the day's cap leaves; staff play along without points. Returns points by person. */
export async function pay(
  ctx: BaseCtx,
  quiz: Quiz,
  position: number,
  scored: readonly Scored[],
): Promise<Map<number, number>> {
  const paid = new Map<number, number>();
  if (scored.length === 0) return paid;
  const { tx, community, today, now } = ctx;
  const { dailyCap } = await ctx.settings(quizSettings);
  const earned = await earnedOn(
    ctx,
    scored.map((one) => one.person),
  );
  for (const { person, score, isStaff } of scored) {
    paid.set(person, isStaff ? 0 : Math.max(0, Math.min(score, dailyCap - (earned.get(person) ?? 0))));
  }
  await tx.$executeRaw`
    UPDATE quiz_answer a SET score = t.score, paid = t.paid, paid_day = ${dayToDate(today)}
    FROM unnest(${scored.map((one) => one.memberId)}::int[], ${scored.map((one) => one.nth)}::int[], ${scored.map((one) => one.score)}::int[],
      ${scored.map((one) => paid.get(one.person) ?? 0)}::int[]) AS t(member_id, nth, score, paid)
    WHERE a.community_id = ${community.id} AND a.quiz_id = ${quiz.id} AND a.position = ${position}
      AND a.member_id = t.member_id AND a.nth = t.nth`;
  const changes = scored.flatMap(({ memberId, person }) => {
    const delta = paid.get(person) ?? 0;
    return delta > 0 ? [{ memberId, delta, key: `quiz:${quiz.id}:${position}`, reason: "quiz" }] : [];
  });
  if (changes.length > 0) await writeChanges(tx, community.id, changes, { at: now, day: today });
  tellEarned(ctx, quiz, paid);
  return paid;
}

/** More people than this at once are left to the nightly look at tiers. */
const tellMost = 20;

function tellEarned(ctx: BaseCtx, quiz: Quiz, paid: ReadonlyMap<number, number>): void {
  if (paid.size > tellMost) return;
  for (const [person, points] of paid)
    if (points > 0) ctx.emit("points.earned", { memberId: person, chatId: quiz.chatId });
}

/** What people earned by quizzes today. */
async function earnedOn(ctx: BaseCtx, people: readonly number[]): Promise<Map<number, number>> {
  const rows = await ctx.tx.$queryRaw<{ person: number; paid: number }[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS person, sum(a.paid)::int AS paid FROM quiz_answer a
    JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
    WHERE a.community_id = ${ctx.community.id} AND a.at > ${new Date(ctx.now.getTime() - capReachMs)} AND a.paid_day = ${dayToDate(ctx.today)}
      AND coalesce(m.merged_into_id, m.id) = ANY(${[...people]}::int[]) GROUP BY 1`;
  return new Map(rows.map((row) => [row.person, row.paid]));
}

/** An answer is paid on its own day or the one after; of exams, within two months. */
const capReachMs = 61 * dayMs;

async function wins(ctx: BaseCtx, quiz: Quiz, person: number | undefined): Promise<number> {
  if (person === undefined) return 0;
  const rows = await ctx.tx.$queryRaw<{ wins: number }[]>`
    SELECT count(*)::int AS wins FROM quiz_answer a JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
    WHERE a.community_id = ${quiz.communityId} AND a.quiz_id = ${quiz.id} AND a.score > 0 AND coalesce(m.merged_into_id, m.id) = ${person}`;
  return rows[0]?.wins ?? 0;
}

interface Outcome {
  given: readonly Given[];
  inTime: readonly Given[];
  scored: readonly Scored[];
  paid: ReadonlyMap<number, number>;
}

/** Names of those who were right and a little late, so many at most. */
const lateNamed = 3;

async function announce(ctx: BaseCtx, quiz: Quiz, turn: Turn, { given, inTime, scored, paid }: Outcome): Promise<void> {
  const { language } = quiz.rules;
  const first = scored[0];
  const isRace = firstWins(quiz.format);
  const tooLate = isRace ? given.filter((one) => one.isRight && one.person !== first?.person) : [];
  const late = [...new Map(tooLate.map((one) => [one.person, one])).values()].slice(0, lateNamed);
  const people = [...(first ? [first] : []), ...late].map((one) => ({ id: one.person, name: one.name }));
  const names = await shownNames(ctx.tx, ctx.community.id, people, language);
  const common = {
    position: turn.position,
    key: keyText(turn.question, pollOf(quiz, turn, turn.question) ? null : turn.order),
    explanation: turn.question.explanation,
  };
  const winner = first && {
    name: names[0] ?? "",
    seconds: first.takenMs / 1000,
    points: paid.get(first.person) ?? 0,
    isStaff: first.isStaff,
    isCapped: !first.isStaff && (paid.get(first.person) ?? 0) < first.score,
  };
  if (isRace) {
    const said = { ...common, winner, late: names.slice(first ? 1 : 0) };
    await say(ctx, quiz, `${turn.position}:result`, text.raceResult, said);
  } else {
    const answered = new Set(inTime.map((one) => one.person)).size;
    await say(ctx, quiz, `${turn.position}:result`, text.roundResult, {
      ...common,
      answered,
      right: scored.length,
      fastest: winner,
      format: quiz.format,
    });
  }
}

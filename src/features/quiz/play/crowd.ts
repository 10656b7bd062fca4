import type { BaseCtx, ChatInfo } from "../../../core/context.ts";
import type { Crowd, CrowdPress } from "../../../core/feature.ts";
import { fill, type Text } from "../../../core/text.ts";
import { firstWins } from "../formats.ts";
import { isMultiple, isRight, letterOf, readPress, type Press } from "../rules.ts";
import { text } from "../text.ts";
import { lockQuiz, turnOf, type Quiz, type Turn } from "./quiz.ts";

/** A hall full of people who answer one question within seconds: taken together, in one transaction. */
export const crowd: Crowd = {
  matches: (data) => readPress(data) !== null,
  take: takeTogether,
};

/** Only presses on one question that has one right option, where everybody answers once; all else comes one by one. */
async function takeTogether(
  ctx: BaseCtx & { readonly chat: ChatInfo },
  presses: readonly CrowdPress[],
): Promise<Text[] | null> {
  const read = presses.map(({ event }) => readPress(event.data));
  const [press] = read;
  if (!press || read.some((one) => one?.quizId !== press.quizId || one.position !== press.position)) return null;
  const quiz = await lockQuiz(ctx.tx, ctx.community.id, press.quizId, "shared");
  const turn = quiz && (await turnOf(ctx.tx, quiz, press.position));
  if (!quiz || !turn || quiz.format === "exam" || firstWins(quiz.format)) return null;
  if (isMultiple(turn.question) && !presses.every(({ event }) => event.isVote)) return null;
  if (quiz.chatId !== ctx.chat.id || quiz.status === "paused") return null;
  const answered = await answeredBefore(ctx, quiz, turn, presses);
  const outcomes = presses.map((one, index) => outcomeOf(quiz, turn, one, read[index] ?? press, answered));
  await write(
    ctx,
    quiz,
    turn,
    outcomes.flatMap((one) => one.row ?? []),
  );
  return outcomes.map((one) => one.notice);
}

interface AnswerRow {
  memberId: number;
  at: Date;
  takenMs: number;
  choices: number[];
  isRight: boolean;
}

/** One parameter for hundreds of rows: bound one by one, their values cost more than everything else of the act. */
async function write(ctx: BaseCtx, quiz: Quiz, turn: Turn, rows: readonly AnswerRow[]): Promise<void> {
  await ctx.tx.$executeRaw`
    INSERT INTO quiz_answer (community_id, quiz_id, position, member_id, nth, at, choices, is_given, is_right, taken_ms)
    SELECT ${quiz.communityId}, ${quiz.id}, ${turn.position}, "memberId", 1, at, choices, true, "isRight", "takenMs"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS t ("memberId" int, at timestamptz, "takenMs" int, choices int[], "isRight" bool)`;
}

/**
 * The people of these presses who have answered this question already, through whichever identity.
 * Each is looked up by the answers' key: a join is planned while the table is nearly empty, kept, and
 * compares everybody with everybody once thousands have answered (measured: seconds for a hundred presses).
 */
async function answeredBefore(
  ctx: BaseCtx,
  quiz: Quiz,
  turn: Turn,
  presses: readonly CrowdPress[],
): Promise<Set<number>> {
  const people = presses.flatMap(({ member }) => member?.id ?? []);
  const rows = await ctx.tx.$queryRaw<{ person: number }[]>`
    WITH one AS MATERIALIZED (
      SELECT id, coalesce(merged_into_id, id) AS person FROM member
       WHERE community_id = ${quiz.communityId} AND (id = ANY(${people}::int[]) OR merged_into_id = ANY(${people}::int[])))
    SELECT DISTINCT one.person FROM one, LATERAL (
      SELECT FROM quiz_answer a WHERE a.community_id = ${quiz.communityId} AND a.quiz_id = ${quiz.id}
         AND a.position = ${turn.position} AND a.member_id = one.id AND a.is_given LIMIT 1) AS given`;
  return new Set(rows.map((row) => row.person));
}

/** What becomes of one press, as `take` has it; adds its person to those who have answered. */
function outcomeOf(quiz: Quiz, turn: Turn, { event, member }: CrowdPress, { shown }: Press, answered: Set<number>) {
  if (!member) return { notice: text.membersOnly };
  const choices = (shown ?? []).map((one) => turn.order[one] ?? -1);
  if (shown === null || choices.includes(-1)) return { notice: text.over };
  if (quiz.status === "over" || turn.settledAt || event.at > turn.closesAt) return { notice: text.late };
  if (answered.has(member.id)) return { notice: text.again };
  answered.add(member.id);
  const takenMs = Math.max(0, event.at.getTime() - turn.askedAt.getTime());
  const row: AnswerRow = {
    memberId: member.via,
    at: event.at,
    takenMs,
    choices,
    isRight: isRight(turn.question, { choices }),
  };
  const letter = turn.question.kind === "truefalse" ? null : letterOf(shown[0] ?? 0);
  return { row, notice: fill(text.taken, { letter }) };
}

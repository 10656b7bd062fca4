import { stringify as stringifyCsv } from "csv-stringify/sync";
import { Refusal, type Ctx } from "../../core/context.ts";
import { dayMs } from "../../core/time.ts";
import { shownNames } from "../../members/lookalike.ts";
import { twins, type Timed } from "./rules.ts";
import type { Figured } from "./text-operators.ts";
import { text } from "./text.ts";

const listed = 5;
/** Fewer answers than this say nothing about a question. */
const enough = 5;
const flagDays = 30;

/**
 * 答题统计, for operators in private: the hardest questions, how many nobody saw, the suspicious ones
 * (everyone right, or one wrong option beating the key), and pairs of members who answer as one;
 * with every question and its figures in a file, where the platform has files.
 */
export async function showStats(ctx: Ctx): Promise<void> {
  const { tx, community } = ctx;
  const figures = await tx.$queryRaw<(Figured & { favourite: number })[]>`
    WITH answers AS (SELECT t.question_id, a.is_right, a.choices FROM quiz_answer a
      JOIN quiz_turn t USING (community_id, quiz_id, position)
      WHERE a.community_id = ${community.id} AND a.is_given AND a.nth = 1)
    SELECT q.text, (SELECT count(*)::int FROM quiz_turn t WHERE t.community_id = q.community_id AND t.question_id = q.id) AS asked,
      count(a.question_id)::int AS answered, count(*) FILTER (WHERE a.is_right)::int AS right,
      coalesce((SELECT max(n)::int FROM (SELECT count(*) AS n FROM answers w WHERE w.question_id = q.id AND NOT w.is_right
        AND cardinality(w.choices) > 0 GROUP BY w.choices) AS wrong), 0) AS favourite
    FROM quiz_question q LEFT JOIN answers a ON a.question_id = q.id WHERE q.community_id = ${community.id} GROUP BY q.community_id, q.id
    ORDER BY q.id`;
  if (figures.length === 0) throw new Refusal(text.noStats);
  const known = figures.filter((one) => one.answered >= enough);
  const share = (one: Figured) => one.right / one.answered;
  const file = { name: "quiz-stats.csv", content: inFull(figures) };
  const summary = {
    questions: figures.length,
    unseen: figures.filter((one) => one.asked === 0).length,
    hardest: known
      .filter((one) => one.right < one.answered)
      .toSorted((a, b) => share(a) - share(b))
      .slice(0, listed),
    allRight: known.filter((one) => one.right === one.answered).slice(0, listed),
    wrongWins: known.filter((one) => one.favourite > one.right).slice(0, listed),
    pairs: await pairsOf(ctx),
  };
  await ctx.reply(text.stats, summary, { file });
}

/** Every question with its figures, the hardest first, then those nobody saw. */
function inFull(figures: readonly Figured[]): string {
  const share = (one: Figured) => (one.answered === 0 ? 2 : one.right / one.answered);
  const rows = figures.toSorted((a, b) => share(a) - share(b));
  const columns = ["text", "asked", "answered", "right"];
  return stringifyCsv(rows, { header: true, columns, escape_formulas: true });
}

/** Who answered at the same time again and again; for people to judge. */
async function pairsOf(ctx: Ctx): Promise<{ names: string[]; times: number }[]> {
  const { tx, community, now } = ctx;
  const since = new Date(now.getTime() - flagDays * dayMs);
  const answers = await tx.$queryRaw<(Timed & { name: string })[]>`
    SELECT a.quiz_id AS "quizId", a.position, p.id AS person, p.name, a.at FROM quiz_answer a
    JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
    JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE a.community_id = ${community.id} AND a.at > ${since} AND a.is_given AND a.nth = 1 ORDER BY a.quiz_id, a.position, a.at`;
  const name = new Map(answers.map((one) => [one.person, one.name]));
  const pairs = twins(answers).slice(0, listed);
  return Promise.all(
    pairs.map(async ({ first, second, times }) => {
      const people = [first, second].map((id) => ({ id, name: name.get(id) ?? "" }));
      return { names: await shownNames(tx, community.id, people, ctx.language), times };
    }),
  );
}

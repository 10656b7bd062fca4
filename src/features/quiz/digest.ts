import type { DigestPeriod, DigestSection, FigureMeaning } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill, text as words, type Text } from "../../core/text.ts";
import { countsOver, isNothing } from "../../engagement/figures.ts";
import { givenAt } from "../../points/index.ts";
import { seasonKey } from "./season.ts";
import { digestText as text } from "./text-digest.ts";

/** Fewer answers than this say nothing about a question. */
const enough = 5;
/** A question that at most this share answered right may be wrong itself. */
const doubtful = 0.2;

interface Asked {
  text: string;
  answered: number;
  right: number;
}

/** Who played, and which question was hardest. */
export async function quizzesOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const names = { players: text.players, answers: text.answers };
  const { now, counts } = await countsOver(period, before, names, (each) => played(ctx, each));
  const seasons = await seasonsOf(ctx, period);
  if (isNothing(counts) && seasons.length === 0) return null;
  const questions = await questionsOf(ctx, period);
  const hardest = questions.find((one) => one.answered >= enough) ?? null;
  const right = questions.reduce((sum, one) => sum + one.right, 0);
  const isDoubtful = hardest !== null && hardest.right <= hardest.answered * doubtful;
  return {
    title: text.title,
    lines: [
      // the short form shows the first line alone
      inOneLine([
        ...(isNothing(counts) ? [] : [fill(text.line, { ...now, right, questions: questions.length })]),
        ...seasons.map((one) => fill(text.season, one)),
      ]),
      ...(hardest ? [fill(text.hardest, hardest)] : []),
    ],
    counts,
    figures: { ...now, right, questions: questions.length, hardest, seasons },
    things: isDoubtful ? [{ weight: 45, text: fill(text.thingHard, hardest), command: text.thingHardCommand }] : [],
  };
}

async function played({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod) {
  const [row] = await tx.$queryRaw<{ players: number; answers: number }[]>`
    SELECT count(DISTINCT coalesce(m.merged_into_id, m.id))::int AS players,
        count(DISTINCT (coalesce(m.merged_into_id, m.id), a.quiz_id, a.position))::int AS answers
      FROM quiz_answer a JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
     WHERE a.community_id = ${community.id} AND a.at >= ${fromAt} AND a.at < ${toAt} AND a.is_given`;
  return row ?? { players: 0, answers: 0 };
}

const inOneLine = (parts: readonly Text[]): Text => ({
  zh: () => parts.map((part) => part.zh()).join("；"),
  en: () => parts.map((part) => part.en()).join("; "),
});

interface Season {
  number: number;
  winners: number;
  points: number;
}

/** The seasons that were closed, and their prizes as the ledger has them. */
async function seasonsOf({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod): Promise<Season[]> {
  const where = { communityId: community.id, closedAt: { gte: fromAt, lt: toAt } };
  const closed = await tx.quizSeason.findMany({ where, orderBy: { number: "asc" } });
  const seasons: Season[] = [];
  for (const { number, closedAt } of closed) {
    const { people, points } = await givenAt(tx, community.id, seasonKey(number), closedAt);
    seasons.push({ number, winners: people, points });
  }
  return seasons;
}

/** The questions that were answered, the hardest first; of several tries the first counts. */
async function questionsOf({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod): Promise<Asked[]> {
  return tx.$queryRaw<Asked[]>`
    SELECT q.text, count(*)::int AS answered, (count(*) FILTER (WHERE a.is_right))::int AS right
      FROM quiz_answer a JOIN quiz_turn t USING (community_id, quiz_id, position)
      JOIN quiz_question q ON q.community_id = t.community_id AND q.id = t.question_id
     WHERE a.community_id = ${community.id} AND a.at >= ${fromAt} AND a.at < ${toAt} AND a.is_given AND a.nth = 1
       AND t.settled_at IS NOT NULL
     GROUP BY q.id, q.text
     ORDER BY (count(*) FILTER (WHERE a.is_right))::float8 / count(*), count(*) DESC, q.id`;
}

export const quizFigures: readonly FigureMeaning[] = [
  {
    key: "quiz",
    names: ["players", "答题", "答题人数", "hardest", "最难"],
    meaning: text.meaning,
    behind: async (ctx, period) => (await questionsOf(ctx, period)).slice(0, 10).map((one) => fill(text.asked, one)),
  },
];

/** Which of these people have answered a question before an instant. */
async function whoPlayed({ tx, community }: BaseCtx, people: readonly number[], before: Date) {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM member m
      JOIN quiz_answer a ON a.community_id = m.community_id AND a.member_id = m.id
     WHERE m.community_id = ${community.id} AND (m.id = ANY (${people}::int[]) OR m.merged_into_id = ANY (${people}::int[]))
       AND a.is_given AND a.at < ${before}`;
  return rows.map((row) => row.id);
}

export const firstQuiz = { step: 3, name: words({ zh: "第一次答题", en: "first quiz" }), reached: whoPlayed };

import type { DigestPeriod, DigestSection, FigureMeaning, ThingToDo } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill } from "../../core/text.ts";
import { dayMs } from "../../core/time.ts";
import { countsOver, isNothing } from "../../engagement/figures.ts";
import { askedIn, type Asked } from "./asked.ts";
import { groupQuestions, type Group } from "./gaps/group.ts";
import { digestText as text } from "./text-digest.ts";

/** Counts that are left out where they are nothing, now and before. */
const seldom: readonly string[] = ["askedBack", "declined"] satisfies (keyof Asked)[];
const questionsRead = 500;
const gapsShown = 3;
/** A question put so often without an answer deserves one. */
const worthAnEntry = 3;
/** Longer than this in the middle, people wait too long for a first answer, in minutes. */
const longWait = 240;

/** How customer service went: what was asked, who answered, how fast, how well, what is missing, what it cost. */
export async function serviceOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const { questions, answered, handedOver, askedBack, declined } = text;
  const names = { questions, answered, handedOver, askedBack, declined };
  const all = await countsOver(period, before, names, ({ fromAt, toAt }) => askedIn(ctx, fromAt, toAt));
  const { now } = all;
  const counts = all.counts.filter((one) => !seldom.includes(one.key) || !isNothing([one]));
  const quality = await qualityOf(ctx, period);
  const waiting = await waitingNow(ctx, period);
  if (isNothing(counts) && quality.calls === 0 && waiting === 0) return null;
  const gaps = (await unanswered(ctx, period)).slice(0, gapsShown);
  const said = quality.content + quality.notContent;
  return {
    title: text.title,
    lines: [
      fill(text.line, now),
      ...(quality.firstAnswerMinutes === null ? [] : [fill(text.wait, { minutes: quality.firstAnswerMinutes })]),
      ...(said === 0 ? [] : [fill(text.satisfaction, { content: quality.content, said })]),
      ...(gaps.length === 0 ? [] : [fill(text.gaps, { gaps })]),
      ...(quality.calls === 0 ? [] : [fill(text.cost, quality)]),
    ],
    counts,
    figures: { ...now, ...quality, gaps: gaps.map(({ question, count }) => ({ question, count })) },
    things: thingsOf(gaps, quality.firstAnswerMinutes, waiting),
  };
}

interface Quality {
  /** median minutes until a person's first answer; null: nobody waited for one, or none has come */
  firstAnswerMinutes: number | null;
  /** what members said of answers, the bot's and people's */
  content: number;
  notContent: number;
  calls: number;
  /** millionths of the provider's currency */
  cost: number;
}

async function qualityOf({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod): Promise<Quality> {
  const [row] = await tx.$queryRaw<Quality[]>`
    SELECT t.wait AS "firstAnswerMinutes", (t.content + q.useful)::int AS content, (t.bad + q.useless)::int AS "notContent", l.* FROM (
      SELECT count(*) FILTER (WHERE rating = 1) AS content, count(*) FILTER (WHERE rating = -1) AS bad,
          (percentile_cont(.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - opened_at) / 60))::float8 AS wait
        FROM ticket WHERE community_id = ${community.id} AND opened_at >= ${fromAt} AND opened_at < ${toAt}) t,
      (SELECT count(*) FILTER (WHERE feedback = 1) AS useful, count(*) FILTER (WHERE feedback = -1) AS useless
        FROM faq_question WHERE community_id = ${community.id} AND at >= ${fromAt} AND at < ${toAt}) q,
      (SELECT count(*)::int AS calls, coalesce(sum(cost), 0)::float8 AS cost
        FROM llm_call WHERE community_id = ${community.id} AND at >= ${fromAt} AND at < ${toAt}) l`;
  return row ?? { firstAnswerMinutes: null, content: 0, notContent: 0, calls: 0, cost: 0 };
}

/** Questions that found no entry and that staff did not decline, alike ones together, the most frequent first; as long as their words are kept. */
async function unanswered({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod): Promise<Group[]> {
  const rows = await tx.$queryRaw<{ text: string }[]>`
    SELECT q.text FROM faq_question q
    WHERE q.community_id = ${community.id} AND q.at >= ${fromAt} AND q.at < ${toAt} AND q.outcome IN ('unknown', 'none')
      AND q.text IS NOT NULL AND NOT EXISTS (SELECT FROM ticket t
        WHERE t.community_id = q.community_id AND t.id = q.ticket_id AND t.declined_at IS NOT NULL)
    ORDER BY q.id LIMIT ${questionsRead}`;
  return groupQuestions(rows.map((row) => row.text));
}

/** How many questions of the period, of before, or that are a day old by now still wait for a person's answer. */
async function waitingNow({ tx, community, now }: BaseCtx, { toAt }: DigestPeriod): Promise<number> {
  const openedAt = { lt: new Date(Math.max(toAt.getTime(), now.getTime() - dayMs)) };
  return tx.ticket.count({ where: { communityId: community.id, state: "open", openedAt } });
}

function thingsOf([gap]: readonly Group[], minutes: number | null, waiting: number): ThingToDo[] {
  const things: ThingToDo[] = [];
  if (waiting > 0)
    things.push({ weight: 85, text: fill(text.thingWaiting, { questions: waiting }), command: text.thingWaitCommand });
  if (gap && gap.count >= worthAnEntry)
    things.push({ weight: 75, text: fill(text.thingGap, gap), command: text.thingGapCommand });
  if (minutes !== null && minutes > longWait)
    things.push({ weight: 65, text: fill(text.thingWait, { minutes }), command: text.thingWaitCommand });
  return things;
}

export const serviceFigures: readonly FigureMeaning[] = [
  {
    key: "service",
    names: ["questions", "gaps", "客服", "提问", "缺口"],
    meaning: text.meaning,
    behind: async (ctx, period) => (await unanswered(ctx, period)).slice(0, 20).map((gap) => fill(text.gap, gap)),
  },
];

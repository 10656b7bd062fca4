import type { DigestPeriod, DigestSection, FigureMeaning } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill, text as words, type Text } from "../../core/text.ts";
import { dayMs } from "../../core/time.ts";
import { countsOver, isNothing } from "../../engagement/figures.ts";
import type { DrawState } from "./store.ts";
import { prizeName, termsSchema } from "./terms.ts";
import { digestText as text, type ToldDraw } from "./text-digest.ts";

/** How many draws are told one by one. */
const listed = 5;

/** Entries, results and how anybody checks them. */
export async function drawsOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const names = { entries: text.entries, people: text.people };
  const { now, counts } = await countsOver(period, before, names, (each) => entered(ctx, each));
  const ended = await endedIn(ctx, period);
  if (isNothing(counts) && ended.length === 0) return null;
  const scratched = await playsIn(ctx, period);
  return {
    title: text.title,
    lines: [
      fill(text.line, { ...now, ended: ended.length, plays: scratched }),
      ...ended.slice(0, listed).map((draw) => fill(text.draw, draw)),
    ],
    counts,
    figures: {
      ...now,
      plays: scratched,
      ended: ended.map(({ id, state, entries, winners }) => ({ id, state, entries, winners })),
    },
    things: await unclaimed(ctx, period),
  };
}

async function entered({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod) {
  const [row] = await tx.$queryRaw<{ entries: number; people: number }[]>`
    SELECT count(*)::int AS entries, count(DISTINCT coalesce(m.merged_into_id, m.id))::int AS people
      FROM draw_entry e JOIN member m ON m.community_id = e.community_id AND m.id = e.member_id
     WHERE e.community_id = ${community.id} AND e.at >= ${fromAt} AND e.at < ${toAt}`;
  return row ?? { entries: 0, people: 0 };
}

/** The draws that came to a result, or to none, in a period. */
async function endedIn({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod): Promise<ToldDraw[]> {
  const rows = await tx.$queryRaw<{ id: number; state: DrawState; terms: unknown; entries: number; winners: number }[]>`
    SELECT d.id, d.state, d.terms, d.entries,
        (SELECT count(*)::int FROM draw_winner w WHERE w.community_id = d.community_id AND w.draw_id = d.id AND w.state <> 'skipped') AS winners
      FROM draw d WHERE d.community_id = ${community.id} AND coalesce(d.settled_at, d.ended_at) >= ${fromAt}
       AND coalesce(d.settled_at, d.ended_at) < ${toAt} ORDER BY d.id`;
  return rows.map(({ terms, ...draw }) => ({ ...draw, prize: firstPrize(terms) }));
}

function firstPrize(terms: unknown): string {
  const [prize] = termsSchema.parse(terms).prizes ?? [];
  return prize ? prizeName(prize) : "";
}

/** Scratch cards played. */
async function playsIn({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod): Promise<number> {
  return tx.instantPlay.count({ where: { communityId: community.id, at: { gte: fromAt, lt: toAt } } });
}

/** Prizes that were won in a period and lie there still, as of its end. */
async function unclaimed({ tx, community }: BaseCtx, { fromAt, toAt }: DigestPeriod) {
  const waiting = await tx.drawWinner.count({
    where: {
      communityId: community.id,
      wonAt: { gte: new Date(fromAt.getTime() - 7 * dayMs), lt: toAt },
      claimUntil: { gt: toAt },
      OR: [{ claimedAt: null, state: "won" }, { claimedAt: { gte: toAt } }],
    },
  });
  return waiting === 0
    ? []
    : [{ weight: 50, text: fill(text.thingUnclaimed, { waiting }), command: text.thingCommand }];
}

export const drawFigures: readonly FigureMeaning[] = [
  {
    key: "draws",
    names: ["draw", "entries", "抽奖", "参加抽奖"],
    meaning: text.meaning,
    behind: async (ctx, period): Promise<Text[]> => (await endedIn(ctx, period)).map((draw) => fill(text.draw, draw)),
  },
];

/** Which of these people have entered a draw, or scratched, before an instant. */
async function whoEntered({ tx, community }: BaseCtx, people: readonly number[], before: Date): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM member m JOIN (
        SELECT community_id, member_id, at FROM draw_entry UNION ALL SELECT community_id, member_id, at FROM instant_play) e
        ON e.community_id = m.community_id AND e.member_id = m.id
     WHERE m.community_id = ${community.id} AND (m.id = ANY (${people}::int[]) OR m.merged_into_id = ANY (${people}::int[]))
       AND e.at < ${before}`;
  return rows.map((row) => row.id);
}

export const firstDraw = { step: 3, name: words({ zh: "第一次抽奖", en: "first draw" }), reached: whoEntered };

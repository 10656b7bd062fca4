import { Refusal, type Ctx } from "../../core/context.ts";
import type { Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { shownNames } from "../../members/lookalike.ts";
import { writeChanges } from "../../points/index.ts";
import { scorers, seasonStart, standing, type Place } from "./standing.ts";
import { text } from "./text.ts";

declare module "../../core/context.ts" {
  interface Facts {
    /** a season of quizzes was closed: everybody who scored in it, best first; a draw may take them as entrants */
    "quiz.seasonClosed": { number: number; memberIds: number[] };
  }
}

/** Under this key of the ledger are the prizes of a season. */
export const seasonKey = (number: number): string => `quiz-season:${number}`;

const prizeLimit = 100_000;
const placesLimit = 20;

/** The prizes in a command's words, "500 300 100": points for the first, second and third place. */
function prizesIn(words: string): number[] {
  const prizes = words
    .split(/[\s,，、]+/u)
    .filter(Boolean)
    .map(Number);
  const isBad = prizes.some((prize) => !Number.isInteger(prize) || prize < 1 || prize > prizeLimit);
  if (isBad || prizes.length > placesLimit)
    throw new Refusal(text.badPrizes, { limit: prizeLimit, places: placesLimit });
  return prizes;
}

interface Closing {
  number: number;
  since: Date | null;
  places: (Place & { prize: number })[];
}

/** Everybody who stands in the season, and what they get; equal scores share a place and its prize. Staff wins no points. */
async function closing(ctx: Ctx): Promise<Closing> {
  const { tx, community } = ctx;
  const { number, since } = await seasonStart(tx, community.id);
  const prizes = prizesIn(ctx.args);
  const staff = await tx.$queryRaw<{ person: number }[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS person FROM member_role r JOIN member m ON m.community_id = r.community_id AND m.id = r.member_id
    WHERE r.community_id = ${community.id}`;
  const places = await standing(tx, community.id, { since: since ?? new Date(0) }, 10_000);
  const members = places.filter((one) => !staff.some(({ person }) => person === one.person));
  let rank = 0;
  const placed = members.map((one, index) => {
    if (one.score !== members[index - 1]?.score) rank = index + 1;
    return { ...one, rank, prize: prizes[rank - 1] ?? 0 };
  });
  if (placed.length === 0) throw new Refusal(text.emptyBoard);
  return { number, since, places: placed };
}

/** 结束赛季 500 300 100: asks first, for nothing of it can be taken back. */
export async function askClose(ctx: Ctx): Promise<Question> {
  const { number, places } = await closing(ctx);
  const winners = places.filter((one) => one.prize > 0);
  const points = winners.reduce((sum, one) => sum + one.prize, 0);
  return { summary: fill(text.askClose, { number, people: places.length, winners: winners.length, points }) };
}

export async function closeSeason(ctx: Ctx): Promise<void> {
  const { tx, community, now, today } = ctx;
  const { number, since, places } = await closing(ctx);
  await tx.quizSeason.create({ data: { communityId: community.id, number, closedAt: now } });
  const winners = places.filter((one) => one.prize > 0);
  const changes = winners.map(({ person, prize }) => ({
    memberId: person,
    delta: prize,
    key: seasonKey(number),
    reason: "quiz-season",
  }));
  if (changes.length > 0) await writeChanges(tx, community.id, changes, { at: now, day: today });
  const first = winners.length > 0 ? winners : places.slice(0, 3);
  const names = await shownNames(
    tx,
    community.id,
    first.map((one) => ({ id: one.person, name: one.name })),
    ctx.language,
  );
  await ctx.reply(text.seasonClosed, {
    number,
    lines: first.map((one, index) => ({ ...one, name: names[index] ?? "" })),
  });
  const scope = { since: since ?? new Date(0) };
  ctx.emit("quiz.seasonClosed", { number, memberIds: await scorers(tx, community.id, scope) });
}

import { crashPoint } from "../../core/crash.ts";
import type { BaseCtx } from "../../core/context.ts";
import { priorities, sentMessages } from "../../core/outbox.ts";
import { dayMs } from "../../core/time.ts";
import { unseal } from "../../core/vault.ts";
import { privateChatOf } from "../../members/chats.ts";
import { personBehind } from "../../members/person.ts";
import { writeChanges } from "../../points/index.ts";
import { formatInstant } from "./announcement.ts";
import { beaconFromSignature, roundTime, seedBeacon } from "./beacon.ts";
import { cutTo, publishedHead, type PublishedHead } from "./freeze.ts";
import { moment } from "./notice.ts";
import { announcementKey } from "./open.ts";
import { pictureSoon } from "./picture.ts";
import { erasedAmong, namesOf } from "./people.ts";
import type { Receipt } from "./receipt.ts";
import { isWeak, roundOf, witnessCount } from "./rules.ts";
import { sayOf } from "./say.ts";
import { keyOf, rankCalmly } from "./scheme.ts";
import { changeDraw, groupOf, lookAt, rosterOf, type Draw } from "./store.ts";
import { prizeName, prizeSlots } from "./terms.ts";
import { text, type Line } from "./text.ts";
import { voidDraw } from "./void.ts";

/** Winners that stand in the message itself. */
const shownWinners = 30;

/** The random value: at level A with the signature it comes from, which the caller has verified. */
export interface Chance {
  beacon: string;
  signature?: string;
}

export const chanceFromSignature = (signature: string): Chance => ({
  beacon: beaconFromSignature(signature),
  signature,
});

/**
 * The result of a frozen draw, its row locked: a pure function of what is public by now. Winners get
 * their rows, and the group the result, in one transaction. Does nothing in any other state.
 */
export async function settle(ctx: BaseCtx, draw: Draw, chance: Chance): Promise<void> {
  if (draw.state !== "frozen") return;
  const before = draw.terms.level === "A" ? roundTime(roundOf(draw.terms)) : ctx.now;
  const posted = await postedBefore(ctx, draw, before);
  if (!posted) return voidDraw(ctx, draw, text.reasons.notPublished);
  const known = await cutTo(ctx, draw, posted.freeze.count);
  const roster = await rosterOf(ctx.tx, known);
  const key = keyOf(known.announcement, known.head, roster.length, chance.beacon);
  const ranking = (await rankCalmly(key, roster)).map(({ ticket }) => ticket);
  await changeDraw(ctx.tx, draw, {
    state: "settled",
    beacon: chance.beacon,
    signature: chance.signature ?? null,
    posted: posted.receipt,
    settledAt: ctx.now,
  });
  const winners = await awardPlaces(ctx, known, ranking);
  await tell(ctx, known, chance.beacon, winners);
  await pictureSoon(ctx, draw);
  await lookAt(ctx, draw.id, claimEnd(ctx.now, known));
  crashPoint("draw-settling");
}

/** Level C: the seed and the words of the witnesses, once there are enough of them; null before. */
export async function chanceFromWitnesses(ctx: BaseCtx, draw: Draw): Promise<Chance | null> {
  const words = await ctx.tx.drawWitness.findMany({
    where: { communityId: ctx.community.id, drawId: draw.id },
    orderBy: { number: "asc" },
  });
  if (words.length < witnessCount || draw.seed === null) return null;
  const seed = unseal(draw.seed, `draw:${draw.id}:seed`);
  return {
    beacon: seedBeacon(
      seed,
      words.map(({ word }) => word),
    ),
  };
}

/** Until when a prize has to be claimed that was won at this moment. */
export const claimEnd = (wonAt: Date, draw: Pick<Draw, "claimDays">): Date =>
  new Date(wonAt.getTime() + draw.claimDays * dayMs);

/** Where announcement and list were seen, and how far the list was seen in time. null: they were not. */
async function postedBefore(
  ctx: BaseCtx,
  draw: Draw,
  before: Date,
): Promise<{ receipt: Receipt["posted"]; freeze: PublishedHead } | null> {
  const key = announcementKey(draw.id);
  const announced = (await sentMessages(ctx.tx, ctx.community.id, [key])).get(key);
  const freeze = await publishedHead(ctx, draw, before);
  if (!announced || !freeze || announced.sentAt >= draw.closeAt) return null;
  const chat = groupOf(draw);
  const post = (messageId: string | null, sentAt: Date) => ({
    chat,
    msg: messageId ?? "-",
    date: formatInstant(sentAt),
  });
  return {
    freeze,
    receipt: {
      announcement: post(announced.messageId, announced.sentAt),
      freeze: post(freeze.messageId, freeze.sentAt),
    },
  };
}

interface Winner extends Line {
  memberId: number;
  rank: number;
  isPaid: boolean;
}

/** Gives the places of the terms to the first of the ranking who can still be given something. */
async function awardPlaces(ctx: BaseCtx, draw: Draw, ranking: readonly string[]): Promise<Winner[]> {
  const slots = prizeSlots(draw.prizes);
  return awardFrom(ctx, draw, { ranking, from: 0, slots });
}

interface Award {
  ranking: readonly string[];
  /** first place of the ranking that is still free, from 0 */
  from: number;
  /** the prizes to give, by index, in order */
  slots: readonly number[];
}

/** Gives prizes to the next of the ranking; whoever was erased is passed over, with that reason. */
export async function awardFrom(ctx: BaseCtx, draw: Draw, { ranking, from, slots }: Award): Promise<Winner[]> {
  const { tx, community, now } = ctx;
  const last = prizeSlots(draw.prizes).length + draw.terms.alternates;
  const candidates = ranking.slice(from, last);
  const entries = await tx.drawEntry.findMany({
    where: { communityId: community.id, drawId: draw.id, ticket: { in: candidates } },
  });
  const byTicket = new Map(entries.map((entry) => [entry.ticket, entry]));
  const gone = await erasedAmong(
    ctx,
    entries.map(({ memberId }) => memberId),
  );
  const names = await namesOf(ctx, entries);
  const claimUntil = claimEnd(ctx.now, draw);
  const winners: Winner[] = [];
  const rows = [];
  for (const [index, ticket] of candidates.entries()) {
    const prizeIndex = slots[winners.length];
    const entry = byTicket.get(ticket);
    const prize = prizeIndex === undefined ? undefined : draw.prizes[prizeIndex];
    if (prizeIndex === undefined || !prize) break;
    if (!entry) continue;
    const isGone = gone.has(entry.memberId);
    const isPaid = prize.points > 0;
    const common = { rank: from + index + 1, memberId: entry.memberId, ticket, prize: prizeIndex };
    if (isGone) {
      rows.push({ ...common, state: "skipped", reason: text.erased[community.language]() });
      continue;
    }
    rows.push({ ...common, state: isPaid ? "claimed" : "won" });
    const name = names.get(entry.memberId) ?? "";
    winners.push({ prize: prizeName(prize), ticket, name, memberId: entry.memberId, rank: from + index + 1, isPaid });
  }
  // by hand: with thousands of prizes Prisma's engine takes seconds for the statement alone
  await tx.$executeRaw`
    INSERT INTO draw_winner (community_id, draw_id, rank, member_id, ticket, prize, state, reason, won_at, claim_until, claimed_at)
    SELECT ${community.id}, ${draw.id}, r.*, ${now}::timestamptz, ${claimUntil}::timestamptz,
      CASE r.state WHEN 'claimed' THEN ${now}::timestamptz END
    FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS r (rank int, "memberId" int, ticket text, prize int, state text, reason text)`;
  await payPoints(ctx, draw, rows);
  await whisper(ctx, draw, winners, claimUntil);
  return winners;
}

/** Prizes in points need no claiming. */
async function payPoints(
  ctx: BaseCtx,
  draw: Draw,
  rows: readonly { memberId: number; rank: number; prize: number; state: string }[],
): Promise<void> {
  const changes = rows
    .filter(({ state }) => state === "claimed")
    .map(({ memberId, rank: place, prize }) => ({
      memberId,
      delta: draw.prizes[prize]?.points ?? 0,
      key: `prize:draw:${draw.id}:${place}`,
      reason: "prize",
    }));
  if (changes.length > 0) await writeChanges(ctx.tx, ctx.community.id, changes, { at: ctx.now, day: ctx.today });
}

/** Tells winners in private, where they have spoken to the bot; a hundred at most. */
async function whisper(ctx: BaseCtx, draw: Draw, winners: readonly Winner[], until: Date): Promise<void> {
  const { tx, community } = ctx;
  for (const { memberId, rank: place, prize, isPaid } of winners.slice(0, 100)) {
    const person = await personBehind(tx, community.id, memberId);
    const chat = isPaid ? null : await privateChatOf(tx, community.id, person);
    if (chat === null) continue;
    const said = { id: draw.id, prize, until: moment(until, community.timeZone, community.language) };
    await ctx.post(chat, {
      key: `draw:${draw.id}:won:${place}`,
      kind: "receipt",
      priority: priorities.drawResult,
      text: text.youWon[community.language](said),
    });
  }
}

async function tell(ctx: BaseCtx, draw: Draw, beacon: string, winners: readonly Winner[]): Promise<void> {
  const left = draw.entries - prizeSlots(draw.prizes).length;
  await sayOf(ctx, draw, {
    key: `draw:${draw.id}:result`,
    text: text.result[ctx.community.language]({
      id: draw.id,
      beacon,
      winners: winners.slice(0, shownWinners),
      more: Math.max(winners.length - shownWinners, 0),
      alternates: Math.max(Math.min(left, draw.terms.alternates), 0),
      days: draw.claimDays,
      level: draw.terms.level,
      weak: isWeak(draw.terms.level),
      claims: winners.some(({ isPaid }) => !isPaid),
    }),
  });
}

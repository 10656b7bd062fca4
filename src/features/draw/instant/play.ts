import { Refusal, type BaseCtx, type Ctx, type JobCtx } from "../../../core/context.ts";
import { inTopic } from "../../../core/event.ts";
import { priorities } from "../../../core/outbox.ts";
import { dayToDate } from "../../../core/time.ts";
import { unseal } from "../../../core/vault.ts";
import { mayHaveMinors } from "../../../members/minors.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { balanceOf, writeChanges } from "../../../points/index.ts";
import { beaconFromSignature, verifyQuicknet } from "../beacon.ts";
import type { FetchBeacon } from "../beacons.ts";
import { beaconWaitMs } from "../rules.ts";
import { H, nextHead, ticketOf } from "../scheme.ts";
import { openHere } from "./open.ts";
import { chainLength, chainLink, instantSchema, lotOf, prizeOfLot, revealAt, roundAfter } from "./rules.ts";
import { hostText } from "../text-host.ts";
import { instantText } from "./text.ts";

interface Payload {
  drawId: number;
  number: number;
  round: number;
  /** the topic of a forum in which it was played */
  threadId?: string;
}

/** 刮刮乐: a play is paid and written down; its random value comes after it. */
export async function play(ctx: Ctx): Promise<void> {
  const { tx, community, member, event } = ctx;
  const found = ctx.chat.kind === "group" ? await openHere(ctx) : null;
  if (!found) throw new Refusal((await isOpenElsewhere(ctx)) ? hostText.inGroup : instantText.none);
  if (await mayHaveMinors(ctx)) throw new Refusal(hostText.minors);
  if (member.role) throw new Refusal(instantText.staff);
  const draw = await lockInstant(ctx, found.id);
  if (draw?.state !== "open") throw new Refusal(instantText.none);
  const terms = instantSchema.parse(draw.terms);
  const own = {
    communityId: community.id,
    drawId: draw.id,
    memberId: { in: await memberIdsOf(tx, community.id, member.id) },
  };
  const day = dayToDate(ctx.today);
  if (await tx.instantPlay.findFirst({ where: { ...own, day } })) throw new Refusal(instantText.today);
  if (draw.stock.every((left) => left === 0) || draw.plays >= chainLength) throw new Refusal(instantText.soldOut);
  const points = await balanceOf(tx, community.id, member.id);
  if (points < terms.cost) throw new Refusal(instantText.poor, { cost: terms.cost, points });

  const number = draw.plays + 1;
  const userId = "sender" in event ? (event.sender?.id ?? "") : "";
  const ticket = ticketOf(Buffer.from(draw.salt, "hex"), event.platform, userId, `${draw.id}:${ctx.today}`);
  const head = nextHead(draw.head, [ticket, 1]);
  const round = terms.level === "A" ? roundAfter(event.at) : null;
  await tx.instantPlay.create({
    data: {
      communityId: community.id,
      drawId: draw.id,
      number,
      memberId: member.via,
      chatId: ctx.chat.id,
      day,
      ticket,
      head,
      at: event.at,
      paid: terms.cost,
      round,
    },
  });
  await tx.instantDraw.update({
    where: { communityId_id: { communityId: community.id, id: draw.id } },
    data: { plays: number, head },
  });
  await charge(ctx, { memberId: member.via, delta: -terms.cost, key: `draw:instant:${draw.id}:${number}` });
  if (round === null) return revealByChain(ctx, draw.id, number);
  await ctx.reply(instantText.played, { number, ticket, round });
  const payload: Payload = { drawId: draw.id, number, round, ...inTopic(event.chat.threadId) };
  await ctx.enqueue({ name: "instant.reveal", key: `instant:${draw.id}:${number}`, payload, runAt: revealAt(round) });
}

async function lockInstant({ tx, community }: BaseCtx, id: number) {
  await tx.$executeRaw`SELECT 1 FROM instant_draw WHERE community_id = ${community.id} AND id = ${id} FOR UPDATE`;
  return tx.instantDraw.findUnique({ where: { communityId_id: { communityId: community.id, id } } });
}

async function charge(
  ctx: BaseCtx,
  { memberId, delta, key }: { memberId: number; delta: number; key: string },
): Promise<void> {
  if (delta === 0) return;
  const change = { memberId, delta, key, reason: "draw" };
  await writeChanges(ctx.tx, ctx.community.id, [change], { at: ctx.now, day: ctx.today });
}

async function revealByChain(ctx: Ctx, drawId: number, number: number): Promise<void> {
  const draw = await lockInstant(ctx, drawId);
  if (!draw?.seed) return;
  const beacon = chainLink(unseal(draw.seed, `instant:${drawId}:seed`), number);
  const said = await settlePlay(ctx, drawId, number, { beacon });
  if (said !== null) await ctx.reply({ zh: () => said, en: () => said });
}

/** Whoever asks alone with the bot is shown the way to where it is played. */
const isOpenElsewhere = async ({ tx, community, chat }: Ctx): Promise<boolean> =>
  chat.kind !== "group" && (await tx.instantDraw.count({ where: { communityId: community.id, state: "open" } })) > 0;

/** Fetches the value of a play, before any transaction, and tells what it came to. */
export async function reveal(job: JobCtx, fetchBeacon: FetchBeacon): Promise<void> {
  const played = job.payload as Payload;
  const { drawId, number, round } = played;
  const signature = await fetchBeacon(round, job.signal);
  const isTrue = signature !== null && verifyQuicknet(round, signature);
  await job.act(async (ctx) => {
    if (isTrue) {
      const words = await settlePlay(ctx, drawId, number, { beacon: beaconFromSignature(signature), signature });
      if (words !== null) await tell(ctx, played, words);
      return;
    }
    const waited = ctx.now.getTime() - revealAt(round).getTime();
    if (waited >= beaconWaitMs) return giveBack(ctx, played);
    const runAt = new Date(ctx.now.getTime() + 60_000);
    const key = `instant:${drawId}:${number}:${runAt.toISOString()}`;
    await ctx.enqueue({ name: "instant.reveal", key, payload: job.payload, runAt });
  });
}

/**
 * What a play comes to, once: the prize by its lot, if one is left, paid in the same transaction.
 * Returns what to say; null when it was settled before.
 */
async function settlePlay(
  ctx: BaseCtx,
  drawId: number,
  number: number,
  { beacon, signature }: { beacon: string; signature?: string },
): Promise<string | null> {
  const { tx, community, now } = ctx;
  const draw = await lockInstant(ctx, drawId);
  const key = { communityId_drawId_number: { communityId: community.id, drawId, number } };
  const made = await tx.instantPlay.findUnique({ where: key });
  if (!draw || !made || made.settledAt) return null;
  const terms = instantSchema.parse(draw.terms);
  const index = prizeOfLot(terms.prizes, lotOf(draw.announcement, made.ticket, beacon));
  const prize = terms.prizes[index];
  const gone = prize !== undefined && (draw.stock[index] ?? 0) < 1;
  await tx.instantPlay.update({
    where: key,
    data: { beacon, signature: signature ?? null, settledAt: now, prize: gone ? -1 : index },
  });
  if (prize && !gone) {
    const stock = draw.stock.map((left, at) => (at === index ? left - 1 : left));
    await tx.instantDraw.update({
      where: { communityId_id: { communityId: community.id, id: drawId } },
      data: { stock },
    });
    const change = {
      memberId: made.memberId,
      delta: prize.points,
      key: `prize:instant:${drawId}:${number}`,
      reason: "prize",
    };
    if (prize.points > 0) await writeChanges(tx, community.id, [change], { at: now, day: ctx.today });
  }
  const said = { number, ticket: made.ticket, prize: prize?.name ?? null, points: prize?.points ?? 0, gone };
  return instantText.outcome[community.language](said);
}

/** Says it where it was played. */
async function tell(ctx: BaseCtx, { drawId, number, threadId }: Payload, words: string): Promise<void> {
  const where = { communityId_drawId_number: { communityId: ctx.community.id, drawId, number } };
  const { chatId } = await ctx.tx.instantPlay.findUniqueOrThrow({ where });
  const common = { key: `instant:${drawId}:${number}:said`, kind: "receipt", priority: priorities.drawResult } as const;
  await ctx.post(chatId, { ...common, ...inTopic(threadId), text: words });
}

/** The value could not be had for a day: the play did not happen. */
async function giveBack(ctx: BaseCtx, played: Payload): Promise<void> {
  const { drawId, number } = played;
  await lockInstant(ctx, drawId);
  const where = { communityId_drawId_number: { communityId: ctx.community.id, drawId, number } };
  const made = await ctx.tx.instantPlay.findUnique({ where });
  if (!made || made.settledAt) return;
  await ctx.tx.instantPlay.update({ where, data: { settledAt: ctx.now, prize: -1 } });
  await charge(ctx, { memberId: made.memberId, delta: made.paid, key: `draw:instant:${drawId}:${number}:back` });
  await tell(ctx, played, instantText.returned[ctx.community.language]({ number, ticket: made.ticket }));
}

/** 刮刮乐 核对 17: how a play came to what it did, with everything to compute it again. */
export async function checkPlay(ctx: Ctx, number: number): Promise<void> {
  const { tx, community, language } = ctx;
  const draw = await tx.instantDraw.findFirst({
    where: { communityId: community.id, ...(ctx.chat.kind === "group" ? { chatId: ctx.chat.id } : {}) },
    orderBy: { id: "desc" },
  });
  const made =
    draw && (await tx.instantPlay.findFirst({ where: { communityId: community.id, drawId: draw.id, number } }));
  if (!draw || !made?.beacon) throw new Refusal(instantText.noPlay, { number });
  const lot = lotOf(draw.announcement, made.ticket, made.beacon);
  const prize = instantSchema.parse(draw.terms).prizes[made.prize ?? -1];
  await ctx.reply(instantText.check, {
    number,
    ticket: made.ticket,
    source:
      made.round === null ? instantText.byChain[language]() : instantText.byRound[language]({ round: made.round }),
    beacon: made.beacon,
    lot,
    prize: prize?.name ?? null,
    hash: H(draw.announcement),
  });
}

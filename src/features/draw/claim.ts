import { Refusal, type BaseCtx, type Ctx, type JobCtx } from "../../core/context.ts";
import { eraseSent } from "../../core/outbox.ts";
import { seal, unseal } from "../../core/vault.ts";
import { memberIdsOf } from "../../members/person.ts";
import { namesOf } from "./people.ts";
import { sayOf } from "./say.ts";
import { keyOf, rankCalmly } from "./scheme.ts";
import { awardFrom, claimEnd } from "./settle.ts";
import { changeDraw, findDraw, lockDraw, lookAt, rosterOf, type Draw } from "./store.ts";
import { prizeName } from "./terms.ts";
import { text } from "./text.ts";

const codePlace = (drawId: number) => `draw:${drawId}:code`;

/** 领奖: hands a winner what they won, in private; said again it is shown again. */
export async function claim(ctx: Ctx): Promise<void> {
  const { tx, community, member } = ctx;
  const memberId = { in: await memberIdsOf(tx, community.id, member.id) };
  const won = await tx.drawWinner.findMany({
    where: { communityId: community.id, memberId },
    orderBy: [{ drawId: "desc" }, { rank: "asc" }],
  });
  const isVoid = await voidAmong(ctx, won);
  const standing = won.filter(({ drawId }) => !isVoid.has(drawId));
  const open = standing.find(({ state, claimUntil }) => state === "won" && claimUntil > ctx.now);
  if (open) return hand(ctx, open.drawId, open.rank);
  const newest = standing[0] ?? won[0];
  const draw = newest && (await findDraw(tx, community.id, newest.drawId));
  const prize = newest && draw?.prizes[newest.prize];
  if (!newest || !prize) throw new Refusal(text.nothingToClaim);
  if (draw.state === "void") throw new Refusal(text.claimVoid, { id: draw.id, reason: draw.reason ?? "" });
  if (newest.state !== "claimed") throw new Refusal(text.claimMissed, { prize: prizeName(prize) });
  await hushLater(ctx);
  await ctx.reply(text.claimedBefore, {
    prize: prizeName(prize),
    code: await codeOf(ctx, draw, newest.rank),
    isPaid: prize.points > 0,
  });
}

/** Which of the draws that somebody won in were void later. */
async function voidAmong(ctx: Ctx, won: readonly { drawId: number }[]): Promise<Set<number>> {
  const id = { in: won.map(({ drawId }) => drawId) };
  const where = { communityId: ctx.community.id, id, state: "void" };
  const found = await ctx.tx.draw.findMany({ where, select: { id: true } });
  return new Set(found.map((one) => one.id));
}

async function hand(ctx: Ctx, drawId: number, place: number): Promise<void> {
  const { tx, community } = ctx;
  const draw = await lockDraw(tx, community.id, drawId);
  const key = { communityId_drawId_rank: { communityId: community.id, drawId, rank: place } };
  // whoever waited for the row sees what the other act made of it
  const won = await tx.drawWinner.findUnique({ where: key });
  const prize = draw?.prizes[won?.prize ?? -1];
  if (!draw || !prize || won?.state !== "won" || draw.state !== "settled") throw new Refusal(text.nothingToClaim);
  await tx.drawWinner.update({ where: key, data: { state: "claimed", claimedAt: ctx.now } });
  const code = (await codeOf(ctx, draw, place)) ?? (await takeCode(ctx, draw, place, won.prize));
  if (code !== null) await hushLater(ctx);
  await ctx.reply(text.claimed, {
    prize: prizeName(prize),
    delivery: draw.terms.delivery,
    code,
    points: 0,
  });
  await endIfOver(ctx, draw);
}

/** The reply with the code is sent, and then kept nowhere in plain words. */
async function hushLater(ctx: Ctx): Promise<void> {
  const { platform, account, key } = ctx.event;
  const reply = `re:${platform}:${account}:${key}`;
  // by then it is sent, unless something is wrong
  const runAt = new Date(ctx.now.getTime() + 60_000);
  await ctx.enqueue({ name: "draw.hush", key: `draw:hush:${key}`, payload: { reply }, runAt });
}

/** Takes a code out of the sent message that bore it; looks again while that waits to be sent. */
export async function hush(job: JobCtx): Promise<void> {
  await job.act(async (ctx) => {
    const { reply } = job.payload as { reply: string };
    if (await eraseSent(ctx.tx, ctx.community.id, reply)) return;
    const runAt = new Date(ctx.now.getTime() + 600_000);
    await ctx.enqueue({
      name: "draw.hush",
      key: `draw:hush:${reply}:${runAt.toISOString()}`,
      payload: { reply },
      runAt,
    });
  });
}

async function codeOf(ctx: BaseCtx, draw: Draw, place: number): Promise<string | null> {
  const row = await ctx.tx.drawCode.findFirst({
    where: { communityId: ctx.community.id, drawId: draw.id, rank: place },
  });
  return row ? unseal(row.sealed, codePlace(draw.id)) : null;
}

/** The next code of the prize that nobody has; null when there is none (left). */
async function takeCode(ctx: BaseCtx, draw: Draw, place: number, prize: number): Promise<string | null> {
  const where = { communityId: ctx.community.id, drawId: draw.id, prize, rank: null };
  const free = await ctx.tx.drawCode.findFirst({ where, orderBy: { id: "asc" } });
  if (!free) return null;
  await ctx.tx.drawCode.update({
    where: { communityId_drawId_id: { communityId: ctx.community.id, drawId: draw.id, id: free.id } },
    data: { rank: place },
  });
  return unseal(free.sealed, codePlace(draw.id));
}

/** Keeps codes of a prize, sealed. Returns how many the prize has now. */
export async function keepCodes(ctx: BaseCtx, draw: Draw, prize: number, codes: readonly string[]): Promise<number> {
  const data = codes.map((code) => ({
    communityId: ctx.community.id,
    drawId: draw.id,
    prize,
    sealed: seal(code, codePlace(draw.id)),
  }));
  await ctx.tx.drawCode.createMany({ data });
  return ctx.tx.drawCode.count({ where: { communityId: ctx.community.id, drawId: draw.id, prize } });
}

/** Prizes not claimed in time go to the next of the same ranking, each told in public with its reason. */
export async function expire(ctx: BaseCtx, draw: Draw): Promise<void> {
  if (draw.state !== "settled" || draw.beacon === null) return;
  const { tx, community, now } = ctx;
  const late = await tx.drawWinner.findMany({
    where: { communityId: community.id, drawId: draw.id, state: "won", claimUntil: { lte: now } },
    orderBy: { rank: "asc" },
  });
  if (late.length === 0) return endIfOver(ctx, draw);
  const reason = text.unclaimed[community.language]();
  await tx.drawWinner.updateMany({
    where: { communityId: community.id, drawId: draw.id, rank: { in: late.map((one) => one.rank) } },
    data: { state: "skipped", reason },
  });
  const { _max } = await tx.drawWinner.aggregate({
    where: { communityId: community.id, drawId: draw.id },
    _max: { rank: true },
  });
  const ranking = await rankingOf(ctx, draw, draw.beacon);
  const slots = late.map(({ prize }) => prize);
  const next = await awardFrom(ctx, draw, { ranking, from: _max.rank ?? 0, slots });
  await sayOf(ctx, draw, {
    key: `draw:${draw.id}:moved:${late[0]?.rank ?? 0}`,
    text: text.movedUp[community.language]({
      id: draw.id,
      reason,
      skipped: late.map(({ ticket }) => ticket).join(community.language === "zh" ? "、" : ", "),
      lines: next,
      days: draw.claimDays,
    }),
  });
  if (next.length > 0) await lookAt(ctx, draw.id, claimEnd(ctx.now, draw));
  await endIfOver(ctx, draw);
}

/** Every ticket in the order of the result, computed again. */
async function rankingOf(ctx: BaseCtx, draw: Draw, beacon: string): Promise<string[]> {
  const roster = await rosterOf(ctx.tx, draw);
  return (await rankCalmly(keyOf(draw.announcement, draw.head, roster.length, beacon), roster)).map(
    ({ ticket }) => ticket,
  );
}

async function endIfOver(ctx: BaseCtx, draw: Draw): Promise<void> {
  const where = { communityId: ctx.community.id, drawId: draw.id, state: "won" };
  if ((await ctx.tx.drawWinner.count({ where })) > 0) return;
  await changeDraw(ctx.tx, draw, { state: "over", endedAt: ctx.now });
}

/** The winners as the group reads them, with what became of each. */
export async function showWinners(ctx: Ctx): Promise<void> {
  const { tx, community, chat, language } = ctx;
  const newest = await tx.draw.findFirst({
    where: {
      communityId: community.id,
      settledAt: { not: null },
      state: { not: "void" },
      ...(chat.kind === "group" ? { chatId: chat.id } : {}),
    },
    orderBy: { settledAt: "desc" },
  });
  const draw = newest && (await findDraw(tx, community.id, newest.id));
  if (!draw) throw new Refusal(text.nobodyWon);
  const rows = await tx.drawWinner.findMany({
    where: { communityId: community.id, drawId: draw.id },
    orderBy: { rank: "asc" },
    take: 50,
  });
  const entries = await tx.drawEntry.findMany({
    where: { communityId: community.id, drawId: draw.id, ticket: { in: rows.map(({ ticket }) => ticket) } },
  });
  const names = await namesOf(ctx, entries);
  const state = (row: (typeof rows)[number]) =>
    row.state === "skipped"
      ? text.states.skipped[language]({ reason: row.reason ?? "" })
      : text.states[row.state === "claimed" ? "claimed" : "won"][language]();
  await ctx.reply(text.winnersList, {
    id: draw.id,
    lines: rows.map((row) => ({
      prize: prizeName(draw.prizes[row.prize] ?? { rank: "", name: "?" }),
      ticket: row.ticket,
      name: names.get(row.memberId) ?? "*",
      state: state(row),
    })),
  });
}

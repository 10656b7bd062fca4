import { crashPoint } from "../../core/crash.ts";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type JobCtx } from "../../core/context.ts";
import type { MessageEvent } from "../../core/event.ts";
import { messageRepliedTo } from "../../core/quoted.ts";
import { memberIdsOf, may } from "../../members/person.ts";
import { isWitnessWord, lotteries, numbersText, quicknet, quicknetSteps, roundTime, verifyQuicknet } from "./beacon.ts";
import { expire } from "./claim.ts";
import { freeze, freezeKey } from "./freeze.ts";
import { moment } from "./notice.ts";
import { beaconWaitMs, roundOf, witnessCount } from "./rules.ts";
import { inTurns } from "./steps.ts";
import { chanceFromSignature, chanceFromWitnesses, settle } from "./settle.ts";
import { drawSettings } from "./settings.ts";
import { drawsIn, lockDraw, lookAt, type Draw, type LookPayload } from "./store.ts";
import { text } from "./text.ts";
import { toyNumbers } from "./toy.ts";
import { voidDraw } from "./void.ts";

/**
 * Asks the network for quicknet's signature of a round: 96 hex, or null when nobody answers. It may
 * lie; what it says is verified before it is used.
 */
export type FetchBeacon = (round: number, signal: AbortSignal) => Promise<string | null>;

/** Asked again every minute at first, then every ten. */
const retryMs = (waitedMs: number): number => (waitedMs < 600_000 ? 60_000 : 600_000);

/** Does what is due for a draw: freeze, result, prizes that were not claimed. Idempotent; drand is asked before the act begins. */
export async function look(job: JobCtx, fetchBeacon: FetchBeacon): Promise<void> {
  const { drawId, round } = job.payload as LookPayload;
  const signature = round === undefined ? null : await fetchBeacon(round, job.signal);
  crashPoint("draw-beacon");
  await job.act(async (ctx) => {
    const draw = await lockDraw(ctx.tx, job.communityId, drawId);
    if (!draw) return;
    if (draw.state === "open") await freeze(ctx, draw);
    else if (draw.state === "frozen") await takeBeacon(ctx, draw, signature);
    else if (draw.state === "settled") await expire(ctx, draw);
  });
}

/** The result if its value is there; else another look, until the notice's own condition makes the draw void. */
async function takeBeacon(ctx: BaseCtx, draw: Draw, signature: string | null): Promise<void> {
  const { level } = draw.terms;
  const round = roundOf(draw.terms);
  if (level === "A" && signature !== null && (await inTurns(quicknetSteps(round, signature)))) {
    return settle(ctx, draw, chanceFromSignature(signature));
  }
  if (draw.terms.toy) return settle(ctx, draw, { beacon: toyNumbers(draw.terms.sources, ctx.rng) });
  const since = level === "A" ? roundTime(round) : draw.closeAt;
  const waited = ctx.now.getTime() - since.getTime();
  if (waited < 0) return; // the freeze has asked for a look at the right time
  if (waited >= beaconWaitMs) {
    return voidDraw(ctx, draw, level === "C" ? text.reasons.noWitnesses : text.reasons.noBeacon);
  }
  const next = level === "A" ? new Date(ctx.now.getTime() + retryMs(waited)) : new Date(since.getTime() + beaconWaitMs);
  const { fetchBeacon } = await ctx.settings(drawSettings);
  await lookAt(ctx, draw.id, next, level === "A" && fetchBeacon ? round : undefined);
}

/** 开奖 …: anybody may bring drand's signature, a host the numbers; without anything it says what is missing. */
export async function bringBeacon(ctx: Ctx, words: string): Promise<void> {
  const waiting = await drawsIn(
    ctx.tx,
    ctx.community.id,
    ["frozen"],
    ctx.chat.kind === "group" ? ctx.chat.id : undefined,
  );
  const signature = /\b[0-9a-f]{96}\b/i.exec(words)?.[0].toLowerCase();
  if (signature) return bringSignature(ctx, waiting, signature);
  const level = (one: Draw) => one.terms.level;
  const numbered = waiting.find((one) => level(one) === "B");
  if (numbered && /\d/.test(words) && may(ctx.member.role, "host")) return bringNumbers(ctx, numbered.id, words);
  const [first] = waiting;
  if (!first) throw await whyNone(ctx);
  if (level(first) === "B") throw new Refusal(text.howNumbers, { id: first.id, form: formOf(first) });
  if (level(first) === "C") throw new Refusal(text.nextC, { count: witnessCount });
  const round = roundOf(first.terms);
  const due = roundTime(round);
  const { timeZone, language } = ctx.community;
  if (ctx.now < due) throw new Refusal(text.notDue, { id: first.id, time: moment(due, timeZone, language) });
  throw new Refusal(text.howBeacon, {
    id: first.id,
    round,
    url: `https://api.drand.sh/${quicknet.chain}/public/${round}`,
  });
}

/** In the minute after a close answers are still on their way, and the list is not frozen yet. */
async function whyNone({ tx, community, chat, now }: Ctx): Promise<Error> {
  const open = await drawsIn(tx, community.id, ["open"], chat.kind === "group" ? chat.id : undefined);
  const closed = open.find(({ closeAt }) => closeAt <= now);
  return closed ? new Refusal(text.freezesSoon, { id: closed.id }) : new Refusal(text.noneWaiting);
}

async function bringSignature(ctx: Ctx, waiting: readonly Draw[], signature: string): Promise<void> {
  const levelA = waiting.filter(({ terms }) => terms.level === "A");
  const found = levelA.find(({ terms }) => verifyQuicknet(roundOf(terms), signature));
  if (!found) {
    const [first] = levelA;
    if (!first) throw new Refusal(text.noneWaiting);
    throw new Refusal(text.badSignature, { round: roundOf(first.terms) });
  }
  const draw = await lockDraw(ctx.tx, ctx.community.id, found.id);
  if (draw) await settle(ctx, draw, chanceFromSignature(signature));
}

async function bringNumbers(ctx: Ctx, id: number, words: string): Promise<void> {
  const draw = await lockDraw(ctx.tx, ctx.community.id, id);
  if (!draw) return;
  const { sources } = draw.terms;
  const all = (words.match(/\d{1,2}/g) ?? []).map(Number);
  const groups = sources.flatMap(({ source }) => lotteries[source]?.groups ?? []);
  const numbers = groups.map(({ count }) => all.splice(0, count));
  const beacon = all.length === 0 ? numbersText(sources, numbers) : null;
  if (beacon === null) throw new Refusal(text.badNumbers, { form: formOf(draw) });
  await settle(ctx, draw, { beacon });
}

/** "6 个红球 + 1 个蓝球" as a line of numbers to copy: "01 02 03 04 05 06 + 07". */
const formOf = ({ terms }: Draw): string =>
  terms.sources
    .flatMap(({ source }) => lotteries[source]?.groups ?? [])
    .map(({ count }) => Array.from({ length: count }, (_, index) => String(index + 1).padStart(2, "0")).join(" "))
    .join(" + ");

/** 见证 WORD: one of the first members who answer after the freeze adds to a level C draw's chance. */
export async function witness(ctx: Ctx, word: string): Promise<void> {
  const [found] = (await drawsIn(ctx.tx, ctx.community.id, ["frozen"], ctx.chat.id)).filter(
    ({ terms }) => terms.level === "C",
  );
  if (!found || (found.frozenAt && ctx.now < found.frozenAt)) throw new Refusal(text.noWitness);
  if (ctx.member.role) throw new Refusal(text.witnessStaff);
  if (!isWitnessWord(word)) throw new Refusal(text.witnessWord);
  const { tx, community } = ctx;
  const draw = await lockDraw(tx, community.id, found.id);
  if (draw?.state !== "frozen") throw new Refusal(text.noWitness);
  const said = await tx.drawWitness.findMany({ where: { communityId: community.id, drawId: draw.id } });
  const own = await memberIdsOf(tx, community.id, ctx.member.id);
  if (said.some(({ memberId }) => own.includes(memberId))) throw new Refusal(text.witnessTwice);
  const number = said.length + 1;
  await tx.drawWitness.create({
    data: { communityId: community.id, drawId: draw.id, number, memberId: ctx.member.via, word, at: ctx.now },
  });
  await ctx.reply(text.witnessed, { number, count: witnessCount, word });
  const chance = await chanceFromWitnesses(ctx, draw);
  if (chance) await settle(ctx, draw, chance);
}

/** An answer to the freeze post of a level C draw is a witness's word. True when it was one. */
export async function witnessByReply(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { event, member } = ctx;
  if (!member || !event.replyTo?.toBot || ctx.chat.kind !== "group") return false;
  const waiting = (await drawsIn(ctx.tx, ctx.community.id, ["frozen"], ctx.chat.id)).filter(
    ({ terms }) => terms.level === "C",
  );
  if (waiting.length === 0) return false;
  const said = await messageRepliedTo(ctx.tx, { communityId: ctx.community.id, chatId: ctx.chat.id }, event.replyTo);
  if (!waiting.some(({ id }) => freezeKey(id) === said?.key)) return false;
  await witness({ ...ctx, member, args: event.text }, event.text.trim());
  return true;
}

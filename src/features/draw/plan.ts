import { DateTime } from "luxon";
import { Refusal, type BaseCtx, type Ctx, type JobCtx } from "../../core/context.ts";
import { priorities } from "../../core/outbox.ts";
import { addDays, instantOf, localDay } from "../../core/time.ts";
import { withDefaults } from "./draft.ts";
import { checkTerms, open, repeatedBy } from "./open.ts";
import { readOrder } from "./order.ts";
import { hostText } from "./text-host.ts";
import { planText } from "./text-plan.ts";
import { emptyTerms, termsSchema, type Terms } from "./terms.ts";
import { rhythmIn, timeIn } from "./when.ts";

/** A plan's rhythm: the weekday it opens on (0 = every day), the wall-clock time, and how long it stays open. */
export interface Rhythm {
  weekday: number;
  opensAt: string;
  minutes: number;
}

const durationForm = /(?:开放|持续|(?:open\s+)?for|open)\s*(\d{1,4})\s*(分钟|小时|天|minutes?|hours?|days?)/iu;
const longestMinutes = 60 * 24 * 31;

/** Reads "每周五 20:00 开放24小时 …": the rhythm, and the words that are about the draw. Null where one is missing. */
export function readRhythm(words: string): { rhythm: Rhythm; rest: string } | null {
  const day = rhythmIn(words);
  const length = durationForm.exec(words);
  if (!day || !length) return null;
  const left = words.replace(day.words, " ").replace(length[0], " ");
  const at = timeIn(left);
  if (!at) return null;
  const unit = /^(天|day)/i.test(length[2] ?? "") ? 1440 : /^(小时|hour)/i.test(length[2] ?? "") ? 60 : 1;
  const minutes = Number(length[1]) * unit;
  if (minutes < 2 || minutes > longestMinutes) return null;
  const rest = left.replace(at.words, " ").replace(/^[\s,]*(?:开抽|开始|开)/u, " ");
  return { rhythm: { weekday: day.weekday, opensAt: at.time, minutes }, rest };
}

/** The first moment after `now` at which the plan opens. */
export function nextOpening({ weekday, opensAt }: Pick<Rhythm, "weekday" | "opensAt">, now: Date, zone: string): Date {
  for (let ahead = 0; ; ahead++) {
    const day = addDays(localDay(now, zone), ahead);
    if (weekday !== 0 && DateTime.fromISO(day).weekday !== weekday) continue;
    const at = instantOf(day, opensAt, zone);
    if (at > now) return at;
  }
}

/** 抽奖计划 …: lists, stops or makes a draw that opens by itself. */
export async function plans(ctx: Ctx, words: string): Promise<void> {
  if (ctx.chat.kind !== "group") throw new Refusal(hostText.inGroup);
  const stop = /^(?:停止|取消|stop)\s*#?(\d{1,9})$/iu.exec(words);
  if (stop) return stopPlan(ctx, Number(stop[1]));
  if (words === "") return list(ctx);
  const found = readRhythm(words.normalize("NFKC"));
  if (!found) throw new Refusal(planText.how);
  const { rhythm, rest } = found;
  const dueAt = nextOpening(rhythm, ctx.now, ctx.community.timeZone);
  const { terms, unknown } = readOrder(rest, ctx.now, ctx.community.timeZone, {
    ...emptyTerms,
    threadId: ctx.event.chat.threadId,
  });
  if (unknown.length > 0) throw new Refusal(hostText.notUnderstood, { words: unknown[0] ?? "" });
  const closing = { ...(await withDefaults(ctx, terms, rest)), closeAt: closeOf(dueAt, rhythm.minutes) };
  // what would be refused on the day is refused now; a public lottery's issue cannot be known that early
  if (closing.level === "B" && !closing.toy) throw new Refusal(planText.notB);
  await checkTerms({ ...ctx, now: dueAt }, closing, ctx.chat.id);
  const kept = { terms: { ...closing, closeAt: null }, hasButtons: ctx.capabilities.buttons };
  const plan = await ctx.tx.drawPlan.create({
    data: {
      communityId: ctx.community.id,
      chatId: ctx.chat.id,
      weekday: rhythm.weekday === 0 ? null : rhythm.weekday,
      opensAt: rhythm.opensAt,
      minutes: rhythm.minutes,
      terms: JSON.parse(JSON.stringify(kept)) as object,
      madeBy: ctx.member.id,
      dueAt,
    },
  });
  await enqueuePlan(ctx, plan.id, dueAt);
  await ctx.reply(planText.made, { id: plan.id, ...rhythm });
}

const closeOf = (openAt: Date, minutes: number): Date => new Date(openAt.getTime() + minutes * 60_000);

async function enqueuePlan(ctx: BaseCtx, planId: number, runAt: Date): Promise<void> {
  const key = `draw:plan:${planId}:${runAt.toISOString()}`;
  await ctx.enqueue({ name: "draw.plan", key, payload: { planId }, runAt });
}

/** In another zone eight in the evening is another moment: every plan waits for its own anew. */
export async function replan(ctx: BaseCtx): Promise<void> {
  const { tx, community, now } = ctx;
  const { timeZone } = await tx.community.findUniqueOrThrow({ where: { id: community.id } });
  for (const plan of await tx.drawPlan.findMany({ where: { communityId: community.id, endedAt: null } })) {
    const dueAt = nextOpening({ weekday: plan.weekday ?? 0, opensAt: plan.opensAt }, now, timeZone);
    await tx.drawPlan.update({
      where: { communityId_id: { communityId: community.id, id: plan.id } },
      data: { dueAt },
    });
    await enqueuePlan(ctx, plan.id, dueAt);
  }
}

async function list(ctx: Ctx): Promise<void> {
  const rows = await ctx.tx.drawPlan.findMany({
    where: { communityId: ctx.community.id, chatId: ctx.chat.id, endedAt: null },
    orderBy: { id: "asc" },
  });
  if (rows.length === 0) throw new Refusal(planText.how);
  const lines = rows.map(({ id, weekday, opensAt, minutes, terms }) => ({
    id,
    weekday: weekday ?? 0,
    opensAt,
    minutes,
    prizes: termsOf(terms).prizes.map(({ name, count }) => `${name} ×${count}`),
  }));
  await ctx.reply(planText.list, { lines });
}

async function stopPlan(ctx: Ctx, id: number): Promise<void> {
  const where = { communityId: ctx.community.id, id, endedAt: null };
  const { count } = await ctx.tx.drawPlan.updateMany({ where, data: { endedAt: ctx.now } });
  if (count === 0) throw new Refusal(planText.noSuch, { id });
  await ctx.reply(planText.stopped, { id });
}

const termsOf = (kept: unknown): Terms => termsSchema.parse((kept as { terms: unknown }).terms);

/**
 * Opens the draw a plan has due, once for each moment, and waits for the next. After a pause of more
 * than its own opening time a moment is passed over: nobody could enter any more.
 */
export async function openPlanned(job: JobCtx): Promise<void> {
  const { planId } = job.payload as { planId: number };
  await job.act(async (ctx) => {
    await ctx.tx
      .$executeRaw`SELECT 1 FROM draw_plan WHERE community_id = ${job.communityId} AND id = ${planId} FOR UPDATE`;
    const plan = await ctx.tx.drawPlan.findUnique({
      where: { communityId_id: { communityId: job.communityId, id: planId } },
    });
    if (!plan || plan.endedAt || plan.dueAt > ctx.now) return;
    const rhythm = { weekday: plan.weekday ?? 0, opensAt: plan.opensAt };
    const dueAt = nextOpening(rhythm, ctx.now, ctx.community.timeZone);
    await ctx.tx.drawPlan.update({
      where: { communityId_id: { communityId: job.communityId, id: planId } },
      data: { dueAt },
    });
    await enqueuePlan(ctx, planId, dueAt);
    const closeAt = closeOf(plan.dueAt, plan.minutes);
    if (closeAt.getTime() - ctx.now.getTime() < 60_000) return;
    const { hasButtons } = plan.terms as unknown as { hasButtons: boolean };
    const terms = { ...termsOf(plan.terms), closeAt };
    // last time's draw was void (nobody came): this one says that it repeats it
    const repeats = await repeatedBy(ctx, terms, plan.chatId);
    await openOrSay(ctx, { ...terms, repeats }, { chatId: plan.chatId, by: plan.madeBy, hasButtons, planId });
  });
}

/** A draw that may not open any more (its prizes were void and nobody said so) is not silently left out. */
async function openOrSay(
  ctx: BaseCtx,
  terms: Terms,
  opening: Parameters<typeof open>[2] & { planId: number },
): Promise<void> {
  try {
    await open(ctx, terms, opening);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { language } = ctx.community;
    const refusal = error as Refusal<unknown>;
    await ctx.post(opening.chatId, {
      key: `draw:plan:${opening.planId}:${ctx.now.toISOString()}:refused`,
      kind: "receipt",
      priority: priorities.digest,
      text: planText.notOpened[language]({ id: opening.planId, why: refusal.text[language](refusal.params) }),
    });
  }
}

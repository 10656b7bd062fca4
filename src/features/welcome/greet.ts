import { z } from "zod";
import type { PassageEvent } from "../../core/event.ts";
import type { BaseCtx, EventCtx, JobCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import { quietEnd } from "../../core/quiet.ts";
import { dateToDay, dayMs, dayToDate } from "../../core/time.ts";
import { cameOrWent, cameAndStayed } from "../../engagement/passages.ts";
import { shownNames } from "../../members/lookalike.ts";
import { noticeOf } from "./introduce.ts";
import { fillIn, greetingTime } from "./rules.ts";
import { welcomeSettings } from "./settings.ts";
import { text } from "./text.ts";

const hourMs = 3_600_000;

/** Somebody came: they are greeted with all who come in the same minute, unless they were here within a day. */
export async function notice(ctx: EventCtx<PassageEvent>): Promise<void> {
  const { tx, community, chat, member, now } = ctx;
  if (chat.kind !== "group" || !member) return;
  if (!(await ctx.settings(welcomeSettings)).greet) return;
  const of = { communityId: community.id, chatId: chat.id, memberId: member.id };
  const aDayAgo = new Date(now.getTime() - dayMs);
  const [wasHere, greetedAt] = await Promise.all([cameOrWent(tx, of, aDayAgo, now), lockGreetings(ctx, chat.id)]);
  if (wasHere) return;
  // whoever came lately and waits has a job that will greet this one too; a job more does no harm
  const lately = new Date(now.getTime() - hourMs);
  const [waiting] = await Promise.all([
    tx.$queryRaw<unknown[]>`
      SELECT 1 FROM newcomer WHERE community_id = ${community.id} AND chat_id = ${chat.id} AND joined_at > ${lately} LIMIT 1`,
    tx.$executeRaw`
      INSERT INTO newcomer (community_id, chat_id, member_id, joined_at)
      VALUES (${community.id}, ${chat.id}, ${member.id}, ${now}) ON CONFLICT DO NOTHING`,
  ]);
  if (waiting.length > 0) return;
  const runAt = greetingTime(now, greetedAt, community.timeZone);
  const key = `greet:${ctx.event.platform}:${ctx.event.account}:${ctx.event.key}`;
  await ctx.enqueue({ name: "welcome.greet", key, payload: { chatId: chat.id }, runAt });
}

const payload = z.object({ chatId: z.number().int() });

export async function greet(job: JobCtx, features: readonly Feature[]): Promise<void> {
  const { chatId } = payload.parse(job.payload);
  await job.act((ctx) => greetWaiting(ctx, chatId, features));
}

/** One greeting for everybody who waits in a chat; put off when it is night or one went out just now. */
async function greetWaiting(ctx: BaseCtx, chatId: number, features: readonly Feature[]): Promise<void> {
  const { tx, community, now } = ctx;
  const greetedAt = await lockGreetings(ctx, chatId);
  const isTooSoon = greetedAt !== null && now.getTime() - greetedAt.getTime() < 60_000;
  if (isTooSoon || quietEnd(now, community.timeZone)) {
    const runAt = greetingTime(now, greetedAt, community.timeZone);
    const key = `greet:${chatId}:${runAt.toISOString()}`;
    return ctx.enqueue({ name: "welcome.greet", key, payload: { chatId }, runAt });
  }
  const names = await takeWaiting(ctx, chatId);
  const settings = await ctx.settings(welcomeSettings);
  if (names.length === 0 || !settings.greet) return;

  const where = { communityId_chatId: { communityId: community.id, chatId } };
  const { noticedDay = null } = (await tx.introduction.findUnique({ where })) ?? {};
  const isNoticed = noticedDay !== null && dateToDay(noticedDay) === ctx.today;
  const row = { greetedAt: now, noticedDay: dayToDate(ctx.today) };
  await tx.introduction.upsert({ where, create: { ...where.communityId_chatId, ...row }, update: row });
  const chat = await tx.chat.findUniqueOrThrow({
    where: { communityId_id: { communityId: community.id, id: chatId } },
  });
  const { language } = community;
  const template = language === "zh" ? settings.greetingZh : settings.greetingEn;
  const parts = [fillIn(template, { names: text.names[language]({ names }), chat: chat.title })];
  if (!isNoticed) parts.push(text.notice[language](await noticeOf(ctx, features)));
  await ctx.post(chatId, {
    key: `welcome:greet:${chatId}:${now.toISOString()}`,
    text: parts.join("\n\n"),
    kind: "notice",
    priority: priorities.welcome,
    deadlineAt: new Date(now.getTime() + hourMs),
  });
}

/** Takes everybody off the list; the names of those who are still here and came within a day, the first first. */
async function takeWaiting(ctx: BaseCtx, chatId: number): Promise<string[]> {
  const { tx, community, now } = ctx;
  const where = { communityId: community.id, chatId };
  const waiting = await tx.newcomer.findMany({ where, orderBy: [{ joinedAt: "asc" }, { memberId: "asc" }] });
  await tx.newcomer.deleteMany({ where });
  const recent = waiting.filter((one) => now.getTime() - one.joinedAt.getTime() <= dayMs).map((one) => one.memberId);
  const here = await cameAndStayed(tx, community.id, chatId, recent);
  const members = await tx.member.findMany({
    select: { id: true, name: true },
    where: { communityId: community.id, id: { in: recent } },
  });
  const shown = await shownNames(tx, community.id, members, community.language);
  const names = new Map(members.map((member, index) => [member.id, shown[index] ?? ""]));
  return recent.filter((id) => here.has(id)).flatMap((id) => names.get(id) ?? []);
}

/** First key of the advisory lock under which a chat's newcomers are noted and greeted. */
const greetLock = 7012;

/** One at a time notes or greets newcomers of a chat, so that nobody falls between. Returns the last greeting's time. */
async function lockGreetings({ tx, community }: BaseCtx, chatId: number): Promise<Date | null> {
  // one round trip, yet two statements: the second sees what was written while the first waited
  const [, [said]] = await Promise.all([
    tx.$executeRaw`SELECT pg_advisory_xact_lock(${greetLock}::int, ${chatId}::int)`,
    tx.$queryRaw<{ greetedAt: Date | null }[]>`
      SELECT greeted_at AS "greetedAt" FROM introduction WHERE community_id = ${community.id} AND chat_id = ${chatId}`,
  ]);
  return said?.greetedAt ?? null;
}

import { z } from "zod";
import { Refusal, type BaseCtx, type Ctx, type JobCtx } from "../../core/context.ts";
import { inTopic } from "../../core/event.ts";
import { instantOf } from "../../core/time.ts";
import { readOrder, rulesOf } from "./formats.ts";
import { bankFor, createQuiz } from "./begin.ts";
import { moveOn } from "./play/advance.ts";
import { finish } from "./play/finish.ts";
import { lockQuiz, quizIn } from "./play/quiz.ts";
import { quizSettings } from "./settings.ts";
import { text } from "./text.ts";

/** 每日一题 10:00-20:00 茶文化, or 关: a question every day from then on in this chat. */
export async function dailyOrder(ctx: Ctx, words: string): Promise<void> {
  const { tx, community, chat } = ctx;
  const rest = words.replace(/^(?:daily|每日一题|每日)\s*/iu, "").trim();
  const where = { communityId: community.id, chatId: chat.id };
  if (/^(?:off|关|关闭|停|取消)$/iu.test(rest)) {
    const { count } = await tx.quizDaily.deleteMany({ where });
    if (count === 0) throw new Refusal(text.noDaily);
    const open = await quizIn(tx, community.id, chat.id, "daily");
    const quiz = open === null ? null : await lockQuiz(tx, community.id, open, "alone");
    if (quiz) await finish(ctx, quiz);
    return ctx.reply(text.dailyOff);
  }
  const now = await ctx.settings(quizSettings);
  const times = /(\d{1,2}:\d{2})\s*[-–~到至]\s*(\d{1,2}:\d{2})/u.exec(rest);
  const [opensAt, closesAt] = times ? [padded(times[1]), padded(times[2])] : [now.dailyOpens, now.dailyCloses];
  if (!isTime(opensAt) || !isTime(closesAt) || closesAt <= opensAt) throw new Refusal(text.badTimes);
  const others = rest.replace(times?.[0] ?? "", "").replace(/^\s*(?:on|开|开启)\s*$/iu, "");
  const order = readOrder(`daily ${others}`);
  if ("unknown" in order) throw new Refusal(text.unknownWord, { word: order.unknown.slice(0, 30) });
  if (order.polls && !ctx.capabilities.nativeQuiz) throw new Refusal(text.noPollsHere);
  const { bank } = await bankFor(ctx, order.bank, order.tags);
  const polls = (order.polls ?? now.polls) && ctx.capabilities.nativeQuiz;
  const threadId = ctx.event.chat.threadId ?? null;
  const { buttons } = ctx.capabilities;
  const data = { bankId: bank.id, opensAt, closesAt, buttons, polls, tags: order.tags, threadId };
  await tx.quizDaily.upsert({ where: { communityId_chatId: where }, create: { ...where, ...data }, update: data });
  await plan(ctx, chat.id, opensAt);
  await ctx.reply(text.dailyOn, { opensAt, closesAt, bank: bank.name });
}

const padded = (time: string | undefined): string => (time ?? "").padStart(5, "0");
const isTime = (time: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(time);

/** The schedule of every midnight: today's questions, each at its chat's hour. */
export async function planDay(ctx: BaseCtx): Promise<void> {
  const chats = await ctx.tx.quizDaily.findMany({ where: { communityId: ctx.community.id } });
  for (const { chatId, opensAt } of chats) await plan(ctx, chatId, opensAt);
}

async function plan(ctx: BaseCtx, chatId: number, opensAt: string): Promise<void> {
  const runAt = instantOf(ctx.today, opensAt, ctx.community.timeZone);
  if (runAt < ctx.now) return; // from tomorrow on
  await ctx.enqueue({
    name: "quiz.daily",
    key: `quiz:daily:${chatId}:${runAt.toISOString()}`,
    payload: { chatId },
    runAt,
  });
}

const payload = z.object({ chatId: z.number().int() });

export async function dailyJob(job: JobCtx): Promise<void> {
  const { chatId } = payload.parse(job.payload);
  await job.act((ctx) => openDaily(ctx, chatId));
}

/** Puts today's question, unless that was done, its hours were changed since, or its evening is over. */
async function openDaily(ctx: BaseCtx, chatId: number): Promise<void> {
  const { tx, community, now, today } = ctx;
  const daily = await tx.quizDaily.findUnique({ where: { communityId_chatId: { communityId: community.id, chatId } } });
  if (!daily || (await quizIn(tx, community.id, chatId, "daily")) !== null) return;
  const [opens, closes] = [daily.opensAt, daily.closesAt].map((time) => instantOf(today, time, community.timeZone)) as [
    Date,
    Date,
  ];
  if (now < opens || now >= closes) return;
  const put = await tx.quiz.count({
    where: { communityId: community.id, chatId, format: "daily", startedAt: { gte: opens } },
  });
  if (put > 0) return;
  const usual = rulesOf("daily", await ctx.settings(quizSettings));
  const seconds = Math.round((closes.getTime() - opens.getTime()) / 1000);
  const { buttons, polls, tags, threadId } = daily;
  const rules = { ...usual, seconds, buttons, polls, tags, language: community.language, ...inTopic(threadId) };
  // of the chat's day alone: whatever else the house has done, it is the same question
  const seed = `daily ${chatId} ${today}`;
  const quiz = await createQuiz(
    { ...ctx, chat: { id: chatId } },
    { format: "daily", slot: "daily", bankId: daily.bankId, rules, dueAt: opens, seed },
  );
  await moveOn(ctx, quiz);
}

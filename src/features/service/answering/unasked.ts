import { z } from "zod";
import type { MessageEvent } from "../../../core/event.ts";
import type { BaseCtx, EventCtx, JobCtx } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import { isTimeToSpeak } from "../../../core/sending/manners.ts";
import { sentAnswer } from "../knowledge/content.ts";
import { countUse, entryById } from "../knowledge/entries.ts";
import { serviceSettings } from "../settings.ts";
import type { Answering } from "./inquiry.ts";
import { nextQuestionSql, note, questionHash } from "./log.ts";
import { isSettled, looksAsked, questionIn } from "./rules.ts";

/** Under this name the chats are watched in which questions are answered unasked. */
const watch = "service";
const minuteMs = 60_000;
/** A question in talk is a short message. */
const talkLimit = 120;
/** So long after it was asked a question may be answered. */
const longestMs = (unaskedMinutes: number): number => 2 * unaskedMinutes * minuteMs;

/** Watches every group, or none, as the setting says; to be called when it may have changed. */
export async function watchGroups(ctx: BaseCtx): Promise<void> {
  const communityId = ctx.community.id;
  const { unaskedMinutes } = await ctx.settings(serviceSettings);
  await ctx.tx.watchChat.deleteMany({ where: { communityId, feature: watch } });
  if (unaskedMinutes === 0) return;
  const groups = await ctx.tx.chat.findMany({ where: { communityId, kind: "group" }, select: { id: true } });
  await ctx.tx.watchChat.createMany({ data: groups.map(({ id }) => ({ communityId, chatId: id, feature: watch })) });
}

/**
 * Whoever else speaks while a question waits may have answered it, so then the bot keeps quiet: another member, the group
 * itself or a channel, and what somebody passes on. Who asked may say that it is settled.
 */
export async function othersSpoke(ctx: EventCtx<MessageEvent>): Promise<void> {
  const { tx, community, chat, member, event } = ctx;
  const { unaskedMinutes } = await ctx.settings(serviceSettings);
  if (unaskedMinutes === 0) return;
  const own = member && !isSettled(event.text) ? { memberId: { notIn: [member.id, member.via] } } : {};
  // what was asked before is answered no more; of all that was ever asked there, these are found by their time
  const at = { gte: new Date(ctx.now.getTime() - longestMs(unaskedMinutes)) };
  const where = { communityId: community.id, chatId: chat.id, at, outcome: "waiting", ...own };
  await tx.faqQuestion.updateMany({ where, data: { outcome: "dropped" } });
}

/** Talk in a watched group. A question that nobody asked the bot waits for a person. */
export async function hearTalk(ctx: EventCtx<MessageEvent>, parts: Answering): Promise<void> {
  const { member, event } = ctx;
  if (!member || ctx.chat.kind !== "group") return;
  const { unaskedMinutes } = await ctx.settings(serviceSettings);
  if (unaskedMinutes === 0) return;
  await othersSpoke(ctx);
  const question = questionIn(event.text, []);
  // who answers or names somebody speaks to them
  if (event.replyTo || event.mentions.length > 0 || question.length > talkLimit || !looksAsked(question)) return;
  const knowledge = await parts.shelf.of(ctx, "member");
  if ("soon" in knowledge) return;
  const { decision } = await knowledge.find(question);
  if (decision.kind !== "answer" || decision.confidence < knowledge.unaskedAt) return;
  const [number] = await ctx.tx.$queryRaw<{ id: number }[]>`SELECT ${nextQuestionSql} AS id`;
  const questionId = (number as { id: number }).id;
  const hash = questionHash(ctx.community.salt, question);
  const { messageId } = event;
  const asking = { id: questionId, chatId: ctx.chat.id, via: member.via, text: question, hash, messageId, media: null };
  const entryId = Number(decision.id);
  await note(ctx, asking, { outcome: "waiting", entryId, confidence: decision.confidence });
  const runAt = new Date(ctx.now.getTime() + unaskedMinutes * minuteMs);
  const payload = { questionId };
  await ctx.enqueue({ name: "service.unasked", key: `service:unasked:${questionId}`, payload, runAt });
}

/** So long an answer in a group is near enough to be read by whoever asks the same. */
const nearMs = 30 * minuteMs;

/** Whether everybody can read this answer a little further up: it is not said unasked again. */
async function standsThere({ tx, community, now }: BaseCtx, chatId: number, entryId: number): Promise<boolean> {
  const at = { gt: new Date(now.getTime() - nearMs) };
  const outcome = { in: ["answered", "shared", "chosen"] };
  return (await tx.faqQuestion.count({ where: { communityId: community.id, chatId, entryId, outcome, at } })) > 0;
}

const waiting = z.object({ questionId: z.number().int() });

/** Answers a question that nobody else has answered; at most once, and never late. */
export async function answerUnasked(job: JobCtx): Promise<void> {
  const { questionId } = waiting.parse(job.payload);
  await job.act(async (ctx) => {
    const key = { communityId: ctx.community.id, id: questionId };
    const asked = await ctx.tx.faqQuestion.findUnique({ where: { communityId_id: key } });
    if (asked?.outcome !== "waiting" || asked.entryId === null) return;
    const entry = await entryById(ctx.tx, ctx.community.id, asked.entryId);
    const { unaskedMinutes } = await ctx.settings(serviceSettings);
    const latest = asked.at.getTime() + longestMs(unaskedMinutes);
    const isLive =
      entry?.state === "live" &&
      entry.audience === "member" &&
      ctx.now.getTime() <= latest &&
      !(await standsThere(ctx, asked.chatId, entry.id)) &&
      (await isTimeToSpeak(ctx, asked.chatId, new Date(latest)));
    await ctx.tx.faqQuestion.update({
      where: { communityId_id: key },
      data: { outcome: isLive ? "answered" : "dropped" },
    });
    if (!isLive) return;
    await countUse(ctx.tx, ctx.community.id, entry.id, ctx.now);
    const { text, more } = sentAnswer(entry, { pictures: true });
    await ctx.post(asked.chatId, {
      key: `unasked:${questionId}`,
      text,
      ...more,
      kind: "unasked",
      priority: priorities.welcome,
      deadlineAt: new Date(latest),
      ...(asked.messageId === null ? {} : { replyTo: asked.messageId }),
    });
  });
}

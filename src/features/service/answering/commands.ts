import type { Ctx } from "../../../core/context.ts";
import { messageRepliedTo } from "../../../core/quoted.ts";
import { localDay } from "../../../core/time.ts";
import { nameOf } from "../tickets/store.ts";
import { entryById } from "../knowledge/entries.ts";
import { inLanguageOf } from "../../../core/written.ts";
import { hear } from "./hear.ts";
import type { Answering } from "./inquiry.ts";
import { giveFeedback } from "./press.ts";
import { text } from "./text.ts";

/** An answer can be asked about for so long. */
const recentMs = 30 * 60_000;

/** The newest answer in this chat: to this member, and unless only that is wanted, to anybody. */
async function lastAnswer(ctx: Ctx, who: "own" | "own first") {
  const where = {
    communityId: ctx.community.id,
    chatId: ctx.chat.id,
    outcome: { in: ["answered", "chosen", "shared"] },
    at: { gt: new Date(ctx.now.getTime() - recentMs) },
  };
  const own = { ...where, memberId: { in: [ctx.member.id, ctx.member.via] } };
  const found = await ctx.tx.faqQuestion.findFirst({ where: own, orderBy: { id: "desc" } });
  return found || who === "own" ? found : ctx.tx.faqQuestion.findFirst({ where, orderBy: { id: "desc" } });
}

/** The answer that a message of ours gave: a reply bears the key of the event it answers. */
async function answerRepliedTo(ctx: Ctx) {
  const { event } = ctx;
  if (event.kind !== "message" || !event.replyTo?.toBot) return null;
  const row = await messageRepliedTo(ctx.tx, { communityId: ctx.community.id, chatId: ctx.chat.id }, event.replyTo);
  const replyTo = (row?.message as { replyTo?: unknown } | undefined)?.replyTo;
  if (typeof replyTo !== "string") return null;
  return ctx.tx.faqQuestion.findFirst({
    where: { communityId: ctx.community.id, chatId: ctx.chat.id, messageId: replyTo },
    orderBy: { id: "desc" },
  });
}

/** 来源: the entry behind an answer, and who stands for it. */
export async function source(given: Ctx): Promise<void> {
  const asked = (await answerRepliedTo(given)) ?? (await lastAnswer(given, "own first"));
  const ctx = inLanguageOf(given, asked?.text ?? null);
  const entry = asked?.entryId == null ? null : await entryById(ctx.tx, ctx.community.id, asked.entryId);
  if (!entry) return ctx.reply(text.noAnswer);
  const key = { communityId: ctx.community.id, entryId: entry.id, revision: entry.revision };
  const version = await ctx.tx.faqRevision.findUnique({ where: { communityId_entryId_revision: key } });
  const by = version?.memberId == null ? null : await nameOf(ctx, version.memberId);
  const day = localDay(entry.updatedAt, ctx.community.timeZone);
  const isChanged = asked !== null && entry.updatedAt > asked.at;
  await ctx.reply(text.source, { id: entry.id, question: entry.question, day, source: entry.source, by, isChanged });
}

/** 有用, 没用: about the last answer of the bot's to this member here; without one it is talk, or said to a person who answered. */
export async function feedback(ctx: Ctx, verdict: 1 | -1, parts: Answering): Promise<void> {
  const { event } = ctx;
  const asked = await lastAnswer(ctx, "own");
  if (asked) return giveFeedback(ctx, asked, verdict);
  if (event.kind !== "message") return;
  const isTyped = event.text.trimStart().startsWith("/");
  const words = isTyped ? text[verdict === 1 ? "useful" : "useless"][ctx.language]() : event.text;
  // nobody else answers a command: what is said last is said at once
  await hear({ ...ctx, event: { ...event, text: words }, unlessAnswered: (say) => say() }, parts);
}

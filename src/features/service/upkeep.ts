import type { BaseCtx } from "../../core/context.ts";
import { dayMs } from "../../core/time.ts";
import { textWindow } from "../../engagement/texts.ts";
import { verdictWatch } from "./tickets/verdict.ts";

/** What was asked of a model, without any words of members, is kept so long. */
const callsMs = 90 * dayMs;
/** Answers a model gave serve as a cache for minutes only. */
const cachedMs = dayMs;

/** Keeps the promise about texts: members' words in questions and tickets go when the text window is over. */
export async function pruneService(ctx: BaseCtx): Promise<void> {
  const { tx, community, now } = ctx;
  const communityId = community.id;
  const { textDays } = await ctx.settings(textWindow);
  const before = new Date(now.getTime() - textDays * dayMs);
  await tx.faqQuestion.updateMany({
    where: { communityId, at: { lte: before }, OR: [{ text: { not: null } }, { media: { not: null } }] },
    data: { text: null, media: null },
  });
  await tx.ticket.updateMany({
    where: { communityId, openedAt: { lte: before }, state: "closed" },
    data: { question: null, answer: null },
  });
  await tx.$executeRaw`
    DELETE FROM ticket_turn t USING ticket WHERE t.community_id = ${communityId} AND t.at <= ${before}
      AND ticket.community_id = t.community_id AND ticket.id = t.ticket_id AND ticket.state = 'closed'`;
  await tx.llmCall.updateMany({
    where: { communityId, at: { lte: new Date(now.getTime() - cachedMs) }, text: { not: null } },
    data: { text: null },
  });
  await tx.watchMember.deleteMany({ where: { communityId, feature: verdictWatch, until: { lt: now } } });
  await tx.llmCall.deleteMany({ where: { communityId, at: { lte: new Date(now.getTime() - callsMs) } } });
}

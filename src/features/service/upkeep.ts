import type { BaseCtx } from "../../core/context.ts";
import { dayMs } from "../../core/time.ts";
import { textWindow } from "../../engagement/texts.ts";
import { watchGroups } from "./answering/unasked.ts";
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
  // groups that came since
  await watchGroups(ctx);
  await Promise.all([
    tx.$executeRaw`
      UPDATE faq_question SET text = NULL, media = NULL WHERE community_id = ${communityId} AND at <= ${before}
        AND (text IS NOT NULL OR media IS NOT NULL)`,
    tx.$executeRaw`
      UPDATE ticket SET question = NULL, answer = NULL WHERE community_id = ${communityId} AND opened_at <= ${before}
        AND state = 'closed'`,
    tx.$executeRaw`
      DELETE FROM ticket_turn t USING ticket WHERE t.community_id = ${communityId} AND t.at <= ${before}
        AND ticket.community_id = t.community_id AND ticket.id = t.ticket_id AND ticket.state = 'closed'`,
    tx.$executeRaw`
      UPDATE llm_call SET text = NULL WHERE community_id = ${communityId} AND text IS NOT NULL
        AND at <= ${new Date(now.getTime() - cachedMs)}`,
    tx.$executeRaw`
      DELETE FROM watch_member WHERE community_id = ${communityId} AND feature = ${verdictWatch} AND until < ${now}`,
    tx.$executeRaw`
      DELETE FROM llm_call WHERE community_id = ${communityId} AND at <= ${new Date(now.getTime() - callsMs)}`,
  ]);
}

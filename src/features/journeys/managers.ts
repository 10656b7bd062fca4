import type { BaseCtx } from "../../core/context.ts";
import { priorities } from "../../core/outbox.ts";
import { asLanguage, type Text } from "../../core/text.ts";
import { privateChatOf } from "../../members/chats.ts";

/** Tells every manager and owner who can be written to in private, each in their language. The key makes it once. */
export async function tellManagers<P>(ctx: BaseCtx, key: string, words: Text<P>, params: P): Promise<void> {
  const staff = await ctx.tx.$queryRaw<{ id: number; language: string | null }[]>`
    SELECT DISTINCT p.id, p.language FROM member_role r JOIN member m ON m.community_id = r.community_id AND m.id = r.member_id
    JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE r.community_id = ${ctx.community.id} AND r.role IN ('manager', 'owner') ORDER BY p.id`;
  for (const { id, language } of staff) {
    const chat = await privateChatOf(ctx.tx, ctx.community.id, id);
    if (chat === null) continue;
    await ctx.post(chat, {
      key: `${key}:${id}`,
      text: words[asLanguage(language ?? ctx.community.language)](params),
      kind: "unasked",
      priority: priorities.digest,
    });
  }
}

import type { BaseCtx } from "../../core/context.ts";
import { Prisma } from "../../core/database/index.ts";
import { priorities } from "../../core/outbox.ts";
import { dayMs } from "../../core/time.ts";
import { privateChatOf } from "../../members/chats.ts";
import { lookalikes } from "../../members/lookalike.ts";
import { may } from "../../members/person.ts";
import type { Role } from "../../core/context.ts";
import { text } from "./text.ts";

/** Names that changed longer ago were looked at before. */
const lookBackMs = 2 * dayMs;

/** Tells every manager in private, once, of each person whose name looks like staff's. */
export async function warnOfLookalikes(ctx: BaseCtx, memberIds: number[] | null): Promise<void> {
  const { tx, community } = ctx;
  const whose = !memberIds
    ? Prisma.sql`i.named_at > ${new Date(ctx.now.getTime() - lookBackMs)}`
    : memberIds.length === 1 // with a list the planner plans anew at every call
      ? Prisma.sql`i.member_id = ${memberIds[0]}`
      : Prisma.sql`i.member_id = ANY(${memberIds}::int[])`;
  const asked = tx.$queryRaw<{ id: number; name: string }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id, i.name FROM identity i
    JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.community_id = ${community.id} AND i.name <> '' AND ${whose}`;
  const [people, alike] = await Promise.all([asked, lookalikes(tx, community.id, asked)]);
  if (alike.size === 0) return;
  const roles = await tx.memberRole.findMany({ where: { communityId: community.id } });
  for (const { memberId } of roles.filter((row) => may(row.role as Role, "manager"))) {
    const chat = await privateChatOf(tx, community.id, memberId);
    if (chat === null) continue;
    for (const [person, like] of alike) {
      const name = people.find((one) => one.id === person)?.name ?? "";
      await ctx.post(chat, {
        key: `lookalike:${person}:${like.id}:${memberId}`,
        text: text.lookalike[community.language]({ name, like: like.name }),
        kind: "unasked",
        priority: priorities.answer,
      });
    }
  }
}

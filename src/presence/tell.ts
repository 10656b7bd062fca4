import type { Database, Tx } from "../core/database/index.ts";
import type { Outgoing } from "../core/bot.ts";
import type { Language } from "../core/text.ts";
import { enqueue, priorities } from "../core/outbox.ts";

interface News {
  key: string;
  message: (language: Language) => Outgoing;
  at: Date;
  deadlineAt?: Date;
}

/**
 * Writes to every owner in private, on any platform but this one: the outbox takes it there. An
 * owner of several communities is told once. Returns how many were told; 0 when nobody can be
 * reached elsewhere.
 */
export async function tellOwnersElsewhere(database: Database, news: News & { platform: string }): Promise<number> {
  return database.prisma.$transaction((tx) => tellOwners(tx, { ...news, notOn: news.platform }));
}

/** As `tellOwnersElsewhere`, in a transaction, on every platform but `notOn`, of one community or of all. */
export async function tellOwners(tx: Tx, news: News & { notOn?: string; communityId?: number }): Promise<number> {
  const { notOn = "", communityId = null } = news;
  const chats = await tx.$queryRaw<{ communityId: number; chatId: number; language: Language }[]>`
      SELECT DISTINCT ON (c.platform, c.address) c.community_id AS "communityId", c.id AS "chatId",
        coalesce(person.language, k.language) AS language
      FROM member_role r JOIN member own ON own.community_id = r.community_id AND own.id = r.member_id
      JOIN member person ON person.community_id = own.community_id AND person.id = coalesce(own.merged_into_id, own.id)
      JOIN member m ON m.community_id = person.community_id AND (m.id = person.id OR m.merged_into_id = person.id)
      JOIN identity i ON i.community_id = m.community_id AND i.member_id = m.id AND i.unconfirmed_at IS NULL
      JOIN chat c ON c.community_id = i.community_id AND c.platform = i.platform AND c.address = i.platform_user_id
      JOIN community k ON k.id = c.community_id
      WHERE r.role = 'owner' AND c.kind = 'private' AND c.platform <> ${notOn} AND c.account IS NOT NULL
        AND (${communityId}::int IS NULL OR r.community_id = ${communityId})
        AND c.unreachable IS NULL ORDER BY c.platform, c.address, c.id DESC`;
  for (const { language, ...chat } of chats) {
    await enqueue(tx, {
      ...chat,
      key: `presence:${news.key}`,
      kind: "receipt",
      priority: priorities.answer,
      message: news.message(language),
      createdAt: news.at,
      ...(news.deadlineAt ? { deadlineAt: news.deadlineAt } : {}),
    });
  }
  return chats.length;
}

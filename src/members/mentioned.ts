import type { Tx } from "../core/database/index.ts";
import type { MessageEvent } from "../core/event.ts";

export interface Mentioned {
  communityId: number;
  id: number;
  name: string;
  platform: string;
  userId: string;
}

/** The first member named in a message by mention: by id where the platform gives one, else by username. Never by name. */
export async function mentionedPerson(tx: Tx, communityId: number, event: MessageEvent): Promise<Mentioned | null> {
  const [mention] = event.mentions.filter((one) => one.id !== undefined || one.username !== undefined);
  if (!mention) return null;
  const rows = await tx.$queryRaw<Mentioned[]>`
    SELECT p.community_id AS "communityId", p.id, p.name, i.platform, i.platform_user_id AS "userId"
    FROM identity i JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE i.community_id = ${communityId} AND i.platform = ${event.platform}
      AND (i.platform_user_id = ${mention.id ?? null} OR ${mention.id ?? null}::text IS NULL AND lower(i.username) = lower(${mention.username ?? null}))
    ORDER BY i.named_at DESC LIMIT 1`;
  return rows[0] ?? null;
}

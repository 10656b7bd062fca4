import type { Tx } from "../core/database/index.ts";
import { anyOf } from "../core/person.ts";

interface OfPerson {
  communityId: number;
  chatId: number;
  /** the person's own id */
  memberId: number;
}

/**
 * Whether a person came into a chat or left it in a span of time (`from` included, `to` not). Behind OFFSET the person's
 * own rows are found first: with one chat in each community the planner takes all of the chat's for as few.
 */
export async function cameOrWent(tx: Tx, of: OfPerson, from: Date, to: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM (SELECT chat_id, at FROM passage
      WHERE community_id = ${of.communityId} AND member_id = ${anyOf(of.communityId, of.memberId)} OFFSET 0) p
    WHERE p.chat_id = ${of.chatId} AND p.at >= ${from} AND p.at < ${to} LIMIT 1`;
  return rows.length > 0;
}

/** Whether the newest coming or going of a person in a chat is a leave; who was there before anything was heard has not left. */
export async function hasLeft(tx: Tx, { communityId, chatId, memberId }: OfPerson): Promise<boolean> {
  const rows = await tx.$queryRaw<{ kind: string }[]>`
    SELECT kind FROM (SELECT chat_id, kind, at FROM passage
      WHERE community_id = ${communityId} AND member_id = ${anyOf(communityId, memberId)} OFFSET 0) p
    WHERE p.chat_id = ${chatId} ORDER BY at DESC, kind DESC LIMIT 1`;
  return rows[0]?.kind === "leave";
}

/** Those of some people who were seen to come into a chat and not to leave it since. Of both in one second the leave counts. */
export async function cameAndStayed(
  tx: Tx,
  communityId: number,
  chatId: number,
  memberIds: readonly number[],
): Promise<Set<number>> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT newest.id FROM (
      SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS id, p.kind FROM passage p
      JOIN member m ON m.community_id = p.community_id AND m.id = p.member_id
      WHERE p.community_id = ${communityId} AND p.chat_id = ${chatId}
        AND coalesce(m.merged_into_id, m.id) = ANY (${memberIds}::int[])
      ORDER BY 1, p.at DESC, p.kind DESC) newest
    WHERE newest.kind = 'join'`;
  return new Set(rows.map((row) => row.id));
}

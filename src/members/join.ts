import { crashPoint } from "../core/crash.ts";
import type { Database, Tx } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";
import { UnknownName } from "./community.ts";

/** What a move of a chat's community did. */
export interface Joined {
  chat: string;
  to: string;
  /** nothing to do: it belonged there */
  already: boolean;
  /** members that came over */
  moved: number;
  /** … of whom so many were known there */
  merged: number;
}

interface ChatFound {
  communityId: number;
  chatId: number;
  label: string;
  community: string;
  /** group chats of its community, itself included */
  siblings: string[];
}

/** First key of the advisory lock that acts take shared and moves of a community take alone. */
export const communityLock = 7001;

/** Until the transaction is over nobody else acts in this community. Take several in ascending order. */
export async function lockCommunity(tx: Tx, communityId: number): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${communityLock}::int, ${communityId}::int)`;
}

/**
 * Joins a chat's community to another: members known there become one person, balances add, days
 * and same-day check-ins collapse to one. One transaction; while it runs nothing is recorded or
 * acted on, and what arrives then finds the chat in its new community. Idempotent.
 * @param chat "platform:id", or the chat's title when only one bears it
 * @throws UnknownName when there is no such chat or community, or when the chat has siblings
 */
export async function joinCommunity(
  database: Database,
  hooks: readonly PersonHooks[],
  chat: string,
  to: string,
): Promise<Joined> {
  const limits = { timeout: 600_000, maxWait: 30_000 };
  return database.prisma.$transaction((tx) => joinWithin(tx, hooks, chat, to), limits);
}

/** The same in the caller's transaction. Throws UnknownName before anything is changed. */
export async function joinWithin(tx: Tx, hooks: readonly PersonHooks[], chat: string, to: string): Promise<Joined> {
  const target = await tx.community.findUnique({ where: { name: to } });
  if (!target || target.joinedIntoId !== null)
    throw new UnknownName({
      zh: `没有叫“${to}”的社群；看有哪些：hearth community list`,
      en: `there is no community "${to}"; see: hearth community list`,
    });
  const found = await findChat(tx, chat);
  if (found.communityId === target.id) return { chat: found.label, to, already: true, moved: 0, merged: 0 };
  if (found.siblings.length > 1) {
    const others = found.siblings.filter((one) => one !== found.label);
    throw new UnknownName({
      zh: `${found.label} 的社群“${found.community}”里还有 ${others.join("、")}；只有一个群的社群才能并入别的`,
      en: `${found.label} shares the community "${found.community}" with ${others.join(", ")}; only a community of one chat can be joined to another`,
    });
  }
  await standStill(tx, [found.communityId, target.id]);
  const counts = await planMoves(tx, found.communityId, target.id);
  for (const hook of hooks) await hook.move(tx);
  crashPoint("during-join");
  await tx.community.update({ where: { id: found.communityId }, data: { joinedIntoId: target.id } });
  return { chat: found.label, to, already: false, ...counts };
}

async function findChat(tx: Tx, name: string): Promise<ChatFound> {
  const rows = await tx.$queryRaw<ChatFound[]>`
    SELECT DISTINCT c.community_id AS "communityId", c.id AS "chatId", c.platform || ':' || c.address AS label,
      m.name AS community, (SELECT array_agg(s.platform || ':' || s.address ORDER BY s.id) FROM chat s
        WHERE s.community_id = c.community_id AND s.kind <> 'private') AS siblings
    FROM chat c JOIN community m ON m.id = c.community_id
    LEFT JOIN chat_address a ON a.community_id = c.community_id AND a.chat_id = c.id
    WHERE c.kind <> 'private' AND (a.platform || ':' || a.address = ${name} OR c.title = ${name})`;
  if (rows.length > 1) {
    const labels = rows.map((row) => row.label);
    throw new UnknownName({
      zh: `叫“${name}”的群有 ${rows.length} 个；写其中一个：${labels.join("、")}`,
      en: `${rows.length} chats are called "${name}"; name one: ${labels.join(", ")}`,
    });
  }
  const [found] = rows;
  if (found) return found;
  throw new UnknownName({
    zh: `没有叫“${name}”的群；看有哪些：hearth community list`,
    en: `there is no chat "${name}"; see: hearth community list`,
  });
}

/** Waits for what is being recorded or acted on, polls that were posted just now among it, and holds new work back until the move is over. */
async function standStill(tx: Tx, communities: number[]): Promise<void> {
  await tx.$executeRaw`LOCK TABLE event_seen, inbox, poll IN SHARE ROW EXCLUSIVE MODE`;
  for (const id of communities.sort((a, b) => a - b)) await lockCommunity(tx, id);
}

/**
 * Who and which chat goes where, for the hooks: `moving(from_community, from_member, to_community,
 * to_member)` and `moving_chat(from_community, from_chat, to_community, to_chat)`. Ids are unique
 * over all communities, so whoever is not known in the target keeps theirs.
 */
async function planMoves(tx: Tx, from: number, to: number): Promise<{ moved: number; merged: number }> {
  await tx.$executeRaw`CREATE TEMPORARY TABLE moving (from_community int, from_member int, to_community int, to_member int) ON COMMIT DROP`;
  await tx.$executeRaw`CREATE TEMPORARY TABLE moving_chat (from_community int, from_chat int, to_community int, to_chat int) ON COMMIT DROP`;
  await tx.$executeRaw`
    INSERT INTO moving SELECT ${from}::int, m.id, ${to}::int, coalesce(min(there.member_id), m.id) FROM member m
    LEFT JOIN identity here ON here.community_id = m.community_id AND here.member_id = m.id
    LEFT JOIN identity there ON there.community_id = ${to} AND there.platform = here.platform
      AND there.platform_user_id = here.platform_user_id
    WHERE m.community_id = ${from} GROUP BY m.id`;
  await tx.$executeRaw`
    INSERT INTO moving_chat SELECT ${from}::int, c.id, ${to}::int, coalesce(there.id, c.id) FROM chat c
    LEFT JOIN chat there ON there.community_id = ${to} AND there.platform = c.platform AND there.address = c.address
    WHERE c.community_id = ${from}`;
  await tx.$executeRaw`ANALYZE moving`;
  const rows = await tx.$queryRaw<{ moved: number; merged: number }[]>`
    SELECT count(*)::int AS moved, count(*) FILTER (WHERE from_member <> to_member)::int AS merged FROM moving`;
  return rows[0] ?? { moved: 0, merged: 0 };
}

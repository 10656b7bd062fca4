import { createHmac } from "node:crypto";
import type { GroupSeen, KnownIds, OneGroupSeen } from "../core/acquaintances.ts";
import type { Database, Tx } from "../core/database/index.ts";
import { cleanName } from "./names.ts";
import { isSameByTopic, rematch, rematchOne, signsOf, type GroupKept, type Rematch } from "./rematch.ts";

/** A bot account, whatever ids its platform gives out in this session. */
export interface AccountKey {
  platform: string;
  account: string;
}

/** What a look at an account's groups changed. */
export interface Met {
  /** people found again under another id */
  people: number;
  /** people somebody must be asked about */
  unsure: number;
  /** groups found again under another id */
  groups: number;
  /** topics of groups that may be one known under another id; they count as new */
  unsureGroups: string[];
}

/** Half a hash is plenty to tell 500 names apart, and says nothing to who does not know the salt. */
const mark = (word: string, salt: string): string => createHmac("sha256", salt).update(word).digest("hex").slice(0, 16);

/** The groups of an account, and whoever has a name or a word of theirs in them, by the ids they had when last met. */
export async function knownIds(database: Database, { platform, account }: AccountKey): Promise<KnownIds> {
  const { rows } = await database.pool.query<{ id: string; isGroup: boolean }>(
    `WITH ours AS (SELECT community_id, id, address FROM chat WHERE platform = $1 AND account = $2 AND kind = 'group')
     SELECT address AS id, true AS "isGroup" FROM ours
     UNION SELECT platform_user_id, false FROM roster WHERE (community_id, chat_id) IN (SELECT community_id, id FROM ours)
     UNION SELECT platform_user_id, false FROM identity
       WHERE platform = $1 AND community_id IN (SELECT community_id FROM ours)`,
    [platform, account],
  );
  const ids = (isGroup: boolean) => new Set(rows.filter((row) => row.isGroup === isGroup).map(({ id }) => id));
  return { groups: ids(true), people: ids(false) };
}

/**
 * Takes in who is in an account's groups. `whole`: all of them, after a login, when whoever bears
 * another id now is found again first (rematch.ts): their new id means the same member, their group's
 * new id the same chat. One transaction; looks of one account come one after the other. Idempotent.
 */
export async function meet(
  database: Database,
  account: AccountKey,
  seen: { groups: readonly GroupSeen[]; whole: boolean },
  now: Date,
): Promise<Met> {
  return database.prisma.$transaction(
    async (tx) => {
      await lockRoster(tx, account);
      const before = await readKept(tx, account);
      const found = seen.whole ? rematch(before, seen.groups, mark) : nothing;
      const groups = await moveGroups(tx, account, found);
      await movePeople(tx, account, found, now);
      await raiseDoubts(tx, account, found, seen.groups, now);
      await writeKept(tx, account, seen.groups);
      await openFriends(tx, account, seen.groups, now);
      return {
        people: [...found.people].length,
        unsure: found.unsurePeople.size,
        groups,
        unsureGroups: seen.groups.filter(({ id }) => found.unsureGroups.has(id)).map(({ topic }) => cleanName(topic)),
      };
    },
    { timeout: 120_000, maxWait: 30_000 },
  );
}

/**
 * Takes in one group of a login before the others are read, as far as nothing in those can change it
 * (rematch.ts). What is kept of the group stays as it was: `meet` compares all of them with it. Returns whoever is
 * settled, and how many were found under another id; null: only all groups together tell which one this is.
 */
export async function meetOne(
  database: Database,
  account: AccountKey,
  seen: OneGroupSeen,
  now: Date,
): Promise<{ settled: ReadonlySet<string>; found: number } | null> {
  return database.prisma.$transaction(
    async (tx) => {
      await lockRoster(tx, account);
      const kept = await keptAs(tx, account, seen);
      if (!kept) return null;
      const { was, keptElsewhere } = kept;
      if (was.id !== seen.group.id && !isSameByTopic(was, seen.group, mark)) return null;
      const one = { was, is: seen.group, keptElsewhere, seenElsewhere: seen.elsewhere };
      const { people, settled } = rematchOne(one, mark);
      const found: Rematch = { ...nothing, groups: new Map([[seen.group.id, was.id]]), people };
      const groups = await moveGroups(tx, account, found);
      await movePeople(tx, account, found, now);
      return { settled, found: groups + people.size };
    },
    { timeout: 120_000, maxWait: 30_000 },
  );
}

/** How many of those whom the platform names in a group are none of these people; 0 where it names nobody. */
export async function othersIn(
  tx: Tx,
  communityId: number,
  chatId: number,
  people: readonly number[],
): Promise<number> {
  const [row] = await tx.$queryRaw<{ others: number }[]>`
    SELECT count(*)::int AS others FROM roster r
    JOIN chat c ON c.community_id = r.community_id AND c.id = r.chat_id
    LEFT JOIN identity i ON i.community_id = r.community_id AND i.platform = c.platform AND i.platform_user_id = r.platform_user_id
    LEFT JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE r.community_id = ${communityId} AND r.chat_id = ${chatId}
      AND coalesce(m.merged_into_id, m.id, 0) <> ALL (${[...people]}::int[])`;
  return row?.others ?? 0;
}

/** Looks of one account come one after the other. */
const lockRoster = (tx: Tx, { platform, account }: AccountKey) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`roster\n${platform}\n${account}`}, 7))`;

/** The group that bears this id, or else the only one with this topic if no other bears it now; and who of it is kept in others too. */
async function keptAs(
  tx: Tx,
  { platform, account }: AccountKey,
  { group, otherTopics }: OneGroupSeen,
): Promise<{ was: GroupKept; keptElsewhere: Set<string> } | null> {
  type Place = { communityId: number; chatId: number; id: string; topic: string; salt: string };
  const places = await tx.$queryRaw<Place[]>`
    SELECT c.community_id AS "communityId", c.id AS "chatId", c.address AS id, c.title AS topic, m.salt
    FROM chat c JOIN community m ON m.id = c.community_id
    WHERE c.platform = ${platform} AND c.account = ${account} AND c.kind = 'group' AND EXISTS (
      SELECT FROM roster r WHERE r.community_id = c.community_id AND r.chat_id = c.id)`;
  const topic = cleanName(group.topic);
  const isShared = topic === "" || otherTopics.some((other) => cleanName(other) === topic);
  const alike = isShared ? [] : places.filter((place) => cleanName(place.topic) === topic);
  const place = places.find(({ id }) => id === group.id) ?? (alike.length === 1 ? alike[0] : undefined);
  if (!place) return null;
  const rows = await tx.$queryRaw<{ id: string; signs: string[]; isOwner: boolean; isElsewhere: boolean }[]>`
    SELECT r.platform_user_id AS id, r.signs, r.is_owner AS "isOwner", EXISTS (
      SELECT FROM roster o JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
      WHERE o.platform_user_id = r.platform_user_id AND (o.community_id, o.chat_id) <> (r.community_id, r.chat_id)
        AND c.platform = ${platform} AND c.account = ${account}) AS "isElsewhere"
    FROM roster r WHERE r.community_id = ${place.communityId} AND r.chat_id = ${place.chatId}`;
  const ownerId = rows.find(({ isOwner }) => isOwner)?.id ?? null;
  const keptElsewhere = new Set(rows.filter(({ isElsewhere }) => isElsewhere).map(({ id }) => id));
  return { was: { id: place.id, topic: place.topic, salt: place.salt, ownerId, members: rows }, keptElsewhere };
}

const nothing: Rematch = { groups: new Map(), unsureGroups: new Map(), people: new Map(), unsurePeople: new Map() };

/** Every group of the account, with who was in it. */
async function readKept(tx: Tx, { platform, account }: AccountKey): Promise<GroupKept[]> {
  const rows = await tx.$queryRaw<(Omit<GroupKept, "members"> & { members: { id: string; signs: string[] }[] })[]>`
    SELECT c.address AS id, c.title AS topic, m.salt, max(r.platform_user_id) FILTER (WHERE r.is_owner) AS "ownerId",
      json_agg(json_build_object('id', r.platform_user_id, 'signs', r.signs)) AS members
    FROM chat c JOIN community m ON m.id = c.community_id
    JOIN roster r ON r.community_id = c.community_id AND r.chat_id = c.id
    WHERE c.platform = ${platform} AND c.account = ${account} AND c.kind = 'group' GROUP BY 1, 2, 3`;
  return rows;
}

/** The chat has its new id beside the old one; a new id that is already another chat's stays that. */
async function moveGroups(tx: Tx, { platform }: AccountKey, { groups }: Rematch): Promise<number> {
  const changed = [...groups].filter(([newId, oldId]) => newId !== oldId);
  let moved = 0;
  for (const [newId, oldId] of changed) {
    moved += await tx.$executeRaw`
      WITH moved AS (UPDATE chat c SET address = ${newId}, unreachable = NULL FROM chat_address a
        WHERE a.platform = ${platform} AND a.address = ${oldId} AND c.community_id = a.community_id AND c.id = a.chat_id
          AND NOT EXISTS (SELECT FROM chat_address n WHERE n.platform = ${platform} AND n.address = ${newId})
        RETURNING c.community_id, c.id)
      INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT ${platform}, ${newId}, community_id, id FROM moved`;
  }
  return moved;
}

/**
 * The new id becomes one more identity of the same member, in every community; nothing about them is
 * re-keyed. Through it they have no role until an operator has confirmed them.
 */
async function movePeople(tx: Tx, { platform }: AccountKey, { people }: Rematch, now: Date): Promise<void> {
  const [newIds, oldIds] = [[...people.keys()], [...people.values()]];
  if (newIds.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, username, named_at, used_at, unreachable, unconfirmed_at)
    SELECT community_id, platform, new_id, member_id, name, username, named_at, used_at, unreachable, ${now}
    FROM unnest(${newIds}::text[], ${oldIds}::text[]) AS t(new_id, old_id)
    JOIN identity ON platform = ${platform} AND platform_user_id = old_id ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    UPDATE chat c SET address = new_id FROM unnest(${newIds}::text[], ${oldIds}::text[]) AS t(new_id, old_id)
    WHERE c.platform = ${platform} AND c.kind = 'private' AND c.address = old_id AND NOT EXISTS (
      SELECT FROM chat n WHERE n.community_id = c.community_id AND n.platform = c.platform AND n.address = new_id)`;
  await tx.$executeRaw`
    UPDATE identity_doubt d SET platform_user_id = new_id FROM unnest(${newIds}::text[], ${oldIds}::text[]) AS t(new_id, old_id)
    WHERE d.platform = ${platform} AND d.platform_user_id = old_id`;
  // whoever has a role is asked about, found or not
  await tx.$executeRaw`
    INSERT INTO identity_doubt (community_id, platform, platform_user_id, member_id, name, at)
    SELECT i.community_id, i.platform, i.platform_user_id, i.member_id, i.name, ${now}
    FROM identity i JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.platform = ${platform} AND i.platform_user_id = ANY(${newIds}) AND i.unconfirmed_at IS NOT NULL AND EXISTS (
      SELECT FROM member_role r JOIN member own ON own.community_id = r.community_id AND own.id = r.member_id
      WHERE r.community_id = i.community_id AND coalesce(own.merged_into_id, own.id) = coalesce(m.merged_into_id, m.id))
    ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`;
}

/** Asks about whoever may be a member the books know; who was never known has nothing to lose. */
async function raiseDoubts(tx: Tx, { platform }: AccountKey, found: Rematch, groups: readonly GroupSeen[], now: Date) {
  const names = new Map(groups.flatMap((group) => group.members.map(({ id, name }) => [id, cleanName(name)] as const)));
  const pairs = [...found.unsurePeople].flatMap(([newId, may]) => may.map((oldId) => ({ newId, oldId })));
  if (pairs.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO identity_doubt (community_id, platform, platform_user_id, member_id, name, at)
    SELECT community_id, platform, new_id, member_id, t.name, ${now}
    FROM unnest(${pairs.map((one) => one.newId)}::text[], ${pairs.map((one) => one.oldId)}::text[],
      ${pairs.map((one) => names.get(one.newId) ?? "")}::text[]) AS t(new_id, old_id, name)
    JOIN identity ON platform = ${platform} AND platform_user_id = old_id ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING`;
}

/** Whoever can be written to in private has a chat for it, in each community where they are known. */
async function openFriends(tx: Tx, { platform, account }: AccountKey, groups: readonly GroupSeen[], now: Date) {
  const friends = new Set(
    groups.flatMap(({ members }) => members.filter(({ isFriend }) => isFriend).map(({ id }) => id)),
  );
  if (friends.size === 0) return;
  await tx.$executeRaw`
    INSERT INTO chat (community_id, platform, address, kind, title, account, created_at)
    SELECT i.community_id, i.platform, i.platform_user_id, 'private', i.name, ${account}, ${now} FROM identity i
    WHERE i.platform = ${platform} AND i.platform_user_id = ANY(${[...friends]}) AND EXISTS (
      SELECT FROM chat g WHERE g.community_id = i.community_id AND g.platform = i.platform AND g.account = ${account} AND g.kind = 'group')
    ORDER BY 1, 3 ON CONFLICT (community_id, platform, address) DO NOTHING`;
}

/** Keeps who is in the groups that have spoken; the others have no chat, and nobody there is known. */
async function writeKept(tx: Tx, { platform, account }: AccountKey, groups: readonly GroupSeen[]): Promise<void> {
  for (const group of groups) {
    const [place] = await tx.$queryRaw<{ communityId: number; chatId: number; salt: string }[]>`
      SELECT a.community_id AS "communityId", a.chat_id AS "chatId", m.salt FROM chat_address a
      JOIN chat c ON c.community_id = a.community_id AND c.id = a.chat_id AND c.account = ${account}
      JOIN community m ON m.id = a.community_id WHERE a.platform = ${platform} AND a.address = ${group.id}`;
    if (!place) continue;
    const { salt, ...key } = place;
    await tx.rosterEntry.deleteMany({ where: key });
    const rows = new Map(group.members.map((member) => [member.id, member]));
    await tx.rosterEntry.createMany({
      data: [...rows.values()].map((member) => ({
        ...key,
        platformUserId: member.id,
        signs: signsOf(member, salt, mark),
        isOwner: member.id === group.ownerId,
      })),
    });
  }
}

import { randomInt } from "node:crypto";
import { crashPoint } from "../core/crash.ts";
import type { Database, Tx } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";
import { groupBy } from "../core/group.ts";
import { eraseTraces } from "../core/traces.ts";
import { countChange } from "./community.ts";
import { identitiesOf, membersBehind, type PlatformId } from "./identity.ts";
import { lockCommunity } from "./join.ts";
import { lockCommunitiesOf } from "./linking.ts";
import { accountHash, forgottenBySalt } from "./newcomers.ts";
import { memberIdsOf } from "./person.ts";

/** A private chat that is still needed for the last answer; see `dropPrivateChats`. */
export interface LastChat {
  communityId: number;
  chatIds: number[];
}

/**
 * Erases a person everywhere in this installation, with every identity linked to theirs: names,
 * counts, texts, roles, choices, what was sent to them. The books stay, under random ids that lead
 * to nobody. That they were erased is noted as a salted hash, so that a backup or a file of the time
 * before brings nothing back. One transaction: nothing or all.
 */
export async function forgetPerson(
  tx: Tx,
  hooks: readonly PersonHooks[],
  one: PlatformId,
  now: Date,
): Promise<LastChat[]> {
  const identities = await identitiesOf(tx, one);
  await lockCommunitiesOf(tx, identities);
  const members = groupBy(await membersBehind(tx, identities), (member) => member.communityId);
  const last: LastChat[] = [];
  for (const [communityId, found] of members) {
    const memberIds = found.map((member) => member.memberId);
    last.push(await eraseMembers(tx, hooks, { communityId, memberIds, identities }, now));
  }
  return last;
}

/**
 * Erases a person in one community, with all that is linked to them there, also where they are known
 * by name alone; what other communities keep of them is not this one's to erase. Otherwise as
 * `forgetPerson`.
 */
export async function forgetMember(
  tx: Tx,
  hooks: readonly PersonHooks[],
  person: { communityId: number; id: number },
  now: Date,
): Promise<LastChat> {
  const { communityId } = person;
  await lockCommunity(tx, communityId);
  const memberIds = await memberIdsOf(tx, communityId, person.id);
  const known = await tx.identity.findMany({ where: { communityId, memberId: { in: memberIds } } });
  const identities = known.map((one) => ({ platform: one.platform, userId: one.platformUserId }));
  return eraseMembers(tx, hooks, { communityId, memberIds, identities }, now);
}

interface Erased {
  communityId: number;
  memberIds: number[];
  identities: readonly PlatformId[];
}

async function eraseMembers(tx: Tx, hooks: readonly PersonHooks[], erased: Erased, now: Date): Promise<LastChat> {
  const { communityId, memberIds, identities } = erased;
  await remember(tx, communityId, identities, now);
  const names = await namesOf(tx, communityId, memberIds);
  const chatIds = await eraseTraces(tx, communityId, { identities, ...names }, now);
  // members and their links come last among the hooks: the others may ask who is who
  for (const hook of hooks) await hook.forget(tx, communityId, memberIds);
  for (const memberId of memberIds) await pseudonymise(tx, communityId, memberId, now);
  // whoever remembers their ids asks anew
  await countChange(tx, communityId);
  crashPoint("during-forget");
  return { communityId, chatIds };
}

async function remember(tx: Tx, communityId: number, identities: readonly PlatformId[], at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO forgotten (community_id, hash, at, account)
    SELECT c.id, encode(sha256(convert_to(c.salt || E'\\n' || t.platform || E'\\n' || t.user_id, 'UTF8')), 'hex'), ${at}, t.account
    FROM community c, unnest(${identities.map((one) => one.platform)}::text[], ${identities.map((one) => one.userId)}::text[],
      ${identities.map(accountHash)}::text[]) AS t(platform, user_id, account) WHERE c.id = ${communityId}
    ON CONFLICT (community_id, hash) DO UPDATE SET at = greatest(forgotten.at, excluded.at), account = excluded.account`;
}

async function namesOf(tx: Tx, communityId: number, memberIds: number[]) {
  const identities = await tx.identity.findMany({ where: { communityId, memberId: { in: memberIds } } });
  const members = await tx.member.findMany({ where: { communityId, id: { in: memberIds } } });
  return {
    names: [...new Set([...identities, ...members].map((one) => one.name))],
    usernames: identities.flatMap((one) => one.username ?? []),
  };
}

/** Ids of pseudonyms are drawn from here up: no counter of ours gets so far. */
const pseudonymsFrom = 1_500_000_000;

/** Its rows are chained by hash: an id in them may not change, and leads to nobody once the member is gone. */
const chained = "audit";

/** What is left of a member gets a random id: not even an old backup or list tells whose it was. */
async function pseudonymise(tx: Tx, communityId: number, memberId: number, now: Date): Promise<void> {
  const pseudonym = randomInt(pseudonymsFrom, 2 ** 31 - 1);
  const tables = await tx.$queryRaw<{ name: string }[]>`
    SELECT c.table_name AS name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND c.column_name = 'member_id' AND t.table_type = 'BASE TABLE'
      AND c.table_name <> ${chained} ORDER BY 1`;
  for (const { name } of tables) {
    const update = `UPDATE "${name}" SET member_id = $1 WHERE community_id = $2 AND member_id = $3`;
    await tx.$executeRawUnsafe(update, pseudonym, communityId, memberId);
  }
  await tx.member.delete({ where: { communityId_id: { communityId, id: memberId } } });
  await tx.member.create({ data: { communityId, id: pseudonym, name: "", createdAt: now } });
}

/** One line of the list of the forgotten, as it is kept outside the database's backups. */
export interface ForgottenLine {
  communityId: number;
  hash: string;
  at: Date;
  /** null: it was written by an older program */
  account: string | null;
}

/** Everybody who was forgotten here. Save it before a restore, and give it to `eraseAgain` after. */
export async function listForgotten(database: Database): Promise<ForgottenLine[]> {
  return database.prisma.forgotten.findMany({ orderBy: [{ at: "asc" }, { hash: "asc" }] });
}

/**
 * Erases again whom a restored backup brought back: adds the list to what the database knows and
 * forgets every identity on it that is not newer than its own forgetting. Idempotent. Returns how many.
 */
export async function eraseAgain(
  database: Database,
  hooks: readonly PersonHooks[],
  list: readonly ForgottenLine[],
): Promise<number> {
  await database.prisma.forgotten.createMany({ data: [...list], skipDuplicates: true });
  const back = new Map<string, Back>();
  for (const one of [...(await backByCommunity(database)), ...(await backByAccount(database))]) {
    const key = `${one.platform}\n${one.userId}`;
    const at = Math.max(one.at.getTime(), back.get(key)?.at.getTime() ?? 0);
    back.set(key, { ...one, at: new Date(at) });
  }
  for (const identity of back.values()) {
    await database.prisma.$transaction((tx) => forgetPerson(tx, hooks, identity, identity.at), { timeout: 60_000 });
  }
  return back.size;
}

/** An identity that is there although it was forgotten, and when it was. */
type Back = PlatformId & { at: Date };

/** By its own community's list, and by lines of older programs in any community's. */
async function backByCommunity({ pool }: Database): Promise<Back[]> {
  const { rows } = await pool.query<Back>(
    `SELECT t.platform, t.user_id AS "userId", max(f.at) AS at
     FROM (SELECT i.community_id, i.platform, i.platform_user_id AS user_id, m.created_at FROM identity i
           JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id) t
     CROSS JOIN LATERAL (${forgottenBySalt}) f WHERE f.at >= t.created_at
     GROUP BY 1, 2`,
  );
  return rows;
}

const identitiesAtOnce = 10_000;

/** By what every community's list has of it; page by page, for the key is not the database's. */
async function backByAccount({ pool }: Database): Promise<Back[]> {
  const { rows: listed } = await pool.query<{ account: string; at: Date }>(
    "SELECT account, max(at) AS at FROM forgotten WHERE account IS NOT NULL GROUP BY 1",
  );
  const forgottenAt = new Map(listed.map(({ account, at }) => [account, at]));
  const back: Back[] = [];
  let after: [number, string, string] = [0, "", ""];
  while (forgottenAt.size > 0) {
    const { rows } = await pool.query<PlatformId & { communityId: number; createdAt: Date }>(
      `SELECT i.community_id AS "communityId", i.platform, i.platform_user_id AS "userId", m.created_at AS "createdAt"
       FROM identity i JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
       WHERE (i.community_id, i.platform, i.platform_user_id) > ($1, $2, $3) ORDER BY 1, 2, 3 LIMIT ${identitiesAtOnce}`,
      after,
    );
    for (const { platform, userId, createdAt } of rows) {
      const at = forgottenAt.get(accountHash({ platform, userId }));
      if (at && at >= createdAt) back.push({ platform, userId, at });
    }
    const last = rows.at(-1);
    if (!last) break;
    after = [last.communityId, last.platform, last.userId];
  }
  return back;
}

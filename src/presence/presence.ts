import type { BotStatus } from "../core/bot.ts";
import { Prisma, type Database, type Tx } from "../core/database/index.ts";
import type { Saying } from "../core/errors.ts";

/** A bot account's connection as the database knows it, for every process. */
export interface Presence {
  platform: string;
  account: string;
  state: BotStatus["state"];
  /** one sentence; null = there is nothing to say */
  detail: Saying | null;
  changedAt: Date;
  heardAt: Date | null;
  firstAt: Date | null;
  /** why nothing is sent until an operator says so */
  alarm: string | null;
  toldAt: Date | null;
}

/** A time in which nothing was heard, and never will be. */
export interface Gap {
  platform: string;
  fromAt: Date;
  untilAt: Date;
  /** null = nobody said why */
  why: Saying | null;
}

type Key = Pick<Presence, "platform" | "account">;

/** A sentence of two columns; what was written before there were two languages is English in both. */
const saying = (en: Prisma.Sql, zh: Prisma.Sql) =>
  Prisma.sql`CASE WHEN ${en} <> '' THEN jsonb_build_object('zh', coalesce(nullif(${zh}, ''), ${en}), 'en', ${en}) END`;

const presenceColumns = Prisma.sql`
  p.platform, p.account, p.state, ${saying(Prisma.sql`p.detail`, Prisma.sql`p.detail_zh`)} AS detail, p.changed_at AS "changedAt",
  p.heard_at AS "heardAt", p.first_at AS "firstAt", p.alarm, p.told_at AS "toldAt"`;

const why = saying(Prisma.sql`why`, Prisma.sql`why_zh`);

export async function presenceOf(database: Database, { platform, account }: Key): Promise<Presence | null> {
  const [found] = await database.prisma.$queryRaw<Presence[]>`
    SELECT ${presenceColumns} FROM account_presence p WHERE p.platform = ${platform} AND p.account = ${account}`;
  return found ?? null;
}

/**
 * Writes down how a connection is. `heardAt` only grows, `firstAt` is written once. An alarm that is
 * there stays: only `clearAlarm` takes it away.
 */
export async function writePresence(database: Database, key: Key, status: BotStatus, now: Date): Promise<void> {
  const heardAt = status.state === "online" ? (status.contactAt ?? now) : null;
  const firstAt = status.state === "online" ? now : null;
  await database.prisma.$executeRaw`
    INSERT INTO account_presence AS p (platform, account, state, detail, detail_zh, changed_at, heard_at, first_at, alarm)
    VALUES (${key.platform}, ${key.account}, ${status.state}, ${status.detail?.en ?? ""}, ${status.detail?.zh ?? ""}, ${now}, ${heardAt}, ${firstAt}, ${status.alarm ?? null})
    ON CONFLICT (platform, account) DO UPDATE SET state = excluded.state, detail = excluded.detail, detail_zh = excluded.detail_zh,
      changed_at = CASE WHEN p.state = excluded.state THEN p.changed_at ELSE excluded.changed_at END,
      heard_at = greatest(p.heard_at, excluded.heard_at), first_at = coalesce(p.first_at, excluded.first_at),
      alarm = coalesce(p.alarm, excluded.alarm),
      told_at = CASE WHEN excluded.state = 'online' AND p.alarm IS NULL AND excluded.alarm IS NULL THEN NULL ELSE p.told_at END`;
}

/** Tells every community with a group on the account that nothing was heard from then to then. Idempotent. */
export async function writeGap(database: Database, key: Key, gap: Omit<Gap, "platform">): Promise<void> {
  await database.prisma.$executeRaw`
    INSERT INTO gap (community_id, platform, account, from_at, until_at, why, why_zh)
    SELECT DISTINCT community_id, platform, account, ${gap.fromAt}::timestamptz, ${gap.untilAt}::timestamptz, ${gap.why?.en ?? ""}, ${gap.why?.zh ?? ""} FROM chat
    WHERE platform = ${key.platform} AND account = ${key.account} AND kind <> 'private'
    ON CONFLICT DO NOTHING`;
}

/** Who asks or gives an order, as their platform knows them, and the community they do it in. */
interface Giver {
  communityId: number;
  platform: string;
  userId: string;
}

/** This community, and all that belong to whoever asks. */
const ownCommunities = ({ communityId, platform, userId }: Giver) => Prisma.sql`
  SELECT ${communityId}::int AS id UNION SELECT i.community_id FROM identity i
    JOIN member_role r ON r.community_id = i.community_id AND r.member_id = i.member_id AND r.role = 'owner'
    WHERE i.platform = ${platform} AND i.platform_user_id = ${userId} AND i.unconfirmed_at IS NULL`;

/**
 * The connections that a community's chats depend on, those of other communities of whoever asks as owner, and
 * those that serve nobody yet: an account that waits for its first login is in no chat.
 */
export async function presencesFor(tx: Pick<Tx, "$queryRaw">, giver: Giver): Promise<Presence[]> {
  return tx.$queryRaw<Presence[]>`
    SELECT ${presenceColumns} FROM account_presence p
    WHERE EXISTS (SELECT FROM chat c WHERE c.platform = p.platform AND c.account = p.account
        AND c.community_id IN (${ownCommunities(giver)}))
      OR NOT EXISTS (SELECT FROM chat c WHERE c.platform = p.platform AND c.account = p.account)
    ORDER BY 1, 2`;
}

/** What was not heard of a community's groups since an instant, the newest first. For /status and the digest. */
export async function gapsSince(tx: Pick<Tx, "$queryRaw">, communityId: number, since: Date): Promise<Gap[]> {
  return tx.$queryRaw<Gap[]>`
    SELECT platform, from_at AS "fromAt", until_at AS "untilAt", ${why} AS why FROM gap
    WHERE community_id = ${communityId} AND until_at > ${since} ORDER BY from_at DESC, platform`;
}

/** What was not heard of a community's groups in a span of time, cut to it, the oldest first. `to` is not in it. */
export async function gapsWithin(
  tx: Pick<Tx, "$queryRaw">,
  communityId: number,
  { from, to }: { from: Date; to: Date },
): Promise<Gap[]> {
  return tx.$queryRaw<Gap[]>`
    SELECT platform, greatest(from_at, ${from}) AS "fromAt", least(until_at, ${to}) AS "untilAt", ${why} AS why FROM gap
    WHERE community_id = ${communityId} AND until_at > ${from} AND from_at < ${to} ORDER BY from_at, platform`;
}

/**
 * The stopped accounts that an owner may set going again: those with a chat of this community or of
 * another that is theirs, and those that serve no community with an owner. So whoever was told can act.
 */
export async function alarmsFor(
  tx: Pick<Tx, "$queryRaw">,
  giver: Giver,
): Promise<{ platform: string; account: string }[]> {
  return tx.$queryRaw<{ platform: string; account: string }[]>`
    WITH own AS (${ownCommunities(giver)})
    SELECT p.platform, p.account FROM account_presence p WHERE p.alarm IS NOT NULL AND (
      EXISTS (SELECT FROM chat c WHERE c.platform = p.platform AND c.account = p.account
        AND c.community_id IN (SELECT id FROM own))
      OR NOT EXISTS (SELECT FROM chat c JOIN member_role r ON r.community_id = c.community_id AND r.role = 'owner'
        WHERE c.platform = p.platform AND c.account = p.account))
    ORDER BY 1, 2`;
}

/** An operator has looked: these accounts may send again. */
export async function clearAlarms(
  tx: Pick<Tx, "$executeRaw">,
  accounts: readonly { platform: string; account: string }[],
): Promise<void> {
  for (const { platform, account } of accounts) {
    await tx.$executeRaw`UPDATE account_presence SET alarm = NULL WHERE platform = ${platform} AND account = ${account}`;
  }
}

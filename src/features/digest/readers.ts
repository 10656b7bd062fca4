import type { Tx } from "../../core/database/index.ts";
import { isLanguage, type Language } from "../../core/text.ts";
import { memberIdsOf } from "../../members/person.ts";
import type { Span } from "./period.ts";

/** A private chat in which an operator reads digests. */
export interface ReaderChat {
  chatId: number;
  memberId: number;
  language: Language | null;
}

const columns: Readonly<Record<Span, "daily" | "weekly" | "monthly">> = {
  day: "daily",
  week: "weekly",
  month: "monthly",
};

/**
 * The operators who get the digest of a span, each in the private chat they used last: managers and
 * owners the weekly one unless they said no, everything else only who asked for it.
 */
export async function readersOf(tx: Tx, communityId: number, span: Span): Promise<ReaderChat[]> {
  const rows = await tx.$queryRaw<
    { chatId: number; memberId: number; language: string | null; role: string; chosen: boolean | null }[]
  >`
    WITH staff AS (
      SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS id, r.role FROM member_role r
        JOIN member m ON m.community_id = r.community_id AND m.id = r.member_id
       WHERE r.community_id = ${communityId} ORDER BY 1, r.role = 'owner' DESC, r.role = 'manager' DESC),
    chosen AS (
      SELECT coalesce(m.merged_into_id, m.id) AS id,
             bool_or(CASE ${columns[span]} WHEN 'daily' THEN daily WHEN 'weekly' THEN weekly ELSE monthly END) AS wants
        FROM digest_choice d JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id
       WHERE d.community_id = ${communityId} GROUP BY 1)
    SELECT DISTINCT ON (staff.id) c.id AS "chatId", staff.id AS "memberId", p.language, staff.role, chosen.wants AS chosen
      FROM staff JOIN member p ON p.community_id = ${communityId} AND p.id = staff.id
      JOIN member m ON m.community_id = ${communityId} AND (m.id = staff.id OR m.merged_into_id = staff.id)
      JOIN identity i ON i.community_id = ${communityId} AND i.member_id = m.id
      JOIN chat c ON c.community_id = ${communityId} AND c.kind = 'private' AND c.platform = i.platform
       AND c.address = i.platform_user_id AND c.unreachable IS NULL
      LEFT JOIN chosen ON chosen.id = staff.id
     ORDER BY staff.id, i.used_at DESC NULLS LAST, c.id`;
  return rows
    .filter(({ role, chosen }) => chosen ?? (span === "week" && (role === "manager" || role === "owner")))
    .map(({ chatId, memberId, language }) => ({ chatId, memberId, language: isLanguage(language) ? language : null }));
}

/** The private chat of one person, or null where they have never written to the bot alone. */
export async function privateChatOf(tx: Tx, communityId: number, memberId: number): Promise<number | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT c.id FROM member m
      JOIN identity i ON i.community_id = m.community_id AND i.member_id = m.id
      JOIN chat c ON c.community_id = m.community_id AND c.kind = 'private' AND c.platform = i.platform
       AND c.address = i.platform_user_id AND c.unreachable IS NULL
     WHERE m.community_id = ${communityId} AND (m.id = ${memberId} OR m.merged_into_id = ${memberId})
     ORDER BY i.used_at DESC NULLS LAST, c.id LIMIT 1`;
  return rows[0]?.id ?? null;
}

/** An operator in one of their communities. */
export interface Operator {
  communityId: number;
  id: number;
  /** the member who says so */
  via: number;
  role: string;
}

/** Remembers what an operator wants to get from one community. `off` ends everything. Idempotent. */
export async function chooseDigests(tx: Tx, who: Operator, span: Span | "all", on: boolean): Promise<void> {
  const { communityId, role } = who;
  const of = { communityId, memberId: { in: await memberIdsOf(tx, communityId, who.id) } };
  const known = await tx.digestChoice.findMany({ where: of });
  const now = {
    daily: known.some((row) => row.daily),
    weekly: known.length === 0 ? role === "manager" || role === "owner" : known.some((row) => row.weekly),
    monthly: known.some((row) => row.monthly),
  };
  if (span === "all") Object.assign(now, on ? { weekly: true } : { daily: false, weekly: false, monthly: false });
  else now[columns[span]] = on;
  await tx.digestChoice.deleteMany({ where: of });
  await tx.digestChoice.create({ data: { communityId, memberId: who.via, ...now } });
}

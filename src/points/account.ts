import type { Tx } from "../core/database/index.ts";
import { anyOf } from "../core/person.ts";
import { dayToDate, type Day } from "../core/time.ts";
import { pending, type PaidTalk } from "./chat.ts";
import { rankSql } from "./ledger.ts";
import { tierSql } from "./tiers.ts";

/** How a person stands: what /points tells. */
export interface Account {
  points: number;
  /** 1 = most points; people with equal points share a rank; null = no points yet */
  rank: number | null;
  /** the tier they were last told */
  tier: number;
  /** chat points of the day that are not yet paid */
  pending: number;
}

interface AccountRow extends Omit<Account, "pending"> {
  talk: PaidTalk[];
}

/** Reads a person's account in one statement: it is what members ask most, and each statement has its price. */
export async function accountOf(tx: Tx, communityId: number, memberId: number, day: Day): Promise<Account> {
  const [row] = await tx.$queryRaw<AccountRow[]>`
    SELECT coalesce(p.points, 0) AS points, CASE WHEN p.points IS NOT NULL THEN ${rankSql(communityId)} END AS rank,
      ${tierSql(communityId, memberId)} AS tier,
      (SELECT coalesce(json_agg(json_build_object('minutes', d.scored_minutes, 'settled', d.settled_points)), '[]') FROM member_day d
        WHERE d.community_id = ${communityId} AND d.member_id = ${anyOf(communityId, memberId)} AND d.day = ${dayToDate(day)}) AS talk
    FROM (SELECT) AS known
    LEFT JOIN points_total p ON p.community_id = ${communityId} AND p.period = 'all' AND p.member_id = ${memberId}`;
  const { talk, ...account } = row as AccountRow;
  return { ...account, pending: pending(talk) };
}

import type { Tx } from "../core/database/index.ts";
import { groupBy } from "../core/group.ts";
import { dateToDay, dayToDate, type Day } from "../core/time.ts";
import { shareTalk } from "./shares.ts";

/** Why members became one person, or several again: part of the keys of the rows that follow from it. */
export interface Regrouping {
  /** such as "link:7"; never used twice */
  tag: string;
  at: Date;
}

interface Entry {
  memberId: number;
  personId: number;
  key: string;
  reason: string;
  delta: number;
  day: Date;
}

/** A row that makes a sum right without changing what is written. */
interface Correction {
  memberId: number;
  key: string;
  delta: number;
  day: Date;
}

/** What the ledger holds of one award through one member: the award, and what corrected it since. */
interface Award {
  memberId: number;
  given: number;
  corrected: number;
  day: Date;
}

/**
 * Makes the books right after members became one person or stopped being one: an award that
 * several of a person's members have (the same day's check-in) counts once, the largest; chat points
 * are worth the day's distinct minutes. What to count follows from the awards alone, so links and
 * their undoing may come in any order. Corrections are rows of their own, on the award's day.
 */
export async function reconcile(tx: Tx, communityId: number, members: number[], why: Regrouping): Promise<void> {
  const entries = await tx.$queryRaw<Entry[]>`
    SELECT l.member_id AS "memberId", coalesce(m.merged_into_id, m.id) AS "personId", key, reason, delta, day
    FROM ledger_entry l JOIN member m ON m.community_id = l.community_id AND m.id = l.member_id
    WHERE l.community_id = ${communityId} AND l.member_id = ANY(${members}) ORDER BY l.id`;
  const chats = await chatCorrections(tx, communityId, entries);
  const corrections = [...awardCorrections(entries), ...chats];
  if (corrections.length > 0) {
    await tx.ledgerEntry.createMany({
      data: corrections.map(({ key, ...rest }) => ({
        ...rest,
        communityId,
        key: `${why.tag}:${key}`,
        reason: "link",
        at: why.at,
      })),
    });
  }
  await rebuildTotals(tx, communityId, members);
}

/** The award a correction belongs to; the key itself for the award's own row. */
const baseOf = ({ key, reason }: Entry) => (reason === "link" ? key.replace(/^[a-z]+:\d+:/, "") : key);
const chatDayOf = (base: string) => /^chat:(\d{4}-\d{2}-\d{2})/.exec(base)?.[1] as Day | undefined;

/** Each award by person, key and member. */
function collect(entries: readonly Entry[], keyOf: (entry: Entry) => string | undefined): Map<string, Award[]> {
  const awards = new Map<string, Award[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    const group = `${entry.personId}\n${key}`;
    const known = awards.get(group) ?? [];
    awards.set(group, known);
    let award = known.find((one) => one.memberId === entry.memberId);
    if (!award) known.push((award = { memberId: entry.memberId, given: 0, corrected: 0, day: entry.day }));
    if (entry.reason === "link") award.corrected += entry.delta;
    else award.given += entry.delta;
  }
  return awards;
}

function awardCorrections(entries: readonly Entry[]): Correction[] {
  const isAward = (entry: Entry) => (entry.delta > 0 && entry.reason !== "moved") || entry.reason === "link";
  const awards = collect(entries, (entry) => {
    const base = baseOf(entry);
    return isAward(entry) && !chatDayOf(base) ? base : undefined;
  });
  return [...awards].flatMap(([group, through]) => {
    const counted = [...through].sort((a, b) => b.given - a.given || a.memberId - b.memberId)[0];
    return through.flatMap((award) => {
      const delta = (award === counted ? 0 : -award.given) - award.corrected;
      return delta === 0 ? [] : [{ memberId: award.memberId, key: nameOf(group), delta, day: award.day }];
    });
  });
}

const nameOf = (group: string) => group.slice(group.indexOf("\n") + 1);

interface TalkRow {
  memberId: number;
  personId: number;
  day: Date;
  minutes: number[];
}

/** Days already paid, of people with several members or whose members were corrected before. */
async function chatCorrections(tx: Tx, communityId: number, entries: readonly Entry[]): Promise<Correction[]> {
  const paid = collect(entries, (entry) => chatDayOf(baseOf(entry)));
  if (paid.size === 0) return [];
  const rows = await tx.$queryRaw<TalkRow[]>`
    SELECT d.member_id AS "memberId", coalesce(m.merged_into_id, m.id) AS "personId", d.day, d.scored_minutes AS minutes
    FROM member_day d JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id
    WHERE d.community_id = ${communityId} AND d.member_id = ANY(${[...new Set(entries.map((one) => one.memberId))]})
    ORDER BY d.member_id, d.day FOR UPDATE OF d`;
  const talk = groupBy(rows, (row) => `${row.personId}\n${dateToDay(row.day)}`);
  const corrections: Correction[] = [];
  for (const [group, awards] of paid) {
    const day = nameOf(group) as Day;
    const shares = shareTalk(talk.get(group) ?? []);
    const paidOn = awards[0]?.day ?? dayToDate(day);
    for (const memberId of new Set([...shares.keys(), ...awards.map((one) => one.memberId)])) {
      const award = awards.find((one) => one.memberId === memberId);
      const share = shares.get(memberId) ?? 0;
      const delta = share - (award ? award.given + award.corrected : 0);
      if (delta === 0) continue;
      corrections.push({ memberId, key: `chat:${day}`, delta, day: award?.day ?? paidOn });
      await tx.memberDay.updateMany({
        where: { communityId, memberId, day: dayToDate(day) },
        data: { settledPoints: share },
      });
    }
  }
  return corrections;
}

/** Makes the sums that rankings read again from the ledger, for these members and whoever they are. */
export async function rebuildTotals(tx: Tx, communityId: number, members: number[]): Promise<void> {
  await tx.pointsTotal.deleteMany({ where: { communityId, memberId: { in: members } } });
  await tx.$executeRaw`
    INSERT INTO points_total (community_id, period, member_id, points)
    SELECT l.community_id, period, coalesce(m.merged_into_id, m.id), sum(delta)
    FROM ledger_entry l JOIN member m ON m.community_id = l.community_id AND m.id = l.member_id,
      LATERAL (VALUES ('all'), (to_char(day, 'YYYY-MM')), (to_char(day, 'IYYY-"W"IW'))) AS p(period)
    WHERE l.community_id = ${communityId} AND l.member_id = ANY(${members}) GROUP BY 1, 2, 3`;
}

import { setImmediate as breath } from "node:timers/promises";
import type { Tx } from "../../core/database/index.ts";
import { type Day, dayMs, dayToDate } from "../../core/time.ts";
import {
  driftState,
  fittingDrift,
  memberDrift,
  packHistory,
  type DriftModel,
  type DriftState,
  type History,
} from "../drift/index.ts";

/** Members read or written in one transaction: a few milliseconds of this thread to read their rows. */
const pageSize = 400;
/** Changes of state are kept for so many days: a digest of a month compares itself with the four before. */
const keptDays = 190;

/** Days are whole numbers from 1970-01-01, as the drift model counts them. */
interface Known {
  id: number;
  days: number[];
  joinedDay: number;
  previous: DriftState | null;
  /** the first day the previous judgement did not know */
  judgedDay: number | null;
}

/** Runs a part of the work in a transaction of its own. */
export type InParts = <T>(part: (tx: Tx) => Promise<T>) => Promise<T>;

/**
 * Judges every member of a community as of the beginning of `today` and keeps the result, some
 * thousand members a transaction, so that locks are short and answers go between. Idempotent: a second
 * look on the same day, or one that was cut short and begun again, gives the same rows. People who
 * left, who were erased or who wish not to be counted have no row. Returns how many have one.
 */
export async function refreshStandings(inParts: InParts, communityId: number, today: Day): Promise<number> {
  const ids = await inParts((tx) => peopleToJudge(tx, communityId));
  const known: Known[] = [];
  for (const page of pages(ids)) {
    for (const one of await inParts((tx) => readPage(tx, communityId, page, today))) known.push(one);
    await breath();
  }
  const active = await inParts((tx) => activeDays(tx, communityId, today));
  const history = packHistory({ members: known, activeDays: active });
  await breath();
  const model = await inSlices(fittingDrift(history, Date.parse(today) / dayMs));
  await inParts((tx) => forgetOthers(tx, communityId, ids, today));
  for (let from = 0; from < known.length; from += pageSize) {
    const page = known.slice(from, from + pageSize);
    const judged = await inSlices(judging(history, model, from, page));
    await inParts(async (tx) => {
      await writeChanges(tx, communityId, today, judged);
      await writePage(tx, communityId, today, judged);
    });
  }
  return known.length;
}

/**
 * Longest that a computation holds this thread, in ms, before others may go. An answer comes back to this
 * thread some twenty times before it is out, and may have to wait so long each time.
 */
const longestMs = 2;

/** Works something off with a breath whenever it has held the thread for long. */
async function inSlices<T>(work: Generator<void, T, void>): Promise<T> {
  let since = performance.now();
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    if (performance.now() - since < longestMs) continue;
    await breath();
    since = performance.now();
  }
}

/** Members judged between two looks at the time. */
const judgedAtOnce = 50;

function* judging(
  history: History,
  model: DriftModel,
  from: number,
  page: readonly Known[],
): Generator<void, Judged[]> {
  const judged: Judged[] = [];
  for (const [index, one] of page.entries()) {
    judged.push(judge(history, model, from + index, one));
    if (index % judgedAtOnce === 0) yield;
  }
  return judged;
}

/** Takes away the rows of whoever is not looked at any more, and changes of state from long ago. */
async function forgetOthers(tx: Tx, communityId: number, ids: number[], today: Day): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM member_standing s WHERE community_id = ${communityId}
      AND NOT EXISTS (SELECT FROM unnest(${ids}::int[]) AS here (id) WHERE here.id = s.member_id)`;
  await tx.$executeRaw`
    DELETE FROM standing_change c WHERE community_id = ${communityId}
      AND (day < ${today}::date - ${keptDays}::int
        OR NOT EXISTS (SELECT FROM unnest(${ids}::int[]) AS here (id) WHERE here.id = c.member_id))`;
}

function* pages(ids: readonly number[]): Generator<number[]> {
  for (let from = 0; from < ids.length; from += pageSize) yield ids.slice(from, from + pageSize);
}

/** Everybody who is here, by ascending id. Whoever wrote after they left has come back. */
async function peopleToJudge(tx: Tx, communityId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ ids: number[] | null }[]>`
    WITH gone AS (
      SELECT id FROM (
        SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS id, p.kind, p.day FROM passage p
        JOIN member m ON m.community_id = p.community_id AND m.id = p.member_id
        WHERE p.community_id = ${communityId} ORDER BY 1, p.at DESC, p.kind DESC) newest
      WHERE kind = 'leave' AND NOT EXISTS (SELECT FROM person_day d
        WHERE d.community_id = ${communityId} AND d.person_id = newest.id AND d.day > newest.day)),
    silent AS (
      SELECT coalesce(m.merged_into_id, m.id) AS id FROM opt_out o
      JOIN member m ON m.community_id = o.community_id AND m.id = o.member_id
      WHERE o.community_id = ${communityId} AND o.choice = 'stats')
    SELECT array_agg(m.id ORDER BY m.id) AS ids FROM member m
    WHERE m.community_id = ${communityId} AND m.merged_into_id IS NULL AND m.name <> ''
      AND m.id NOT IN (SELECT id FROM gone) AND m.id NOT IN (SELECT id FROM silent)`;
  return rows[0]?.ids ?? [];
}

async function readPage(tx: Tx, communityId: number, ids: number[], today: Day): Promise<Known[]> {
  const rows = await tx.$queryRaw<(Omit<Known, "days"> & { days: number[] | null })[]>`
    WITH spoke AS (
      SELECT person_id, array_agg(day - DATE '1970-01-01' ORDER BY day) AS days FROM person_day
      WHERE community_id = ${communityId} AND person_id BETWEEN ${ids[0]!}::int AND ${ids.at(-1)!}::int AND day < ${today}::date
      GROUP BY person_id),
    came AS (
      SELECT member_id, min(day) AS day FROM passage WHERE community_id = ${communityId} AND kind = 'join'
        AND member_id BETWEEN ${ids[0]!}::int AND ${ids.at(-1)!}::int GROUP BY 1)
    SELECT m.id, spoke.days, least(coalesce(came.day, (m.created_at AT TIME ZONE c.time_zone)::date), ${today}::date - 1)
        - DATE '1970-01-01' AS "joinedDay",
      before.state AS previous, before.as_of_day - DATE '1970-01-01' AS "judgedDay"
    FROM member m JOIN community c ON c.id = m.community_id
    LEFT JOIN spoke ON spoke.person_id = m.id LEFT JOIN came ON came.member_id = m.id
    LEFT JOIN member_standing before ON before.community_id = m.community_id AND before.member_id = m.id
    WHERE m.community_id = ${communityId} AND m.id = ANY (${ids}::int[]) ORDER BY m.id`;
  return rows.map((row) => ({ ...row, days: row.days ?? [] }));
}

async function activeDays(tx: Tx, communityId: number, today: Day): Promise<number[]> {
  const rows = await tx.$queryRaw<{ days: number[] | null }[]>`
    SELECT array_agg(DISTINCT day - DATE '1970-01-01') AS days FROM chat_hour
    WHERE community_id = ${communityId} AND messages > 0 AND day < ${today}::date`;
  return rows[0]?.days ?? [];
}

interface Judged {
  id: number;
  /** the state of the look before; null: there was none */
  previous: DriftState | null;
  state: DriftState;
  chance: number | null;
  chanceAtLast: number | null;
  activeDays: number;
  usualGapDays: number | null;
  firstDay: number | null;
  lastDay: number | null;
}

function judge(history: History, model: DriftModel, member: number, known: Known): Judged {
  const drift = memberDrift(history, model, member);
  const lastDay = known.days.at(-1) ?? null;
  // whoever spoke since is judged afresh
  const hasSpoken = lastDay !== null && known.judgedDay !== null && lastDay >= known.judgedDay;
  return {
    id: known.id,
    previous: known.previous,
    state: driftState(drift, hasSpoken ? null : known.previous),
    chance: drift.chance?.now ?? null,
    chanceAtLast: drift.chance?.atLastSeen ?? null,
    activeDays: drift.activeDays,
    usualGapDays: drift.usualGapDays,
    firstDay: known.days[0] ?? known.joinedDay,
    lastDay,
  };
}

/** Who stands elsewhere than at the look before. A second look on the same day finds nothing new. */
async function writeChanges(tx: Tx, communityId: number, today: Day, judged: readonly Judged[]): Promise<void> {
  const changed = judged.filter(({ previous, state }) => previous !== null && previous !== state);
  if (changed.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO standing_change AS c (community_id, member_id, day, before, after)
    SELECT ${communityId}, id, ${dayToDate(today)}, before, after FROM unnest(${changed.map(({ id }) => id)}::int[],
      ${changed.map(({ previous }) => previous)}::text[], ${changed.map(({ state }) => state)}::text[]) AS t (id, before, after)
    WHERE EXISTS (SELECT FROM member m WHERE m.community_id = ${communityId} AND m.id = t.id AND m.merged_into_id IS NULL AND m.name <> '')
    ON CONFLICT (community_id, member_id, day) DO UPDATE SET after = excluded.after`;
}

async function writePage(tx: Tx, communityId: number, today: Day, judged: readonly Judged[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO member_standing (community_id, as_of_day, member_id, state, chance, chance_at_last, active_days,
      usual_gap_days, first_day, last_day)
    SELECT ${communityId}, ${dayToDate(today)}, id, state, chance, seen, active, gap, DATE '1970-01-01' + first, DATE '1970-01-01' + last
    FROM unnest(${judged.map((one) => one.id)}::int[], ${judged.map((one) => one.state)}::text[],
      ${judged.map((one) => one.chance)}::float8[], ${judged.map((one) => one.chanceAtLast)}::float8[],
      ${judged.map((one) => one.activeDays)}::int[], ${judged.map((one) => one.usualGapDays)}::int[],
      ${judged.map((one) => one.firstDay)}::int[], ${judged.map((one) => one.lastDay)}::int[])
      AS t (id, state, chance, seen, active, gap, first, last)
    -- who was erased or merged since they were read has no row
    WHERE EXISTS (SELECT FROM member m WHERE m.community_id = ${communityId} AND m.id = t.id AND m.merged_into_id IS NULL AND m.name <> '')
    ON CONFLICT (community_id, member_id) DO UPDATE SET as_of_day = excluded.as_of_day, state = excluded.state,
      chance = excluded.chance, chance_at_last = excluded.chance_at_last, active_days = excluded.active_days,
      usual_gap_days = excluded.usual_gap_days, first_day = excluded.first_day, last_day = excluded.last_day`;
}

import type { Pool } from "pg";
import type { Offer } from "../core/hands.ts";
import { bools, days, instants, ints, smalls, texts, uuids } from "./columns.ts";
import { addToDay, addToHour, addToReplies, firstDays, isToldBefore } from "./counts.ts";
import { foldDays, foldHours, foldReplies, type DaySum, type HourSum, type KnownDays, type ReplySum } from "./fold.ts";
import { inboxColumns, inboxSteps, wokenSql, type InboxRow, type WokenChat } from "./inbox.ts";
import { choicesSql, communitiesOf, linesSql, type Company } from "./look.ts";
import type { CountRow } from "./rows.ts";

/** A batch as it is when everything is as believed and nothing in it was recorded before. */
export interface Batch {
  company: Company;
  /** what the people of the batch chose and features watch, as believed (`Choices.asLines`) */
  choices: string;
  rows: readonly CountRow[];
  inbox: readonly InboxRow[];
  /** free hands for what comes in idle chats */
  offer: Offer | null;
  now: Date;
  knownDays: KnownDays;
}

/** The same, summed up. */
interface Folded extends Batch {
  hours: readonly HourSum[];
  days: readonly DaySum[];
  replies: readonly ReplySum[];
  passages: readonly CountRow[];
  /** some of the days may not be there yet */
  mayBeFirst: boolean;
}

/** A part of the statement; a batch's statement has only those that have something to write. */
interface Part {
  name: string;
  isIn(batch: Folded): boolean;
  /** its parameters, in their order */
  values(batch: Folded): unknown[];
  /** steps that the guard reads, each with a comma behind it, and what it asks of them */
  given?(at: (nth: number) => string): string;
  condition?: string;
  /** its steps, given the name of its nth parameter */
  steps(at: (nth: number) => string): string;
}

/** Lists as rows: in a SELECT's own list, because behind FROM each list is first laid down in a store of its own. */
const rowsOf = (at: (nth: number) => string, columns: Readonly<Record<string, string>>): string =>
  `(SELECT ${Object.entries(columns)
    .map(([name, type], nth) => `unnest(${at(nth)}::${type}[]) AS ${name}`)
    .join(", ")}) AS t`;

const isOk = "(SELECT ok FROM guard)";

/** Parameters that every statement has come first; `seen` and `texts` share the rows' keys. */
const common = {
  communities: 1,
  people: 2,
  chats: 3,
  now: 4,
  chatCommunities: 5,
  versions: 6,
  textDays: 7,
  choices: 8,
};
const keys = (nth: number): string => `$${9 + nth}`;

const commonValues = ({ company, choices, rows, now }: Batch): unknown[] => [
  ints(communitiesOf(company)),
  ints([...company.people.keys()]),
  ints([...company.chats.keys()]),
  now,
  ints([...company.chats.values()].map((place) => place.communityId)),
  ints([...company.chats.values()].map((place) => place.version)),
  ints([...company.chats.values()].map((place) => place.textDays)),
  choices,
  ints(rows.map((row) => row.communityId)),
  ints(rows.map((row) => row.chatId)),
  uuids(rows.map((row) => row.identity)),
];

const hours: Part = {
  name: "hours",
  isIn: (batch) => batch.hours.length > 0,
  values: ({ hours: sums }) => [
    ints(sums.map((sum) => sum.communityId)),
    ints(sums.map((sum) => sum.chatId)),
    days(sums.map((sum) => sum.day)),
    ints(sums.map((sum) => sum.hour)),
    ints(sums.map((sum) => sum.messages)),
    ints(sums.map((sum) => sum.others)),
  ],
  steps: (at) => `
hours AS (
  INSERT INTO chat_hour AS h (community_id, chat_id, day, hour, messages, others)
  SELECT * FROM ${rowsOf(at, { community_id: "int", chat_id: "int", day: "date", hour: "int", messages: "int", others: "int" })}
  WHERE ${isOk} ${addToHour})`,
};

/** Members' days; where each of them is known to be there already, nobody's first day need be looked at. */
const memberDays = (mayBeFirst: boolean): Part => ({
  name: mayBeFirst ? "days" : "known-days",
  isIn: (batch) => batch.days.length > 0 && batch.mayBeFirst === mayBeFirst,
  values: ({ days: sums }) => [
    ints(sums.map((sum) => sum.communityId)),
    ints(sums.map((sum) => sum.memberId)),
    days(sums.map((sum) => sum.day)),
    ints(sums.map((sum) => sum.messages)),
    ints(sums.map((sum) => sum.replies)),
    ints(sums.map((sum) => sum.questions)),
    ints(sums.map((sum) => sum.hours)),
    smalls(sums.map((sum) => sum.minutes[0] ?? null)),
    // of most members a batch has one minute: a list of lists is not worth reading
    texts(sums.map((sum) => (sum.minutes.length > 1 ? `{${sum.minutes.join(",")}}` : null))),
    ints(sums.map((sum) => sum.texts?.first ?? null)),
    ints(sums.map((sum) => sum.texts?.last ?? null)),
  ],
  steps: (at) => `
days AS (
  INSERT INTO member_day AS d (community_id, member_id, day, messages, replies, questions, hours, scored_minutes, scored_texts)
  SELECT community_id, member_id, day, messages, replies, questions, hours,
    CASE WHEN minute IS NULL THEN '{}' WHEN minutes IS NULL THEN ARRAY[minute] ELSE minutes::smallint[] END,
    CASE WHEN first_text IS NULL THEN '{}' ELSE ARRAY[first_text, last_text] END
  FROM ${rowsOf(at, { community_id: "int", member_id: "int", day: "date", messages: "int", replies: "int", questions: "int", hours: "int", minute: "smallint", minutes: "text", first_text: "int", last_text: "int" })}
  WHERE ${isOk} ${addToDay}
  ${mayBeFirst ? `RETURNING community_id, member_id, day, xmax = 0 AS is_new), firsts AS (${firstDays}` : ""})`,
});

const replies: Part = {
  name: "replies",
  isIn: (batch) => batch.replies.length > 0,
  values: ({ replies: sums }) => [
    ints(sums.map((sum) => sum.communityId)),
    ints(sums.map((sum) => sum.memberId)),
    days(sums.map((sum) => sum.day)),
    ints(sums.map((sum) => sum.received)),
    ints(sums.map((sum) => sum.answers)),
  ],
  steps: (at) => `
replies AS (
  INSERT INTO reply_day AS r (community_id, member_id, day, received, answers)
  SELECT * FROM ${rowsOf(at, { community_id: "int", member_id: "int", day: "date", received: "int", answers: "int" })}
  WHERE ${isOk} ${addToReplies})`,
};

/** Marks of passages may be there already: several people come with one message. */
const passages: Part = {
  name: "passages",
  isIn: (batch) => batch.passages.length > 0,
  values: ({ passages: rows }) => [
    ints(rows.map((row) => row.communityId)),
    ints(rows.map((row) => row.chatId)),
    uuids(rows.map((row) => row.identity)),
    ints(rows.map((row) => row.memberId)),
    texts(rows.map((row) => row.kind)),
    instants(rows.map((row) => row.at)),
    days(rows.map((row) => row.day)),
    bools(rows.map((row) => row.isMessage)),
    uuids(rows.map((row) => row.mark)),
    uuids(rows.map((row) => row.otherMark)),
  ],
  given: (at) => `
passing AS MATERIALIZED (
  SELECT *, to_timestamp(ms / 1000) AS at
  FROM ${rowsOf(at, { community_id: "int", chat_id: "int", identity: "uuid", member_id: "int", kind: "text", ms: "float8", day: "date", is_message: "bool", mark: "uuid", other_mark: "uuid" })}),`,
  condition: `NOT EXISTS (SELECT FROM passing i WHERE ${isToldBefore})`,
  steps: () => `
passages AS (
  INSERT INTO passage (community_id, chat_id, identity, member_id, kind, at, day, is_message)
  SELECT community_id, chat_id, identity, member_id, kind, at, day, is_message FROM passing WHERE ${isOk}),
marks AS (
  INSERT INTO event_seen (community_id, chat_id, identity)
  SELECT DISTINCT community_id, chat_id, mark FROM passing WHERE mark IS NOT NULL AND ${isOk} ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING RETURNING 1)`,
};

const messageTexts: Part = {
  name: "texts",
  isIn: ({ rows }) => rows.some((row) => row.text !== null),
  values: ({ rows }) => [
    ints(rows.map((row) => row.memberId)),
    instants(rows.map((row) => row.at)),
    texts(rows.map((row) => row.text)),
  ],
  // a change of the window is a change of the version, too; but what must not be kept is asked for itself
  condition: `NOT EXISTS (SELECT FROM place p JOIN setting s ON s.community_id = p.community_id
    WHERE s.feature = 'upkeep' AND s.key = 'textDays' AND (s.value #>> '{}')::int <> p.text_days)`,
  steps: (at) => `
texts AS (
  INSERT INTO message_text (community_id, chat_id, identity, member_id, at, text)
  SELECT community_id, chat_id, identity, member_id, to_timestamp(ms / 1000), text
  FROM ${rowsOf((nth) => (nth < 3 ? keys(nth) : at(nth - 3)), { community_id: "int", chat_id: "int", identity: "uuid", member_id: "int", ms: "float8", text: "text" })}
  WHERE text IS NOT NULL AND ${isOk})`,
};

const work: Part = {
  name: "work",
  isIn: ({ inbox }) => inbox.length > 0,
  // every row of the batch is counted, if any is
  values: ({ inbox, offer }) =>
    inboxColumns(
      inbox.map((row) => ({ ...row, onlyIfCounted: -1 })),
      offer,
    ),
  steps: (at) => inboxSteps({ at, now: common.now, counted: "SELECT -1", places: "allowed" }),
};

/** In the order of the other statement; PostgreSQL runs steps that nobody reads from the last to the first. */
const parts = [hours, memberDays(true), memberDays(false), replies, passages, messageTexts, work];

/**
 * The whole statement. `guard` says once whether all is as believed: the chats and their communities'
 * configuration, people's choices, what is watched; nobody was forgotten, and no passage was told before.
 * If not, nothing is written. What was recorded before violates the key of `event_seen`, which undoes all.
 */
function textOf(wanted: readonly Part[], firsts: readonly number[]): string {
  const has = (part: Part) => wanted.includes(part);
  const at = (part: Part) => (nth: number) => `$${(firsts[wanted.indexOf(part)] as number) + nth}`;
  const given = wanted.map((part) => part.given?.(at(part)) ?? "").join("");
  const conditions = wanted.map((part) => (part.condition ? `AND ${part.condition}` : "")).join(" ");
  return `
WITH place AS MATERIALIZED (
  SELECT c.community_id, c.id AS chat_id, text_days
  FROM ${rowsOf((nth) => `$${[common.chatCommunities, common.chats, common.versions, common.textDays][nth]}`, { community_id: "int", chat_id: "int", version: "int", text_days: "int" })}
  JOIN chat c ON c.community_id = t.community_id AND c.id = t.chat_id
  WHERE t.version = coalesce((SELECT v.version FROM configuration_version v WHERE v.community_id = t.community_id), 0)),
${given}
guard AS MATERIALIZED (
  SELECT (SELECT count(*) FROM place) = cardinality($${common.chats}::int[])
    AND (${linesSql(choicesSql({ communities: common.communities, members: common.people, chats: common.chats, now: common.now }))}) = $${common.choices} ${conditions} AS ok),
allowed AS (SELECT * FROM place WHERE ${isOk}),
${wanted.map((part) => `${part.steps(at(part))},`).join("")}
seen AS (
  INSERT INTO event_seen (community_id, chat_id, identity)
  SELECT * FROM ${rowsOf(keys, { community_id: "int", chat_id: "int", identity: "uuid" })} WHERE ${isOk}
  ${has(work) ? "RETURNING 1" : ""})
SELECT ok ${has(work) ? `, (SELECT count(*) FROM seen) AS seen ${has(passages) ? ", (SELECT count(*) FROM marks) AS marked" : ""}, ${wokenSql} AS woken` : ""} FROM guard`;
}

/** Texts by the parts they have: PostgreSQL keeps a plan of each. */
const known = new Map<string, string>();

function statementOf(batch: Folded): { name: string; text: string; values: unknown[] } {
  const wanted = parts.filter((part) => part.isIn(batch));
  const values = commonValues(batch);
  const firsts = wanted.map((part) => {
    const first = values.length + 1;
    values.push(...part.values(batch));
    return first;
  });
  const name = ["record-new", ...wanted.map((part) => part.name)].join("-");
  let text = known.get(name);
  if (text === undefined) known.set(name, (text = textOf(wanted, firsts)));
  return { name, text, values };
}

/** By community, chat and identity, so that two batches never wait for one another. */
const byKey = (one: CountRow, other: CountRow): number =>
  one.communityId - other.communityId ||
  one.chatId - other.chatId ||
  (one.identity === other.identity ? 0 : one.identity < other.identity ? -1 : 1);

/**
 * Writes a batch of which nothing was recorded before, if all is as believed.
 * @returns the chats that have new work; "changed" when something is not as believed, "known" when something was
 *   recorded before: nothing is written then
 */
export async function writeIfNew(pool: Pool, batch: Batch): Promise<WokenChat[] | "changed" | "known"> {
  const rows = [...batch.rows].sort(byKey);
  const sums = foldDays(batch.rows);
  const folded = {
    ...batch,
    rows,
    hours: foldHours(rows),
    days: sums,
    mayBeFirst: !sums.every(batch.knownDays.has),
    replies: foldReplies(rows),
    passages: rows.filter((row) => row.kind === "join" || row.kind === "leave"),
  };
  try {
    const { rows: answers } = await pool.query<{ ok: boolean; woken?: WokenChat[] | null }>(statementOf(folded));
    const [answer] = answers;
    if (answer?.ok !== true) return "changed";
    if (folded.mayBeFirst) batch.knownDays.add(sums);
    return answer.woken ?? [];
  } catch (error) {
    if (knownCodes.includes(String((error as { code?: unknown }).code))) return "known";
    throw error;
  }
}

/**
 * unique_violation, and deadlock_detected: another batch writes some of the same now.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const knownCodes = ["23505", "40P01"];

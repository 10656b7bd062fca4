import type { Pool } from "pg";
import type { Offer } from "../core/hands.ts";
import type { Place } from "../members/directory.ts";
import { countColumns, day, int, namesOf, pick, rowsOf, smallint, text, valuesOf, type Columns } from "./columns.ts";
import { addToDay, addToHour, addToReplies, firstDays, isToldBefore } from "./counts.ts";
import { foldDays, foldHours, foldReplies, type DaySum, type HourSum, type KnownDays, type ReplySum } from "./fold.ts";
import { inboxSteps, inboxValues, wokenSql, type InboxRow, type WokenChat } from "./inbox.ts";
import { ints } from "./lists.ts";
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
  values(batch: Folded): readonly unknown[];
  /** steps that the guard reads, each with a comma behind it, and what it asks of them */
  given?(at: (nth: number) => string): string;
  condition?: string;
  /** its steps, given the name of its nth parameter */
  steps(at: (nth: number) => string): string;
}

const isOk = "(SELECT ok FROM guard)";

const placeColumns: Columns<Place> = {
  community_id: int((place) => place.communityId),
  chat_id: int((place) => place.chatId),
  version: int((place) => place.version),
  text_days: int((place) => place.textDays),
};

/** The keys of all rows: `seen` and `texts` share them. */
const keyColumns = pick(countColumns, "community_id", "chat_id", "identity");

/** Parameters that every statement has come first, then the places and the rows' keys. */
const common = { communities: 1, people: 2, now: 3, choices: 4, chats: 6 };
const places = (nth: number): string => `$${5 + nth}`;
const keys = (nth: number): string => `$${9 + nth}`;

const commonValues = ({ company, choices, rows, now }: Batch): unknown[] => [
  ints(communitiesOf(company)),
  ints([...company.people.keys()]),
  now,
  choices,
  ...valuesOf(placeColumns, [...company.chats.values()]),
  ...valuesOf(keyColumns, rows),
];

const hourColumns: Columns<HourSum> = {
  community_id: int((sum) => sum.communityId),
  chat_id: int((sum) => sum.chatId),
  day: day((sum) => sum.day),
  hour: int((sum) => sum.hour),
  messages: int((sum) => sum.messages),
  others: int((sum) => sum.others),
};

const hours: Part = {
  name: "hours",
  isIn: (batch) => batch.hours.length > 0,
  values: ({ hours: sums }) => valuesOf(hourColumns, sums),
  steps: (at) => `
hours AS (
  INSERT INTO chat_hour AS h (${namesOf(hourColumns)})
  SELECT * FROM ${rowsOf(hourColumns, at)} WHERE ${isOk} ${addToHour})`,
};

const dayColumns: Columns<DaySum> = {
  community_id: int((sum) => sum.communityId),
  member_id: int((sum) => sum.memberId),
  day: day((sum) => sum.day),
  messages: int((sum) => sum.messages),
  replies: int((sum) => sum.replies),
  questions: int((sum) => sum.questions),
  hours: int((sum) => sum.hours),
};

/** Of most members a batch has one minute: a list of lists is not worth reading. */
const scoreColumns: Columns<DaySum> = {
  minute: smallint((sum) => sum.minutes[0] ?? null),
  minutes: text((sum) => (sum.minutes.length > 1 ? `{${sum.minutes.join(",")}}` : null)),
  first_text: int((sum) => sum.texts?.first ?? null),
  last_text: int((sum) => sum.texts?.last ?? null),
};

/** Members' days; where each of them is known to be there already, nobody's first day need be looked at. */
const memberDays = (mayBeFirst: boolean): Part => ({
  name: mayBeFirst ? "days" : "known-days",
  isIn: (batch) => batch.days.length > 0 && batch.mayBeFirst === mayBeFirst,
  values: ({ days: sums }) => valuesOf({ ...dayColumns, ...scoreColumns }, sums),
  steps: (at) => `
days AS (
  INSERT INTO member_day AS d (${namesOf(dayColumns)}, scored_minutes, scored_texts)
  SELECT ${namesOf(dayColumns)},
    CASE WHEN minute IS NULL THEN '{}' WHEN minutes IS NULL THEN ARRAY[minute] ELSE minutes::smallint[] END,
    CASE WHEN first_text IS NULL THEN '{}' ELSE ARRAY[first_text, last_text] END
  FROM ${rowsOf({ ...dayColumns, ...scoreColumns }, at)} WHERE ${isOk} ${addToDay}
  ${mayBeFirst ? `RETURNING community_id, member_id, day, xmax = 0 AS is_new), firsts AS (${firstDays}` : ""})`,
});

const replyColumns: Columns<ReplySum> = {
  community_id: int((sum) => sum.communityId),
  member_id: int((sum) => sum.memberId),
  day: day((sum) => sum.day),
  received: int((sum) => sum.received),
  answers: int((sum) => sum.answers),
};

const replies: Part = {
  name: "replies",
  isIn: (batch) => batch.replies.length > 0,
  values: ({ replies: sums }) => valuesOf(replyColumns, sums),
  steps: (at) => `
replies AS (
  INSERT INTO reply_day AS r (${namesOf(replyColumns)})
  SELECT * FROM ${rowsOf(replyColumns, at)} WHERE ${isOk} ${addToReplies})`,
};

const passageColumns = pick(
  countColumns,
  ...(["community_id", "chat_id", "identity", "member_id", "kind", "at", "day", "is_message"] as const),
);
const markColumns = pick(countColumns, "mark", "other_mark");

/** Marks of passages may be there already: several people come with one message. */
const passages: Part = {
  name: "passages",
  isIn: (batch) => batch.passages.length > 0,
  values: ({ passages: rows }) => valuesOf({ ...passageColumns, ...markColumns }, rows),
  given: (at) => `
passing AS MATERIALIZED (SELECT * FROM ${rowsOf({ ...passageColumns, ...markColumns }, at)}),`,
  condition: `NOT EXISTS (SELECT FROM passing i WHERE ${isToldBefore})`,
  steps: () => `
passages AS (
  INSERT INTO passage (${namesOf(passageColumns)}) SELECT ${namesOf(passageColumns)} FROM passing WHERE ${isOk}),
marks AS (
  INSERT INTO event_seen (community_id, chat_id, identity)
  SELECT DISTINCT community_id, chat_id, mark FROM passing WHERE mark IS NOT NULL AND ${isOk} ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING RETURNING 1)`,
};

const textColumns = pick(countColumns, "member_id", "at", "text");

const messageTexts: Part = {
  name: "texts",
  isIn: ({ rows }) => rows.some((row) => row.text !== null),
  values: ({ rows }) => valuesOf(textColumns, rows),
  // a change of the window is a change of the version, too; but what must not be kept is asked for itself
  condition: `NOT EXISTS (SELECT FROM place p JOIN setting s ON s.community_id = p.community_id
    WHERE s.feature = 'upkeep' AND s.key = 'textDays' AND (s.value #>> '{}')::int <> p.text_days)`,
  steps: (at) => `
texts AS (
  INSERT INTO message_text (${namesOf({ ...keyColumns, ...textColumns })})
  SELECT * FROM ${rowsOf({ ...keyColumns, ...textColumns }, (nth) => (nth < 3 ? keys(nth) : at(nth - 3)))}
  WHERE text IS NOT NULL AND ${isOk})`,
};

const work: Part = {
  name: "work",
  isIn: ({ inbox }) => inbox.length > 0,
  // every row of the batch is counted, if any is
  values: ({ inbox, offer }) =>
    inboxValues(
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
  FROM ${rowsOf(placeColumns, places)}
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
  SELECT * FROM ${rowsOf(keyColumns, keys)} WHERE ${isOk}
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

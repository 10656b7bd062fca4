import { bools, days, instants, ints, smalls, texts, uuids } from "./lists.ts";
import type { CountRow } from "./rows.ts";

/** One value of each row that is given to a statement: a parameter with the list of them. */
interface Column<Row> {
  /** what PostgreSQL calls the type of a value */
  type: string;
  listOf(rows: readonly Row[]): Buffer;
}

/** Rows that are given to a statement, by the names they have there. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>;

function kind<Value>(type: string, list: (values: readonly Value[]) => Buffer) {
  return <Row>(valueOf: (row: Row, position: number) => Value): Column<Row> => ({
    type,
    listOf: (rows) => list(rows.map(valueOf)),
  });
}

export const int = kind("int", ints);
export const smallint = kind("smallint", smalls);
export const bool = kind("bool", bools);
/** A civil day, YYYY-MM-DD. */
export const day = kind("date", days);
export const instant = kind("timestamptz", instants);
export const uuid = kind("uuid", uuids);
export const text = kind("text", texts);

/** The parameters that these rows are, in the order of their columns. */
export const valuesOf = <Row>(columns: Columns<Row>, rows: readonly Row[]): Buffer[] =>
  Object.values(columns).map((column) => column.listOf(rows));

/** The names, as an INSERT and a SELECT list them. */
export const namesOf = (columns: object): string => Object.keys(columns).join(", ");

/**
 * The rows in SQL, called `t`. The lists stand in a SELECT's own list, because behind FROM each is first laid down in
 * a store of its own.
 * @param at names the nth of the parameters
 */
export const rowsOf = <Row>(columns: Columns<Row>, at: (nth: number) => string): string =>
  `(SELECT ${Object.entries(columns)
    .map(([name, { type }], nth) => `unnest(${at(nth)}::${type}[]) AS ${name}`)
    .join(", ")}) AS t`;

/** Some of a table's columns. */
export const pick = <Of extends Columns<never>, Name extends keyof Of>(columns: Of, ...names: Name[]): Pick<Of, Name> =>
  Object.fromEntries(names.map((name) => [name, columns[name]])) as Pick<Of, Name>;

/** All of a counted row. */
export const countColumns = {
  community_id: int((row: CountRow) => row.communityId),
  chat_id: int((row: CountRow) => row.chatId),
  identity: uuid((row: CountRow) => row.identity),
  kind: text((row: CountRow) => row.kind),
  member_id: int((row: CountRow) => row.memberId),
  at: instant((row: CountRow) => row.at),
  day: day((row: CountRow) => row.day),
  hour: int((row: CountRow) => row.hour),
  minute: int((row: CountRow) => row.minute),
  fingerprint: int((row: CountRow) => row.fingerprint),
  is_reply: bool((row: CountRow) => row.isReply),
  is_question: bool((row: CountRow) => row.isQuestion),
  text: text((row: CountRow) => row.text),
  is_message: bool((row: CountRow) => row.isMessage),
  mark: uuid((row: CountRow) => row.mark),
  other_mark: uuid((row: CountRow) => row.otherMark),
  answers_member: int((row: CountRow) => row.answersMember),
  answers_question: bool((row: CountRow) => row.answersQuestion),
};

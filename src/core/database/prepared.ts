import pg from "pg";
import { types } from "./values.ts";

/** What a statement returned. */
export interface Result {
  rows: Record<string, unknown>[];
  rowCount: number | null;
  command: string;
}

interface Field {
  name: string;
  dataTypeID: number;
}

interface Column extends Field {
  parse: (value: string) => unknown;
}

/** How the rows of a statement are made. */
interface Shape {
  columns: readonly Column[];
  /** a row of nulls, copied for each */
  empty: Record<string, unknown>;
}

/** A statement that is asked again and again. */
export interface Statement {
  /** by which a connection knows it once it was parsed there; "" = it is parsed at every call */
  readonly name: string;
  readonly text: string;
  /** known once it was answered */
  shape?: Shape;
}

/** What the driver's types do not tell of its query. */
interface Asking {
  name: string;
  hasBeenParsed(connection: pg.Connection): unknown;
  prepare(connection: pg.Connection): void;
}
type Ended = (error: Error | undefined, result?: Result) => void;
const Query = pg.Query as unknown as new (text: string, values: unknown[], ended: Ended) => Asking;

/** Connections as they are where rows need no description. */
const undescribing = new WeakMap<pg.Connection, pg.Connection>();

function withoutDescription(connection: pg.Connection): pg.Connection {
  let without = undescribing.get(connection);
  if (!without) {
    without = Object.create(connection, { describe: { value: () => {} } }) as pg.Connection;
    undescribing.set(connection, without);
  }
  return without;
}

/**
 * A statement as the driver is given it, with rows as Prisma would give them (values.ts). The driver's own class
 * copies a configuration property by property, and has rows described and works out anew at every call how they
 * are made: more than a tenth of what a command cost. The methods are those that the driver calls.
 */
export class Prepared extends Query {
  readonly #statement: Statement;
  readonly #rows: Result["rows"] = [];
  #broken: Error | undefined;

  private constructor(statement: Statement, values: unknown[], ended: Ended) {
    super(statement.text, values, (error, result) => {
      const failed = error ?? this.#broken;
      if (failed) return ended(failed);
      statement.shape ??= shapeOf([]);
      ended(undefined, { rows: this.#rows, rowCount: result?.rowCount ?? null, command: result?.command ?? "" });
    });
    this.#statement = statement;
    this.name = statement.name;
  }

  /** Asks a connection. */
  static ask(client: pg.ClientBase, statement: Statement, values: unknown[]): Promise<Result> {
    return new Promise((resolve, reject) => {
      const ended: Ended = (error, result) => (result ? resolve(result) : reject(error));
      client.query(new Prepared(statement, values, ended) as unknown as pg.Submittable);
    });
  }

  /** The server itself refuses what a connection has parsed when its rows would be others by now. */
  override prepare(connection: pg.Connection): void {
    const isKnown = this.#statement.shape !== undefined && this.hasBeenParsed(connection);
    super.prepare(isKnown ? withoutDescription(connection) : connection);
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.#statement.shape = shapeOf(fields);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { columns, empty } = this.#statement.shape as Shape;
    const row = { ...empty };
    try {
      for (let at = 0; at < columns.length; at++) {
        const { name, parse } = columns[at] as Column;
        const value = fields[at];
        if (typeof value === "string") row[name] = parse(value);
      }
    } catch (error) {
      this.#broken = error as Error;
    }
    this.#rows.push(row);
  }
}

function shapeOf(fields: readonly Field[]): Shape {
  const parserOf = (type: number) => types.getTypeParser(type, "text") as Column["parse"];
  return {
    columns: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID, parse: parserOf(dataTypeID) })),
    empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
  };
}

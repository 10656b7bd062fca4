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

/** By the statement's name. */
const shapes = new Map<string, Shape>();

/**
 * A statement as the driver is given it, with rows as Prisma would give them (values.ts). The driver's own class
 * copies a configuration property by property and works out anew at every call how rows are made: a tenth of what
 * a command cost. The three methods are those that the driver calls when an answer comes.
 */
export class Prepared extends pg.Query {
  declare name: string;
  readonly #rows: Result["rows"] = [];
  #shape: Shape | undefined;
  #broken: Error | undefined;

  private constructor(name: string, text: string, values: unknown[], ended: (error?: Error, result?: Result) => void) {
    super(text, values, (error, result) => {
      const failed = error ?? this.#broken;
      if (failed) ended(failed);
      else ended(undefined, { rows: this.#rows, rowCount: result.rowCount, command: result.command });
    });
    this.name = name;
  }

  /** Asks a connection. @param name "" = none: it is parsed at every call */
  static ask(client: pg.ClientBase, name: string, text: string, values: unknown[]): Promise<Result> {
    return new Promise((resolve, reject) => {
      const ended = (error?: Error, result?: Result) => (result ? resolve(result) : reject(error));
      client.query(new Prepared(name, text, values, ended));
    });
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    const known = shapes.get(this.name);
    this.#shape = known && isSame(known.columns, fields) ? known : shapeOf(fields);
    if (this.name !== "") shapes.set(this.name, this.#shape);
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { columns, empty } = this.#shape as Shape;
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

const isSame = (some: readonly Field[], others: readonly Field[]): boolean =>
  some.length === others.length &&
  some.every(({ name, dataTypeID }, index) => name === others[index]?.name && dataTypeID === others[index].dataTypeID);

function shapeOf(fields: readonly Field[]): Shape {
  const parserOf = (type: number) => types.getTypeParser(type, "text") as Column["parse"];
  return {
    columns: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID, parse: parserOf(dataTypeID) })),
    empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
  };
}

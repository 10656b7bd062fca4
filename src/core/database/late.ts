import type pg from "pg";

/** A connection on which a transaction of `transact` runs. */
export interface Held {
  readonly client: pg.PoolClient;
  /** nothing may be asked in it any more: the connection is, or will be, somebody else's */
  isOver: boolean;
}

/** Transactions of Prisma's that are beginning within one of ours: the words that tell which. */
const expected = new Map<string, Held>();
let calls = 0;
const prefix = "-- transaction ";

/** Whether these are the words of `sharing`: no statement, and no two alike. */
export const areWords = (text: string): boolean => text.startsWith(prefix);

/**
 * The words by which Prisma's next transaction finds the connection it is to share: said as its first
 * statement they never reach the database. Forgotten after `said`.
 */
export async function sharing(held: Held, said: (words: string) => Promise<unknown>): Promise<void> {
  const words = `${prefix}${++calls}`;
  expected.set(words, held);
  try {
    await said(words);
  } finally {
    expected.delete(words);
  }
}

type Query = { text: string };
const nothing = { rows: [], fields: [], rowCount: 0 };

/**
 * What Prisma takes for a connection. A transaction that names one of ours shares its connection and
 * leaves its beginning and end to it; any other takes a connection of its own with its first statement.
 */
class LateClient {
  readonly #pool: pg.Pool;
  #client: pg.PoolClient | undefined;
  #held: Held | undefined;
  readonly #listeners: [name: "error", listener: (error: Error) => void][] = [];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async query(query: Query): Promise<unknown> {
    if (this.#held) return this.#inOurs(this.#held, query);
    if (this.#client) return this.#client.query(query);
    if (query.text === "BEGIN") return nothing;
    this.#held = expected.get(query.text);
    if (this.#held) return nothing;
    if (/^(COMMIT|ROLLBACK)$/.test(query.text)) return nothing;
    this.#client = await this.#pool.connect();
    for (const [name, listener] of this.#listeners) this.#client.on(name, listener);
    await this.#client.query("BEGIN");
    return this.#client.query(query);
  }

  async #inOurs({ client, isOver }: Held, query: Query): Promise<unknown> {
    if (/^(COMMIT|ROLLBACK)$/.test(query.text)) return nothing;
    if (isOver) throw new Error("the transaction is over: nothing can be asked in it any more");
    return client.query(query);
  }

  on(name: "error", listener: (error: Error) => void): void {
    this.#listeners.push([name, listener]);
  }

  removeListener(name: "error", listener: (error: Error) => void): void {
    this.#client?.removeListener(name, listener);
  }

  release(error?: Error): void {
    this.#client?.release(error);
  }
}

/** The pool that Prisma is given. */
export function latePool(pool: pg.Pool): pg.Pool {
  const connect = (callback?: Parameters<pg.Pool["connect"]>[0]) =>
    callback ? pool.connect(callback) : Promise.resolve(new LateClient(pool));
  return Object.create(pool, { connect: { value: connect } }) as pg.Pool;
}

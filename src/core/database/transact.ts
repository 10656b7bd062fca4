import type pg from "pg";
import { Prisma, type PrismaClient } from "./generated/client.ts";
import { sharing, type Held } from "./late.ts";
import { Prepared, type Result, type Statement } from "./prepared.ts";
import { parameter } from "./values.ts";

/** A transaction of Act: everything a feature does to the database goes through one of these. */
export type Tx = Prisma.TransactionClient;

export interface TransactOptions {
  /** the whole transaction, ms; then it is rolled back */
  timeout: number;
  /** for a free connection, ms */
  maxWait: number;
}

/** SQLSTATE transaction_timeout. */
class TransactionOver extends Error {
  override name = "TransactionOver";
  readonly code = "25P04";
}

/** What `transact` runs in. */
export interface Transactions {
  pool: pg.Pool;
  prisma: PrismaClient;
  /** one for each text: a connection parses it once */
  statementOf(text: string): Statement;
}

/**
 * Runs `work` in one transaction. Raw statements go straight to the driver, as prepared statements; the
 * way through Prisma's engine takes as long as the database does. A transaction of Prisma's opens on the
 * same connection as soon as a model is used. BEGIN does not wait for its answer, and neither does what
 * is left to the end: a round trip costs as much as what is asked in it.
 * @throws whatever `work` throws, the driver's errors, TransactionOver; everything is rolled back then, and what
 *   `work` may still ask is refused
 */
export async function transact<T>(
  transactions: Transactions,
  work: (tx: Tx) => Promise<T>,
  { timeout = 5_000, maxWait = 2_000 }: Partial<TransactOptions> = {},
): Promise<T> {
  const client = await free(transactions.pool, maxWait);
  // the statement under way rejects; without a listener the same error would end the process
  const onError = () => {};
  client.on("error", onError);
  const scope = new Scope(transactions, client);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransactionOver(`the transaction took more than ${timeout} ms`)), timeout);
  });
  try {
    const result = await Promise.race([work(scope.tx), tooLong]);
    await scope.commit();
    return result;
  } catch (error) {
    await scope.rollBack();
    throw error;
  } finally {
    clearTimeout(timer);
    client.removeListener("error", onError);
    client.release(scope.isBroken);
  }
}

/** A connection of the pool, waited for no longer than `maxWait`. */
async function free(pool: pg.Pool, maxWait: number): Promise<pg.PoolClient> {
  const connecting = pool.connect();
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransactionOver(`no connection was free for ${maxWait} ms`)), maxWait);
  });
  try {
    return await Promise.race([connecting, tooLong]);
  } catch (error) {
    // whoever comes too late goes back
    void connecting.then(
      (client) => client.release(),
      () => {},
    );
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A statement left to the end of the transaction. */
export interface Left {
  /** the table it writes: whoever reads that has it written first */
  table: string;
  /** `isLast`: it goes out with COMMIT */
  statement: (isLast: boolean) => Prisma.Sql;
  /** Hears what the statement returned where it went out with COMMIT; null when nothing was kept. */
  ended?: (rows: unknown[] | null) => void;
}

const scopes = new WeakMap<Tx, Scope>();

/**
 * Leaves a statement whose result nobody waits for to the end of the transaction, where it goes out
 * together with COMMIT; whoever reads that table in the transaction has it written first. Returns false,
 * and does nothing, for a transaction that is not of `transact`.
 */
export function leaveToEnd(tx: Tx, left: Left): boolean {
  return scopes.get(tx)?.leave(left) ?? false;
}

/** The same for one statement that is known already; where nothing can be left, it is carried out now. */
export async function writeAtEnd(tx: Tx, table: string, statement: Prisma.Sql): Promise<void> {
  if (!leaveToEnd(tx, { table, statement: () => statement })) await tx.$executeRaw(statement);
}

type Template = TemplateStringsArray | Prisma.Sql;
type Asked = Pick<Prisma.Sql, "text" | "values">;

/** Texts of templates without others in them: the same for ever, and known to the names without looking at every letter. */
const texts = new WeakMap<TemplateStringsArray, string>();

function asked(template: Template, values: unknown[]): Asked {
  if (!isTemplate(template)) return template;
  if (values.some((value) => value instanceof Prisma.Sql)) return Prisma.sql(template, ...values);
  let text = texts.get(template);
  if (text === undefined) texts.set(template, (text = Prisma.sql(template, ...values).text));
  return { text, values };
}

const isTemplate = (template: Template): template is TemplateStringsArray => Array.isArray(template);

/** The table of a model, as all of ours are called: "faqQuestion" → "faq_question". */
const tableOf = (model: string): string => model.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Models = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;

const begin = { text: "BEGIN", values: [] };
const commit = { text: "COMMIT", values: [] };

/** One transaction on one connection. */
class Scope {
  readonly tx: Tx;
  /** the connection cannot be used again */
  isBroken = false;
  readonly #client: pg.PoolClient;
  readonly #transactions: Transactions;
  readonly #held: Held;
  #left: Left[] = [];
  /** what goes out with COMMIT and has not heard how that ended */
  #ending: Left[] = [];
  #prisma: Promise<Tx> | undefined;
  #closePrisma: () => Promise<void> = () => Promise.resolve();
  #rolledBack: Promise<void> | undefined;

  constructor(transactions: Transactions, client: pg.PoolClient) {
    this.#transactions = transactions;
    this.#client = client;
    this.#held = { client, isOver: false };
    this.tx = this.#asTx();
    this.#send(begin).catch(() => {}); // whatever follows fails then, too
    scopes.set(this.tx, this);
  }

  leave(one: Left): true {
    this.#left.push(one);
    return true;
  }

  /** @throws when anything that was left to the end fails: nothing is kept then */
  async commit(): Promise<void> {
    await this.#closePrisma();
    const ending = (this.#ending = this.#left);
    const last = this.#writeLeft(true);
    this.#refuseWhenOver();
    this.#held.isOver = true;
    const ends = await Promise.allSettled([...last, this.#send(commit)]);
    const failed = ends.find((end) => end.status === "rejected");
    if (failed) throw failed.reason;
    const end = ends.at(-1) as PromiseFulfilledResult<Result>;
    if (end.value.command !== "COMMIT")
      throw new Error("the transaction was rolled back: a statement in it had failed");
    this.#ending = [];
    for (const [index, { ended }] of ending.entries())
      ended?.((ends[index] as PromiseFulfilledResult<Result>).value.rows);
  }

  /** Idempotent, and harmless when the transaction has ended. */
  rollBack(): Promise<void> {
    this.#held.isOver = true;
    for (const { ended } of this.#ending.splice(0)) ended?.(null);
    this.#rolledBack ??= this.#client.query("ROLLBACK").then(
      () => this.#closePrisma(),
      () => {
        this.isBroken = true;
      },
    );
    return this.#rolledBack;
  }

  #asTx(): Tx {
    const own: Record<string, unknown> = {
      $queryRaw: async (template: Template, ...values: unknown[]) => (await this.#run(asked(template, values))).rows,
      $executeRaw: async (template: Template, ...values: unknown[]) =>
        (await this.#run(asked(template, values))).rowCount ?? 0,
      $queryRawUnsafe: async (text: string, ...values: unknown[]) => (await this.#run({ text, values })).rows,
      $executeRawUnsafe: async (text: string, ...values: unknown[]) =>
        (await this.#run({ text, values })).rowCount ?? 0,
    };
    return new Proxy({} as Tx, {
      get: (_, key) => (typeof key === "symbol" || key === "then" ? undefined : (own[key] ?? this.#model(key))),
    });
  }

  #model(name: string): Models[string] {
    return new Proxy(
      {},
      {
        get:
          (_, method) =>
          async (...args: unknown[]) => {
            this.#refuseWhenOver();
            if (this.#left.some(({ table }) => table === tableOf(name))) await Promise.all(this.#writeLeft());
            const prisma = (await this.#openPrisma()) as unknown as Models;
            return prisma[name]?.[method as string]?.(...args);
          },
      },
    );
  }

  async #run({ text, values }: Asked): Promise<Result> {
    this.#refuseWhenOver();
    if (!this.#left.some(({ table }) => text.includes(table))) return this.#send({ text, values });
    const before = this.#writeLeft();
    const [result] = await Promise.all([this.#send({ text, values }), ...before]);
    return result;
  }

  #writeLeft(isLast = false): Promise<Result>[] {
    const left = this.#left;
    this.#left = [];
    return left.map(({ statement }) => this.#send(statement(isLast)));
  }

  /** What is sent in one turn of the event loop goes out with one write: each wakes the other side. */
  #send({ text, values }: Asked): Promise<Result> {
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    return Prepared.ask(this.#client, this.#transactions.statementOf(text), values.map(parameter));
  }

  #refuseWhenOver(): void {
    if (this.#held.isOver) throw new TransactionOver("the transaction is over: nothing can be asked in it any more");
  }

  /** Prisma's own transaction on our connection; its beginning and its end are ours. */
  #openPrisma(): Promise<Tx> {
    this.#prisma ??= new Promise<Tx>((resolve, reject) => {
      const closing = new Promise<void>((close) => {
        this.#closePrisma = () => {
          close();
          return ended;
        };
      });
      const ended = this.#transactions.prisma
        .$transaction(
          async (inner) => {
            await sharing(this.#held, (words) => inner.$executeRaw(Prisma.raw(words)));
            resolve(inner);
            await closing;
          },
          { timeout: 3_600_000 },
        )
        .catch(reject);
    });
    return this.#prisma;
  }
}

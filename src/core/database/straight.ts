import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlResultSet,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import { Prisma, type PrismaClient } from "./generated/client.ts";

/** A transaction of Act: everything a feature does to the database goes through one of these. */
export type Tx = Prisma.TransactionClient;

export interface TransactOptions {
  /** the whole transaction, ms; then it is rolled back (Prisma's default: 5 s) */
  timeout: number;
  /** for a free connection, ms (2 s) */
  maxWait: number;
}

/** The driver's end of one of Prisma's transactions. */
interface Straight {
  transaction?: Transaction;
  isOver: boolean;
}

/** Transactions of `transact` that have begun and not yet said on which connection. */
const calling = new Map<string, Straight>();
let calls = 0;

/** Prisma's driver adapter, which also tells `transact` which connection its transaction is on. */
export class StraightPg extends PrismaPg {
  override async connect(): ReturnType<PrismaPg["connect"]> {
    const adapter = await super.connect();
    const start = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (level?: Parameters<SqlDriverAdapter["startTransaction"]>[0]) =>
      answering(await start(level));
    return adapter;
  }
}

/**
 * A transaction that knows its caller by the first statement, which never reaches the database. From
 * its end on (Prisma rolls back what takes too long) the connection is somebody else's.
 */
function answering(transaction: Transaction): Transaction {
  let straight: Straight | undefined;
  const execute = transaction.executeRaw.bind(transaction);
  transaction.executeRaw = async (query) => {
    const caller = calling.get(query.sql);
    if (caller) {
      straight = caller;
      straight.transaction = transaction;
      return 0;
    }
    if (straight && /^(COMMIT|ROLLBACK)$/.test(query.sql)) straight.isOver = true;
    return execute(query);
  };
  return transaction;
}

/**
 * Runs `work` in one transaction. Its raw statements go straight to the driver, as prepared statements,
 * in the same order as Prisma's own: the way through Prisma's engine takes as long as the database does.
 * Parameters and results are what Prisma makes of them, for the types in `readers`.
 * @throws whatever `work` throws, and the driver's errors; everything is rolled back then
 */
export function transact<T>(
  prisma: PrismaClient,
  work: (tx: Tx) => Promise<T>,
  options: Partial<TransactOptions> = {},
): Promise<T> {
  return prisma.$transaction(async (tx) => work(straightened(tx, await call(tx))), options);
}

async function call(tx: Tx): Promise<Straight> {
  const straight: Straight = { isOver: false };
  const sql = `-- transaction ${++calls}`;
  calling.set(sql, straight);
  try {
    await tx.$executeRaw(Prisma.raw(sql));
  } finally {
    calling.delete(sql);
  }
  return straight;
}

function straightened(tx: Tx, straight: Straight): Tx {
  const { transaction } = straight;
  if (!transaction) return tx;
  const asked = (template: TemplateStringsArray | Prisma.Sql, values: unknown[]) => {
    if (straight.isOver) throw new Error("the transaction is over: nothing can be asked in it any more");
    const { text, values: args } = Array.isArray(template)
      ? Prisma.sql(template as string[], ...values)
      : (template as Prisma.Sql);
    return { sql: text, args, argTypes: args.map(typeOf) };
  };
  const own = {
    $queryRaw: async (template: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      rowsOf(await transaction.queryRaw(asked(template, values))),
    $executeRaw: async (template: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      transaction.executeRaw(asked(template, values)),
  };
  return new Proxy(tx, {
    get: (target, key) =>
      Object.hasOwn(own, key) ? own[key as keyof typeof own] : (Reflect.get(target, key) as unknown),
  });
}

const typeOf = (value: unknown) => ({
  scalarType: value instanceof Date ? ("datetime" as const) : ("unknown" as const),
  arity: Array.isArray(value) ? ("list" as const) : ("scalar" as const),
});

const asIs = (value: unknown) => value;
const asDate = (value: unknown) => new Date(value as string);
const asBigInt = (value: unknown) => BigInt(value as string);
const each = (read: (value: unknown) => unknown) => (values: unknown) =>
  (values as unknown[]).map((value) => (value === null ? null : read(value)));

/** What a raw statement may return; anything else wants a cast. */
const readers: Partial<Record<ColumnType, (value: unknown) => unknown>> = {
  [ColumnTypeEnum.Int32]: asIs,
  [ColumnTypeEnum.Int64]: asBigInt,
  [ColumnTypeEnum.Float]: asIs,
  [ColumnTypeEnum.Double]: asIs,
  [ColumnTypeEnum.Numeric]: (value) => new Prisma.Decimal(value as string),
  [ColumnTypeEnum.Boolean]: asIs,
  [ColumnTypeEnum.Text]: asIs,
  [ColumnTypeEnum.Enum]: asIs,
  [ColumnTypeEnum.Uuid]: asIs,
  [ColumnTypeEnum.Date]: asDate,
  [ColumnTypeEnum.DateTime]: asDate,
  [ColumnTypeEnum.Json]: (value) => JSON.parse(value as string) as unknown,
  [ColumnTypeEnum.Int32Array]: asIs,
  [ColumnTypeEnum.Int64Array]: each(asBigInt),
  [ColumnTypeEnum.TextArray]: asIs,
  [ColumnTypeEnum.DateArray]: each(asDate),
  [ColumnTypeEnum.DateTimeArray]: each(asDate),
};

function rowsOf({ columnNames, columnTypes, rows }: SqlResultSet): Record<string, unknown>[] {
  const columns = columnNames.map((name, index) => {
    const read = readers[columnTypes[index] as ColumnType];
    if (!read) throw new Error(`a raw statement returned "${name}" in a type that nobody reads here: cast it`);
    return { name, read };
  });
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, read }, index) => {
        const value = row[index];
        return [name, value === null || value === undefined ? null : read(value)];
      }),
    ),
  );
}

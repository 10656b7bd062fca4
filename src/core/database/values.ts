import pg from "pg";
import { Prisma } from "./generated/client.ts";

type Parser = (text: string) => unknown;

const asDay: Parser = (text) => new Date(`${text}T00:00:00Z`);
const asText: Parser = (text) => text;
/** PostgreSQL's array of texts as it writes it, each item read by `read`. */
const each = (read: Parser): Parser => {
  const texts = pg.types.getTypeParser(1009 as 16, "text") as unknown as (text: string) => (string | null)[];
  return (text) => texts(text).map((item) => (item === null ? null : read(item)));
};

/** What a type is read as where the driver's own way is not Prisma's: by the type's number in pg_type. */
const parsers: Partial<Record<number, Parser>> = {
  20: BigInt, // int8
  1016: each(BigInt), // int8[]
  1082: asDay, // date
  1182: each(asDay), // date[]
  1114: asText, // timestamp without a zone: nobody has one
  1700: (text) => new Prisma.Decimal(text), // numeric
};

/** Rows of raw statements come as Prisma would give them: bigint, Decimal, and civil days as UTC midnights. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    parsers[oid] ?? (pg.types.getTypeParser(oid, format) as Parser)) as typeof pg.types.getTypeParser,
};

/** A parameter as the driver wants it: it would write an instant in the zone of this machine. */
export function parameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(parameter);
  return value;
}

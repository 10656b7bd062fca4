#!/usr/bin/env node
// Stand-in for Prisma's native schema-engine: same JSON-RPC on stdin/stdout, backed by
// @prisma/schema-engine-wasm + a driver adapter. Use: PRISMA_SCHEMA_ENGINE_BINARY=$PWD/scripts/schema-engine.mjs
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { loadSchemaEngine } from "./engine.mjs";

const argv = process.argv.slice(2);
if (argv.includes("--version")) {
  console.log("schema-engine-wasm 0edf323efd1d98336f3f0a68684b56f689b900d3");
  process.exit(0);
}
const opt = (n) => {
  const i = argv.indexOf(n);
  return i >= 0 ? argv[i + 1] : undefined;
};
const url = JSON.parse(opt("--datasource") ?? "{}").url ?? process.env.DATABASE_URL ?? "";

async function factoryFor(url) {
  const { PGlite } = await import("@electric-sql/pglite");
  const { PrismaPGlite } = await import("pglite-prisma-adapter");
  const dir = process.env.PGLITE_DIR;
  let f;
  if (dir) f = new PrismaPGlite(await PGlite.create(dir));
  else if (process.env.DATABASE_URL && /^postgres(ql)?:/.test(url)) {
    const { PrismaPg } = await import("@prisma/adapter-pg");
    f = new PrismaPg({ connectionString: url });
    const connect = f.connect.bind(f); // adapter-pg 7.10 cannot map catalog type "char" (oid 18): hand it over as text
    f.connect = async () => {
      const c = await connect();
      const io = c.performIO.bind(c);
      c.performIO = async (q) => {
        const r = await io(q);
        for (const x of r.fields ?? []) if (x.dataTypeID === 18) x.dataTypeID = 25;
        return r;
      };
      return c;
    };
  } else f = new PrismaPGlite(await PGlite.create());
  // shadow database: always a throw-away in-memory PGlite (no CREATEDB right needed)
  f.connectToShadowDb = async () => new PrismaPGlite(await PGlite.create()).connect();
  return f;
}
const factory = await factoryFor(url);

if (argv.includes("cli")) {
  // cli can-connect-to-database | create-database | drop-database
  try {
    const c = await factory.connect();
    await c.queryRaw({ sql: "SELECT 1", args: [], argTypes: [] });
    await c.dispose();
    process.exit(0);
  } catch (e) {
    console.error(
      JSON.stringify({
        timestamp: new Date().toISOString(),
        level: "ERROR",
        target: "schema_engine",
        fields: { message: String(e?.message ?? e), is_panic: false, error_code: "P1001", meta: {} },
      }),
    );
    process.exit(1);
  }
}
const bg = await loadSchemaEngine();
const files = [];
{
  const i = argv.indexOf("--datamodels");
  if (i >= 0) for (let j = i + 1; j < argv.length && !argv[j].startsWith("--"); j++) files.push(argv[j]);
}
const datamodels = files.length ? files.map((f) => [f, readFileSync(f, "utf8")]) : undefined;
let engine;
const get = async (params) =>
  (engine ??= await bg.SchemaEngine.new(
    {
      datamodels: datamodels ?? params?.schema?.files?.map((f) => [f.path, f.content]),
    },
    () => {},
    bindMigrationAwareSqlAdapterFactory(factory),
  ));
const send = (o) => process.stdout.write(JSON.stringify(o) + "\n");
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  const { id, method, params } = JSON.parse(line);
  if (!method) continue; // answers to our own "print"
  try {
    const e = await get(params);
    const name = method === "getDatabaseVersion" ? "version" : method;
    const result = (await e[name](params)) ?? null;
    if (method === "diff" && result?.stdout)
      send({ jsonrpc: "2.0", id: 1000 + id, method: "print", params: { content: result.stdout } });
    send({ jsonrpc: "2.0", id, result });
  } catch (err) {
    send({
      jsonrpc: "2.0",
      id,
      error: {
        code: 4466,
        message: "An error happened. Check the data field for details.",
        data: { is_panic: false, message: String(err?.message ?? err), meta: null, error_code: err?.code },
      },
    });
  }
}
process.exit(0);

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbedded } from "../../src/core/database/index.ts";
import { freePort } from "../fakes/port.ts";

/** What a client needs to know of a `postgresql://` address. */
export function configOf(url: string): pg.PoolConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const name = decodeURIComponent(pathname.slice(1));
  return {
    host: searchParams.get("host") ?? hostname,
    port: Number(port) || 5432,
    user: decodeURIComponent(username),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(name ? { database: name } : {}),
  };
}

/** The address of a database, as a person would write it into DATABASE_URL. */
export function urlOf({ host, port, user, password, database }: pg.PoolConfig): string {
  const secret = typeof password === "string" ? `:${encodeURIComponent(password)}` : "";
  const isSocket = String(host).startsWith("/");
  const query = isSocket ? `?host=${encodeURIComponent(String(host))}` : "";
  return `postgresql://${user}${secret}@${isSocket ? "localhost" : host}:${port}/${database}${query}`;
}

/**
 * The npm binaries as an ordinary server: a port on loopback, a password (SCRAM), no socket that lets
 * anybody in, a temporary folder.
 */
export async function startTcpServer(
  flags: string[] = [],
): Promise<{ config: pg.PoolConfig; pid: number; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-server-"));
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", `port=${port}`, "max_connections=200", ...flags];
  const server = await startEmbedded(path.join(folder, "pg"), settings);
  const password = randomBytes(12).toString("hex");
  const client = new pg.Client({ ...server.config, port });
  await client.connect();
  await client.query(`ALTER ROLE app PASSWORD '${password}'`);
  const access = path.join(folder, "pg/cluster/pg_hba.conf");
  chmodSync(access, 0o600);
  writeFileSync(access, "host all all 127.0.0.1/32 scram-sha-256\n");
  await client.query("SELECT pg_reload_conf()");
  await client.end();
  return {
    config: { host: "127.0.0.1", port, user: "app", password, database: "postgres" },
    pid: server.pid,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

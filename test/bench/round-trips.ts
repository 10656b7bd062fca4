import { connect, createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import type pg from "pg";

/** A way to a database that counts how often somebody waits for its answer. */
export interface RoundTrips {
  config: pg.PoolConfig;
  count(): number;
  close(): Promise<void>;
}

/**
 * Stands between a program and its database. A round trip is an answer to whatever was asked since the
 * last one: what is sent without waiting counts as one.
 */
export async function countRoundTrips(config: pg.PoolConfig): Promise<RoundTrips> {
  let trips = 0;
  const isSocket = String(config.host).startsWith("/");
  const server = createServer((program) => {
    const database = isSocket
      ? connect(`${config.host}/.s.PGSQL.${config.port}`)
      : connect(Number(config.port), String(config.host));
    let asked = false;
    program.on("data", () => (asked = true));
    database.on("data", () => {
      if (asked) trips++;
      asked = false;
    });
    for (const [one, other] of [[program, database] as const, [database, program] as const]) {
      one.on("error", () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    config: { ...config, host: "127.0.0.1", port: (server.address() as AddressInfo).port },
    count: () => trips,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

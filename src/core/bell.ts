import type pg from "pg";
import type { Log } from "./log.ts";

/** `work`: more chats wait than one process works on; `outbox`: messages wait for the process that sends. */
export type Ring = "work" | "outbox";

/**
 * Tells the other processes of one database that there is something for them. A hint only: what is not
 * heard is found by everybody's next look, so nothing waits for a ring and none is ever repeated.
 */
export interface Bell {
  ring(what: Ring): void;
  close(): Promise<void>;
}

const channel = "hearth";
/** Rings of this time become one: however much happens, it is a few statements a second. */
const gatherMs = 20;
const againMs = 1_000;

export interface BellOptions {
  pool: pg.Pool;
  /** names this process: its own rings are not for it */
  owner: string;
  onRing(what: Ring): void;
  log: Log;
}

/** Over LISTEN and NOTIFY, in a connection of its own (through pgbouncer: session pooling only). */
export async function openBell(options: BellOptions): Promise<Bell> {
  const bell = new PostgresBell(options);
  await bell.listen();
  return bell;
}

class PostgresBell implements Bell {
  readonly #options: BellOptions;
  readonly #due = new Set<Ring>();
  #listener: pg.PoolClient | null = null;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: BellOptions) {
    this.#options = options;
  }

  async listen(): Promise<void> {
    const client = await this.#options.pool.connect();
    client.on("notification", ({ payload }) => this.#hear(payload ?? ""));
    client.on("error", () => this.#lost(client));
    client.on("end", () => this.#lost(client));
    this.#listener = client;
    await client.query(`LISTEN ${channel}`);
  }

  ring(what: Ring): void {
    if (this.#due.size === 0) setTimeout(() => this.#send(), gatherMs).unref();
    this.#due.add(what);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#listener?.release(true);
    this.#listener = null;
  }

  #send(): void {
    const rings = [...this.#due];
    this.#due.clear();
    if (this.#closed) return;
    this.#options.pool
      .query("SELECT pg_notify($1, $2 || ' ' || what) FROM unnest($3::text[]) AS what", [
        channel,
        this.#options.owner,
        rings,
      ])
      .catch(() => {}); // they look by themselves
  }

  #hear(payload: string): void {
    const [from, what] = payload.split(" ");
    if (from !== this.#options.owner && (what === "work" || what === "outbox")) this.#options.onRing(what);
  }

  #lost(client: pg.PoolClient): void {
    if (this.#listener !== client) return;
    this.#listener = null;
    client.release(true);
    this.#later();
  }

  #later(): void {
    if (this.#closed) return;
    this.#again = setTimeout(() => void this.listen().catch(() => this.#later()), againMs);
    this.#again.unref();
  }
}

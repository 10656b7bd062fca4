import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Registry } from "prom-client";
import type { DispatcherStats } from "../core/dispatcher.ts";
import type { Database } from "../core/database/index.ts";
import type { Recorded } from "../core/record.ts";
import { mismatchedLedgers } from "../points/mismatch.ts";

export interface MetricsOptions {
  stats(): DispatcherStats;
  /** events since the start, by what became of them */
  recorded(): Readonly<Record<Recorded, number>>;
  /** of the newest good backup; null = there is none */
  backupAgeMs(): number | null;
  database: Pick<Database, "pool">;
}

/** The books are added up again at most so often, in ms. */
const addUpEveryMs = 3_600_000;

/** Figures of this process in Prometheus's format; no label names a person or a group. */
export function createMetrics({ stats, recorded, backupAgeMs, database }: MetricsOptions): Registry {
  const registry = new Registry();
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const updates = new Counter({
    name: "hearth_updates_total",
    help: "Events recorded since the start, by what became of them",
    labelNames: ["result"],
    registers: [],
    collect() {
      this.reset();
      for (const [result, count] of Object.entries(recorded())) this.inc({ result }, count);
    },
  });
  registry.registerMetric(updates);
  counter("hearth_sent_total", "Messages sent", () => stats().sent);
  counter("hearth_send_rate_limited_total", "Refusals for too many requests", () => stats().rateLimited);
  counter("hearth_outbox_unknown_total", "Messages of which nobody knows whether they arrived", () => stats().unknown);
  counter("hearth_outbox_dropped_total", "Messages past their deadline", () => stats().dropped);
  counter("hearth_outbox_failed_total", "Messages refused for good", () => stats().failed);
  gauge("hearth_outbox_pending", "Messages that wait to be sent", () => stats().pending);
  gauge("hearth_event_loop_lag_seconds", "99th percentile of the event loop's delay", () => delay.percentile(99) / 1e9);
  gauge("process_resident_memory_bytes", "Memory of the program", () => process.memoryUsage.rss());
  gauge("hearth_backup_age_seconds", "Age of the newest backup that was tried; NaN = there is none", () => {
    const ageMs = backupAgeMs();
    return ageMs === null ? NaN : ageMs / 1000;
  });
  fromDatabase(registry, database);
  return registry;
}

/** Figures that the database knows; NaN while it cannot be asked. */
function fromDatabase(registry: Registry, { pool }: Pick<Database, "pool">): void {
  const asked = (name: string, help: string, read: () => Promise<number>) =>
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          this.set(await read().catch(() => NaN));
        },
      }),
    );
  const one = async (sql: string) => Number((await pool.query<{ value: string }>(sql)).rows[0]?.value);
  asked("hearth_inbox_dead", "Events set aside after three failures", () =>
    one("SELECT count(*) AS value FROM inbox WHERE status = 'dead' AND event IS NOT NULL"),
  );
  asked("hearth_inbox_lag_seconds", "How long the oldest command has waited", () =>
    one(
      "SELECT coalesce(extract(epoch FROM now() - min(waiting_since)), 0) AS value FROM lane WHERE waiting_since IS NOT NULL",
    ),
  );
  let added: { at: number; value: number } | undefined;
  asked("hearth_ledger_mismatch", "Communities whose sums are not their ledger's; must be 0", async () => {
    if (!added || performance.now() - added.at > addUpEveryMs)
      added = { at: performance.now(), value: (await mismatchedLedgers(pool)).length };
    return added.value;
  });
}

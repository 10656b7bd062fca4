import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { DispatcherStats } from "../core/sending/dispatcher.ts";
import type { Database } from "../core/database/index.ts";
import type { Tally } from "../core/record.ts";
import { booksMetrics } from "./metrics-books.ts";

export interface MetricsOptions {
  stats(): DispatcherStats;
  /** events since the start, by platform and by what became of them */
  recorded(): Readonly<Tally>;
  /** of the newest good backup; null = there is none */
  backupAgeMs(): number | null;
  database: Pick<Database, "pool">;
  /** how long calls to platforms took; fed by whoever sends */
  sendTimes: Histogram;
}

/** How long calls that send a message took, in seconds; a call is cut off after 15. */
export const createSendTimes = (): Histogram =>
  new Histogram({
    name: "hearth_send_seconds",
    help: "How long a call took that sends a message",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
    registers: [],
  });

/**
 * Figures in Prometheus's format, of this process and, as far as the database knows them, of all: some fifty
 * series. No label names a person or a group.
 */
export function createMetrics({ stats, recorded, backupAgeMs, database, sendTimes }: MetricsOptions): Registry {
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
    help: "Events recorded since the start, by platform and by what became of them",
    labelNames: ["platform", "result"],
    registers: [],
    collect() {
      this.reset();
      for (const [platform, results] of Object.entries(recorded()))
        for (const [result, count] of Object.entries(results)) this.inc({ platform, result }, count);
    },
  });
  registry.registerMetric(updates);
  registry.registerMetric(sendTimes);
  counter("hearth_sent_total", "Messages sent", () => stats().sent);
  counter("hearth_send_rate_limited_total", "Refusals for too many requests", () => stats().rateLimited);
  counter("hearth_outbox_dropped_total", "Messages past their deadline", () => stats().dropped);
  counter("hearth_outbox_failed_total", "Messages refused for good", () => stats().failed);
  gauge("hearth_event_loop_lag_seconds", "99th percentile of the event loop's delay", () => delay.percentile(99) / 1e9);
  gauge("process_resident_memory_bytes", "Memory of the program", () => process.memoryUsage.rss());
  gauge("hearth_backup_age_seconds", "Age of the newest backup that was tried; NaN = there is none", () => {
    const ageMs = backupAgeMs();
    return ageMs === null ? NaN : ageMs / 1000;
  });
  for (const metric of booksMetrics(database)) registry.registerMetric(metric);
  return registry;
}

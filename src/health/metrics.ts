import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, Registry } from "prom-client";
import type { DispatcherStats } from "../core/dispatcher.ts";
import type { Recorded } from "../core/record.ts";

export interface MetricsOptions {
  stats(): DispatcherStats;
  /** events since the start, by what became of them */
  recorded(): Readonly<Record<Recorded, number>>;
}

/** Figures of this process in Prometheus's format; no label names a person or a group. */
export function createMetrics({ stats, recorded }: MetricsOptions): Registry {
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
  return registry;
}

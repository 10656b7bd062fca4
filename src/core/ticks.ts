import cron from "node-cron";
import type { Log } from "./log.ts";
import { systemTimers } from "./sending/pacing.ts";

/** What a process does again and again while it serves. */
export interface Ticks {
  /** Runs at the seconds and minutes of a cron pattern, never twice at once; what rejects is logged. */
  every(pattern: string, run: () => unknown): void;
  /** Begins nothing more; what is under way may end within two seconds, and is left then. */
  stop(): Promise<void>;
}

const stopMs = 2_000;

/**
 * Ticks of this process only: what is due, the database's own rows decide. So a tick that a busy machine
 * misses is no news, and is told to the log's debug level and not to the terminal.
 */
export function createTicks(log: Log): Ticks {
  const tell = (message: string | Error) => log.debug({ ticks: String(message) }, "a tick came late or not at all");
  cron.setLogger({ info: tell, warn: tell, debug: tell, error: (error) => log.error({ err: error }, "a tick failed") });
  const tasks: ReturnType<typeof cron.schedule>[] = [];
  const running = new Set<Promise<unknown>>();
  const tracked = async (run: () => unknown) => {
    const over = Promise.resolve(run());
    running.add(over);
    await over.finally(() => running.delete(over));
  };
  return {
    every: (pattern, run) => void tasks.push(cron.schedule(pattern, () => tracked(run), { noOverlap: true })),
    stop: async () => {
      for (const task of tasks.splice(0)) await task.stop();
      const limit = new AbortController();
      const over = Promise.allSettled(running).then(() => limit.abort());
      await Promise.race([over, systemTimers.delay(stopMs, limit.signal)]);
    },
  };
}

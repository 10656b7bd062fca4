import cron from "node-cron";
import type { Log } from "./log.ts";

/** What a process does again and again while it serves. */
export interface Ticks {
  /** Runs at the seconds and minutes of a cron pattern, never twice at once; what rejects is logged. */
  every(pattern: string, run: () => unknown): void;
  stop(): Promise<void>;
}

/**
 * Ticks of this process only: what is due, the database's own rows decide. So a tick that a busy machine
 * misses is no news, and is told to the log's debug level and not to the terminal.
 */
export function createTicks(log: Log): Ticks {
  const tell = (message: string | Error) => log.debug({ ticks: String(message) }, "a tick came late or not at all");
  cron.setLogger({ info: tell, warn: tell, debug: tell, error: (error) => log.error({ err: error }, "a tick failed") });
  const tasks: ReturnType<typeof cron.schedule>[] = [];
  return {
    every: (pattern, run) => void tasks.push(cron.schedule(pattern, run, { noOverlap: true })),
    stop: async () => {
      for (const task of tasks.splice(0)) await task.stop();
    },
  };
}

import { systemTimers, type Timers } from "../core/sending/pacing.ts";
import { releaseJobs, runDueJobs, type JobsOptions } from "./jobs.ts";
import { runDueSchedules } from "./schedules.ts";

/** Slow work done at once beside the tick's, at most. */
const jobsAtOnce = 4;
/** Jobs under way at a stop may heed it so long, in ms; what they have not finished is undone and done again. */
const jobsStopMs = 5_000;

export interface DueOptions extends JobsOptions {
  timers?: Timers;
}

/** What is due by the clock in one process: schedules and jobs. */
export class Due {
  readonly #options: DueOptions;
  readonly #stopping = new AbortController();
  readonly #working = new Set<Promise<unknown>>();
  #hurrying = 0;

  constructor(options: DueOptions) {
    this.#options = options;
  }

  /** Before the first tick: takes up what an earlier life had in its hands. */
  start(): Promise<void> {
    return releaseJobs(this.#options);
  }

  /** Schedules, then jobs. */
  async tick(): Promise<void> {
    await this.#tracked(runDueSchedules(this.#options, this.#options.clock.now(), this.#stopping.signal));
    await this.jobs();
  }

  jobs(): Promise<void> {
    return this.#tracked(runDueJobs(this.#options, this.#options.clock.now(), this.#stopping.signal));
  }

  /** Jobs that somebody waits for begin at once, some at a time; a tick finds what is left. */
  hurry(): void {
    if (this.#hurrying >= jobsAtOnce) return;
    this.#hurrying++;
    this.jobs()
      .catch((error: unknown) => {
        this.#options.log.error({ err: error }, "jobs could not be worked; the next tick tries again");
      })
      .finally(() => this.#hurrying--);
  }

  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Begins nothing more, and tells the jobs under way; waits for them for five seconds. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const limit = new AbortController();
    const { delay } = this.#options.timers ?? systemTimers;
    await Promise.race([this.idle().then(() => limit.abort()), delay(jobsStopMs, limit.signal)]);
  }

  /** The work itself; its errors are its caller's, and whoever waits for all of it hears none. */
  async #tracked(work: Promise<void>): Promise<void> {
    const over = work.catch(() => {}).finally(() => this.#working.delete(over));
    this.#working.add(over);
    await work;
  }
}

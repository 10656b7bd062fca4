import type { ChatEvent } from "../core/event.ts";
import type { Accept } from "../core/bot.ts";
import { crashPoint } from "../core/crash.ts";
import type { Log } from "../core/log.ts";
import type { Recorder } from "../core/record.ts";

/** Most events in one batch of Record. */
const batchLimit = 500;

export interface Acceptor {
  accept: Accept;
  /** Resolves when everything accepted so far is recorded. */
  idle(): Promise<void>;
  /** Whether the last attempt to record failed; the database is away then. */
  failing(): boolean;
}

/** Events that are recorded together, and whoever waits for them: one promise for all. */
interface Batch {
  events: ChatEvent[];
  recorded: Promise<void>;
  resolve(): void;
}

/**
 * The doorway of every adapter: gathers what arrives while a batch is being written into the next
 * one, and lets each adapter go on only when its event is recorded. When the database fails it
 * waits and tries again for as long as it takes, so nothing is confirmed that is not recorded.
 */
export function createAcceptor(options: {
  recorder: Recorder;
  log: Log;
  delay: (ms: number) => Promise<void>;
}): Acceptor {
  const { recorder, log, delay } = options;
  const waiting: Batch[] = [];
  let running: Promise<void> | null = null;
  let failures = 0;

  async function run(): Promise<void> {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      await write(batch.events);
      crashPoint("after-accept");
      batch.resolve();
    }
    running = null; // in the same turn as the last look at `waiting`, so that nobody is left waiting
  }

  /** The batch that the next event goes into. */
  function open(): Batch {
    const last = waiting.at(-1);
    if (last && last.events.length < batchLimit) return last;
    const batch = newBatch();
    waiting.push(batch);
    return batch;
  }

  async function write(events: ChatEvent[]): Promise<void> {
    for (;;) {
      try {
        await recorder.record(events, { source: "live" });
        if (failures > 0) log.info("recording again");
        failures = 0;
        return;
      } catch (error) {
        if (isBadEvent(error) && (await writeOneByOne(events))) return;
        failures++;
        log.error({ err: error, attempt: failures }, "events could not be recorded; they wait");
        await delay(Math.min(100 * 2 ** Math.min(failures, 7), 10_000));
      }
    }
  }

  /** One event the database refuses for its content must not hold up the others. */
  async function writeOneByOne(events: ChatEvent[]): Promise<boolean> {
    for (const event of events) {
      try {
        await recorder.record([event], { source: "live" });
      } catch (error) {
        if (!isBadEvent(error)) return false;
        log.error({ err: error, key: event.key }, "an event was set aside: the database refuses its content");
      }
    }
    return true;
  }

  return {
    accept: (event) => {
      const { events, recorded } = open();
      events.push(event);
      running ??= Promise.resolve().then(run);
      return recorded;
    },
    idle: async () => {
      for (let current = running; current; current = running) await current;
    },
    failing: () => failures > 0,
  };
}

function newBatch(): Batch {
  let resolve = (): void => {};
  const recorded = new Promise<void>((done) => (resolve = done));
  return { events: [], recorded, resolve };
}

/** SQLSTATE class 22: the data itself is wrong (a NUL character, a date out of range). */
function isBadEvent(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" && code.startsWith("22");
}

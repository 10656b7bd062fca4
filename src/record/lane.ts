import type { Pool } from "pg";
import type { ChatEvent } from "../core/event.ts";
import type { Recorded, Recorder, RecordOptions } from "../core/record.ts";
import type { Clock } from "../core/time.ts";
import type { Directory, Place } from "../members/directory.ts";
import { findAnswered } from "./answered.ts";
import { drawUp, outcomeOf, type Heard } from "./draft.ts";
import { handOver, type HandOptions } from "./hand.ts";
import { Choices, companyOf } from "./look.ts";
import { KnownDays } from "./fold.ts";
import { identify, locate } from "./locate.ts";
import { writeIfNew } from "./optimistic.ts";
import { writeBatch } from "./statement.ts";

/** What decides, without the database, whether an event must wake Act. */
export interface Wakes {
  /** A command, mention, reply to the bot, button, join … : the event alone tells. */
  wakes(event: ChatEvent, isCommand: boolean): boolean;
  /** Whether a message is a command there: it counts as activity and earns no chat points. */
  isCommand(event: ChatEvent, place: Place): boolean;
}

export interface RecorderOptions extends HandOptions {
  pool: Pool;
  directory: Directory;
  clock: Clock;
  wakes: Wakes;
  /** true: no batch is tried as new, all are asked about first; for comparing */
  careful?: boolean;
}

interface Attempt {
  outcome: Recorded[];
  /** something is not as it was believed: to be forgotten, and recorded again */
  stale: boolean;
}

/** The Record lane over one database; see `Recorder`. */
export const createRecorder = (options: RecorderOptions): Recorder => new RecordLane(options);

class RecordLane implements Recorder {
  readonly #options: RecorderOptions;
  readonly #choices = new Choices();
  readonly #knownDays = new KnownDays();

  /** Whoever has been read before lately (a file that is read again, events given once more) is so in the next batch, too. */
  readonly #patience = createPatience();

  /** By community: the version of its configuration when the first of what is remembered of it was looked up. */
  readonly #versions = new Map<number, number>();

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /**
   * Whether these places were looked up before anything changed in their communities since the first of their people
   * were: forgetting somebody changes the version, so where it is still the same, all who are remembered are there.
   */
  #areOfOneTime(places: readonly Place[]): boolean {
    return places.every(({ communityId, version }) => {
      const first = this.#versions.get(communityId);
      if (first === undefined) this.#versions.set(communityId, version);
      return first === undefined || first === version;
    });
  }

  async record(events: readonly ChatEvent[], how: RecordOptions): Promise<Recorded[]> {
    for (let attempt = 0; ; attempt++) {
      const heard = await this.#hear(events, how);
      const { outcome, stale } = heard
        ? ((await this.#recordAsNew(heard)) ?? (await this.#recordWithCare(heard)))
        : { outcome: [], stale: true };
      // a chat moved to another community between our look and our write: the rest is written, so
      // recording all again finds duplicates and writes only what was left out
      if (!stale || (attempt >= 5 && outcome.length === events.length)) return outcome;
      if (attempt >= 5) throw new Error("members changed while they were looked up, again and again");
      this.#options.directory.forget();
      this.#versions.clear();
      this.#knownDays.forget();
    }
  }

  /** Undefined when what is remembered is of different times. */
  async #hear(events: readonly ChatEvent[], how: RecordOptions): Promise<Heard | undefined> {
    const { directory, clock, wakes } = this.#options;
    const located = await locate(directory, events, how);
    const places = located.map(({ place }) => place);
    if (!this.#areOfOneTime(places)) return undefined;
    const live = how.source === "live";
    const commands = located.map(({ event, place }) => live && wakes.isCommand(event, place));
    const countables = await identify(directory, located, commands);
    if (!this.#areOfOneTime(places)) return undefined;
    return { located, commands, countables, company: companyOf(places, countables), live, now: clock.now() };
  }

  /**
   * Nearly every batch is new and everything is as it was: then all of it is written at once. Undefined when it
   * was not so, and nothing was written.
   */
  async #recordAsNew(heard: Heard): Promise<Attempt | undefined> {
    const { pool, wakes, careful } = this.#options;
    if (careful || !this.#patience.isFor()) return undefined;
    const draft = drawUp(heard, this.#choices, wakes.wakes);
    const believed = this.#choices.asLines(heard.company);
    await findAnswered(pool, heard.located, draft.rows, draft.positions);
    const written = await handOver(
      this.#options,
      draft.inbox,
      (offer) => writeIfNew(pool, { ...heard, ...draft, offer, choices: believed, knownDays: this.#knownDays }),
      (how) => (typeof how === "string" ? [] : how),
    );
    this.#patience.learn(written !== "known");
    if (written === "changed" || written === "known") return undefined;
    return { outcome: outcomeOf(heard, draft, () => true), stale: false };
  }

  /** Asks before it writes, and counts of a batch what was not counted before. */
  async #recordWithCare(heard: Heard): Promise<Attempt> {
    const { pool, wakes } = this.#options;
    // somebody was forgotten or went over to another community, or an operator changed something
    if (!(await this.#choices.look(pool, heard.company, heard.now))) return { outcome: [], stale: true };
    const draft = drawUp(heard, this.#choices, wakes.wakes);
    const { rows, inbox, positions } = draft;
    if (rows.length === 0 && inbox.length === 0) {
      return { outcome: heard.located.map((): Recorded => "ignored"), stale: false };
    }
    await findAnswered(pool, heard.located, rows, positions);
    const written = await handOver(
      this.#options,
      inbox,
      (offer) => writeBatch(pool, rows, inbox, heard.now, offer),
      ({ wokenChats }) => wokenChats,
    );
    return { outcome: outcomeOf(heard, draft, (position) => written.counted.has(position)), stale: written.stale };
  }
}

/**
 * When to try a batch as new: not for a while after one that was known. The while is one batch, and twice as many
 * and one more after each further try that was in vain, 63 at most.
 */
function createPatience(): { isFor(): boolean; learn(wasNew: boolean): void } {
  let [pause, left] = [0, 0];
  return {
    isFor: () => left-- <= 0,
    learn: (wasNew) => {
      pause = wasNew ? 0 : Math.min(2 * pause + 1, 63);
      left = pause;
    },
  };
}

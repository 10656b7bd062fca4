import type { Database } from "../core/database/index.ts";
import type { Saying } from "../core/errors.ts";
import type { Recorder } from "../core/record.ts";
import type { Clock } from "../core/time.ts";
import { DamagedFile, type Entry, type EntryStream, type HistoryEvent, type Problem } from "./entry.ts";
import { openSource } from "./source.ts";
import { Tally } from "./tally.ts";
import { ChatGate, findTarget, parseChat, settleTarget, type Target } from "./target.ts";

/** Events recorded in one transaction. */
const BATCH = 2_000;

export interface ImportOptions {
  /** a file, or a folder of HTML pages */
  file: string;
  /** made when there is none of this name */
  community: string;
  /** "platform:id": the file's single chat is this one */
  chat?: string;
  /** IANA name; set on the community */
  zone?: string;
}

export interface ImportDeps {
  database: Database;
  recorder: Recorder;
  clock: Clock;
  /** after every batch */
  onProgress(progress: ImportProgress): void;
  /** an entry that is skipped because it is damaged */
  onProblem(problem: Problem): void;
  /** something the person should know, in one sentence */
  onNotice(sentence: Saying): void;
}

export interface ImportProgress {
  /** bytes of the file (compressed, if it is) */
  bytes: number;
  totalBytes: number;
  read: number;
  added: number;
}

/** What an import did: read = added + duplicate + skipped. */
export interface ImportResult {
  /** one for a message, one for each person who joined or left, one for an entry that is skipped */
  read: number;
  added: number;
  /** known already, from an earlier import or live */
  duplicate: number;
  /** damaged, or nothing to count */
  skipped: number;
  /** members of the community that the file names */
  members: number;
  chats: number;
  /** ISO 8601, UTC; null when the file holds no event */
  firstAt: string | null;
  lastAt: string | null;
  /** how far reading came when the file was cut off; null when it was whole */
  damage: Saying | null;
}

/**
 * Imports a chat export through Record. Idempotent: what is known is a duplicate, so a broken import
 * is mended by running it again. While one batch is being recorded the next is read, never more.
 * @throws ImportRefusal when the file, the zone or the chat cannot be used, or a chat is another community's
 */
export async function importHistory(deps: ImportDeps, options: ImportOptions): Promise<ImportResult> {
  const chat = options.chat === undefined ? null : parseChat(options.chat);
  const target = await findTarget(deps.database, options.community, options.zone);
  const source = await openSource(options.file);
  const tally = await Tally.open(deps.database);
  try {
    const progress: ImportProgress = { bytes: 0, totalBytes: source.totalBytes, read: 0, added: 0 };
    const stream = source.read({ zone: target.zone, chat }, (count) => (progress.bytes += count));
    return await new Import(deps, target, tally, progress).run(stream);
  } finally {
    tally.close();
  }
}

class Import {
  readonly #deps: ImportDeps;
  readonly #target: Target;
  readonly #tally: Tally;
  readonly #gate: ChatGate;
  readonly #progress: ImportProgress;
  readonly #counts = { added: 0, duplicate: 0, ignored: 0 };
  #skipped = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;
  #recording: Promise<void> = Promise.resolve();

  constructor(deps: ImportDeps, target: Target, tally: Tally, progress: ImportProgress) {
    this.#deps = deps;
    this.#target = target;
    this.#tally = tally;
    this.#progress = progress;
    this.#gate = new ChatGate(deps.database, target);
  }

  async run(stream: EntryStream): Promise<ImportResult> {
    let damage: Saying | null = null;
    let batch: Entry[] = [];
    try {
      for await (const entries of stream) {
        for (const entry of entries) {
          batch.push(entry);
          if (batch.length < BATCH) continue;
          await this.#take(batch);
          batch = [];
        }
      }
    } catch (error) {
      // nobody may close the database under the batch in flight
      await Promise.allSettled([this.#recording]);
      if (!(error instanceof DamagedFile)) throw error;
      damage = error.saying;
    }
    await this.#take(batch);
    await this.#recording;
    return this.#result(damage);
  }

  async #take(batch: readonly Entry[]): Promise<void> {
    const events: HistoryEvent[] = [];
    const withoutId: HistoryEvent[] = [];
    for (const entry of batch) {
      if ("skipped" in entry) {
        this.#skipped += 1;
        if (entry.skipped) this.#deps.onProblem(entry.skipped);
        continue;
      }
      events.push(entry.event);
      if (!entry.hasId) withoutId.push(entry.event);
      const at = entry.event.at.getTime();
      this.#firstAt = Math.min(this.#firstAt, at);
      this.#lastAt = Math.max(this.#lastAt, at);
    }
    await this.#gate.pass(events);
    await this.#tally.number(withoutId);
    await this.#tally.meet(events);
    await this.#recording;
    const communityId = await this.#settle();
    this.#recording = this.#record(events, communityId, batch.length);
    // seen by the next await of it; until then it is no unhandled rejection
    this.#recording.catch(() => undefined);
  }

  async #settle(): Promise<number> {
    const { formerZone, zone, name } = this.#target;
    if (formerZone !== null) {
      this.#deps.onNotice({
        zh: `“${name}”的时区现在是 ${zone}；以前数过的日子还按 ${formerZone} 算。`,
        en: `The zone of "${name}" is now ${zone}; days counted so far stay as they were counted in ${formerZone}.`,
      });
    }
    return settleTarget(this.#deps.database, this.#deps.clock, this.#target);
  }

  async #record(events: readonly HistoryEvent[], communityId: number, entries: number): Promise<void> {
    const outcomes =
      events.length === 0 ? [] : await this.#deps.recorder.record(events, { source: "history", communityId });
    for (const outcome of outcomes) this.#counts[outcome] += 1;
    this.#progress.read += entries;
    this.#progress.added = this.#counts.added;
    this.#deps.onProgress({ ...this.#progress });
  }

  async #result(damage: Saying | null): Promise<ImportResult> {
    const { added, duplicate, ignored } = this.#counts;
    const iso = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString() : null);
    return {
      read: this.#progress.read,
      added,
      duplicate,
      skipped: this.#skipped + ignored,
      members: this.#target.id === null ? 0 : await this.#tally.members(this.#target.id),
      chats: this.#gate.count,
      firstAt: iso(this.#firstAt),
      lastAt: iso(this.#lastAt),
      damage,
    };
  }
}

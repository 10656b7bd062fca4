import type { ChatEvent } from "./event.ts";

/**
 * What became of an event in Record: `added` = counted (or passed on to Act) now; `duplicate` = it
 * was recorded before, live or from a file; `ignored` = nothing to count and nobody to act.
 */
export type Recorded = "added" | "duplicate" | "ignored";

/** How many events became what, by the platform they came from. */
export type Tally = Record<string, Record<Recorded, number>>;

/** Adds a batch to a tally. */
export function tally(counted: Tally, events: readonly ChatEvent[], outcome: readonly Recorded[]): void {
  for (const [index, { platform }] of events.entries()) {
    const became = outcome[index];
    if (became) (counted[platform] ??= { added: 0, duplicate: 0, ignored: 0 })[became]++;
  }
}

export interface RecordOptions {
  /**
   * live: may wake features, scores chat points, counts as present. history: read from a file;
   * counts messages, joins and leaves and wakes nobody, earns nothing.
   */
  source: "live" | "history";
  /** history only: the community that new chats of the batch belong to */
  communityId?: number;
}

/** The Record lane: many events in one transaction, each counted once whoever brings it how often. */
export interface Recorder {
  /**
   * Records a batch and tells what became of each event, in order. Idempotent by the events'
   * own identities. Rejects, with nothing recorded, when the database fails: call again.
   */
  record(events: readonly ChatEvent[], options: RecordOptions): Promise<Recorded[]>;
}

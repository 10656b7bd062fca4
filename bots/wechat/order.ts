/** Something that happened, once its details are there; null = nothing for us. */
export interface Arrival<T> {
  /** its own time in ms */
  at: number;
  value: T;
}

/**
 * Hands things over in the order in which they arrived, although their details are fetched side by
 * side. Where a puppet's order slips, it is mended by the messages' own time as far as they are
 * already here: nothing is held back to wait for stragglers.
 */
export class InOrder<T> {
  readonly #waiting: { done: boolean; arrival: Arrival<T> | null }[] = [];
  readonly #deliver: (value: T) => void;
  /** while nothing is handed over but what this lets pass */
  #passes: ((value: T) => boolean) | null = null;
  /** what it did not let pass */
  #held: Arrival<T>[] = [];
  #watchers: (() => void)[] = [];

  constructor(deliver: (value: T) => void) {
    this.#deliver = deliver;
  }

  /** Takes a place in the line now; what it is comes later. A failure gives up the place. */
  async take(details: Promise<Arrival<T> | null>): Promise<void> {
    const place = { done: false, arrival: null as Arrival<T> | null };
    this.#waiting.push(place);
    try {
      place.arrival = await details;
    } finally {
      place.done = true;
      this.#flush();
    }
  }

  get length(): number {
    return this.#waiting.length + this.#held.length;
  }

  /**
   * Until `release` only what passes is handed over, absent: nothing; the rest waits in its order. `passes`
   * is asked about each thing once, what waits already first; `hold` again asks about what waits once more.
   */
  hold(passes: (value: T) => boolean = () => false): void {
    this.#passes = passes;
    const waiting = this.#held;
    this.#held = [];
    this.#handOver(byTime(waiting));
    this.#flush();
  }

  release(): void {
    this.#passes = null;
    const waiting = this.#held;
    this.#held = [];
    this.#handOver(byTime(waiting));
    this.#flush();
  }

  /** Resolves when nothing waits any more. */
  async empty(): Promise<void> {
    while (this.#waiting.length + this.#held.length > 0)
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  #flush(): void {
    const known = this.#waiting.findIndex((place) => !place.done);
    const ready = this.#waiting.splice(0, known < 0 ? this.#waiting.length : known);
    const arrivals = ready.flatMap(({ arrival }) => (arrival ? [arrival] : []));
    this.#handOver(byTime(arrivals));
    if (this.length > 0) return;
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const resolve of watchers) resolve();
  }

  #handOver(arrivals: readonly Arrival<T>[]): void {
    for (const arrival of arrivals) {
      if (this.#passes === null || this.#passes(arrival.value)) this.#deliver(arrival.value);
      else this.#held.push(arrival);
    }
  }
}

/** A stable sort: what bears the same time stays as it came. */
const byTime = <T>(arrivals: readonly Arrival<T>[]) => arrivals.toSorted((one, other) => one.at - other.at);

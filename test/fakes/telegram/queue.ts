/** An update as it goes over the wire; only its id matters here. */
export interface RawUpdate {
  update_id: number;
  [field: string]: unknown;
}

/** What Telegram leaves out unless it is asked for by name (Bot API, getUpdates). */
const onlyByName = new Set(["chat_member", "message_reaction", "message_reaction_count"]);
/** So many confirmed updates are kept for stray duplicates. */
const REMEMBERED = 1_000;

/** Chances, 0–1, of what goes wrong on the way. */
export interface Delivery {
  /** a batch comes in any order */
  shuffle: number;
  /** an update that was confirmed comes once more */
  duplicates: number;
}

/**
 * The updates of one bot with Telegram's offset semantics: an update is given out again and again
 * until a call asks for a higher offset. Adding, giving out and confirming take constant time each.
 */
export class UpdateQueue {
  nextId: number;
  /** updates that were confirmed, or taken by a webhook */
  confirmedCount = 0;
  delivery: Delivery = { shuffle: 0, duplicates: 0 };
  allowed: Set<string> | null = null;
  private items: RawUpdate[] = [];
  private head = 0;
  private remembered: RawUpdate[] = [];
  private strays: RawUpdate[] = [];
  private readonly random: () => number;

  constructor(firstId: number, random: () => number) {
    this.nextId = firstId;
    this.random = random;
  }

  get pending(): number {
    return this.items.length - this.head;
  }

  get hasNews(): boolean {
    return this.pending > 0 || this.strays.length > 0;
  }

  add(update: Record<string, unknown>): number {
    const id = typeof update.update_id === "number" ? update.update_id : this.nextId;
    this.nextId = id + 1;
    this.items.push({ ...update, update_id: id });
    return id;
  }

  /** A confirmed (or waiting) update comes once more. */
  again(updateId: number): void {
    const known =
      this.remembered.find((update) => update.update_id === updateId) ??
      this.items.find((update) => update.update_id === updateId);
    if (!known) throw new Error(`update ${updateId} is not known any more`);
    this.strays.push(known);
  }

  /** An offset beyond the end is from before the ids began anew, and is ignored, as Telegram does. */
  confirm(offset: number): void {
    if (offset > this.nextId) return;
    const from = offset < 0 ? Math.max(this.head, this.items.length + offset) : undefined;
    while (this.head < this.items.length) {
      const first = this.items[this.head];
      if (!first || (from === undefined ? first.update_id >= offset : this.head >= from)) break;
      this.take();
    }
  }

  /** The oldest update, gone from the queue: a webhook took it. */
  take(): RawUpdate | undefined {
    const first = this.items[this.head];
    if (!first) return undefined;
    this.head += 1;
    this.confirmedCount += 1;
    this.remembered.push(first);
    if (this.remembered.length > 2 * REMEMBERED) this.remembered = this.remembered.slice(-REMEMBERED);
    if (this.head > 10_000 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return first;
  }

  /** The next updates, without removing them. */
  batch(limit: number): RawUpdate[] {
    this.dropUnwanted();
    const batch = [...this.strays.splice(0), ...this.items.slice(this.head, this.head + limit)].slice(0, limit);
    const { shuffle, duplicates } = this.delivery;
    if (duplicates > 0) {
      for (const update of this.remembered.slice(-limit)) if (this.random() < duplicates) batch.push(update);
    }
    if (shuffle > 0 && this.random() < shuffle) this.mix(batch);
    return batch.filter((update) => this.isWanted(update));
  }

  isWanted(update: RawUpdate): boolean {
    const kind = Object.keys(update).find((key) => key !== "update_id") ?? "";
    return this.allowed ? this.allowed.has(kind) : !onlyByName.has(kind);
  }

  private dropUnwanted(): void {
    for (let first = this.items[this.head]; first && !this.isWanted(first); first = this.items[this.head]) this.take();
  }

  private mix(batch: RawUpdate[]): void {
    for (let last = batch.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.random() * (last + 1));
      const moved = batch[last];
      batch[last] = batch[other] as RawUpdate;
      batch[other] = moved as RawUpdate;
    }
  }
}

/** Mulberry32: small, seeded, good enough for chances. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { crashPoint } from "../crash.ts";
import type { ChatKey, Ending } from "./claims.ts";
import type { Timers } from "./pacing.ts";

/** So long an answer that arrived may wait to be written down together with others, in ms. */
export const gatherMs = 20;

export interface ArrivedOptions {
  timers: Timers;
  /** Writes down how a message ended; those of one moment go together. Never rejects. */
  record(ending: Ending): Promise<void>;
}

/**
 * Answers that arrived and are not yet written down as sent: several share a statement, a commit and a flush.
 * Nothing waits for that: until then they are in this process's hands, and whoever looks what is under way in a
 * chat leaves them out. A process that is killed meanwhile has them sent again, like any answer of which nobody
 * knows whether it arrived; so nothing else may wait here.
 */
export class Arrived {
  readonly #options: ArrivedOptions;
  /** by id, until they are written down */
  readonly #endings = new Map<string, Ending>();
  #waiting: Ending[] = [];
  #writing: Promise<unknown> = Promise.resolve();
  #cancel: (() => void) | undefined;

  constructor(options: ArrivedOptions) {
    this.#options = options;
  }

  add(ending: Ending): void {
    this.#endings.set(ending.id, ending);
    this.#waiting.push(ending);
    this.#cancel ??= this.#options.timers.after(gatherMs, () => void this.write());
  }

  /** The ids of those in a chat. */
  in({ communityId, chatId }: ChatKey): string[] {
    const found: string[] = [];
    for (const one of this.#endings.values())
      if (one.chatId === chatId && one.communityId === communityId) found.push(one.id);
    return found;
  }

  /** Writes down all there are now, and waits for what is being written. */
  async write(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    const endings = this.#waiting;
    this.#waiting = [];
    if (endings.length > 0) crashPoint("after-arrival");
    const before = this.#writing;
    this.#writing = Promise.all([before, ...endings.map((ending) => this.#record(ending))]);
    await this.#writing;
  }

  async #record(ending: Ending): Promise<void> {
    await this.#options.record(ending);
    this.#endings.delete(ending.id);
  }
}

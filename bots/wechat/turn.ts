import type { Log } from "../../src/core/log.ts";
import type { Turn } from "../../src/core/turns.ts";
import type { Hours } from "./connection.ts";

/** How often a process that stands by looks whether the turn is free. */
const lookMs = 1_000;

export interface TurnKeeperOptions {
  turn: Turn;
  hours: Hours;
  log: Log;
  /** Logs in; rejects when the puppet cannot be loaded. */
  open(): Promise<void>;
  /** Takes the login down. */
  close(): Promise<void>;
}

/**
 * Logs in while it is this process's turn, and stands by while it is another's: WeChat throws out the
 * first of two logins of one account, and holds it against the account.
 */
export class TurnKeeper {
  readonly #options: TurnKeeperOptions;
  #isOpen = false;
  #isStopping = false;
  #work: Promise<void> = Promise.resolve();
  #stopLooking: () => void = () => {};

  constructor(options: TurnKeeperOptions) {
    this.#options = options;
  }

  /** Begins at once if the turn is free, so that a puppet that is not installed shows at the start. */
  async start(): Promise<void> {
    await this.#take();
    this.#stopLooking = this.#options.hours.every(lookMs, () => this.#next(() => this.#take()));
  }

  /** Takes the login down before the next process may begin. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#stopLooking();
    this.#next(() => this.#close());
    await this.#work;
    await this.#options.turn.end().catch(() => undefined); // it runs out by itself
  }

  async #take(): Promise<void> {
    const { turn, log, open } = this.#options;
    if (this.#isOpen || this.#isStopping) return;
    const lost = await turn.tryTake();
    if (!lost) return;
    this.#isOpen = true;
    lost.addEventListener("abort", () => this.#next(() => this.#close()), { once: true });
    log.info({}, "WeChat: this process has the account");
    try {
      await open();
    } catch (error) {
      this.#isOpen = false;
      await turn.end().catch(() => undefined);
      throw error;
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    await this.#options.close();
    this.#isOpen = false;
  }

  /** One after the other: nothing is opened that is still being closed. */
  #next(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, "WeChat: whose turn it is could not be settled; trying again");
    });
  }
}

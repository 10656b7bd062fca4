import type { Turn } from "../../src/core/turns.ts";
import { type Connection, Refused, type Wait } from "./connection.ts";
import { messageOf } from "./errors.ts";

/** How often a process that stands by looks whether the turn is free. */
const LOOK_MS = 1_000;

export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

export interface TurnKeeperOptions {
  turn: Turn;
  connection: Connection;
  /** the end of everything */
  signal: AbortSignal;
  wait: Wait;
  /** Makes first contact in a turn; what it returns goes on until the signal aborts. Both reject with Refused. */
  begin: (signal: AbortSignal) => Promise<() => Promise<void>>;
}

/** Takes the account's turn whenever it is free, works while it lasts, stands by while it is another's. */
export class TurnKeeper {
  private readonly options: TurnKeeperOptions;
  private started: (() => Promise<void>) | null = null;

  constructor(options: TurnKeeperOptions) {
    this.options = options;
  }

  /**
   * Begins if the turn is free, so that a bad token shows at once.
   * @throws Refused
   */
  async first(): Promise<void> {
    this.started = await this.take();
  }

  /** @throws Refused */
  async loop(): Promise<void> {
    const { signal, turn, wait } = this.options;
    while (!signal.aborted) {
      const work = this.started ?? (await this.take());
      this.started = null;
      if (work) await work();
      else await wait(LOOK_MS, signal);
    }
    await turn.end().catch(() => undefined); // it runs out by itself
  }

  private async take(): Promise<(() => Promise<void>) | null> {
    const { turn, connection, signal, begin } = this.options;
    try {
      const lost = await turn.tryTake();
      connection.standBy(lost === null);
      if (lost) return await begin(AbortSignal.any([signal, lost]));
      connection.succeeded();
    } catch (error) {
      if (error instanceof Refused) throw error;
      connection.failed(messageOf(error), {
        zh: "数据库没说该由哪个进程来收 Telegram 的消息",
        en: "the database does not say which process receives from Telegram",
      });
    }
    return null;
  }
}

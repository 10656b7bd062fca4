import type { Call } from "./client.ts";
import { backoffMs, badToken, type Connection, Refused, takenToken, type Wait } from "./connection.ts";
import { answerIn, messageOf } from "./errors.ts";
import { allowedUpdates, type Update } from "./wire.ts";

/** How long a second program may hold the bot's updates before a newcomer gives up. */
const CONFLICT_MS = 60_000;
/** Between two calls when a server answers an empty long poll at once (emulators and some proxies do). */
const EMPTY_PAUSE_MS = 250;
/** The last call of a stop may not keep it waiting. */
const CONFIRM_MS = 3_000;

export interface PollOptions {
  call: Call;
  connection: Connection;
  /** resolves when all these updates are safe; a batch that it rejects is not confirmed and comes again */
  handle: (updates: readonly Update[]) => Promise<void>;
  signal: AbortSignal;
  /** Whether no other process can have begun to poll: without it nothing is asked for, handed on or confirmed. */
  isOurs: () => boolean;
  now: () => Date;
  wait: Wait;
  /** how long Telegram holds an empty call, in seconds */
  timeoutS: number;
  /** an answer is waited for this much longer than Telegram was asked to hold the call */
  slackMs: number;
}

/**
 * Long polling until the signal aborts. An update is confirmed by the `offset` of the next call, and
 * that is made only when every update of the batch is safe.
 *
 * Telegraf's own loop is not used: it cannot be told how long to poll, waits out a `retry_after`
 * after stop, ends for good on a 409 or when `deleteWebhook` fails, and confirms a batch of which a
 * handler failed.
 */
export class Polling {
  private offset = 0;
  private failures = 0;
  private conflictAt: number | undefined;
  private lastConflictAt: number;
  private established = false;
  private readonly options: PollOptions;

  constructor(options: PollOptions) {
    this.options = options;
    this.lastConflictAt = options.now().getTime();
  }

  /**
   * Makes the first contact without waiting for news, so that a conflict or a bad token shows at once.
   * @throws Refused
   */
  async first(): Promise<void> {
    await this.dropWebhook();
    while (!this.options.signal.aborted && !(await this.turn(0)));
  }

  /** @throws Refused */
  async loop(): Promise<void> {
    while (!this.options.signal.aborted) await this.turn(this.options.timeoutS);
    await this.confirm();
  }

  /** One call and what came of it; true when Telegram answered. */
  private async turn(timeoutS: number): Promise<boolean> {
    const { call, connection, signal, isOurs, now, wait } = this.options;
    if (!isOurs()) return this.late();
    const startedAt = now().getTime();
    const params = { offset: this.offset, timeout: timeoutS, allowed_updates: allowedUpdates };
    let updates: Update[];
    try {
      updates = (await call("getUpdates", params, signal, timeoutS * 1000 + this.options.slackMs)) as Update[];
    } catch (error) {
      if (!signal.aborted) await this.recover(error);
      return false;
    }
    // what was answered to a process that slept meanwhile is another's now, and stays unconfirmed here
    if (!isOurs()) return this.late();
    connection.succeeded();
    this.failures = 0;
    if (startedAt - this.lastConflictAt >= CONFLICT_MS) this.established = true;
    await this.takeAll(updates);
    const atOnce = now().getTime() - startedAt < EMPTY_PAUSE_MS;
    if (updates.length === 0 && timeoutS === this.options.timeoutS && atOnce) await wait(EMPTY_PAUSE_MS, signal);
    return true;
  }

  /** The turn is over, or about to be: whoever gave it aborts the signal. */
  private async late(): Promise<false> {
    await this.options.wait(EMPTY_PAUSE_MS, this.options.signal);
    return false;
  }

  /** The offset follows the batch, not the highest id ever: after a quiet week ids start anywhere. */
  private async takeAll(updates: Update[]): Promise<void> {
    try {
      await this.options.handle(updates);
      if (updates.length > 0) this.offset = Math.max(...updates.map((update) => update.update_id)) + 1;
    } catch (error) {
      this.failures += 1;
      this.options.connection.failed(messageOf(error), {
        zh: "有消息没能记下，会再来一次",
        en: "an update could not be taken and will come again",
      });
      await this.options.wait(backoffMs(this.failures), this.options.signal);
    }
  }

  private async recover(error: unknown): Promise<void> {
    const { connection, signal, wait } = this.options;
    const answer = answerIn(error);
    if (answer?.code === 401 || answer?.code === 404) throw new Refused(badToken);
    this.failures += 1;
    if (answer?.code === 409) await this.conflict(answer.description);
    connection.failed(messageOf(error));
    await wait(answer?.code === 429 ? answer.retryAfterMs : backoffMs(this.failures), signal);
  }

  /**
   * Two programs that poll take turns in ending each other's call, so a success between two
   * conflicts proves nothing. The one that has once polled for a minute undisturbed stays; the
   * newcomer gives up after a minute.
   */
  private async conflict(description: string): Promise<void> {
    if (/webhook/i.test(description)) await this.dropWebhook();
    const now = this.options.now().getTime();
    if (this.conflictAt === undefined || now - this.lastConflictAt >= CONFLICT_MS) this.conflictAt = now;
    this.lastConflictAt = now;
    if (!this.established && now - this.conflictAt >= CONFLICT_MS) throw new Refused(takenToken);
  }

  /** A webhook left behind would make every getUpdates a 409. Servers without this method have none. */
  private async dropWebhook(): Promise<void> {
    const { call, connection, signal } = this.options;
    try {
      await call("deleteWebhook", {}, signal);
    } catch (error) {
      if (!signal.aborted) connection.note(`deleteWebhook failed, polling all the same: ${messageOf(error)}`);
    }
  }

  /** Tells Telegram what is done, so that a restart does not get it again. Failing is harmless: it does. */
  private async confirm(): Promise<void> {
    if (this.offset === 0 || !this.options.isOurs()) return;
    const params = { offset: this.offset, limit: 1, timeout: 0, allowed_updates: allowedUpdates };
    await this.options.call("getUpdates", params, new AbortController().signal, CONFIRM_MS).catch(() => undefined);
  }
}

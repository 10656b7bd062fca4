import type { Database } from "./database/index.ts";

/** A process that has not said for so long that it lives has lost its turn. */
const leaseMs = 15_000;
/** How often it says so. */
const renewMs = leaseMs / 3;

/** The right of one process at a time to receive for a bot account and to write to its chats. */
export interface Turn {
  /**
   * Whether it is certainly ours. It turns false before anybody else can begin, by the clock alone: a
   * process that was stalled knows at its next look that it is late.
   */
  readonly isOurs: boolean;
  /** Takes the turn when nobody has it. The signal aborts when it is lost; null: somebody else has it. */
  tryTake(): Promise<AbortSignal | null>;
  /** Gives it back: another begins at once. */
  end(): Promise<void>;
}

/** The turn of each bot account. */
export type Turns = (account: { platform: string; account: string }) => Turn;

/** Where one process is all there is. */
export const alwaysOurs = (): Turn => ({
  isOurs: true,
  tryTake: () => Promise.resolve(new AbortController().signal),
  end: () => Promise.resolve(),
});

export interface TurnsOptions {
  database: Pick<Database, "pool">;
  /** names this process in leases: a restarted one takes up its own turn at once */
  owner: string;
  /** milliseconds on a clock that never jumps back, and goes on while the machine sleeps */
  now?: () => number;
  /** in milliseconds; another in tests */
  lease?: number;
}

/** Turns kept as rows of `bot_turn`, by the database's own clock. */
export function createTurns(options: TurnsOptions): Turns {
  return (account) => new LeasedTurn(account, options);
}

/** The monotonic clock stands still while a machine sleeps, the other one may be set: whichever went further. */
function elapsing(): () => number {
  const monotonic = performance.now();
  const wall = Date.now();
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}

class LeasedTurn implements Turn {
  readonly #account: { platform: string; account: string };
  readonly #options: TurnsOptions;
  readonly #lease: number;
  readonly #now: () => number;
  #fence: number | null = null;
  /** ours until then, on our own clock: counted from before the database was asked */
  #until = -Infinity;
  #lost = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(account: { platform: string; account: string }, options: TurnsOptions) {
    this.#account = account;
    this.#options = options;
    this.#lease = options.lease ?? leaseMs;
    this.#now = options.now ?? elapsing();
  }

  get isOurs(): boolean {
    return this.#fence !== null && this.#now() < this.#until;
  }

  async tryTake(): Promise<AbortSignal | null> {
    if (this.isOurs) return this.#lost.signal;
    const asked = this.#now();
    const { rows } = await this.#ask<{ fence: number }>(
      `INSERT INTO bot_turn AS t (platform, account, holder, until)
       VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')
       ON CONFLICT (platform, account) DO UPDATE SET holder = excluded.holder, until = excluded.until, fence = t.fence + 1
         WHERE t.until <= now() OR t.holder = excluded.holder
       RETURNING fence`,
      [this.#lease],
    );
    if (!rows[0]) return null;
    this.#fence = rows[0].fence;
    this.#until = asked + this.#lease;
    this.#lost = new AbortController();
    this.#keep();
    return this.#lost.signal;
  }

  async end(): Promise<void> {
    const fence = this.#fence;
    this.#lose();
    if (fence === null) return;
    // not now(): a machine's clock that is set back by a moment would keep the others out for as long
    await this.#ask(
      "UPDATE bot_turn SET until = '-infinity' WHERE platform = $1 AND account = $2 AND holder = $3 AND fence = $4",
      [fence],
    );
  }

  /** Renews until it is lost or ended; a renewal that fails is tried again while the turn lasts. */
  #keep(): void {
    clearInterval(this.#timer);
    const every = Math.min(renewMs, this.#lease / 3);
    this.#timer = setInterval(() => void this.#renew().catch(() => this.#check()), every);
    this.#timer.unref();
  }

  async #renew(): Promise<void> {
    this.#check();
    if (this.#fence === null) return;
    const asked = this.#now();
    const { rowCount } = await this.#ask(
      `UPDATE bot_turn SET until = now() + $5 * interval '1 millisecond'
       WHERE platform = $1 AND account = $2 AND holder = $3 AND fence = $4`,
      [this.#fence, this.#lease],
    );
    if (rowCount === 0) this.#lose();
    else this.#until = asked + this.#lease;
  }

  #check(): void {
    if (!this.isOurs) this.#lose();
  }

  #lose(): void {
    clearInterval(this.#timer);
    this.#fence = null;
    this.#until = -Infinity;
    this.#lost.abort();
  }

  #ask<Row extends object>(text: string, more: unknown[]) {
    const { platform, account } = this.#account;
    return this.#options.database.pool.query<Row>(text, [platform, account, this.#options.owner, ...more]);
  }
}

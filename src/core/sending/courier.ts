import type { ChatKey, Claimed, ClaimedNext, Claims, Ending } from "./claims.ts";
import { lineOf, type Line } from "../outbox.ts";
import { isStale, takeAhead } from "./ahead.ts";
import { crashPoint } from "../crash.ts";
import type { Database } from "../database/index.ts";
import { CALL_LIMIT_MS, deliver } from "./delivery.ts";
import { joinWaiting } from "./join.ts";
import type { Ahead, Lane } from "./lanes.ts";
import type { Manners } from "./manners.ts";
import type { Timers } from "./pacing.ts";
import { markRepeat, render } from "./render.ts";
import { postponed, putBack, settle, unreachable, unsettled, type SettleContext, type Settled } from "./settle.ts";
import type { Clock } from "../time.ts";
import { together } from "../together.ts";

export interface CourierOptions extends Omit<SettleContext, "scale"> {
  database: Database;
  claims: Claims;
  clock: Clock;
  timers: Timers;
  signal: AbortSignal;
  counts: SettleContext["counts"] & { merged: number };
  /** real milliseconds for each of a profile's; null = no pacing */
  scale: number | null;
  /** when what nobody asked for may go; absent: at any time */
  manners?: Manners;
  onCall?(ms: number): void;
}

/** Answers to presses taken with one statement: more would wait long for a paced bot's turns. */
const PRESSES = 100;
/** After this long the database is asked again whether a message may go. */
const ASK_AGAIN_MS = 60_000;

/** Carries one message at a time from a chat's outbox to its platform, answers to presses many at once, and writes down how each ended. */
export class Courier {
  /** ids of the messages in this process's hands */
  readonly held = new Set<string>();
  readonly #options: CourierOptions;
  readonly #claim: (line: ChatKey & { line: Line }) => Promise<ClaimedNext | null>;
  readonly #finish: (ending: Ending) => Promise<void>;

  constructor(options: CourierOptions) {
    this.#options = options;
    const { claims } = options;
    this.#claim = together((lines) => claims.claim(lines));
    this.#finish = together(async (endings) => {
      await claims.finish(endings);
      return endings.map(() => undefined);
    });
  }

  /** Sends the most urgent message of a line: the one in hand, or one that is claimed now. Returns how long the chat must pause, in ms. */
  async sendNext(lane: Lane, line: Line): Promise<number> {
    if (this.#options.signal.aborted) return 0;
    const ahead = line === "asked" ? takeAhead(lane) : null;
    if (ahead?.claimed) return this.#carryAhead(lane, ahead, ahead.claimed);
    if (line === "asked" && lane.joinable > 1 && lane.chatKind === "group") await this.#join(lane);
    lane.waiting.delete(line);
    const row = await this.#claim({ ...lane.chat, line });
    // what a look saw meanwhile may be newer than the claim
    lane.waiting.set(line, Math.max(row?.remaining ?? 0, lane.waiting.get(line) ?? 0));
    if (!row) return 0;
    return this.#carry(lane, row);
  }

  /**
   * Claims answers to presses and sends them, in no order among themselves: each in a turn of the bot's
   * own (`turn`), the first in the one that claims. Returns how long the chat must pause, in ms.
   */
  async sendPresses(lane: Lane, turn: (work: () => Promise<void>) => Promise<void>): Promise<number> {
    let rest: Claimed[] = [];
    let pauseMs = 0;
    await turn(async () => {
      if (this.#options.signal.aborted) return;
      lane.waiting.delete("press");
      const [first, ...others] = await this.#options.claims.claimPresses(lane.chat, PRESSES);
      if (others.length + 1 === PRESSES) lane.waiting.set("press", Math.max(1, lane.waiting.get("press") ?? 0));
      for (const { id } of others) this.held.add(id);
      rest = others;
      if (first) pauseMs = await this.#carry(lane, first);
    });
    const pauses = await Promise.all(rest.map((row) => this.#carryInTurn(lane, row, turn)));
    return Math.max(pauseMs, ...pauses);
  }

  /** Without a turn before the end it stays in this owner's hands, and is taken out of them at the next start. */
  async #carryInTurn(lane: Lane, row: Claimed, turn: (work: () => Promise<void>) => Promise<void>): Promise<number> {
    let pauseMs = 0;
    try {
      await turn(async () => {
        pauseMs = await this.#carry(lane, row);
      });
    } finally {
      this.held.delete(row.id);
    }
    return pauseMs;
  }

  /** Sends what was written as taken; after a long wait for its turn it is put back and claimed like any other. */
  async #carryAhead(lane: Lane, ahead: Ahead, row: Claimed): Promise<number> {
    if (!isStale(ahead, this.#options.timers)) return this.#carry(lane, row);
    await this.#record(putBack(row));
    this.held.delete(row.id);
    lane.waiting.set("asked", (lane.waiting.get("asked") ?? 0) + 1);
    return 0;
  }

  /** Sends a claimed message and writes down how it ended. */
  async #carry(lane: Lane, row: Claimed): Promise<number> {
    const line = lineOf(row);
    this.held.add(row.id);
    try {
      crashPoint("after-sending");
      const { ending, pauseMs } = await this.#send(lane, row);
      await this.#record(ending);
      if (ending.state === "pending" && !ending.notBeforeAt) lane.waiting.set(line, (lane.waiting.get(line) ?? 0) + 1);
      return pauseMs;
    } finally {
      this.held.delete(row.id);
    }
  }

  async #join(lane: Lane): Promise<void> {
    lane.joinable = 0;
    const merged = await joinWaiting(this.#options.database, lane.chat, {
      now: this.#options.clock.now(),
      mixed: this.#options.scale !== null,
      textLimit: lane.bot.capabilities.textLimit,
    });
    this.#options.counts.merged += merged;
  }

  async #send(lane: Lane, row: Claimed): Promise<Settled> {
    const { timers, log } = this.#options;
    const asked = row.kind === "reply" || row.kind === "receipt";
    const scale = this.#options.scale ?? 1;
    const context = { ...this.#options, scale };
    // who just asked can be reached again; nobody else is bothered
    if (row.unreachable !== null && !asked) return unreachable(context, row);
    const until = await this.#untilPolite(lane, row);
    if (until) return postponed(row, until);
    const repeat = row.kind === "digest" && row.attempts > 0;
    const words = repeat ? markRepeat(row.message, row.language) : row.message;
    const message = asked ? words : { ...words, unasked: true as const };
    const calledAt = timers.now();
    const outcome = await deliver(
      lane.bot,
      { id: row.address, kind: lane.chatKind },
      render(message, lane.bot.capabilities, row.language),
      { timers, limitMs: CALL_LIMIT_MS * scale },
    );
    this.#options.onCall?.(timers.now() - calledAt);
    crashPoint("after-http");
    try {
      return await settle(context, lane, row, outcome);
    } catch (error) {
      log.error({ error: String(error), outboxId: row.id }, "how a message ended could not be dealt with");
      return unsettled(row, outcome, scale);
    }
  }

  /** When this may be said, if not now. Whether it may must be known: while the database is away it waits. */
  async #untilPolite(lane: Lane, row: Claimed): Promise<Date | null> {
    const { manners, clock, log } = this.#options;
    const at = clock.now();
    try {
      return (await manners?.waitUntil({ ...row, at, accountADay: lane.bot.pacing.unaskedADay })) ?? null;
    } catch (error) {
      log.warn({ error: String(error), outboxId: row.id }, "whether a message may go now could not be looked up");
      return new Date(at.getTime() + ASK_AGAIN_MS);
    }
  }

  /** Writes down how a message ended; while the database is away, again and again: else it might be sent twice. */
  async #record(ending: Ending): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#finish(ending);
      } catch (error) {
        this.#options.log.warn(
          { error: String(error), outboxId: ending.id },
          "how a message ended could not be written",
        );
        if (this.#options.signal.aborted) return;
        await this.#options.timers.delay(Math.min(30_000, 500 * 2 ** attempt), this.#options.signal);
      }
    }
  }
}

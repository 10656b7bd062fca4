import type { Bot } from "../bot.ts";
import type { ChatKey, Claimed, Claims, ReadyLine } from "./claims.ts";
import type { Line, Place } from "../outbox.ts";
import { BotGate, type Circuit } from "./gate.ts";
import { ChatPace, type Timers } from "./pacing.ts";
import type { Clock } from "../time.ts";

/** An answer that its transaction writes as already taken by this process, in the chat's place for one. */
export interface Ahead {
  /** when its lease began, in the timers' time */
  readonly since: number;
  /** null: the transaction has not ended yet */
  claimed: Claimed | null;
}

/** A chat in work: its queues, and what its platform said lately. */
export interface Lane {
  readonly id: string;
  readonly chat: ChatKey;
  readonly chatKind: "group" | "private" | "channel";
  readonly bot: Bot;
  readonly gate: BotGate;
  readonly pace: ChatPace;
  /** lines with a turn coming */
  readonly turns: Set<Line>;
  /** messages due when last looked */
  readonly waiting: Map<Line, number>;
  /** answers that may be joined */
  joinable: number;
  /** the answer that is being written as already taken, and then waits for its turn (ahead.ts) */
  ahead: Ahead | null;
  /** waits under way because the platform refused or was silent; 0 = messages may go */
  pauses: number;
  /** refusals for too many requests since a message arrived */
  limits: number;
  /** changes of its id since a message arrived */
  migrations: number;
  /** last used, in the timers' time */
  usedAt: number;
}

export interface LanesOptions {
  claims: Claims;
  findBot: (platform: string, account: string) => Bot | undefined;
  clock: Clock;
  timers: Timers;
  rng: () => number;
  /** real milliseconds for each of a profile's; null = no pacing */
  scale: number | null;
  signal: AbortSignal;
  /** called whenever a bot may send again, or no longer */
  onChange: () => void;
}

const circuits: Circuit[] = ["closed", "halfOpen", "open", "unauthorized"];
const laneId = ({ communityId, chatId }: ChatKey): string => `${communityId}:${chatId}`;

/** The chats in work and their bots' gates. */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #gates = new Map<Bot, BotGate>();
  /** what was sent before may have been sent by another process */
  #aloneSince: Date;

  constructor(options: LanesOptions) {
    this.#options = options;
    this.#aloneSince = options.clock.now();
  }

  /** None while another process writes to the account's chats. */
  get(chat: ChatKey): Lane | undefined {
    const lane = this.#lanes.get(laneId(chat));
    return lane?.bot.status().standsBy ? undefined : lane;
  }

  all(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** A chat's lane, made now where nothing has to be asked for that. */
  at(place: Place): Lane | undefined {
    const known = this.get(place);
    if (known) return known;
    const bot = this.#options.findBot(place.platform, place.account);
    if (!bot || bot.status().standsBy || this.#hadCompany(bot.pacing.perGroup.windowMs)) return undefined;
    const lane = this.#lane(place, bot, 0);
    this.#lanes.set(lane.id, lane);
    return lane;
  }

  /** Makes lanes for chats that have none yet and a bot, remembering what an earlier life sent there lately. */
  async open(ready: ReadyLine[]): Promise<void> {
    const fresh = new Map<string, { row: ReadyLine; bot: Bot }>();
    for (const row of ready) {
      const bot = this.#options.findBot(row.platform, row.account);
      if (!bot) this.#aloneSince = this.#options.clock.now();
      else if (this.get(row)?.bot !== bot) fresh.set(laneId(row), { row, bot });
    }
    if (fresh.size === 0) return;
    const sent = await this.#sentLately([...fresh.values()]);
    for (const [id, { row, bot }] of fresh) this.#lanes.set(id, this.#lane(row, bot, sent.get(id) ?? 0));
  }

  /** Forgets chats without work once their windows are over. */
  sweep(): void {
    const now = this.#options.timers.now();
    for (const [id, lane] of this.#lanes) {
      const keepMs = 2 * lane.bot.pacing.perGroup.windowMs * (this.#options.scale ?? 1);
      if (lane.turns.size === 0 && lane.pauses === 0 && !lane.ahead && now - lane.usedAt > keepMs)
        this.#lanes.delete(id);
    }
  }

  /** Messages due when last looked. */
  pending(): number {
    let pending = 0;
    for (const lane of this.all()) for (const count of lane.waiting.values()) pending += count;
    return pending;
  }

  /** The worst of all bots. */
  circuit(): Circuit {
    const ranks = [...this.#gates.values()].map((gate) => circuits.indexOf(gate.circuit));
    return circuits[Math.max(0, ...ranks)] as Circuit;
  }

  /** Only a process that has just begun to send asks: later it knows itself what it sent. */
  async #sentLately(fresh: { row: ReadyLine; bot: Bot }[]): Promise<Map<string, number>> {
    const { clock, claims } = this.#options;
    const windowMs = Math.max(...fresh.map(({ bot }) => bot.pacing.perGroup.windowMs));
    if (!this.#hadCompany(windowMs)) return new Map();
    const rows = fresh.map(({ row }) => row);
    const counts = await claims.sentSince(rows, new Date(clock.now().getTime() - windowMs));
    return new Map(rows.map((row, index) => [laneId(row), counts[index] ?? 0]));
  }

  /** Whether another process may have sent within the window that is now. */
  #hadCompany(windowMs: number): boolean {
    const { scale, clock } = this.#options;
    return scale !== null && clock.now().getTime() - this.#aloneSince.getTime() <= windowMs;
  }

  #lane(row: Place, bot: Bot, sentLately: number): Lane {
    const { scale, rng, timers, signal } = this.#options;
    return {
      id: laneId(row),
      chat: { communityId: row.communityId, chatId: row.chatId },
      chatKind: row.chatKind,
      bot,
      gate: this.#gate(bot),
      pace: new ChatPace({ profile: bot.pacing, chatKind: row.chatKind, scale, rng, timers, sentLately, signal }),
      turns: new Set(),
      waiting: new Map(),
      joinable: 0,
      ahead: null,
      pauses: 0,
      limits: 0,
      migrations: 0,
      usedAt: timers.now(),
    };
  }

  #gate(bot: Bot): BotGate {
    let gate = this.#gates.get(bot);
    if (!gate) this.#gates.set(bot, (gate = new BotGate({ ...this.#options, profile: bot.pacing })));
    return gate;
  }
}

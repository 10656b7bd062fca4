import type { Pool } from "pg";
import type { Database } from "../database/index.ts";
import type { Outgoing } from "../bot.ts";
import {
  claimSql,
  finishMovedSql,
  finishSql,
  mostAtOnce,
  pollsMovedSql,
  pollsSql,
  pressesSql,
  readySql,
  sentSinceSql,
  tidySql,
  unreachableSql,
} from "./claim-statements.ts";
import type { DeliveryKind, Line, OutboxState } from "../outbox.ts";
import type { Clock } from "../time.ts";
import type { Language } from "../text.ts";

/** A chat of ours. */
export interface ChatKey {
  communityId: number;
  chatId: number;
}

/** A chat's line with something to send now. */
export interface ReadyLine extends ChatKey {
  line: Line;
  waiting: number;
  /** the highest of its messages, waiting time included */
  priority: number;
  /** answers old and plain enough to be joined into one message */
  joinable: number;
  platform: string;
  account: string;
  chatKind: "group" | "private" | "channel";
}

/** A message this process has taken to send. */
export interface Claimed extends ChatKey {
  id: string;
  kind: DeliveryKind;
  message: Outgoing;
  attempts: number;
  address: string;
  unreachable: string | null;
  language: Language;
}

/** The next of a line. */
export interface ClaimedNext extends Claimed {
  /** how many more wait in the same line */
  remaining: number;
}

/** What became of a claimed message. */
export interface Ending extends ChatKey {
  id: string;
  state: OutboxState;
  /** nobody knows whether it arrived */
  silent: boolean;
  messageId: string | null;
  /** what votes in it name it by, when it is a poll */
  pollId: string | null;
  error: string | null;
  /** not tried again earlier */
  notBeforeAt?: Date;
}

/** A call is cut off after 15 s; a process that has not said how it ended after a minute is dead. */
export const LEASE_MS = 60_000;
/** … and a minute need not be waited for where the account is another's to write to by now: only for that call. */
const CALL_IS_OVER_MS = 20_000;
/** Answers that wait longer than this may be joined. */
export const JOIN_AFTER_MS = 5_000;

/** Set-based statements on the outbox: one serves many chats, so that statements a message stay few. */
export interface Claims {
  /** In whose hands a message is that is taken now, and until when at most. */
  lease(): { owner: string; until: Date };
  /** Lines with something due, of all chats or of some, the most urgent first, then those that wait longest. */
  ready(chats: ChatKey[] | null): Promise<ReadyLine[]>;
  /**
   * Takes the next message of each line, or null where there is none, another process has one of that
   * chat in its hands, or took this one a moment earlier.
   */
  claim(lines: (ChatKey & { line: Line })[]): Promise<(ClaimedNext | null)[]>;
  /** Takes as many answers to presses in a chat as there are, `limit` at most: nothing waits for the one before. */
  claimPresses(chat: ChatKey, limit: number): Promise<Claimed[]>;
  /** Records how messages ended. Repeatable: only rows still in this process's hands change. */
  finish(endings: Ending[]): Promise<void>;
  /**
   * Takes messages out of dead hands: their lease ran out or, at the start, they are this owner's own; those
   * of an account whose turn this owner has by now, as soon as no call can be under way. Drops what is past its deadline.
   * `held` are those this process is sending. Returns how many can never be known, and how many were dropped.
   */
  tidy(atStart: boolean, held: string[]): Promise<{ unknown: number; dropped: number }>;
  /** Nothing can be sent to this chat now: what waits for it is given up. Returns how many that were. */
  setUnreachable(chat: ChatKey, reason: string): Promise<number>;
  /** It can be written to again. */
  setReachable(chat: ChatKey): Promise<void>;
  /** When messages went to these chats after `since`, each chat's count. */
  sentSince(chats: ChatKey[], since: Date): Promise<number[]>;
}

export interface ClaimOptions {
  database: Database;
  clock: Clock;
  owner: string;
  /** only these communities' messages */
  communities?: number[];
}

export const createClaims = (options: ClaimOptions): Claims => new OutboxClaims(options);

class OutboxClaims implements Claims {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #owner: string;
  /** null: all */
  readonly #communities: number[] | null;

  constructor({ database, clock, owner, communities }: ClaimOptions) {
    this.#pool = database.quick;
    this.#clock = clock;
    this.#owner = owner;
    this.#communities = communities ?? null;
  }

  lease(): { owner: string; until: Date } {
    return { owner: this.#owner, until: new Date(this.#clock.now().getTime() + LEASE_MS) };
  }

  async ready(chats: ChatKey[] | null): Promise<ReadyLine[]> {
    const [communityIds, chatIds] = chats ? ids(chats) : [null, null];
    const { rows } = await this.#ask<ReadyLine>("ready", readySql, [
      this.#clock.now(),
      this.#communities,
      communityIds,
      chatIds,
      new Date(this.#clock.now().getTime() - JOIN_AFTER_MS),
    ]);
    return rows;
  }

  async claim(lines: (ChatKey & { line: Line })[]): Promise<(ClaimedNext | null)[]> {
    const found = new Map<string, ClaimedNext>();
    for (let at = 0; at < lines.length; at += mostAtOnce) {
      const some = lines.slice(at, at + mostAtOnce);
      const places = some.flatMap(({ communityId, chatId, line }) => [communityId, chatId, line]);
      const { rows } = await this.#ask<ClaimedNext & { line: Line }>(`claim-${some.length}`, claimSql(some.length), [
        ...this.#nowAndLease(),
        ...places,
      ]);
      for (const { line, ...row } of rows) found.set(nameOf(row, line), row);
    }
    return lines.map((each) => found.get(nameOf(each, each.line)) ?? null);
  }

  async claimPresses({ communityId, chatId }: ChatKey, limit: number): Promise<Claimed[]> {
    const { rows } = await this.#ask<Claimed>("claim-presses", pressesSql, [
      ...this.#nowAndLease(),
      communityId,
      chatId,
      limit,
    ]);
    return rows.sort((one, other) => Number(one.id) - Number(other.id));
  }

  async finish(endings: Ending[]): Promise<void> {
    const polls = endings.filter(({ pollId }) => pollId !== null);
    // first of all: votes may come from now on
    if (polls.length > 0) {
      const parts = [polls.map(({ id }) => id), polls.map(({ pollId }) => pollId)];
      const all = [this.#clock.now(), ...ids(polls), ...parts];
      const { rowCount } = await this.#ask("polls", pollsSql, all);
      if ((rowCount ?? 0) < polls.length) await this.#ask("polls-moved", pollsMovedSql, all);
    }
    for (let at = 0; at < endings.length; at += mostAtOnce) {
      const some = endings.slice(at, at + mostAtOnce);
      const values = some.flatMap((one) => [
        one.communityId,
        one.chatId,
        one.id,
        one.state,
        one.silent ? 1 : 0,
        one.messageId,
        one.error,
        one.notBeforeAt ?? null,
      ]);
      const all = [this.#clock.now(), this.#owner, ...values];
      const { rowCount } = await this.#ask(`finish-${some.length}`, finishSql(some.length), all);
      if ((rowCount ?? 0) < some.length)
        await this.#ask(`finish-moved-${some.length}`, finishMovedSql(some.length), all);
    }
  }

  async tidy(atStart: boolean, held: string[]): Promise<{ unknown: number; dropped: number }> {
    const { rows } = await this.#ask<{ unknown: number; dropped: number }>("tidy", tidySql, [
      this.#clock.now(),
      this.#communities,
      this.#owner,
      atStart,
      held,
      new Date(this.#clock.now().getTime() + LEASE_MS - CALL_IS_OVER_MS),
    ]);
    return rows[0] ?? { unknown: 0, dropped: 0 };
  }

  async setUnreachable(chat: ChatKey, reason: string): Promise<number> {
    const { rowCount } = await this.#pool.query(unreachableSql, [chat.communityId, chat.chatId, reason]);
    return rowCount ?? 0;
  }

  async setReachable(chat: ChatKey): Promise<void> {
    await this.#pool.query("UPDATE chat SET unreachable = NULL WHERE community_id = $1 AND id = $2", [
      chat.communityId,
      chat.chatId,
    ]);
  }

  async sentSince(chats: ChatKey[], since: Date): Promise<number[]> {
    const { rows } = await this.#pool.query<{ sent: number }>(sentSinceSql, [...ids(chats), since]);
    return rows.map(({ sent }) => sent);
  }

  #nowAndLease(): unknown[] {
    return [this.#clock.now(), this.#owner, this.lease().until];
  }

  /** Named, so that a connection plans each of them once. */
  #ask<Row extends object>(name: string, text: string, values: unknown[]) {
    return this.#pool.query<Row>({ name: `outbox-${name}`, text, values });
  }
}

const nameOf = ({ communityId, chatId }: ChatKey, line: Line): string => `${communityId}:${chatId}:${line}`;

const ids = (chats: ChatKey[]) => [chats.map((chat) => chat.communityId), chats.map((chat) => chat.chatId)];

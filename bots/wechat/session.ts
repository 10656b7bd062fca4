import type { Acquaintances } from "../../src/core/acquaintances.ts";
import type { Accept } from "../../src/core/bot.ts";
import type { ChatEvent } from "../../src/core/event.ts";
import type { Log } from "../../src/core/log.ts";
import type { Hours } from "./connection.ts";
import type { Self } from "./decode.ts";
import { readWithinMs, readyWithinMs, type Groups } from "./groups.ts";
import { InOrder, type Arrival } from "./order.ts";
import { Strangers } from "./strangers.ts";
import type { Puppet } from "./wire.ts";

export interface SessionsOptions {
  /** how the account is called in the house */
  account: string;
  hours: Hours;
  log: Log;
  accept: Accept;
  acquaintances: Acquaintances;
}

/**
 * What is heard, login by login. The ids of a login may be new, so what strangers say waits until their
 * group was read and the house knows who they are; nobody's words change their order.
 */
export class Sessions {
  /** our own id in this login; "" before the first */
  selfId = "";
  /** our own name in this login; "" before the first */
  name = "";
  /** who we are in this login; a new one makes it anew */
  self: Promise<Self> = new Promise(() => {});
  readonly #options: SessionsOptions;
  readonly #order = new InOrder<ChatEvent[]>((events) => this.deliver(events));
  readonly #taking = new Set<Promise<void>>();
  /** the login whose groups are being read */
  #current: object | null = null;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Takes a place in the line for something whose details are still being fetched. */
  take(details: Promise<Arrival<ChatEvent[]> | null>): Promise<void> {
    return this.#order.take(details);
  }

  /** In order and without waiting: the house records what comes together in one go. */
  deliver(events: readonly ChatEvent[]): void {
    for (const event of events) {
      const taken = this.#options.accept(event);
      this.#taking.add(taken);
      void taken.finally(() => this.#taking.delete(taken));
    }
  }

  /** A login: holds what is heard until the house knows who is who. Rejects when the groups cannot be read. */
  async begin(puppet: Puppet, groups: Groups, contactId: string): Promise<void> {
    this.selfId = contactId;
    this.#order.hold();
    this.self = puppet.contactPayload(contactId).then(
      ({ name }) => this.#named(contactId, name),
      () => this.#named(contactId, this.name),
    );
    const login = {};
    this.#current = login;
    const isThis = () => this.#current === login; // a newer login has its own wait
    try {
      const strangers = this.#letAcquaintancesPass(groups, isThis);
      await this.#read(puppet, groups, async (id, settled) => {
        (await strangers)?.met(id, settled);
        if (isThis()) await this.#letPass(strangers);
      });
    } finally {
      if (isThis()) {
        this.#current = null;
        this.#order.release();
      }
    }
  }

  /** The login is over: what waits is handed over, and resolves when it is recorded. */
  async end(idle: Promise<void>): Promise<void> {
    this.#current = null;
    this.#order.release();
    await idle;
    if (this.selfId !== "") await this.#order.empty();
    await Promise.all(this.#taking);
  }

  get #key() {
    return { platform: "wechat", account: this.#options.account };
  }

  #named(id: string, name: string): Self {
    this.name = name;
    return { account: this.#options.account, id, name };
  }

  /** Null while the database is away: then everybody waits. */
  async #letAcquaintancesPass(groups: Groups, isThis: () => boolean): Promise<Strangers | null> {
    try {
      const known = await this.#options.acquaintances.known(this.#key);
      groups.knows(known.groups);
      const strangers = new Strangers(known);
      if (isThis()) await this.#letPass(Promise.resolve(strangers));
      return strangers;
    } catch (error) {
      this.#options.log.warn({ err: error }, "WeChat: whom the house knows could not be looked up; everybody waits");
      return null;
    }
  }

  /** Asks anew about everything that waits. */
  async #letPass(known: Promise<Strangers | null>): Promise<void> {
    const strangers = await known;
    if (!strangers) return;
    strangers.askedAnew();
    this.#order.hold((events) => events.every((event) => strangers.mayPass(event)));
  }

  async #read(
    puppet: Puppet,
    groups: Groups,
    onSettled: (group: string, people: ReadonlySet<string>) => Promise<void>,
  ): Promise<void> {
    const { hours } = this.#options;
    await until(readyWithinMs, hours, (done) => puppet.once("ready", done));
    const read = groups.readAll(this.selfId, hours.now(), onSettled);
    // whoever cannot be read in time is heard all the same, and matched by an operator
    await Promise.race([read, until(readWithinMs, hours)]);
  }
}

/** Resolves when `begin`'s callback is called, or after this time. */
function until(ms: number, hours: Hours, begin: (done: () => void) => unknown = () => {}): Promise<void> {
  return new Promise((resolve) => {
    const stop = hours.every(ms, () => done());
    const done = () => {
      stop();
      resolve();
    };
    begin(done);
  });
}

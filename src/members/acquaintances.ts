import type { Acquaintances } from "../core/acquaintances.ts";
import type { Database } from "../core/database/index.ts";
import type { Log } from "../core/log.ts";
import type { Clock } from "../core/time.ts";
import { knownIds, meet, meetOne } from "./roster.ts";

export interface AcquaintancesOptions {
  database: Database;
  clock: Clock;
  log: Log;
  /** waits so many ms, or until the end */
  delay(ms: number): Promise<void>;
  /** the end: nothing is tried any more */
  signal: AbortSignal;
  /** Somebody's id means another member now, or a group's another chat. */
  onChanged(): void;
}

/** What the house knows of who is in an account's groups, for its bots. */
export function createAcquaintances(options: AcquaintancesOptions): Acquaintances {
  const { database, clock, log, onChanged } = options;
  return {
    known: (account) => knownIds(database, account),

    /** Tried until it succeeds: events of a session wait for it, or they would be strangers' events. */
    async meet(account, seen) {
      for (let failures = 1; !options.signal.aborted; failures++) {
        try {
          const { people, unsure, groups, unsureGroups } = await meet(database, account, seen, clock.now());
          if (people + unsure + groups + unsureGroups.length === 0) return;
          onChanged();
          log.warn({ ...account, people, unsure, groups, unsureGroups }, "ids changed with a login; see /identities");
          return;
        } catch (error) {
          log.error({ err: error, ...account }, "who is in the groups could not be taken in; trying again");
          await options.delay(Math.min(10_000, 500 * 2 ** failures));
        }
      }
    },

    /** A group that cannot be taken in by itself now is taken in with the others. */
    async meetOne(account, seen) {
      try {
        const met = await meetOne(database, account, seen, clock.now());
        if (met && met.found > 0) onChanged();
        return met && met.settled;
      } catch (error) {
        log.warn({ err: error, ...account }, "a group could not be taken in by itself; the others are waited for");
        return null;
      }
    },
  };
}

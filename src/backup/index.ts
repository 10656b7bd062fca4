import path from "node:path";
import pg from "pg";
import type { Config } from "../config.ts";
import type { Database } from "../core/database/index.ts";
import type { PersonHooks } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import { keyFile } from "../core/vault.ts";
import { listForgotten } from "../members/forget.ts";
import { dump } from "./dump.ts";
import type { BackupReason } from "./manifest.ts";
import { restoreKey } from "./key.ts";
import { restore, type Restored } from "./restore.ts";
import { forgottenOn, keepForgotten, newestGood, readForgotten, tidy, type Backup } from "./shelf.ts";
import { verify } from "./verify.ts";

export type { Restored } from "./restore.ts";
export { backupsIn, newestGood, sizeOf, type Backup } from "./shelf.ts";

/** Where an installation's backups lie. */
const shelfOf = (config: Pick<Config, "HEARTH_BACKUP_DIR" | "HEARTH_DATA_DIR">): string =>
  config.HEARTH_BACKUP_DIR ?? path.join(config.HEARTH_DATA_DIR, "backups");

export interface BackupsOptions {
  config: Pick<Config, "HEARTH_BACKUP_DIR" | "HEARTH_DATA_DIR" | "HEARTH_BACKUP_DAYS">;
  /** loaded when a backup is restored or tried */
  hooks(): Promise<readonly PersonHooks[]>;
  now(): Date;
  log: Log;
}

/** The backups of one installation: made, tried, and taken away when they are old. */
export class Backups {
  readonly shelf: string;
  readonly #options: BackupsOptions;
  #forgotten = "";

  constructor(options: BackupsOptions) {
    this.#options = options;
    this.shelf = shelfOf(options.config);
  }

  /**
   * Makes a backup of the database at an address, over a connection of its own; returns its folder. It is not
   * called good before `verify` has tried it.
   */
  async make(address: pg.PoolConfig, reason: BackupReason): Promise<string> {
    tidy(this.shelf, this.#options.now(), this.#options.config.HEARTH_BACKUP_DAYS);
    return this.#dump(address, reason);
  }

  /** Restores a backup into a database for a moment, beside the one at `address`, with every check, and calls it good. */
  async verify(folder: string, address: pg.PoolConfig): Promise<Restored> {
    const restored = await verify(folder, address, await this.#options.hooks(), this.#options.now());
    tidy(this.shelf, this.#options.now(), this.#options.config.HEARTH_BACKUP_DAYS);
    return restored;
  }

  /**
   * Restores a backup at an empty address, with the installation's key and without whoever was forgotten:
   * on the lists beside the backup and on this shelf, and on one more if given. See `restore`.
   */
  async restore(folder: string, address: pg.PoolConfig, list?: string): Promise<Restored> {
    const lists = [forgottenOn(path.dirname(path.resolve(folder))), forgottenOn(this.shelf)];
    const forgotten = [...new Set([...lists, ...(list === undefined ? [] : [list])])].flatMap(readForgotten);
    await restoreKey(folder, this.#options.config.HEARTH_DATA_DIR);
    const restored = await restore({ config: address, folder, hooks: await this.#options.hooks(), forgotten });
    return restored;
  }

  /** Makes and tries a backup before the schema changes; when that fails the change does not happen. */
  readonly beforeMigrating = async (address: pg.PoolConfig): Promise<void> => {
    // not over the connection that migrates: the pool's are pipelined, and COPY is not for those
    const folder = await this.make(address, "migration");
    await this.verify(folder, address);
    this.#options.log.warn({ folder }, "a backup was made and tried before the database's schema is changed");
  };

  /** The newest one that was tried and found whole. */
  newestGood(): Backup | undefined {
    return newestGood(this.shelf);
  }

  /** Age of the newest good one in ms; null = there is none. */
  readonly ageMs = (): number | null => {
    const newest = this.newestGood();
    return newest ? this.#options.now().getTime() - newest.takenAt.getTime() : null;
  };

  /** Keeps the list of the forgotten beside the backups: whatever becomes of the database, a restore knows it. */
  async keepForgotten(database: Database): Promise<void> {
    const { rows } = await database.pool.query<{ state: string }>(
      "SELECT count(*) || ' ' || coalesce(max(at)::text, '') AS state FROM forgotten",
    );
    const state = rows[0]?.state ?? "";
    if (state === this.#forgotten) return;
    await keepForgotten(this.shelf, await listForgotten(database));
    this.#forgotten = state;
  }

  async #dump(address: pg.PoolConfig, reason: BackupReason): Promise<string> {
    const { config, now } = this.#options;
    const files = { [keyFile]: path.join(config.HEARTH_DATA_DIR, keyFile) };
    const options = { shelf: this.shelf, reason, now: now(), files };
    const client = new pg.Client(address);
    client.on("error", () => {}); // the query under way rejects
    await client.connect();
    try {
      return await dump({ ...options, client });
    } finally {
      await client.end();
    }
  }
}

import type { PoolConfig } from "pg";
import { Backups } from "../backup/index.ts";
import type { Config } from "../config.ts";
import type { Database } from "../core/database/index.ts";
import type { Log } from "../core/log.ts";
import type { Language } from "../core/text.ts";
import type { Recorder } from "../core/record.ts";
import { systemClock } from "../core/time.ts";
import { openInstallation, type Installation } from "../installation.ts";
import type { BackupContext } from "./backup.ts";
import { speaking, type CliContext, type OpenHouse } from "./context.ts";

/** Commands that join the installation's database for as long as they run. */
export class Joined implements CliContext, BackupContext {
  readonly out: (line: string) => void;
  readonly language: Language;
  readonly say: CliContext["say"];
  readonly backups: Backups;
  readonly #config: Config;
  readonly #log: Log;
  #installation: Installation | undefined;

  constructor(config: Config, log: Log, speech: Pick<CliContext, "out" | "language">) {
    this.#config = config;
    this.#log = log;
    this.out = speech.out;
    const { language, say } = speaking(speech.language);
    this.language = language;
    this.say = say;
    const hooks = async () => (await import("../features/index.ts")).personHooks;
    this.backups = new Backups({ config, hooks, now: () => systemClock.now(), log });
  }

  async open(): Promise<OpenHouse> {
    const database = await (await this.#join()).open("hearth");
    return { database, clock: systemClock, recorder: () => this.#recorder(database) };
  }

  /** Of a house of its own, with no bots. */
  async #recorder(database: Database): Promise<Recorder> {
    const [{ features }, { createHouse }] = await Promise.all([import("../features/index.ts"), import("../house.ts")]);
    const house = createHouse({ database, features, bots: [], clock: systemClock, log: this.#log, pacing: true });
    return house.recorder;
  }

  async openPlayground(): Promise<Database> {
    return (await this.#join()).open("hearth_playground");
  }

  async address(): Promise<PoolConfig> {
    return (await this.#join()).address("hearth");
  }

  async #join(): Promise<Installation> {
    this.#installation ??= await openInstallation(this.#config, this.#log, this.backups.beforeMigrating);
    return this.#installation;
  }

  async close(): Promise<void> {
    await this.#installation?.close();
  }
}

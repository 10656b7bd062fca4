import type { CrashGap } from "../../src/core/crash.ts";
import type { FakeTelegram } from "../fakes/telegram.ts";
import { seeded } from "../fakes/telegram/queue.ts";
import { testFeatures, TestInstallation } from "./installation.ts";
import { always, answersIn, settled, tickHoursSql, unaskedTexts, violations, type Evidence } from "./invariants.ts";
import { Traffic } from "./traffic.ts";

export interface KillRunOptions {
  seed: number;
  kills: number;
  /** messages said before each kill */
  messagesPerKill: number;
  groups: number;
  /** of so many rounds one dies at a gap, at each in turn; the others anywhere */
  gapEvery: number;
}

export interface KillReport {
  seed: number;
  /** by what was killed, or at which gap */
  kills: Record<string, number>;
  /** starts that ended by themselves, because the database was gone: the next start goes on */
  gaveUp: number;
  updates: number;
  /** lines that say what is wrong; none is good */
  wrong: string[];
  commands: number;
  unanswered: number;
  answeredAgain: number;
  poison: { said: number; setAside: number };
  unasked: { written: number; unknown: number; unknownArrived: number };
  seconds: number;
}

/** Gaps to die in, and at which passing at the latest. */
const gaps = [
  ["after-accept", 1],
  ["during-forget", 1],
  ["during-join", 1],
  ["inside-effect", 5],
  ["after-effect", 5],
  ["after-sending", 4],
  ["after-http", 4],
] as const satisfies readonly (readonly [CrashGap, number])[];
const targets = ["product", "product", "product", "backend", "postmaster", "all", "everything"] as const;
/** A gap that was not reached by then is not reached any more. */
const gapLimitMs = 3_000;

/** Kills an installation again and again in the middle of its work and looks at the books. */
export async function runKills(options: KillRunOptions): Promise<KillReport> {
  const installation = await TestInstallation.create({ seed: options.seed, data: null, features: testFeatures });
  try {
    return await new KillRun(installation, options).run();
  } finally {
    await installation.close();
  }
}

/** Everything that goes wrong on the way to and from a platform. */
export function makeTrouble({ queue, faults }: FakeTelegram): void {
  Object.assign(queue.delivery, { shuffle: 0.2, duplicates: 0.2 });
  const sending = { method: "sendMessage", times: null };
  faults.add({ ...sending, rate: 0.05, action: { kind: "tooMany", retryAfter: 1 } });
  faults.add({ ...sending, rate: 0.015, action: { kind: "serverError", code: 500 } });
  faults.add({ ...sending, rate: 0.015, action: { kind: "serverError", code: 502, effect: true } });
  faults.add({ ...sending, rate: 0.03, action: { kind: "reset" } });
  faults.add({ ...sending, rate: 0.03, action: { kind: "reset", effect: true } });
  faults.add({ method: "getUpdates", times: null, rate: 0.02, action: { kind: "reset" } });
}

/** What the schedules have still to say: the clock's work is not in the inbox. */
export const ticksLeft = `(SELECT count(*) * 6 FROM community)::int - (${tickHoursSql})::int`;

type Figures = Pick<KillReport, "poison" | "unasked">;

class KillRun {
  readonly #installation: TestInstallation;
  readonly #options: KillRunOptions;
  readonly #random: () => number;
  readonly #traffic: Traffic;
  readonly #ledger = new Map<string, number>();
  readonly #kills: Record<string, number> = {};
  readonly #wrong: string[] = [];
  #gaveUp = 0;
  #figures: Figures = {
    poison: { said: 0, setAside: 0 },
    unasked: { written: 0, unknown: 0, unknownArrived: 0 },
  };

  constructor(installation: TestInstallation, options: KillRunOptions) {
    this.#installation = installation;
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#traffic = new Traffic(installation.telegram, this.#random);
  }

  async run(): Promise<KillReport> {
    const startedAt = performance.now();
    const { kills, groups } = this.#options;
    await this.#firstStarts();
    makeTrouble(this.#installation.telegram);
    for (let number = 0; this.#killCount() < kills; number++) {
      if (this.#traffic.groups.length < groups && number % Math.ceil(kills / groups) === 0) this.#traffic.openGroup();
      await this.#round(number);
    }
    await this.#settle();
    return this.#report((performance.now() - startedAt) / 1000);
  }

  #killCount(): number {
    return Object.values(this.#kills).reduce((sum, count) => sum + count, 0);
  }

  #count(what: string): void {
    this.#kills[what] = (this.#kills[what] ?? 0) + 1;
  }

  /** The first life ends while the database is being made, the second while it is migrated. */
  async #firstStarts(): Promise<void> {
    this.#installation.start();
    await delay(150 + this.#random() * 900);
    if (await this.#installation.killProduct()) this.#count("first start");
    const migrating = this.#installation.start({ CRASH_AT: "during-migration:2" });
    await migrating.exit();
    this.#count("during-migration");
  }

  /** Something is said, and something dies 20–520 ms later or after some answers, or at a gap. */
  async #round(number: number): Promise<void> {
    const { gapEvery } = this.#options;
    const gap = number % gapEvery === 1 ? gaps[Math.floor(number / gapEvery) % gaps.length] : undefined;
    if (gap?.[0] === "during-join") return this.#killJoin();
    if (gap) await this.#installation.killProduct();
    if (!this.#installation.running)
      await this.#start(gap ? `${gap[0]}:${1 + Math.floor(this.#random() * gap[1])}` : undefined);
    if (gap?.[0] === "during-forget") this.#traffic.leave();
    this.#traffic.speak(this.#options.messagesPerKill);
    if (gap) return this.#awaitGap(gap[0]);
    if (number % 2 === 0) await this.#installation.answering(1 + Math.floor(this.#random() * 6));
    await delay(20 + this.#random() * 500);
    await this.#kill(targets[Math.floor(this.#random() * targets.length)] as (typeof targets)[number]);
  }

  /** Starts the product until it is ready, or has died at its gap before; then looks at the books. */
  async #start(crashAt?: string): Promise<void> {
    const product = this.#installation.start(crashAt ? { CRASH_AT: crashAt } : {});
    try {
      await product.ready();
    } catch (error) {
      if (product.child.signalCode === "SIGKILL") return;
      this.#gaveUp++;
      if (this.#gaveUp > 3 + this.#killCount()) throw error;
      return this.#start(crashAt);
    }
    await this.#look(always);
  }

  /** Somebody on the command line joins two communities and dies in the middle of it: nothing may have moved. */
  async #killJoin(): Promise<void> {
    if (!this.#installation.running) await this.#start();
    const [from, to] = this.#traffic.groups;
    this.#traffic.speak(this.#options.messagesPerKill);
    if (!from || !to || !(await this.#knows("Group 2"))) return;
    const command = ["community", "join", `telegram:${from.id}`, "--to", "Group 2"];
    await this.#installation.run(command, { CRASH_AT: "during-join" });
    this.#count("during-join");
  }

  async #knows(community: string): Promise<boolean> {
    const db = await this.#installation.connect();
    const { rows } = await db.query<{ name: string }>("SELECT name FROM community");
    await db.end();
    return rows.length > 1 && rows.some(({ name }) => name === community);
  }

  async #awaitGap(gap: CrashGap): Promise<void> {
    const { product } = this.#installation;
    const limit = setTimeout(() => product?.child.kill("SIGKILL"), gapLimitMs);
    const startedAt = performance.now();
    await product?.exit();
    clearTimeout(limit);
    this.#count(performance.now() - startedAt < gapLimitMs ? gap : "product");
  }

  async #kill(target: (typeof targets)[number]): Promise<void> {
    const installation = this.#installation;
    if (target === "product") {
      if (await installation.killProduct()) this.#count("product");
      return;
    }
    const killed = installation.killDatabase(target === "everything" ? "all" : target, this.#random);
    if (target === "everything") await installation.killProduct();
    if (killed) this.#count(target === "everything" ? "product and database" : `database (${target})`);
  }

  /** One more life without trouble, in which everything is worked off. */
  async #settle(): Promise<void> {
    const { telegram } = this.#installation;
    await this.#installation.killProduct();
    this.#count("product");
    telegram.faults.clear();
    await this.#start();
    await this.#installation.workedOff(ticksLeft);
    await this.#look({ ...always, ...settled });
    this.#figures = await this.#countFigures();
    const code = await this.#installation.product?.stop();
    if (code !== 0)
      this.#wrong.push(`the last stop ended with ${code}: ${this.#installation.product?.stderr.slice(-2000)}`);
  }

  async #look(invariants: typeof always): Promise<void> {
    const db = await this.#installation.connect();
    try {
      // what a schedule has missed shows only in a community that is older than its moments
      await db.query(
        "UPDATE community SET created_at = created_at - interval '3 days' WHERE created_at > now() - interval '1 day'",
      );
      await db.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      this.#wrong.push(...(await violations(invariants, this.#evidence(db))));
    } finally {
      await db.end();
    }
  }

  #evidence(db: Evidence["db"]): Evidence {
    return { db, traffic: this.#traffic, calls: this.#installation.telegram.calls, ledger: this.#ledger };
  }

  async #countFigures(): Promise<Figures> {
    const arrived = new Set(unaskedTexts(this.#installation.telegram.calls));
    const db = await this.#installation.connect();
    const { rows: dead } = await db.query<{ count: number }>(
      "SELECT count(*)::int FROM inbox WHERE status = 'dead' AND event ->> 'text' = '毒药'",
    );
    const { rows: unasked } = await db.query<{ text: string; state: string }>(
      "SELECT message ->> 'text' AS text, state FROM outbox WHERE key ~ '^(nudge|tick):'",
    );
    await db.end();
    const unknown = unasked.filter(({ state }) => state === "unknown");
    return {
      poison: {
        said: this.#traffic.said.filter((one) => one.command === "poison").length,
        setAside: dead[0]?.count ?? 0,
      },
      unasked: {
        written: unasked.length,
        unknown: unknown.length,
        unknownArrived: unknown.filter(({ text }) => arrived.has(text)).length,
      },
    };
  }

  #report(seconds: number): KillReport {
    const commands = this.#traffic.said.filter((one) => one.command);
    const answers = answersIn(this.#installation.telegram.calls);
    const times = commands.map(({ group, messageId }) => answers.get(`${group} ${messageId}`) ?? 0);
    return {
      seed: this.#options.seed,
      kills: this.#kills,
      gaveUp: this.#gaveUp,
      updates: this.#traffic.said.length + this.#traffic.joins + 2 * this.#traffic.leavers.length,
      wrong: [...new Set(this.#wrong)],
      commands: commands.length,
      unanswered: times.filter((count) => count === 0).length,
      answeredAgain: times.filter((count) => count > 1).length,
      ...this.#figures,
      seconds: Math.round(seconds),
    };
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

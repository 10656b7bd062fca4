import { seeded } from "../fakes/telegram/queue.ts";
import { Fleet } from "./fleet.ts";
import { always, answersIn, settled, violations } from "./invariants.ts";
import { makeTrouble, ticksLeft } from "./kills.ts";
import { Traffic } from "./traffic.ts";

export interface ProcessesOptions {
  seed: number;
  processes: number;
  /** rounds: in each something is said, and one process ends */
  rounds: number;
  /** from one end to the next, in ms */
  everyMs: number;
  messagesPerRound: number;
  groups: number;
  /** Rounds in which the process that receives is stopped for longer than its lease, and goes on; each takes 20 s. */
  stalls: number;
}

export interface ProcessesReport {
  seed: number;
  /** how processes ended, by kind */
  ends: Record<"killed" | "stopped" | "stalled", number>;
  /** … of which had the receiver's turn */
  receivers: number;
  updates: number;
  wrong: string[];
  commands: number;
  unanswered: number;
  answeredAgain: number;
  /** longest the bot's updates were asked for by nobody, in ms */
  longestSilenceMs: number;
  seconds: number;
}

/** Longer than a turn's lease. */
const stallMs = 20_000;

/** Runs several processes on one database and ends one after the other, by kill, stop or stall; then looks at the books. */
export async function runProcesses(options: ProcessesOptions): Promise<ProcessesReport> {
  const fleet = await Fleet.create(options.seed);
  try {
    return await new ProcessesRun(fleet, options).run();
  } finally {
    await fleet.close();
  }
}

class ProcessesRun {
  readonly #fleet: Fleet;
  readonly #options: ProcessesOptions;
  readonly #random: () => number;
  readonly #traffic: Traffic;
  readonly #ends = { killed: 0, stopped: 0, stalled: 0 };
  #receivers = 0;

  constructor(fleet: Fleet, options: ProcessesOptions) {
    this.#fleet = fleet;
    this.#options = options;
    this.#random = seeded(options.seed);
    this.#traffic = new Traffic(fleet.telegram, this.#random);
  }

  async run(): Promise<ProcessesReport> {
    const startedAt = performance.now();
    const { processes, rounds, groups } = this.#options;
    await Promise.all(Array.from({ length: processes }, (_, number) => this.#fleet.start(number)));
    for (let group = 0; group < groups; group++) this.#traffic.openGroup();
    makeTrouble(this.#fleet.telegram);
    for (let round = 0; round < rounds; round++) await this.#round(round);
    const wrong = await this.#settle();
    return this.#report(wrong, (performance.now() - startedAt) / 1000);
  }

  /** Every other round it is the receiver's turn to end, every fifth round in good order, as in a rolling restart. */
  async #round(round: number): Promise<void> {
    const { processes, everyMs, messagesPerRound, stalls } = this.#options;
    const speaking = this.#speak(messagesPerRound, everyMs);
    const receiver = await this.#fleet.receiver();
    const chosen = round % 2 === 0 && receiver !== null ? receiver : Math.floor(this.#random() * processes);
    if (chosen === receiver) this.#receivers++;
    await new Promise((resolve) => setTimeout(resolve, 20 + this.#random() * 500));
    const product = this.#fleet.members[chosen];
    if (round % 2 === 0 && round / 2 < stalls) {
      this.#ends.stalled++;
      product?.child.kill("SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, stallMs));
      product?.child.kill("SIGCONT");
    } else {
      const inOrder = round % 5 === 4;
      if (inOrder) await product?.stop();
      await this.#fleet.kill(chosen);
      this.#ends[inOrder ? "stopped" : "killed"]++;
      await this.#fleet.start(chosen);
    }
    await speaking;
  }

  /** Says something now and then, over a time. */
  async #speak(messages: number, ms: number): Promise<void> {
    const parts = 10;
    for (let part = 0; part < parts; part++) {
      this.#traffic.speak(Math.ceil(messages / parts));
      await new Promise((resolve) => setTimeout(resolve, ms / parts));
    }
  }

  async #settle(): Promise<string[]> {
    this.#fleet.telegram.faults.clear();
    const db = await this.#fleet.connect();
    try {
      // what a schedule has missed shows only in a community that is older than its moments
      await db.query("UPDATE community SET created_at = created_at - interval '3 days'");
      await this.#fleet.workedOff(ticksLeft);
      await db.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      const evidence = { db, traffic: this.#traffic, calls: this.#fleet.telegram.calls, ledger: new Map() };
      return await violations({ ...always, ...settled }, evidence);
    } finally {
      await db.end();
    }
  }

  #report(wrong: string[], seconds: number): ProcessesReport {
    const { calls } = this.#fleet.telegram;
    const commands = this.#traffic.said.filter((one) => one.command);
    const answers = answersIn(calls);
    const times = commands.map(({ group, messageId }) => answers.get(`${group} ${messageId}`) ?? 0);
    return {
      seed: this.#options.seed,
      ends: this.#ends,
      receivers: this.#receivers,
      updates: this.#traffic.said.length + this.#traffic.joins + 2 * this.#traffic.leavers.length,
      wrong: [...new Set(wrong)],
      commands: commands.length,
      unanswered: times.filter((count) => count === 0).length,
      answeredAgain: times.filter((count) => count > 1).length,
      longestSilenceMs: longestPause(this.#fleet.telegram.polledAt),
      seconds: Math.round(seconds),
    };
  }
}

/** The longest time from one instant to the next. */
const longestPause = (times: readonly number[]): number =>
  times.slice(1).reduce((longest, at, index) => Math.max(longest, at - (times[index] ?? at)), 0);

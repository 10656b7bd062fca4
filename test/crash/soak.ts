import { readFileSync } from "node:fs";
import { seeded } from "../fakes/telegram/queue.ts";
import { testFeatures, TestInstallation } from "./installation.ts";
import { always, settled, violations, type Evidence } from "./invariants.ts";
import { Traffic } from "./traffic.ts";

export interface SoakOptions {
  seed: number;
  hours: number;
  /** real milliseconds for each of them */
  hourMs: number;
  messagesPerHour: number;
  groups: number;
}

export interface SoakReport {
  messages: number;
  /** memory of the product at the median of each hour, MB */
  memoryMb: number[];
  /** growth after the first hour, by least squares, MB an hour */
  slopeMb: number;
  wrong: string[];
}

/** Parts of an hour: messages come in so many handfuls, and memory is looked at after each. */
const parts = 10;

/** Runs an installation through hours of traffic with a platform that makes mistakes, and looks at memory and books. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const installation = await TestInstallation.create({ seed: options.seed, features: testFeatures });
  try {
    return await soak(installation, options);
  } finally {
    await installation.close();
  }
}

async function soak(installation: TestInstallation, options: SoakOptions): Promise<SoakReport> {
  const { hours, hourMs, messagesPerHour, groups } = options;
  const { telegram } = installation;
  const traffic = new Traffic(telegram, seeded(options.seed));
  for (let number = 0; number < groups; number++) traffic.openGroup();
  makeTrouble(installation);
  const product = installation.start();
  await product.ready();
  const ledger = new Map<string, number>();
  const memoryMb: number[] = [];
  const wrong: string[] = [];
  const look = async (invariants: typeof always) =>
    wrong.push(...(await lookAt(installation, invariants, { traffic, calls: telegram.calls, ledger })));
  for (let hour = 0; hour < hours; hour++) {
    const samples: number[] = [];
    for (let part = 0; part < parts; part++) {
      traffic.speak(messagesPerHour / parts);
      await new Promise((resolve) => setTimeout(resolve, hourMs / parts));
      samples.push(residentMb(product.child.pid ?? 0));
    }
    memoryMb.push(samples.sort((one, other) => one - other)[parts / 2] ?? 0);
    await look(always);
  }
  telegram.faults.clear();
  await installation.workedOff();
  await look({ ...always, ...settled });
  if ((await product.stop()) !== 0) wrong.push(`it did not stop cleanly: ${product.stderr.slice(-500)}`);
  return { messages: traffic.said.length, memoryMb, slopeMb: slope(memoryMb.slice(1)), wrong };
}

/** A platform as on an ordinary bad day. */
function makeTrouble({ telegram: { queue, faults } }: TestInstallation): void {
  Object.assign(queue.delivery, { shuffle: 0.1, duplicates: 0.1 });
  const sending = { method: "sendMessage", times: null };
  faults.add({ ...sending, rate: 0.02, action: { kind: "tooMany", retryAfter: 1 } });
  faults.add({ ...sending, rate: 0.01, action: { kind: "reset" } });
}

async function lookAt(
  installation: TestInstallation,
  invariants: typeof always,
  evidence: Omit<Evidence, "db">,
): Promise<string[]> {
  const db = await installation.connect();
  try {
    // schedules are due in communities that are older than their moments
    await db.query(
      "UPDATE community SET created_at = created_at - interval '3 days' WHERE created_at > now() - interval '1 day'",
    );
    await db.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    return await violations(invariants, { db, ...evidence });
  } finally {
    await db.end();
  }
}

/** What a process holds in memory now, by /proc. */
function residentMb(pid: number): number {
  const [, kB = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kB) / 1024;
}

/** Least squares over equal steps. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const above = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return above / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}

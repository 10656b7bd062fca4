import { readFileSync } from "node:fs";
import { TestInstallation } from "./installation.ts";

export interface BacklogReport {
  updates: number;
  commands: number;
  /** from the first poll until the platform's queue is empty */
  recordSeconds: number;
  /** … until every command is answered */
  answerSeconds: number;
  /** most memory the product held, MB */
  memoryMb: number;
  counted: number;
  checkins: number;
  answers: number;
  unasked: number;
}

/** Gives an installation an hour-old backlog, as after an outage: one in fifty is a command. */
export async function runBacklog(updates: number): Promise<BacklogReport> {
  const installation = await TestInstallation.create();
  try {
    const { telegram } = installation;
    telegram.state.now = () => Date.now() - 3_600_000;
    const groups = Array.from({ length: 20 }, (_, index) => telegram.group(`Group ${index}`));
    const people = Array.from({ length: Math.ceil(updates / 50) }, (_, index) => telegram.person(`Person ${index}`));
    for (let number = 0; number < updates; number++) {
      const person = people[Math.floor(number / 50)];
      const group = groups[Math.floor(number / 50) % groups.length];
      if (person) group?.says(person, number % 50 === 0 ? "签到" : `message number ${number} of the backlog`);
    }
    const product = installation.start();
    await product.ready();
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    while (telegram.pending > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const recordSeconds = seconds();
    await installation.workedOff();
    const answerSeconds = seconds();
    const sent = telegram.callsTo("sendMessage");
    return {
      updates,
      commands: people.length,
      recordSeconds,
      answerSeconds,
      memoryMb: peakMb(product.child.pid ?? 0),
      counted: (await installation.ask("SELECT sum(messages)::int AS count FROM member_day")) ?? 0,
      checkins: (await installation.ask("SELECT count(*)::int FROM ledger_entry WHERE reason = 'checkin'")) ?? 0,
      answers: sent.filter((call) => call.params.reply_parameters).length,
      unasked: sent.filter((call) => !call.params.reply_parameters).length,
    };
  } finally {
    await installation.close();
  }
}

/** The most memory a process has held, by /proc. */
function peakMb(pid: number): number {
  const [, kB = "0"] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kB) / 1024);
}

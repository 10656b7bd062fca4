import { readFileSync, writeFileSync } from "node:fs";
import { spread, type Spread } from "./figures.ts";
import type { DigestCost } from "./digest.ts";
import type { EntryCost } from "./draw-entry.ts";
import type { DrawCost } from "./draw.ts";
import type { Growth } from "./growth.ts";
import type { ImportResult } from "./import-speed.ts";
import type { LiveResult } from "./live.ts";
import type { ServiceCost } from "./service.ts";

/** Everything one run found out. */
export interface Report {
  day: string;
  command: string;
  machine: string;
  rounds: number;
  live: LiveResult[];
  /** MB of the program at 50 groups and 50,000 members */
  memory: number | null;
  growth: Growth[];
  digests: DigestCost[];
  imports: ImportResult[];
  service: ServiceCost[];
  entries: EntryCost[];
  draws: DrawCost[];
  /** share of the machine that other programs used, 0–1 */
  others: number;
  /** CPU milliseconds of the same arithmetic before and after */
  yardsticks: number[];
}

const titles: Record<LiveResult["name"], string> = {
  empty: "empty telegraf bot",
  usual: "telegraf + Prisma, one transaction a message",
  embedded: "**Hearth**, embedded database",
  server: "**Hearth**, PostgreSQL server",
};

/** The report as people read it: medians, and least to greatest in brackets. */
export function asMarkdown(report: Report): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const parts = [
    `${report.day}, \`${report.command}\`, ${report.rounds} interleaved round(s), median (least–greatest). ${report.machine}. ` +
      `Other programs used ${percent(report.others)} of the machine meanwhile; the same 30 million steps of arithmetic ` +
      `took ${report.yardsticks.map((each) => round(each, 0)).join(" ms of CPU before and ")} ms after.`,
  ];
  if (report.live.length > 0) parts.push(liveTable(report.live), repliesTable(report.live));
  if (report.memory !== null) {
    parts.push(
      `Memory of the program at 50 groups and 50,000 members who have all just spoken, some with commands: ${round(report.memory, 0)} MB at its highest.`,
    );
  }
  if (report.growth.length > 0) parts.push(tableOf(growthColumns, report.growth));
  if (report.digests.length > 0) parts.push(tableOf(digestColumns, report.digests));
  if (report.imports.length > 0) parts.push(importTable(report.imports));
  if (report.service.length > 0) parts.push(serviceTable(report.service));
  if (report.entries.length > 0) parts.push(entryTable(report.entries));
  if (report.draws.length > 0) parts.push(drawTable(report.draws));
  return parts.join("\n\n");
}

const round = (value: number, digits: number) =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

function show({ median, min, max }: Spread, digits: number): string {
  if (Number.isNaN(median)) return "–";
  const one = (value: number) => round(value, digits);
  return min === max ? one(median) : `${one(median)} (${one(min)}–${one(max)})`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

const names = (live: LiveResult[]) => [...new Set(live.map(({ name }) => name))];

function liveTable(live: LiveResult[]): string {
  const emptyRate = new Map(live.filter(({ name }) => name === "empty").map((one, index) => [index, one.perSecond]));
  const rows = names(live).map((name) => {
    const own = live.filter((one) => one.name === name);
    const of = (figure: (one: LiveResult) => number | null, digits: number) =>
      show(spread(own.flatMap((one) => figure(one) ?? [])), digits);
    const ratios = own.map((one, index) => one.perSecond / (emptyRate.get(index) ?? Number.NaN));
    return [
      titles[name],
      of((one) => one.perSecond, 0),
      show(spread(ratios), 2),
      of((one) => one.programCpu + one.databaseCpu, 3),
      of((one) => one.programCpu, 3),
      of((one) => one.databaseCpu, 3),
      of((one) => one.statementsPerUpdate, 2),
      of((one) => one.rss, 0),
      of((one) => one.databaseMemory, 0),
    ].map((cell) => cell.replace(/^(Infinity|-Infinity|NaN).*/, "–"));
  });
  const head = [
    "",
    "updates/s",
    "of the empty bot",
    "CPU s / 1,000",
    "program",
    "database",
    "statements / update",
    "MB program",
    "MB database",
  ];
  return table(head, rows);
}

function entryTable(entries: EntryCost[]): string {
  const of = (figure: (one: EntryCost) => number) => show(spread(entries.map(figure)), 1);
  const [first] = entries;
  const head = ["entering a draw, ms from event to answer", "p50", "p95", "last", "/points beside it", "entered"];
  const row = [
    `after ${round(first?.others ?? 0, 0)} others`,
    of((one) => one.p50),
    of((one) => one.p95),
    of((one) => one.max),
    of((one) => one.usual),
    entries.map((one) => `${one.entered} of ${one.asked}`).join(", "),
  ];
  return table(head, [row]);
}

function drawTable(draws: DrawCost[]): string {
  const of = (figure: (one: DrawCost) => number, digits: number) => show(spread(draws.map(figure)), digits);
  const [first] = draws;
  const head = ["result of a draw", "CPU ms", "ms", "one call a hash, CPU ms", "of that", "longest pause, ms"];
  const row = [
    `${round(first?.entries ?? 0, 0)} entries of weight ${first?.weight ?? 0}`,
    of((one) => one.product, 0),
    of((one) => one.productWall, 0),
    of((one) => one.plain, 0),
    of((one) => one.product / one.plain, 2),
    of((one) => one.pause, 0),
  ];
  return table(head, [row]);
}

function repliesTable(live: LiveResult[]): string {
  const rows: string[][] = [];
  for (const name of names(live).filter((one) => one !== "empty")) {
    const replies = live.filter((one) => one.name === name).flatMap((one) => one.replies);
    for (const rate of [200, 1_000]) {
      const own = replies.filter((one) => one.rate === rate);
      const asked = own.reduce((sum, one) => sum + one.asked, 0);
      const answered = own.reduce((sum, one) => sum + one.answered, 0);
      if (own.length === 0) rows.push([titles[name], round(rate, 0), "cannot keep up", "", "", ""]);
      else
        rows.push([
          titles[name],
          round(rate, 0),
          show(spread(own.map((one) => one.p50)), 0),
          show(spread(own.map((one) => one.p95)), 0),
          show(spread(own.map((one) => one.p99)), 0),
          `${round(answered, 0)} of ${round(asked, 0)}`,
        ]);
    }
  }
  return table(["replies to commands, ms from arrival", "updates/s offered", "p50", "p95", "p99", "answered"], rows);
}

/** A column of a table: its head, what stands in it, and with how many digits behind the point. */
type Column<T> = readonly [head: string, figure: (one: T) => number, digits: number];

const tableOf = <T>(columns: readonly Column<T>[], all: readonly T[]): string =>
  table(
    columns.map(([head]) => head),
    all.map((one) => columns.map(([, figure, digits]) => round(figure(one), digits))),
  );

const growthColumns: readonly Column<Growth>[] = [
  ["messages of one community", (one) => one.messages, 0],
  ["members", (one) => one.members, 0],
  ["rows of daily counts", (one) => one.rows, 0],
  ["/top, ms of database time", (one) => one.top, 1],
  ["/points", (one) => one.points, 1],
  ["stats of a month", (one) => one.stats, 1],
];

const digestColumns: readonly Column<DigestCost>[] = [
  ["messages in a year", (one) => one.messages, 0],
  ["members", (one) => one.members, 0],
  ["rows of daily counts", (one) => one.rows, 0],
  ["digest of a week, ms", (one) => one.digest, 0],
  ["ranking, ms", (one) => one.ranking, 1],
  ["reply meanwhile, ms, p50", (one) => one.replyP50, 0],
  ["p95", (one) => one.replyP95, 0],
];

function importTable(imports: ImportResult[]): string {
  const rows = [true, false].map((withIds) => {
    const own = imports.filter((one) => one.withIds === withIds);
    return [
      withIds ? "with message ids" : "without message ids",
      show(spread(own.map((one) => one.perSecond)), 0),
      show(spread(own.map((one) => one.programCpu)), 0),
      show(spread(own.map((one) => one.databaseCpu)), 0),
    ];
  });
  return table(["import of JSON Lines", "messages/s", "µs of CPU a message, program", "database"], rows);
}

const asked: Record<ServiceCost["what"], string> = {
  questions: "a question of the shop's",
  unknown: "one it has no entry for: a ticket",
  commands: "/points",
};

function serviceTable(costs: ServiceCost[]): string {
  const rows = (["questions", "unknown", "commands"] as const).map((what) => {
    const own = costs.filter((one) => one.what === what);
    const of = (figure: (one: ServiceCost) => number) => show(spread(own.map(figure)), 0);
    return [asked[what], of((one) => one.p50), of((one) => one.p95), of((one) => one.max), of((one) => one.tickets)];
  });
  return table(
    [`${costs[0]?.asked ?? 0} at once, in private`, "answered within, ms, p50", "p95", "last", "tickets"],
    rows,
  );
}

const begin = "<!-- bench:begin -->";
const end = "<!-- bench:end -->";

/** Puts a new table between the marks of a page. @throws Error when the marks are missing */
export function writeInto(file: string, table: string): void {
  const page = readFileSync(file, "utf8");
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no ${begin} … ${end}`);
  writeFileSync(file, `${before}${begin}\n${table}\n${end}${after}`);
}

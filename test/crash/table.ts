import type { KillReport } from "./kills.ts";

/** The reports as a Markdown table, a column each. */
export function table(reports: readonly KillReport[]): string {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);
  const rows: [string, (report: KillReport) => string | number][] = [
    ["kills / updates", (report) => `${sum(report.kills)} / ${report.updates}`],
    ["… of the product alone", (report) => report.kills.product ?? 0],
    ["… of the database or one of its processes", (report) => sumOf(report.kills, /^database/)],
    ["… of both", (report) => report.kills["product and database"] ?? 0],
    ["… of the product at a named gap", (report) => sumOf(report.kills, /^(after|inside|during)-/)],
    ["**wrong effects**", (report) => `**${report.wrong.length}**`],
    ["poison set aside", (report) => `${report.poison.setAside} of ${report.poison.said}`],
    ["commands never answered", (report) => `${report.unanswered} of ${report.commands}`],
    ["commands answered more than once", (report) => report.answeredAgain],
    ["unasked messages that arrived twice", (report) => report.wrong.filter((line) => line.startsWith("I5")).length],
    [
      "unasked messages left unknown (of which arrived)",
      ({ unasked }) => `${unasked.unknown} of ${unasked.written} (${unasked.unknownArrived})`,
    ],
    ["minutes", (report) => (report.seconds / 60).toFixed(1)],
  ];
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    line(["", ...reports.map((report) => `seed ${report.seed}`)]),
    line(["---", ...reports.map(() => "---")]),
    ...rows.map(([name, cell]) => line([name, ...reports.map(cell)])),
  ].join("\n");
}

function sumOf(kills: Record<string, number>, which: RegExp): number {
  return Object.entries(kills).reduce((total, [name, count]) => (which.test(name) ? total + count : total), 0);
}

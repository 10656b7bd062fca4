import stringWidth from "string-width";
import { formatNumber, text, type Language } from "../core/text.ts";
import type { Summary, Retained } from "../engagement/figures.ts";

const words = {
  title: text<{ name: string; from: string; to: string }>({
    zh: ({ name, from, to }) => `${name} · ${from} 至 ${to}`,
    en: ({ name, from, to }) => `${name} · ${from} to ${to}`,
  }),
  all: text({ zh: "所有社群", en: "All communities" }),
  ownZones: text({ zh: "各社群按自己的时区", en: "each community in its own time zone" }),
  day: text({ zh: "日期", en: "day" }),
  messages: text({ zh: "消息", en: "messages" }),
  active: text({ zh: "活跃", en: "active" }),
  joins: text({ zh: "加入", en: "joins" }),
  leaves: text({ zh: "离开", en: "leaves" }),
  total: text({ zh: "合计", en: "total" }),
  others: text<string>({
    zh: (count) => `机器人和频道另发了 ${count} 条，不计入以上数字`,
    en: (count) => `by bots and channels: ${count}, not counted above`,
  }),
  top: text({ zh: "发言最多", en: "most messages" }),
  nobody: text({ zh: "这些天群里还没有人发言", en: "nobody wrote in the groups in these days" }),
  asOf: text<string>({ zh: (day) => `截至 ${day} 结束`, en: (day) => `as of the end of ${day}` }),
  stickiness: text({ zh: "粘性", en: "stickiness" }),
  dauMean: text({ zh: "日均活跃", en: "mean DAU" }),
  retention: text({ zh: "留存", en: "retention" }),
  onDay: text({ zh: "当天", en: "on the day" }),
  orLater: text({ zh: "当天或之后", en: "on or after" }),
};

const definitions = text<void>({
  zh: () =>
    [
      "活跃：当天至少发过一条消息的成员（命令也算消息，加入和离开不算）；合计按人去重。",
      "WAU、MAU28：最近 7 天、28 天内活跃过的人数。日均活跃：这 28 天每天活跃人数的平均。粘性 = 日均活跃 ÷ MAU28。",
      "留存：首次发言在所选日期内、且第 N 天已过完的成员中，第 N 天（或第 N 天及以后）又发言的比例；“之后”的数字日后还会上升。",
    ].join("\n"),
  en: () =>
    [
      "active: members who wrote at least once that day (commands count, joins and leaves do not); the total counts each once.",
      "WAU, MAU28: different members active in the last 7 and 28 days. mean DAU: over those 28 days. stickiness = mean DAU ÷ MAU28.",
      "retention: of the members who first wrote in these days and whose day N is over, those who wrote on day N (or on some day from N on, which still rises).",
    ].join("\n"),
});

/** The figures as lines for a terminal: a row a day, the total, the top ten, the trailing figures, what they mean. */
export function statsTable(
  report: { name: string; timeZone: string | null; ids: readonly number[]; summary: Summary },
  language: Language,
): string[] {
  const { summary } = report;
  const { fromDay: from, toDay: to } = summary.range;
  const name = report.name === "all" ? words.all[language]() : clean(report.name);
  const zone = report.timeZone ?? words.ownZones[language]();
  const others = summary.totals.others;
  return [
    `${words.title[language]({ name, from, to })} (${zone})`,
    "",
    ...dayTable(summary, language),
    ...(others > 0 ? [words.others[language](formatNumber(others, language))] : []),
    "",
    words.top[language](),
    ...topTable(summary, language),
    "",
    words.asOf[language](to),
    ...trailingTable(summary, language),
    "",
    ...retentionTable(summary, language),
    "",
    ...definitions[language]().split("\n"),
  ];
}

function dayTable({ days, totals }: Summary, language: Language): string[] {
  const columns = ["messages", "active", "joins", "leaves"] as const;
  const row = (name: string, figures: Record<(typeof columns)[number], number>) => [
    name,
    ...columns.map((column) => formatNumber(figures[column], language)),
  ];
  return align([
    [words.day[language](), ...columns.map((column) => words[column][language]())],
    ...days.map((day) => row(day.day, day)),
    row(words.total[language](), totals),
  ]);
}

function topTable({ top }: Summary, language: Language): string[] {
  if (top.length === 0) return [`  ${words.nobody[language]()}`];
  // the name last: names of any script and width cannot push the figures out of line
  return align(
    top.map((each, index) => [
      `  ${index + 1}.`,
      formatNumber(each.messages, language),
      `  ${shorten(clean(each.name))}`,
    ]),
    2,
  );
}

function trailingTable({ wau, mau28, dauMean28, stickiness }: Summary, language: Language): string[] {
  return align([
    ["  WAU", formatNumber(wau, language)],
    ["  MAU28", formatNumber(mau28, language)],
    [`  ${words.dauMean[language]()}`, formatNumber(Math.round(dauMean28 * 10) / 10, language)],
    [`  ${words.stickiness[language]()}`, percent(stickiness)],
  ]);
}

function retentionTable({ retention }: Summary, language: Language): string[] {
  return align([
    [words.retention[language](), words.onDay[language](), words.orLater[language]()],
    ...retention.map((each) => [`  D${each.days}`, share(each.nDay), share(each.unbounded)]),
  ]);
}

const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;

const share = ({ retained, eligible }: Retained): string =>
  eligible === 0 ? "–" : `${percent(retained / eligible)} (${retained}/${eligible})`;

/** Columns side by side by the width a terminal shows; the first and those from `left` on flush left. */
function align(rows: string[][], left = Number.POSITIVE_INFINITY): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, stringWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const space = " ".repeat((widths[index] ?? 0) - stringWidth(cell));
        return index === 0 || index >= left ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Without what could steer the terminal or turn the line around: control characters and bidi marks. */
const clean = (name: string): string =>
  name.replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]/gu, "");

/** At most 40 columns wide. */
function shorten(name: string): string {
  if (stringWidth(name) <= 40) return name;
  let short = "";
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (stringWidth(short + segment) > 39) break;
    short += segment;
  }
  return `${short}…`;
}

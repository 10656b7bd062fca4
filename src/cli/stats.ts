import { Command, Option } from "commander";
import type pg from "pg";
import { addUp, summarize, type DayRange, type Retained, type Summary } from "../engagement/figures.ts";
import { languages, type Language } from "../core/text.ts";
import { addDays, dayBefore, localDay, parseDay, type Day } from "../core/time.ts";
import { defaultZone } from "../members/community.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";
import { statsTable } from "./stats-table.ts";
import { nameMeant, noCommunity, wrongOrder } from "./mistakes.ts";

/** What `--community` names: one community, or all of them. */
interface Scope {
  name: string;
  ids: number[];
  /** null: the communities have different ones */
  timeZone: string | null;
  language: Language;
}

interface Options {
  community?: string;
  from?: string;
  to?: string;
  json?: boolean;
  language?: Language;
}

/** So many days are shown where nobody says which. */
const usualDays = 30;

export interface StatsReport extends Scope {
  summary: Summary;
}

/**
 * `hearth stats [--community NAME] [--from DAY] [--to DAY] [--json] [--language zh|en]`: the figures of a
 * community, or of all added up (`--community all`), each in its own zone. Only reads.
 */
export function statsCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  return new Command("stats")
    .description(
      say(
        "社群在一段日子里的消息、活跃成员、加入、离开和留存",
        "messages, active members, joins, leaves, retention of a community over some days",
      ),
    )
    .option(
      "--community <name>",
      say(
        "社群的名字，只有一个时不用写；all 是全部加在一起",
        'name of the community, where there are several, or "all" for all of them added up',
      ),
    )
    .option(
      "--from <day>",
      say(
        `第一天，YYYY-MM-DD，按社群的时区（不写：一共 ${usualDays} 天）`,
        `first day, YYYY-MM-DD, in the community's time zone (default: ${usualDays} days in all)`,
      ),
    )
    .option(
      "--to <day>",
      say(
        "最后一天，算在内；数字截至这天结束（不写：昨天）",
        "last day, included; the figures are as of its end (default: yesterday)",
      ),
    )
    .option("--json", say("写成一个 JSON 对象", "print one JSON object"))
    .addOption(new Option("--language <language>", say("表格的语言", "language of the table")).choices(languages))
    .action(async (options: Options) => {
      const range = rangeOf(options);
      const { database, clock } = await context.open();
      const report = await readReport(database.pool, options.community, { ...range, now: clock.now() });
      if (options.json) context.out(JSON.stringify(toJson(report)));
      else for (const line of statsTable(report, options.language ?? report.language)) context.out(line);
    });
}

// years before 1970 have no chats, and civil-day arithmetic ends where years have other than four digits
const earliestDay = "1970-01-01";

/** The days that were written, and when. */
interface Asked {
  fromDay: Day | null;
  toDay: Day | null;
  now: Date;
}

function rangeOf({ from, to }: Options): Omit<Asked, "now"> {
  const fromDay = from === undefined ? null : dayOption("--from", from);
  const toDay = to === undefined ? null : dayOption("--to", to);
  if (fromDay && toDay && fromDay > toDay) throw wrongOrder(fromDay, toDay);
  return { fromDay, toDay };
}

/** What was not written: the last days that are over, or as many from the first one on. @throws UsageError */
function withUsual({ fromDay, toDay, now }: Asked, timeZone: string): DayRange {
  const yesterday = dayBefore(localDay(now, timeZone));
  // a first day alone may be today: there is something to see already
  const last = toDay ?? (fromDay !== null && fromDay > yesterday ? addDays(yesterday, 1) : yesterday);
  const range = { fromDay: fromDay ?? addDays(last, 1 - usualDays), toDay: last };
  if (range.fromDay > range.toDay) throw wrongOrder(range.fromDay, range.toDay);
  return range;
}

/** A day given on the command line. @throws UsageError naming the option */
export function dayOption(option: string, text: string): Day {
  try {
    const day = parseDay(text);
    if (day >= earliestDay) return day;
  } catch {
    // said below, with the option's name
  }
  throw new UsageError({
    zh: `${option} “${text}”不是日期；写成 YYYY-MM-DD，从 ${earliestDay} 起`,
    en: `${option} "${text}" is not a day; use YYYY-MM-DD, from ${earliestDay} on`,
  });
}

/** All figures as of one moment, whatever a running bot writes meanwhile. */
async function readReport(pool: pg.Pool, name: string | undefined, asked: Asked): Promise<StatsReport> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // a year of a large community is grouped in memory instead of on disk
    await client.query("SET LOCAL work_mem = '32MB'");
    const scope = await scopeOf(client, name);
    const range = withUsual(asked, scope.timeZone ?? defaultZone);
    const summaries: Summary[] = [];
    for (const id of scope.ids) summaries.push(await summarize(client, id, range));
    return { ...scope, summary: addUp(summaries as [Summary, ...Summary[]]) };
  } finally {
    await client.query("ROLLBACK").finally(() => client.release());
  }
}

async function scopeOf(client: pg.ClientBase, written: string | undefined): Promise<Scope> {
  const { rows } = await client.query<{ id: number; name: string; timeZone: string; language: string }>(
    `SELECT id, name, time_zone AS "timeZone", language
       FROM community WHERE joined_into_id IS NULL ORDER BY name COLLATE "C"`,
  );
  const name = nameMeant(
    written,
    rows.map((row) => row.name),
  );
  const chosen = name === "all" ? rows : rows.filter((row) => row.name === name);
  if (chosen.length === 0) {
    throw noCommunity(name, [...rows.map((row) => row.name), "all"]);
  }
  const common = <T>(values: T[]): T | null => (new Set(values).size === 1 ? (values[0] ?? null) : null);
  return {
    name,
    ids: chosen.map((row) => row.id),
    timeZone: common(chosen.map((row) => row.timeZone)),
    language: common(chosen.map((row) => row.language)) === "en" ? "en" : "zh",
  };
}

/** The object `--json` prints: docs/metrics.md. */
function toJson({ name, timeZone, summary }: StatsReport) {
  const { range, days, totals, top, wau, mau28, dauMean28, stickiness } = summary;
  return {
    community: name,
    timeZone,
    from: range.fromDay,
    to: range.toDay,
    days: days.map(({ day, messages, active, joins, leaves }) => ({ day, messages, active, joins, leaves })),
    totals: { messages: totals.messages, active: totals.active, joins: totals.joins, leaves: totals.leaves },
    top: top.map(({ name, messages }) => ({ name, messages })),
    wau,
    mau28,
    dauMean28,
    stickiness,
    retention: {
      nDay: byHorizon(summary, "nDay"),
      unbounded: byHorizon(summary, "unbounded"),
    },
  };
}

function byHorizon(summary: Summary, kind: "nDay" | "unbounded"): Record<string, Retained> {
  return Object.fromEntries(summary.retention.map((each) => [`d${each.days}`, each[kind]]));
}

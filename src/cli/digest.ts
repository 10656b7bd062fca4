import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { baseContext, loadCommunity } from "../act/context.ts";
import type { BaseCtx } from "../core/context.ts";
import type { Feature } from "../core/feature.ts";
import { languages, type Language } from "../core/text.ts";
import { localDay } from "../core/time.ts";
import { lastWeekBefore, parseWeek } from "../engagement/figures.ts";
import { buildDigest } from "../features/digest/build.ts";
import type { Digest } from "../features/digest/digest.ts";
import { toCsv } from "../features/digest/forms/csv.ts";
import { toJson } from "../features/digest/forms/json.ts";
import { toText } from "../features/digest/forms/lines.ts";
import { rollUpJson, rollUpText } from "../features/digest/forms/rollup-lines.ts";
import { rollUpPage } from "../features/digest/forms/rollup-page.ts";
import { rollUpPicture } from "../features/digest/forms/rollup-picture.ts";
import { toPage } from "../features/digest/forms/page.ts";
import { toPicture } from "../features/digest/forms/picture.ts";
import { dayPeriod, lastOver, monthPeriod, weekPeriod, type Period } from "../features/digest/period.ts";
import { rollUp, type LookedAfter } from "../features/digest/rollup.ts";
import { findFont } from "../features/digest/office.ts";
import { rollUpWithThings } from "../features/digest/together.ts";
import type { CliContext, OpenHouse } from "./context.ts";
import { UsageError } from "../core/errors.ts";
import { dayOption } from "./stats.ts";
import { communityMeant } from "./mistakes.ts";

interface Options {
  community?: string[];
  week?: string;
  day?: string;
  month?: string;
  json?: boolean;
  text?: boolean;
  csv?: string;
  html?: string;
  png?: string;
  font?: string;
  language?: Language;
}

/** `hearth digest [--community NAME] [--week 2026-W20] [--json | --text | --html FILE | --png FILE | --csv FILE]`. Only reads. */
export function digestCommand(context: CliContext, features: readonly Feature[], font?: string): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  return new Command("digest")
    .description(
      say(
        "社群的一周：数字、背后的原因、可以做什么",
        "a week of a community: figures, what is behind them, what to do",
      ),
    )
    .option(
      "--community <name...>",
      say(
        "社群的名字，只有一个时不用写；写几个就并排放",
        "name of the community, where there is more than one; several are put beside each other",
      ),
    )
    .option(
      "--week <week>",
      say("已经过完的一周，YYYY-Www（不写：上一周）", "an ISO week that is over, YYYY-Www (default: the last one)"),
    )
    .addOption(
      new Option("--day <day>", say("改看一天，YYYY-MM-DD", "a day that is over instead, YYYY-MM-DD")).conflicts(
        "week",
      ),
    )
    .addOption(
      new Option("--month <month>", say("改看一个月，YYYY-MM", "a month that is over instead, YYYY-MM")).conflicts([
        "week",
        "day",
      ]),
    )
    .option("--json", say("写成一个 JSON 对象", "print one JSON object"))
    .option(
      "--text",
      say("短的文字版（什么都不写时就是它）", "print the short text (what is done without any of these)"),
    )
    .option("--html <file>", say("整页，带图表，写进一个文件", "write the whole page, with charts, in one file"))
    .option("--png <file>", say("手机上看的图片", "write the picture for phones"))
    .option("--csv <file>", say("写出表格", "write the tables"))
    .option("--font <file>", say("图片的字体（TTF、OTF 或 TTC）", "font of the picture (TTF, OTF or TTC)"), font)
    .addOption(new Option("--language <language>", say("用哪种语言", "language of the words")).choices(languages))
    .action(async (options: Options) => {
      const house = await context.open();
      const { community: [name, ...others] = [] } = options;
      if (others.length > 0) return giveRollUp(context, features, house, options);
      const { digest, language } = await inCommunity(house, name, async (ctx) => ({
        digest: await buildDigest(ctx, features, periodOf(options, ctx)),
        language: options.language ?? ctx.community.language,
      }));
      await give(context, digest, language, options);
    });
}

/** Several communities beside each other, as text, JSON, page or picture. */
async function giveRollUp(
  context: CliContext,
  features: readonly Feature[],
  house: OpenHouse,
  options: Options,
): Promise<void> {
  const { language = context.language } = options;
  if (options.csv !== undefined)
    throw new UsageError({
      zh: "--csv 只放一个社群的表；请只写一个",
      en: "--csv holds the tables of one community; name one",
    });
  const periods = new Map<number, Period>();
  const communities: LookedAfter[] = [];
  for (const name of new Set(options.community)) {
    const { period, ...community } = await inCommunity(house, name, async (ctx) => {
      const { id, timeZone } = ctx.community;
      return { id, name: ctx.community.name, timeZone, period: periodOf(options, ctx) };
    });
    periods.set(community.id, period);
    communities.push(community);
  }
  const together = await inCommunity(house, options.community?.[0], async (ctx) => {
    const rows = await rollUp(ctx.tx, communities, ({ id }) => periods.get(id) as Period);
    return rollUpWithThings(ctx, features, rows);
  });
  if (options.json) context.out(JSON.stringify(rollUpJson(together)));
  if (options.html !== undefined) await write("--html", options.html, await rollUpPage(together, language));
  if (options.png !== undefined) {
    await write("--png", options.png, await rollUpPicture(together, language, findFont(options.font)));
  }
  if (isText(options)) context.out(rollUpText(together, language));
}

/** Whether the short text is printed: where it was asked for, or nothing else was. */
const isText = ({ text, json, html, png, csv }: Options): boolean =>
  text === true || (!json && html === undefined && png === undefined && csv === undefined);

async function give(context: CliContext, digest: Digest, language: Language, options: Options): Promise<void> {
  if (options.json) context.out(JSON.stringify(toJson(digest, language)));
  if (options.html !== undefined) await write("--html", options.html, await toPage(digest, language));
  if (options.csv !== undefined) await write("--csv", options.csv, toCsv(digest, language));
  if (options.png !== undefined) {
    const file = findFont(options.font);
    await write("--png", options.png, await toPicture(digest, language, file));
  }
  if (isText(options)) context.out(toText(digest, language));
}

async function write(option: string, file: string, content: string | Buffer): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    const why = (error as Error).message;
    throw new UsageError({
      zh: `${option} “${file}”写不了：${why}`,
      en: `${option} "${file}" cannot be written: ${why}`,
    });
  }
}

/** Looks at one community in one transaction that sees one moment. @throws UsageError for a name that is none */
async function inCommunity<T>(
  house: OpenHouse,
  written: string | undefined,
  look: (ctx: BaseCtx) => Promise<T>,
): Promise<T> {
  const { database, clock } = house;
  const found = await communityMeant(database, written);
  return database.prisma.$transaction(
    async (tx) => {
      const { community } = await loadCommunity(tx, found.id);
      const now = clock.now();
      return look(baseContext({ tx, community, now, writtenAt: now, seed: "digest" }).ctx);
    },
    { isolationLevel: "RepeatableRead", timeout: 300_000, maxWait: 10_000 },
  );
}

/** The period that was asked for. @throws UsageError for one that is none, or is not over in the community's zone */
function periodOf(options: Options, ctx: BaseCtx): Period {
  const { today, community } = ctx;
  const period = named(options);
  if (!period) return lastOver("week", today);
  if (period.toDay >= localDay(ctx.now, community.timeZone)) {
    const last = period.span === "week" ? lastWeekBefore(today) : lastOver(period.span, today).key;
    throw new UsageError({
      zh: `--${period.span} ${period.key} 在 ${community.timeZone} 还没有过完；最近过完的是 ${last}`,
      en: `--${period.span} ${period.key} is not over yet in ${community.timeZone}; the last one that is: ${last}`,
    });
  }
  return period;
}

function named({ week, day, month }: Options): Period | null {
  if (day !== undefined) return dayPeriod(dayOption("--day", day));
  if (month !== undefined) {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
      throw new UsageError({
        zh: `--month “${month}”不是月份；写成 YYYY-MM`,
        en: `--month "${month}" is not a month; use YYYY-MM`,
      });
    return monthPeriod(dayOption("--month", `${month}-01`));
  }
  if (week === undefined) return null;
  try {
    return weekPeriod(parseWeek(week));
  } catch (error) {
    throw new UsageError({
      zh: `--week “${week}”不是周；写成 YYYY-Www，如 2026-W20`,
      en: `--week ${(error as Error).message}`,
    });
  }
}

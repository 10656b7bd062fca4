import { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { DateTime } from "luxon";
import type { Feature } from "../core/feature.ts";
import { isLanguage, type Language } from "../core/text.ts";
import type { Day } from "../core/time.ts";
import { findCommunity, type CommunityHead } from "../members/community.ts";
import { cleanLine, displayName } from "../members/names.ts";
import { ledgerPages, type ExportedEntry } from "../points/index.ts";
import { UsageError, type CliContext } from "./context.ts";
import { dayOption } from "./stats.ts";

const header = {
  zh: ["日期", "时间", "成员编号", "昵称", "积分", "来源", "说明"],
  en: ["day", "time", "member", "name", "points", "reason", "note"],
} as const satisfies Record<Language, readonly string[]>;

/** Excel takes a file for UTF-8 only when it begins so. */
const byteOrderMark = "\uFEFF";

/** `hearth points export --community NAME [--from DAY] [--to DAY]`: every change of points as CSV. Only reads. */
export function pointsCommand(context: CliContext, features: readonly Feature[]): Command {
  const command = new Command("points").description("the points of a community");
  command
    .command("export")
    .description("print every change of points as CSV, fit for Excel")
    .requiredOption("--community <name>", "name of the community")
    .option("--from <day>", "first day, YYYY-MM-DD, in the community's time zone")
    .option("--to <day>", "last day, included")
    .action(async (options: { community: string; from?: string; to?: string }) => {
      const fromDay = options.from === undefined ? null : dayOption("--from", options.from);
      const toDay = options.to === undefined ? null : dayOption("--to", options.to);
      if (fromDay && toDay && fromDay > toDay)
        throw new UsageError(`--from ${fromDay} is after --to ${toDay}; give the earlier day first`);
      await exportPoints(context, features, options.community, { fromDay, toDay });
    });
  return command;
}

async function exportPoints(
  context: CliContext,
  features: readonly Feature[],
  name: string,
  range: { fromDay: Day | null; toDay: Day | null },
): Promise<void> {
  const { database } = await context.open();
  const community = await findCommunity(database, name);
  if (!community || community.joinedIntoId !== null)
    throw new UsageError(`there is no community "${name}"; see: hearth community list`);
  const language = isLanguage(community.language) ? community.language : "zh";
  const reasons = reasonWords(features, language);
  context.out(byteOrderMark + csvLines([header[language]]));
  for await (const page of ledgerPages(database.pool, community.id, range))
    context.out(csvLines(page.map((entry) => cells(entry, community, language, reasons))));
}

function reasonWords(features: readonly Feature[], language: Language): Map<string, string> {
  const known = features.flatMap((feature) => Object.entries(feature.points?.reasons ?? {}));
  return new Map(known.map(([reason, words]) => [reason, words[language]()]));
}

function cells(
  entry: ExportedEntry,
  community: CommunityHead,
  language: Language,
  reasons: Map<string, string>,
): (string | number)[] {
  const local = DateTime.fromJSDate(entry.at, { zone: community.timeZone });
  return [
    entry.day,
    local.toFormat("yyyy-MM-dd HH:mm:ss"),
    entry.memberId,
    displayName({ id: entry.memberId, name: cleanLine(entry.name) }, language),
    entry.delta,
    reasons.get(entry.reason) ?? cleanLine(entry.reason),
    cleanLine(entry.note ?? ""),
  ];
}

/**
 * Rows as CSV without the last line end. What strangers wrote must not become a formula where the
 * file is opened: it is cleaned first, so that nothing unseen stands before "=", then escaped.
 */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  ).replace(/\n$/, "");
}

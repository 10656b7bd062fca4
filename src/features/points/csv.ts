import { stringify } from "csv-stringify/sync";
import { DateTime } from "luxon";
import type { Feature } from "../../core/feature.ts";
import { isLanguage, type Language } from "../../core/text.ts";
import { cleanLine, displayName } from "../../members/names.ts";
import { ledgerPages, type ExportedEntry } from "../../points/index.ts";

const header = {
  zh: ["日期", "时间", "成员编号", "昵称", "积分", "来源", "说明"],
  en: ["day", "time", "member", "name", "points", "reason", "note"],
} as const satisfies Record<Language, readonly string[]>;

/** Excel takes a file for UTF-8 only when it begins so. */
const byteOrderMark = "\uFEFF";

/** Every change of a community's points as CSV fit for Excel, in pieces without their last line end. */
export async function* csvPages(
  database: Parameters<typeof ledgerPages>[0],
  community: { id: number; timeZone: string; language: string },
  features: readonly Feature[],
  range: Parameters<typeof ledgerPages>[2],
): AsyncGenerator<string> {
  const language = isLanguage(community.language) ? community.language : "zh";
  const reasons = reasonWords(features, language);
  yield byteOrderMark + csvLines([header[language]]);
  for await (const page of ledgerPages(database, community.id, range))
    yield csvLines(page.map((entry) => cells(entry, community, language, reasons)));
}

function reasonWords(features: readonly Feature[], language: Language): Map<string, string> {
  const known = features.flatMap((feature) => Object.entries(feature.points?.reasons ?? {}));
  return new Map(known.map(([reason, words]) => [reason, words[language]()]));
}

function cells(
  entry: ExportedEntry,
  community: { timeZone: string },
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

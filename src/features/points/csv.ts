import { stringify } from "csv-stringify/sync";
import { DateTime } from "luxon";
import type { Tx } from "../../core/database/index.ts";
import type { Feature } from "../../core/feature.ts";
import { isLanguage, type Language } from "../../core/text.ts";
import { shownNames } from "../../members/lookalike.ts";
import { cleanLine } from "../../members/names.ts";
import { ledgerPages, type DayRange, type ExportedEntry } from "../../points/index.ts";

const header = {
  zh: ["日期", "时间", "成员编号", "昵称", "积分", "来源", "说明"],
  en: ["day", "time", "member", "name", "points", "reason", "note"],
} as const satisfies Record<Language, readonly string[]>;

/** Excel takes a file for UTF-8 only when it begins so. */
const byteOrderMark = "\uFEFF";

/** Every change of a community's points as CSV fit for Excel, in pieces without their last line end. */
export async function* csvPages(
  tx: Pick<Tx, "$queryRaw">,
  community: { id: number; timeZone: string; language: string },
  features: readonly Feature[],
  range: DayRange,
): AsyncGenerator<string> {
  const language = isLanguage(community.language) ? community.language : "zh";
  const reasons = reasonWords(features, language);
  yield byteOrderMark + csvLines([header[language]]);
  for await (const page of ledgerPages(tx, community.id, range)) {
    const people = page.map((entry) => ({ id: entry.memberId, name: cleanLine(entry.name) }));
    const names = await shownNames(tx, community.id, people, language);
    yield csvLines(page.map((entry, index) => cells(entry, names[index] ?? "", community, reasons)));
  }
}

function reasonWords(features: readonly Feature[], language: Language): Map<string, string> {
  const known = features.flatMap((feature) => Object.entries(feature.points?.reasons ?? {}));
  return new Map(known.map(([reason, words]) => [reason, words[language]()]));
}

function cells(
  entry: ExportedEntry,
  name: string,
  community: { timeZone: string },
  reasons: Map<string, string>,
): (string | number)[] {
  const local = DateTime.fromJSDate(entry.at, { zone: community.timeZone });
  return [
    entry.day,
    local.toFormat("yyyy-MM-dd HH:mm:ss"),
    entry.memberId,
    name,
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

import { addDays, instantOf, parseDay } from "../../../core/time.ts";

/** Other names of fields, as people, `/faq edit` and data sets write them, in small letters. */
const fieldNames: Readonly<Record<string, string>> = {
  alt: "alternatives",
  also: "alternatives",
  wordings: "alternatives",
  for: "audience",
  from: "validFrom",
  until: "validUntil",
  validfrom: "validFrom",
  validuntil: "validUntil",
  问题: "question",
  其他问法: "alternatives",
  问法: "alternatives",
  答案: "answer",
  链接: "links",
  图片: "pictures",
  标签: "tags",
  语言: "language",
  受众: "audience",
  给: "audience",
  开始: "validFrom",
  截止: "validUntil",
};
const listFields = new Set(["alternatives", "links", "pictures", "tags"]);

/** Other words for what a field can be. */
const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  audience: { members: "member", 成员: "member", 店里: "staff" },
  language: { 中文: "zh", chinese: "zh", 英文: "en", english: "en" },
};

/** The field of an entry that a file's name for one means. */
export function fieldOf(name: string): string {
  const written = name.trim().toLowerCase();
  return fieldNames[written] ?? written;
}

/**
 * Fields as files name them → fields of an entry; lists in a cell are parted by "|" or new lines.
 * @param timeZone in which days are meant: an entry that holds until a day holds all of it
 */
export function fieldsIn(fields: Record<string, unknown>, timeZone: string): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([key, value]) => {
    const name = fieldOf(key);
    if (value === "" || value === null || value === undefined || name === "id") return [];
    return [[name, typeof value === "string" ? valueOf(name, value, timeZone) : value] as const];
  });
  return Object.fromEntries(entries);
}

function valueOf(name: string, cell: string, timeZone: string): unknown {
  if (listFields.has(name)) return splitCell(cell);
  if (name === "validFrom" || name === "validUntil") return instantIn(cell, timeZone, name === "validUntil" ? 1 : 0);
  return values[name]?.[cell.trim().toLowerCase()] ?? cell;
}

/** A day, as people and spreadsheets write one, is a day where the shop is; what is no day stays as it was written. */
function instantIn(cell: string, timeZone: string, later: 0 | 1): unknown {
  const [, year = "", month = "", day = ""] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/u.exec(cell.trim()) ?? [];
  try {
    const written = parseDay(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
    return instantOf(addDays(written, later), "00:00", timeZone);
  } catch {
    return cell;
  }
}

const splitCell = (cell: string) =>
  cell
    .split(/\s*[|｜\n]\s*/u)
    .map((one) => one.trim())
    .filter((one) => one !== "");

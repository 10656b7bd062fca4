/**
 * A day of the year as people write it: "05-12", "5/12", "5.12", "5月12日"; null when it is not written like one,
 * "noSuchDay" when it is and the calendar has none.
 */
export function readYearDay(written: string): { month: number; day: number } | "noSuchDay" | null {
  const found = /^(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?$/u.exec(written.trim().normalize("NFKC"));
  if (!found) return null;
  const [month, day] = [Number(found[1]), Number(found[2])];
  // a leap year, so that the 29th of February is a day
  const date = new Date(Date.UTC(2024, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? { month, day } : "noSuchDay";
}

export const meansRemove = (written: string): boolean => ["off", "删除", "取消"].includes(written.trim().toLowerCase());

/** Longest tag, in UTF-16 code units. */
const tagLimit = 40;

/** The word of a tag; null when there is none or it is too long. */
export function readTag(args: string): string | null {
  const word = args.trim();
  return word !== "" && word.length <= tagLimit ? word : null;
}

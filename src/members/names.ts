const unseen =
  // control, bidi and other format characters, zero-width and tag characters, lone surrogates, fillers
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u{E0000}-\u{E0FFF}]/gu;
const keepInEmoji = /\p{Extended_Pictographic}\u200D\p{Extended_Pictographic}/u;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Most grapheme clusters of a name that are shown. */
export const nameLimit = 32;

/**
 * Words of strangers fit to stand in one line: NFC, without control, bidi, zero-width and tag
 * characters, white space folded. What begins a cell of a table is then what is seen.
 */
export function cleanLine(words: string): string {
  return words
    .toWellFormed()
    .normalize("NFC")
    .replace(unseen, (character, offset: number, whole: string) =>
      character === "\u200D" && keepInEmoji.test(whole.slice(Math.max(0, offset - 3), offset + 3)) ? character : " ",
    )
    .replace(/\uFFFD/g, " ")
    .replace(/\s+/gu, " ")
    .trim();
}

/**
 * A display name fit to be shown: NFC, without control, bidi, zero-width and tag characters, white
 * space folded, at most 32 grapheme clusters. "" when nothing visible is left: show `displayName`.
 */
export function cleanName(name: string): string {
  const stripped = cleanLine(name);
  if (stripped.length <= nameLimit) return stripped;
  const parts = [...graphemes.segment(stripped)].slice(0, nameLimit);
  return parts
    .map((part) => part.segment)
    .join("")
    .trim();
}

/** What to call a member: the cleaned name, or 成员1234 / Member 1234 where it is empty. */
export function displayName(member: { id: number; name: string }, language: "zh" | "en"): string {
  if (member.name !== "") return member.name;
  return language === "zh" ? `成员${member.id}` : `Member ${member.id}`;
}

/** Characters that show nothing or steer what stands around them: controls, bidi, zero-width, tags, fillers. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0\uFFFD\u{E0000}-\u{E0FFF}]/gu;
/** What a line break or a tab is among words. */
const breaks = /[\s\p{Zl}\p{Zp}]+/gu;
/** Marks heaped on a letter beyond what any script needs reach into other lines. */
const heapedMarks = /(\p{M}{4})\p{M}+/gu;
/**
 * An emoji people send, with the joiners and tags that make it: families, flags of countries and regions. V8 lists
 * all of them for it, which takes long for a start: it is made when first asked.
 */
let emoji: RegExp | undefined;
const isEmoji = (segment: string) => (emoji ??= new RegExp("^\\p{RGI_Emoji}$", "v")).test(segment);
const visible = /[^\p{M}\s]/u;
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Most grapheme clusters of a name that are shown. */
export const nameLimit = 32;

/**
 * Words of strangers fit to stand in one line: NFC, without control, bidi, zero-width and tag
 * characters (emoji keep theirs), white space folded. What begins a cell of a table is then what is seen.
 */
export function cleanLine(words: string): string {
  const composed = words.toWellFormed().normalize("NFC").replace(breaks, " ");
  const seen = composed.search(unseen) < 0 ? composed : withoutUnseen(composed);
  // what was removed may have kept a letter and its mark apart
  return seen.normalize("NFC").replace(heapedMarks, "$1").replace(breaks, " ").trim();
}

/**
 * A display name fit to be shown: a clean line of at most 32 grapheme clusters. "" when nothing
 * visible is left: show `displayName`. Cleaning a clean name changes nothing.
 */
export function cleanName(name: string): string {
  const words = cleanLine(name);
  if (!visible.test(words)) return "";
  if (words.length <= nameLimit) return words;
  const parts = [...graphemes.segment(words)].slice(0, nameLimit);
  return parts
    .map((part) => part.segment)
    .join("")
    .trim();
}

function withoutUnseen(text: string): string {
  let kept = "";
  for (const { segment } of graphemes.segment(text)) {
    const seen = segment.replace(unseen, "");
    kept += seen === segment || isEmoji(segment) ? segment : seen;
  }
  return kept;
}

/** What to call a member: the cleaned name, or 成员1234 / Member 1234 where it is empty. */
export function displayName(member: { id: number; name: string }, language: "zh" | "en"): string {
  if (member.name !== "") return member.name;
  return language === "zh" ? `成员${member.id}` : `Member ${member.id}`;
}

/** "张*", "A*": the first letter or emoji and a star, so that friends recognise and strangers do not; "[阿茶]" is "阿*". */
export function maskedName(name: string): string {
  const all = [...graphemes.segment(name)].map(({ segment }) => segment);
  return `${all.find((one) => /[\p{L}\p{N}]/u.test(one) || isEmoji(one)) ?? all[0] ?? ""}*`;
}

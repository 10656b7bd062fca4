const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Cuts a text into parts of at most `limit` code units: at the last line end that leaves the part at
 * least half full, else at such a space, else between two characters as a reader sees them. White
 * space at a cut is dropped; parts that would be blank are left out, so a blank text gives none.
 */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const cut = cutPoint(rest, limit);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut).replace(/^[ \n]/, "");
  }
  parts.push(rest);
  return parts.filter((part) => part.trim() !== "");
}

function cutPoint(text: string, limit: number): number {
  for (const mark of ["\n", " "]) {
    const at = text.lastIndexOf(mark, limit);
    if (at >= limit / 2) return at;
  }
  return graphemeCut(text, limit);
}

/** The last border between two graphemes at or before `limit`; a single one longer than that is cut by code point. */
export function graphemeCut(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  const start = graphemes.segment(text.slice(0, limit + 64)).containing(limit)?.index ?? limit;
  if (start > 0) return start;
  const splitsPair = /[\uDC00-\uDFFF]/.test(text.charAt(limit)) && /[\uD800-\uDBFF]/.test(text.charAt(limit - 1));
  return splitsPair ? limit - 1 : limit;
}

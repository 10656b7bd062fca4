const digits = "零一二三四五六七八九";
const hanNumber = /[零〇一二两三四五六七八九十百千万亿]+/gu;
const englishNumbers: readonly string[] =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );

/** "七" = 7, "十五" = 15, "三百" = 300; what is no number in full form gives null. */
export function readHanNumber(written: string): number | null {
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  for (const character of written.replaceAll("〇", "零").replaceAll("两", "二")) {
    const value = digits.indexOf(character);
    if (value >= 0) {
      if (digit !== null && digit !== 0) return null; // 二三: no number
      digit = value;
      continue;
    }
    const unit = { 十: 10, 百: 100, 千: 1000, 万: 10_000, 亿: 100_000_000 }[character] ?? 0;
    if (unit >= 10_000) {
      total = (total + section + (digit ?? 0)) * unit;
      section = 0;
    } else {
      section += (digit ?? 1) * unit;
    }
    digit = null;
  }
  return total + section + (digit ?? 0);
}

/** The text with every number in digits; expects NFKC in small letters. */
export function inDigits(text: string): string {
  return text
    .replace(hanNumber, (written) => String(readHanNumber(written) ?? written))
    .replace(/[a-z]+/gu, (word) => (englishNumbers.includes(word) ? String(englishNumbers.indexOf(word)) : word));
}

/**
 * Every figure in a text, each with the sign or Han character that follows, so that 7 天 is not 7 折:
 * "7天" and "七天" both give "7天". Expects NFKC in small letters.
 */
export function figuresIn(text: string): string[] {
  return [...inDigits(text).matchAll(/(\d+(?:[.,:]\d+)*)\s*(\p{Script=Han}|%|[a-z]+|°|￥|\$|¥)?/gu)].map(
    ([, number = "", unit = ""]) => number.replace(/,(?=\d{3}(?!\d))/gu, "") + unit,
  );
}

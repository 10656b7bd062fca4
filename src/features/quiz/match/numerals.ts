const digits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const units: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const myriads: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };
const chineseNumber = /[零〇一二两三四五六七八九十百千万亿]+/gu;

/** Chinese numerals in simplified text as digits: 二十三 → 23, 一九四九 → 1949, 三百万 → 3000000. */
export function chineseToDigits(text: string): string {
  return text.replaceAll(chineseNumber, (word) => {
    const isCounted = /[十百千万亿]/u.test(word);
    if (!isCounted) return Array.from(word, (one) => String(digits[one])).join("");
    // 万 or 百 alone is a word, not a number
    return word.length === 1 && word !== "十" ? word : String(valueOf(word));
  });
}

function valueOf(word: string): number {
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const one of word) {
    if (one in digits) digit = digits[one] ?? 0;
    else if (one in units) {
      // 十五 is 15, a digit being left out
      section += (digit || 1) * (units[one] ?? 1);
      digit = 0;
    } else {
      total = (total + (section + digit || 1)) * (myriads[one] ?? 1);
      section = 0;
      digit = 0;
    }
  }
  return total + section + digit;
}

const small =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const words = new Map(small.split(" ").map((word, value) => [word, value]));
const tens = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety".split(" ").map((word, i) => [word, 20 + 10 * i]),
);

/** English number words below a hundred as digits, word by word: "twenty one" → "21". Lower case in, lower case out. */
export function englishToDigits(tokens: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? "";
    const ten = tens.get(token);
    const one = words.get(tokens[i + 1] ?? "");
    if (ten !== undefined && one !== undefined && one > 0 && one < 10) {
      out.push(String(ten + one));
      i++;
    } else out.push(String(ten ?? words.get(token) ?? token));
  }
  return out;
}

/**
 * The one number a text says: "约 3,000 米" → 3000, "二十三" → 23, "-2.5%" → -2.5; null when it says
 * none or several. Takes text in NFKC, simplified, lower case.
 */
export function numberIn(text: string): number | null {
  const plain = englishToDigits(
    chineseToDigits(text)
      .replaceAll(/(?<=\d),(?=\d{3})/g, "")
      .split(/[\s-]+(?=[a-z])|\s+/),
  ).join(" ");
  const found = plain.match(/(?<![\d.])[-−]?\d+(?:\.\d+)?/gu) ?? [];
  return found.length === 1 ? Number(found[0].replace("−", "-")) : null;
}

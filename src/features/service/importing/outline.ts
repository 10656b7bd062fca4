// Headings that nobody marked as such: what people take for one by its looks.

/** Before a paragraph that is bold as a whole. */
export const boldMark = "\uE003";
/** Before what is asked, where the words under it are the answer. */
export const askedMark = "\uE002";
/** Before the number of a page that begins. */
export const pageMark = "\uE004";

/** "第三章 配送", "一、退货", "1. Returns": parts of a text, by the form of their numbers. */
const parts = [
  /^第[一二三四五六七八九十百零\d]{1,4}[章节部分条]\s*\S/u,
  /^[一二三四五六七八九十]{1,3}[、.．]\s*\S/u,
  /^\d{1,2}[、.．]\s*\D/u,
];
const headingLength = 40;
const isShort = (line: string) => line.length <= headingLength && !/[。！!;；]|[.,，:：]$/u.test(line);

/** "1. ", "三、", "Q2:", "第三章 " */
const number =
  /^(?:(?:q\d*|\d{1,2}|[一二三四五六七八九十]{1,3})[、.．:：)）]\s*|第[一二三四五六七八九十百零\d]{1,4}[章节部分条][、:：\s]\s*)(?!\d)/iu;
/** What a heading says without its number, which nobody asks for. */
export const withoutNumber = (heading: string): string => heading.replace(number, "") || heading;

const isMarked = (line: string) => /^#{1,6} /u.test(line) || line.startsWith(askedMark);
const isAsked = (line: string) =>
  line.length <= 2 * headingLength && /^[^-•·。！!?？;；][^。！!?？;；]+[?？]$/u.test(line);

/** A line with words on it. */
interface Said {
  words: string;
  /** of all lines */
  index: number;
  /** does a paragraph or a sentence begin with it? */
  isFirst: boolean;
}

/**
 * A text with its unmarked headings marked: parts by their numbers, all of them short and with words under them; bold
 * lines with words under them; and questions, where two or more of them stand each with its answer under it.
 */
export function outlined(text: string): string {
  const lines = text.split("\n");
  const said = lines.flatMap((line, index): Said[] => {
    const words = line.trim();
    const before = lines[index - 1]?.trim() ?? "";
    const isFirst = before === "" || isMarked(before) || /[。.！!）)…]$/u.test(before) || number.test(words);
    return words === "" ? [] : [{ words, index, isFirst }];
  });
  const heads = new Map([...partsOf(said), ...boldOf(said), ...questionsOf(said)]);
  for (const [index, head] of heads) lines[index] = `\n\n${head}\n\n`;
  return lines.join("\n").replaceAll(boldMark, "");
}

type Heads = [index: number, head: string][];

/** Is there something under a line that it could be the heading of? */
const isOver = (under: Said | undefined) =>
  under !== undefined &&
  !isMarked(under.words) &&
  !under.words.startsWith(boldMark) &&
  !under.words.startsWith(pageMark);

function partsOf(said: readonly Said[]): Heads {
  const isStructured = said.some(({ words }) => isMarked(words));
  return parts.flatMap((part, level) => {
    const own = said.flatMap((one, at) => (part.test(one.words) ? [{ ...one, under: said[at + 1] }] : []));
    const isOutline = own.every(({ words, under }) => isShort(words) && !part.test(under?.words ?? ""));
    // numbers alone may be the steps of one answer
    if (own.length < 2 || !isOutline || (isStructured && level === 2)) return [];
    return own
      .filter(({ under }) => isOver(under))
      .map(({ words, index }): Heads[number] => [index, `${"#".repeat(4 + level)} ${words}`]);
  });
}

function boldOf(said: readonly Said[]): Heads {
  return said.flatMap(({ words, index }, at): Heads => {
    const isHead = words.startsWith(boldMark) && isShort(words) && isOver(said[at + 1]);
    return isHead ? [[index, `###### ${words.slice(boldMark.length)}`]] : [];
  });
}

function questionsOf(said: readonly Said[]): Heads {
  let isUnderQuestion = false;
  const found = said.flatMap(({ words, index, isFirst }, at): Heads => {
    if (isMarked(words)) isUnderQuestion = isAsked(words.slice(1));
    const asked = words.replace(boldMark, "");
    const [before, under] = [said[at - 1]?.words ?? "", said[at + 1]];
    const isAlone = isOver(under) && !isAsked(under?.words ?? "") && !isAsked(before);
    const isOne = isFirst && isAlone && !isMarked(words) && !isUnderQuestion && isAsked(asked);
    return isOne ? [[index, askedMark + withoutNumber(asked)]] : [];
  });
  return found.length > 1 ? found : [];
}

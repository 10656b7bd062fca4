import { pageMark } from "./outline.ts";

// What a PDF keeps of a text is where its letters stand and how large they are: lines, paragraphs and headings are told
// from that.

/** A piece of a line as pdf.js gives it. */
interface Piece {
  str: string;
  /** its last two: where it begins, from the left and from below */
  transform: readonly number[];
  width: number;
  height: number;
  hasEOL: boolean;
}

interface Line {
  text: string;
  /** where its cells begin after the first, when it is a row of a table */
  cells: number[];
  left: number;
  right: number;
  /** of its letters, and where they stand, in points from below */
  size: number;
  y: number;
}

export interface PdfText {
  /** headings as in Markdown, and what each page begins with */
  text: string;
  /** pages on which nothing is written, as of a scan; from 1 */
  empty: number[];
}

/** Letters so much larger than the others are a heading, in a line of no more than so many. */
const headingSize = 1.15;
const headingLength = 60;
/** Between two lines of a paragraph there is at most so much more than usual. */
const paragraphGap = 1.3;
/** Between words there is less than between the cells of a table; a line that has a gap so wide is a row of one, and what begins a cell right below one of a row needs less. In sizes. */
const wordGap = 0.15;
const cellGap = 0.4;
const rowGap = 1;
/** Of the width of a page a line takes at least so much that goes on in the next. */
const fullShare = 0.7;
/** Of its height so much above and below is its margin. */
const marginShare = 0.08;

/** @throws as pdf.js does, at a damaged file or one under a password */
export async function readPdf(bytes: Uint8Array): Promise<PdfText> {
  const { getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(bytes);
  const pages: Line[][] = [];
  let [width, height] = [0, 0];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    ({ width, height } = page.getViewport({ scale: 1 }));
    pages.push(linesOf(items.filter((item): item is typeof item & Piece => "str" in item)));
    page.cleanup();
  }
  const kept = withoutMargins(pages, height);
  const form = formOf(kept.flat(), fullShare * width);
  return {
    text: kept.map((lines, index) => `\n\n${pageMark}${index + 1}\n\n${pageText(lines, form)}`).join(""),
    empty: pages.flatMap((lines, index) => (lines.length === 0 ? [index + 1] : [])),
  };
}

function linesOf(pieces: readonly Piece[]): Line[] {
  const rows: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece.str.trim() !== "") rows.at(-1)?.push(piece);
    if (piece.hasEOL) rows.push([]);
  }
  const lines: Line[] = [];
  for (const row of rows) if (row.length > 0) lines.push(lineOf(row, lines.at(-1)));
  return lines;
}

function lineOf(pieces: readonly Piece[], above: Line | undefined): Line {
  const size = Math.max(...pieces.map(({ height }) => height));
  const [left = 0, y = 0] = pieces[0]?.transform.slice(4) ?? [];
  const from = ({ transform }: Piece) => transform[4] ?? 0;
  const gaps = pieces.map((piece, i) => {
    const before = pieces[i - 1];
    return before ? (from(piece) - from(before) - before.width) / size : 0;
  });
  const cells = pieces.filter((_, i) => (gaps[i] ?? 0) > cellGap).map(from);
  const isBelow = (cell: number) => above?.cells.some((other) => Math.abs(other - cell) < size) === true;
  const isRow = gaps.some((gap) => gap > rowGap) || cells.some(isBelow);
  const space = (gap: number) => (isRow && gap > cellGap ? " | " : gap > wordGap ? " " : "");
  const text = pieces.map(({ str }, i) => space(gaps[i] ?? 0) + str).join("");
  const last = pieces.at(-1);
  const right = (last?.transform[4] ?? 0) + (last?.width ?? 0);
  return { text: asWritten(text).replace(/\s+/gu, " ").trim(), cells: isRow ? cells : [], left, right, size, y };
}

/** Radicals that look like characters, which files from browsers and office programs have in their place. */
const radicals =
  "⺎兀⺒巳⺓幺⺛旡⺝月⺟母⺠民⺩王⺫目⺬示⺮竹⺶羊⺼肉⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟";
const asWritten = (text: string): string =>
  text.replace(/[\u2E80-\u2FDF]/gu, (radical) => {
    const at = radicals.indexOf(radical);
    return at < 0 ? radical.normalize("NFKC") : radicals.charAt(at + 1);
  });

/** What stands at the edge of most pages, the same but for its numbers, is about the pages: their numbers, a date, a name. */
function withoutMargins(pages: readonly Line[][], height: number): Line[][] {
  const isAtEdge = ({ y }: Line) => y < marginShare * height || y > (1 - marginShare) * height;
  const words = ({ text }: Line) => text.replace(/\d+/gu, "0");
  const counts = new Map<string, number>();
  for (const lines of pages)
    for (const one of new Set(lines.filter(isAtEdge).map(words))) counts.set(one, (counts.get(one) ?? 0) + 1);
  const isMargin = (line: Line) =>
    pages.length > 1 && isAtEdge(line) && (counts.get(words(line)) ?? 0) > pages.length / 2;
  return pages.map((lines) => lines.filter((line) => !isMargin(line)));
}

interface Form {
  /** of most letters */
  size: number;
  /** from line to line, in sizes */
  leading: number;
  /** the sizes of headings, the largest first */
  headings: number[];
  /** where a line ends that goes on in the next */
  edge: number;
}

function formOf(lines: readonly Line[], leastEdge: number): Form {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length);
  const size = [...letters].toSorted((one, other) => other[1] - one[1])[0]?.[0] ?? 0;
  const gaps = lines.slice(1).map(({ y, size: own }, i) => ((lines[i]?.y ?? 0) - y) / own);
  const usual = gaps.filter((gap) => gap > 0.9 && gap < 4).toSorted((one, other) => one - other);
  const headings = [...letters.keys()].filter((own) => own >= headingSize * size).toSorted((one, other) => other - one);
  const rights = lines.filter((line) => rounded(line.size) === size).map(({ right }) => right);
  // between paragraphs, and of short ones there may be many, there is more
  const leading = usual[Math.floor(usual.length / 10)] ?? 1.5;
  return { size, leading, headings, edge: Math.max(leastEdge, ...rights) };
}

const rounded = (size: number) => Math.round(size * 2) / 2;

function pageText(lines: readonly Line[], form: Form): string {
  let text = "";
  let before: Line | undefined;
  for (const line of lines) {
    const level = form.headings.indexOf(rounded(line.size)) + 1;
    const isHeading = level > 0 && line.text.length <= headingLength;
    const isSame = before !== undefined && rounded(before.size) === rounded(line.size);
    const gap = before ? (before.y - line.y) / line.size : 0;
    const isNear = isSame && gap > 0 && gap <= paragraphGap * form.leading;
    if (isNear && before && (isHeading || goesOn(before, line, form.edge))) text += joint(text, line.text) + line.text;
    else if (isHeading) text += `\n\n${"#".repeat(Math.min(level, 6))} ${line.text}`;
    else text += `${isNear ? "\n" : "\n\n"}${line.text}`;
    before = line;
  }
  return text.trim();
}

const bullet = /^(?:[-–•·●○■◆*]|[(（]?[\d一二三四五六七八九十]{1,3}[)）.、．])\s*\S/u;

/** Was the line before ended only because its page is no wider? */
function goesOn(before: Line, line: Line, edge: number): boolean {
  if (bullet.test(line.text) || line.left > before.left + line.size * 3) return false;
  const [word = ""] = /^(?:[\p{L}\p{N}\p{P}]+?(?=\p{Script=Han}|\s|$)|\S)/u.exec(line.text) ?? [];
  return before.right + (word.length / 2 + 1.5) * line.size >= edge;
}

/** Words are parted by a space, Chinese characters by none. */
const joint = (text: string, next: string) =>
  /[\p{Script=Han}，。；：、！？（）“”《》]$/u.test(text) || /^[\p{Script=Han}，。；：、！？（）“”《》]/u.test(next)
    ? ""
    : " ";

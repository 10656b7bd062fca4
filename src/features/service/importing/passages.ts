import { splitText } from "../../../core/split.ts";
import { limits } from "../knowledge/content.ts";
import { askedMark, outlined, pageMark, withoutNumber } from "./outline.ts";

/** A passage of a document as an entry: its headings are the question, its text the answer. */
export interface Passage {
  place: string;
  written: { question: string; answer: string; source: string };
}

/** A passage is about a paragraph or two; longer ones are cut between paragraphs. */
const passageLimit = 1200;

/** "Q: … A: …" as many documents have it, bold or numbered: what is asked is the question, whatever it stands under. */
const questionAndAnswer =
  /^[ \t\uE003]*(?:\*\*)?(?:q(?:uestion)?|问题?)[ \t]*\d*[ \t]*[:：.、](?:\*\*)?[ \t]*(\S.*?)(?:\*\*)?[ \t]*\n+[ \t\uE003]*(?:\*\*)?(?:a(?:nswer)?|答案?)[ \t]*\d*[ \t]*[:：.、](?:\*\*)?[ \t]*/gimu;
/** Where in a document a passage stands. */
interface Place {
  file: string;
  /** "p. 2"; "" = the document has no pages */
  page: string;
  /** the headings above it, the outermost first */
  path: readonly string[];
  /** whether the first of these is what the whole document is called */
  isTitled: boolean;
}

/**
 * Cuts a text with Markdown headings into passages. A heading that is a question, with the words
 * under it, is exactly an entry; other headings are joined to a path ("Returns › Opened tea"), without the document's own.
 */
export function readText(text: string, file: string): Passage[] {
  const passages: Passage[] = [];
  let headings: { level: number; name: string }[] = [];
  let paragraphs: string[] = [];
  let asked: string[] = [];
  let [page, begun] = ["", ""];
  const close = () => {
    const path = asked.length > 0 ? asked : headings.map(({ name }) => name);
    passages.push(...cut({ file, page: begun || page, path, isTitled }, paragraphs));
    paragraphs = [];
    asked = [];
    begun = "";
  };
  const marked = outlined(text.replace(/\r\n?/g, "\n").replace(questionAndAnswer, `\n\n${askedMark}$1\n\n`));
  const isTitled = hasTitle(marked);
  for (const block of marked.split(/\n{2,}|\n(?=#{1,6} )|(?<=^#{1,6} .*)\n/mu)) {
    const heading = /^ {0,3}(#{1,6})\s+(.+)$/u.exec(block.trimEnd());
    if (block.startsWith(pageMark)) {
      // without a heading a page is a passage
      if (headings.length === 0 && asked.length === 0) close();
      page = `p. ${block.slice(pageMark.length).trim()}`;
    } else if (block.startsWith(askedMark)) {
      close();
      asked = [withoutNumber(block.slice(askedMark.length).trim())];
    } else if (heading) {
      close();
      const [, signs = "", name = ""] = heading;
      headings = [...headings.filter(({ level }) => level < signs.length), { level: signs.length, name: name.trim() }];
    } else if (block.trim() !== "") {
      begun ||= page;
      paragraphs.push(block.trim());
    }
  }
  close();
  return passages;
}

/** Is its first heading over all the others, two or more? Then it is the document's name, and no part of what is asked. */
function hasTitle(text: string): boolean {
  const [first, ...others] = [...text.matchAll(/^ {0,3}(#{1,6})\s/gmu)].map(([, signs = ""]) => signs.length);
  return first !== undefined && others.length >= 2 && others.every((level) => level > first);
}

function cut({ file, page, path, isTitled }: Place, paragraphs: readonly string[]): Passage[] {
  const parts: string[] = [];
  for (const paragraph of paragraphs) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + paragraph.length < passageLimit)
      parts[parts.length - 1] = `${last}\n${paragraph}`;
    else parts.push(...splitText(paragraph, passageLimit));
  }
  const named = path.filter((name) => name !== "");
  const place = `§ ${[page, ...named].filter((name) => name !== "").join(" › ") || "…"}`;
  const last = named.at(-1) ?? "";
  const heading = /[?？]$/u.test(last)
    ? withoutNumber(last)
    : named
        .slice(isTitled && named.length > 1 ? 1 : 0)
        .map(withoutNumber)
        .join(" › ");
  return parts.map((answer, index) => {
    // of a long passage each part is asked for by what it begins with
    const question = index === 0 && heading !== "" ? heading : [heading, opening(answer)].filter(Boolean).join(" › ");
    const at = parts.length > 1 ? `${place} (${index + 1})` : place;
    const written = { question: question.slice(0, limits.question), answer, source: `${file} ${at}`.slice(0, 300) };
    return { place: at, written };
  });
}

const opening = (answer: string): string => answer.split(/[。!?！？\n]|\.(?:\s|$)/u)[0] ?? answer;

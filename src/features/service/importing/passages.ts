import { Parser } from "htmlparser2";
import { splitText } from "../../../core/split.ts";
import { limits } from "../knowledge/content.ts";

/** A passage of a document as an entry: its headings are the question, its text the answer. */
export interface Passage {
  place: string;
  written: { question: string; answer: string; source: string };
}

/** The heading of a page of a PDF: a place, and nothing anybody would ask. */
const page = /^p\. \d+$/u;

/** A passage is about a paragraph or two; longer ones are cut between paragraphs. */
const passageLimit = 1200;

/** "Q: … A: …" as many documents have it, bold or numbered: what is asked is the question, whatever it stands under. */
const questionAndAnswer =
  /^[ \t]*(?:\*\*)?(?:q(?:uestion)?|问题?)[ \t]*\d*[ \t]*[:：.、](?:\*\*)?[ \t]*(\S.*?)(?:\*\*)?[ \t]*\n+[ \t]*(?:\*\*)?(?:a(?:nswer)?|答案?)[ \t]*\d*[ \t]*[:：.、](?:\*\*)?[ \t]*/gimu;
/** Before what is asked so. */
const mark = "\u0002";

/**
 * Cuts a text with Markdown headings into passages. A heading that is a question, with the words
 * under it, is exactly an entry; other headings are joined to a path ("Returns › Opened tea").
 */
export function readText(text: string, file: string): Passage[] {
  const passages: Passage[] = [];
  const path: string[] = [];
  const marked = text.replace(/\r\n?/g, "\n").replace(questionAndAnswer, `\n\n${mark}$1\n\n`);
  let paragraphs: string[] = [];
  let asked: string[] = [];
  const close = () => {
    passages.push(...cut(file, asked.length > 0 ? asked : path, paragraphs));
    paragraphs = [];
    asked = [];
  };
  for (const block of marked.split(/\n{2,}|\n(?=#{1,6} )|(?<=^#{1,6} .*)\n/mu)) {
    const heading = /^(#{1,6})\s+(.+)$/u.exec(block.trim());
    if (block.startsWith(mark)) {
      close();
      asked = [block.slice(mark.length).trim()];
    } else if (heading) {
      close();
      path.length = Math.min(path.length, (heading[1] ?? "").length - 1);
      path.push((heading[2] ?? "").trim());
    } else if (block.trim() !== "") {
      paragraphs.push(block.trim());
    }
  }
  close();
  return passages;
}

function cut(file: string, path: readonly string[], paragraphs: readonly string[]): Passage[] {
  const parts: string[] = [];
  for (const paragraph of paragraphs) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + paragraph.length < passageLimit)
      parts[parts.length - 1] = `${last}\n${paragraph}`;
    else parts.push(...splitText(paragraph, passageLimit));
  }
  const named = path.filter((name) => name !== "");
  return parts.map((answer, index) => {
    const last = named.at(-1) ?? "";
    const heading = /[?？]$/u.test(last) ? last : named.join(" › ");
    const isUntitled = heading === "" || page.test(heading);
    const question = (isUntitled ? (answer.split(/[。!?！？\n]|\.(?:\s|$)/u)[0] ?? answer) : heading).slice(
      0,
      limits.question,
    );
    const place = `§ ${heading || "…"}${parts.length > 1 ? ` (${index + 1})` : ""}`;
    return { place, written: { question, answer, source: `${file} ${place}`.slice(0, 300) } };
  });
}

const blocks = new Set(["p", "div", "li", "tr", "br", "section", "article", "ul", "ol", "table", "blockquote", "pre"]);
const unread = new Set(["script", "style", "noscript", "template", "nav", "svg", "iframe"]);

/** The same for HTML: its headings and its visible text; scripts, styles and hidden parts are not read. */
export function readHtml(html: string, file: string): Passage[] {
  let text = "";
  let skipping = 0;
  const stack: boolean[] = [];
  let link = "";
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const isHidden =
          unread.has(name) ||
          "hidden" in attributes ||
          /display:\s*none|visibility:\s*hidden/i.test(attributes.style ?? "");
        stack.push(isHidden);
        if (isHidden) skipping++;
        if (name === "a") link = /^https?:\/\//iu.exec(attributes.href ?? "")?.input ?? "";
        const level = /^h([1-6])$/.exec(name)?.[1];
        if (level) text += `\n\n${"#".repeat(Number(level))} `;
        else if (blocks.has(name)) text += name === "br" ? "\n" : "\n\n";
      },
      ontext(words) {
        if (skipping === 0) text += words.replace(/\s+/gu, " ");
      },
      onclosetag(name) {
        if (stack.pop()) skipping--;
        // an answer that says "here" is none without where that leads
        if (name === "a" && skipping === 0 && link !== "" && !text.endsWith(link)) text += ` ${link}`;
        if (/^h[1-6]$/.test(name) || blocks.has(name)) text += "\n\n";
        else if (name === "td" || name === "th") text += " ";
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return readText(text, file);
}

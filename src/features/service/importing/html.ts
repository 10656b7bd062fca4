import { Parser } from "htmlparser2";
import { boldMark } from "./outline.ts";

const blocks = new Set(
  "p div li tr br section article main ul ol table blockquote pre header dl dt dd summary details figure hr".split(" "),
);
const unread = new Set(
  "head script style noscript template nav footer aside svg iframe button select textarea".split(" "),
);
/** A cell of a table is a part of a line; one that is longer, or has headings, is how a page is laid out. */
const longestCell = 200;

/**
 * The visible text of a page, its headings as in Markdown; scripts, styles, menus and hidden parts are not read, and
 * where a page says which is its main part nothing beside that.
 */
export function htmlText(html: string): string {
  const page = new Page();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => page.open(name, attributes),
      ontext: (words) => page.say(words),
      onclosetag: (name) => page.close(name),
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return page.text;
}

class Page {
  text = "";
  /** how many of the elements that are open are not read */
  #skipping = 0;
  readonly #hidden: boolean[] = [];
  #link = "";
  /** of each list that is open, how many items it has had; null = without numbers */
  readonly #lists: (number | null)[] = [];
  /** before the first words of an item */
  #sign = "";
  /** where each cell that is open begins */
  readonly #cells: number[] = [];
  /** where the paragraph begins, and whether all of it so far is bold */
  #paragraph = { from: 0, isBold: true };
  #bold = 0;

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const isHidden = unread.has(name) || isUnseen(attributes);
    this.#hidden.push(isHidden);
    if (isHidden) this.#skipping++;
    if (this.#skipping > 0) return;
    if (isMain(name, attributes)) this.text = "";
    if (name === "a") this.#link = /^https?:\/\//iu.exec(attributes.href ?? "")?.input ?? "";
    if (isStrong(name)) this.#bold++;
    if (name === "ol" || name === "ul") this.#lists.push(name === "ol" ? 0 : null);
    const level = /^h([1-6])$/.exec(name)?.[1];
    if (level) this.text += `\n\n${"#".repeat(Number(level))} `;
    else if (blocks.has(name)) this.text += name === "br" ? "\n" : "\n\n";
    if (name === "li") this.#sign = this.#nextSign();
    if (name === "p") this.#paragraph = { from: this.text.length, isBold: true };
    if (name === "td" || name === "th") this.#cells.push(this.text.length);
  }

  say(words: string): void {
    if (this.#skipping > 0) return;
    const isBlank = words.trim() === "";
    if (!isBlank && this.#bold === 0) this.#paragraph.isBold = false;
    this.text += (isBlank ? "" : this.#sign) + words.replace(/\s+/gu, " ");
    if (!isBlank) this.#sign = "";
  }

  close(name: string): void {
    if (this.#hidden.pop()) return void this.#skipping--;
    if (this.#skipping > 0) return;
    if (isStrong(name)) this.#bold--;
    if (name === "ol" || name === "ul") this.#lists.pop();
    // an answer that says "here" is none without where that leads
    if (name === "a" && this.#link !== "" && !this.text.endsWith(this.#link)) this.text += ` ${this.#link}`;
    if (name === "p") this.#closeParagraph();
    if (name === "td" || name === "th") this.#closeCell();
    else if (name === "tr") this.text = `${this.text.replace(/[ |]+$/u, "")}\n\n`;
    else if (/^h[1-6]$/.test(name) || blocks.has(name)) this.text += "\n\n";
    if (name === "main") this.#skipping++;
  }

  #nextSign(): string {
    const counted = this.#lists.at(-1) ?? null;
    if (counted === null) return "- ";
    this.#lists[this.#lists.length - 1] = counted + 1;
    return `${counted + 1}. `;
  }

  #closeParagraph(): void {
    const { from, isBold } = this.#paragraph;
    const words = this.text.slice(from);
    if (isBold && words.trim() !== "") this.text = `${this.text.slice(0, from)}${boldMark}${words.trimStart()}`;
    this.#paragraph = { from: this.text.length, isBold: true };
  }

  #closeCell(): void {
    const from = this.#cells.pop() ?? this.text.length;
    const cell = this.text.slice(from);
    if (cell.length > longestCell || /^#/mu.test(cell)) return;
    this.text = `${this.text.slice(0, from)}${cell.replaceAll(boldMark, "").replace(/\s+/gu, " ").trim()} | `;
  }
}

const isStrong = (name: string) => name === "b" || name === "strong";
const isMain = (name: string, { role }: Readonly<Record<string, string>>) => name === "main" || role === "main";
const isUnseen = (attributes: Readonly<Record<string, string>>) =>
  "hidden" in attributes ||
  attributes["aria-hidden"] === "true" ||
  attributes.role === "navigation" ||
  /display:\s*none|visibility:\s*hidden/i.test(attributes.style ?? "");

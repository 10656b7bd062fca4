import type { ThingToDo } from "../../../core/digest.ts";
import { escapeMarkup } from "../../../core/drawing.ts";
import { formatNumber, type Language } from "../../../core/text.ts";
import { percent } from "../text.ts";
import { pageStyle } from "./style.ts";

/** What the pages are made of: they fetch nothing, and work in a browser, in a mail, on paper. */

/** The font of charts in pages: what the reader's machine has. */
export const fontFamily = "system-ui, sans-serif";

type Cell = string | number;

/** A whole page: a heading, a line below it about what it rests on, and its parts; empty ones are left out. */
export function page(language: Language, heading: string, note: string, parts: readonly string[]): string {
  const title = escapeMarkup(heading);
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-Hans" : "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title><style>${pageStyle}</style></head>
<body>
<h1>${title}</h1>
<p class="note">${escapeMarkup(note)}</p>
${parts.filter((part) => part !== "").join("\n")}
</body>
</html>
`;
}

/** A great figure with its name above it and what it stands beside below. */
export interface Tile {
  name: string;
  value: number;
  beside: string;
}

export function tileList(tiles: readonly Tile[], language: Language): string {
  const items = tiles.map(
    ({ name, value, beside }) =>
      `<li>${escapeMarkup(name)}<b>${formatNumber(value, language)}</b><small>${escapeMarkup(beside)}</small></li>`,
  );
  return `<ul class="tiles">${items.join("")}</ul>`;
}

/** What to do, each with the command to do it. */
export function thingList(things: readonly ThingToDo[], language: Language): string {
  const items = things.map(
    (thing) =>
      `<li>${escapeMarkup(thing.text[language]())}<br><code>${escapeMarkup(thing.command[language]())}</code></li>`,
  );
  return `<ol class="things">${items.join("")}</ol>`;
}

/** A share as a cell. */
export const part = (people: number, whole: number): string => (whole === 0 ? "–" : percent(people / whole));

/** A part of a page under its heading. */
export const chapter = (title: string, content: string): string =>
  `<section><h2>${escapeMarkup(title)}</h2>${content}</section>`;

/** With more columns a table is written small on a phone. */
const manyColumns = 6;

/** A table; without a head it is one of names and figures. */
export function table(head: readonly Cell[] | null, rows: readonly (readonly Cell[])[]): string {
  const cell =
    (tag: string, more = "") =>
    (value: Cell) =>
      `<${tag}${more}>${escapeMarkup(String(value))}</${tag}>`;
  const body = rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("");
  const top = head === null ? "" : `<thead><tr>${head.map(cell("th", ' scope="col"')).join("")}</tr></thead>`;
  const columns = Math.max(0, ...rows.map((row) => row.length));
  return `<div class="wide"><table${columns > manyColumns ? ' class="many"' : ""}>${top}<tbody>${body}</tbody></table></div>`;
}

/** A chart with what it shows in words for who does not see it. */
export function figure(svg: string, alternative: string): string {
  const drawn = svg.replace("<svg ", `<svg role="img" aria-label="${escapeMarkup(alternative)}" `);
  return `<figure>${drawn}<figcaption>${escapeMarkup(alternative)}</figcaption></figure>`;
}

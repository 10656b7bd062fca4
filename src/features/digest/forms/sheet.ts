import { colours, escapeMarkup, phoneWidth as width } from "../../../core/drawing.ts";

const margin = 48;
/** What is left for charts. */
export const innerWidth = width - 2 * margin;
/** Characters of a heading in a line. */
const headingLength = 30;

/** A great figure on a picture: its name below it, and what it stands beside. */
export interface PictureTile {
  figure: string;
  name: string;
  beside: string;
}

/** A picture for a phone that is filled from above. Names no font: the only one that is loaded is taken. */
export class Sheet {
  readonly #parts: string[] = [];
  #y = margin;

  #write(words: string, size: number, colour: string, x = margin, y = this.#y): void {
    this.#parts.push(`<text x="${x}" y="${y}" font-size="${size}" fill="${colour}">${escapeMarkup(words)}</text>`);
  }

  heading(title: string, below: string): void {
    this.#y += 34;
    for (const line of folded(title, headingLength)) {
      this.#write(line, 44, colours.ink);
      this.#y += 58;
    }
    this.#write(below, 28, colours.ash);
    this.#y += 44;
  }

  tiles(tiles: readonly PictureTile[]): void {
    for (const [index, tile] of tiles.entries()) {
      const x = margin + (index * innerWidth) / tiles.length;
      this.#write(tile.figure, 60, colours.ember, x, this.#y + 44);
      this.#write(tile.name, 26, colours.ink, x, this.#y + 88);
      this.#write(tile.beside, 24, colours.ash, x, this.#y + 124);
    }
    this.#y += 190;
  }

  /** A chart below its name. */
  chart(name: string, svg: string, height: number): void {
    this.#write(name, 28, colours.ink);
    this.#y += 16;
    this.#parts.push(svg.replace("<svg ", `<svg x="${margin}" y="${this.#y}" `));
    this.#y += height + 48;
  }

  /** The whole as SVG. */
  svg(): string {
    const height = Math.round(this.#y + margin / 2);
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">${this.#parts.join("")}</svg>`;
  }
}

/** Words in lines of so many characters, broken at spaces where there are some. */
function folded(words: string, limit: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { segment } of new Intl.Segmenter("und", { granularity: "word" }).segment(words)) {
    if (line.length + segment.length > limit && line !== "") {
      lines.push(line.trim());
      line = "";
    }
    line += segment;
  }
  return [...lines, line.trim()].filter((each) => each !== "").slice(0, 3);
}

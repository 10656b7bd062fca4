import { formatNumber, type Language } from "../../../core/text.ts";
import { told, type Digest } from "../build.ts";
import { percent, text } from "../text.ts";
import { colours, heatmapChart, trendChart } from "./charts.ts";
import { escapeHtml } from "./page.ts";
import { pageText } from "./page-text.ts";
import { daysOf, titleOf } from "./lines.ts";

/** Twice as wide as a phone's screen, so that small words stay sharp. */
const width = 1080;
const margin = 48;
const ink = "#2b2622";

/** One picture for a phone: the great figures, the periods before, the hours of the week. PNG, drawn beside the event loop. */
export async function toPicture(digest: Digest, language: Language, fontFile: string): Promise<Buffer> {
  // only here: an installation without optional packages has no renderer, and sends the text
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(await pictureSvg(digest, language), {
    background: "#fffdfa",
    font: { fontFiles: [fontFile], loadSystemFonts: false },
    fitTo: { mode: "original" },
  });
  return image.asPng();
}

/** The picture as SVG. Names no font: the only one that is loaded is taken. */
export async function pictureSvg(digest: Digest, language: Language): Promise<string> {
  const inner = width - 2 * margin;
  const style = { width: inner, fontSize: 26, fontFamily: "sans-serif" };
  const parts: string[] = [];
  let y = margin;
  const write = (words: string, size: number, colour: string, x = margin) =>
    parts.push(`<text x="${x}" y="${y}" font-size="${size}" fill="${colour}">${escapeHtml(words)}</text>`);
  const place = (svg: string, height: number) => {
    const shared = svg.replace("<svg ", `<svg x="${margin}" y="${y}" `);
    parts.push(shared);
    y += height + 28;
  };
  y += 34;
  for (const line of folded(titleOf(digest, language), 30)) {
    write(line, 44, ink);
    y += 58;
  }
  write(daysOf(digest, language), 28, colours.ash);
  y += 20;
  const tiles = tilesOf(digest, language);
  const each = inner / tiles.length;
  for (const [index, tile] of tiles.entries()) {
    const x = margin + index * each;
    parts.push(`<text x="${x}" y="${y + 44}" font-size="60" fill="${colours.ember}">${escapeHtml(tile.figure)}</text>`);
    parts.push(`<text x="${x}" y="${y + 88}" font-size="26" fill="${ink}">${escapeHtml(tile.name)}</text>`);
    parts.push(`<text x="${x}" y="${y + 124}" font-size="24" fill="${colours.ash}">${escapeHtml(tile.beside)}</text>`);
  }
  y += 190;
  if (digest.before.length > 0) {
    write(`${text.messages[language]()} · ${pageText.trends[language]()}`, 28, ink);
    y += 16;
    const values = [...digest.before.map(({ messages }) => messages), digest.figures.messages];
    const labels = [...digest.before.map(({ from }) => from.slice(5)), digest.figures.from.slice(5)];
    place(await trendChart(values, labels, { ...style, height: 260 }), 260);
    y += 20;
  }
  write(pageText.heat[language](), 28, ink);
  y += 16;
  place(await heatmapChart(digest, language, { ...style, height: 360 }), 360);
  const height = Math.round(y + margin / 2);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">${parts.join("")}</svg>`;
}

function tilesOf(digest: Digest, language: Language) {
  const { figures, comparisons } = digest;
  const tiles = told(digest)
    .slice(0, 3)
    .map((name) => {
      const { value, mean, sign } = comparisons[name];
      const arrow = sign === "up" ? "↑ " : sign === "down" ? "↓ " : "";
      return {
        figure: formatNumber(value, language),
        name: text[name][language](),
        beside: mean === null ? "" : `${arrow}${pageText.usually[language]({ mean: Math.round(mean) })}`,
      };
    });
  return [...tiles, { figure: percent(figures.stickiness), name: text.stickiness[language](), beside: "" }];
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

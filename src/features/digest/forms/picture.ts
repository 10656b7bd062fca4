import { pngOf } from "../../../core/drawing.ts";
import { formatNumber, type Language } from "../../../core/text.ts";
import { told, type Digest } from "../digest.ts";
import { percent, text } from "../text.ts";
import { heatmapChart, trendChart } from "./charts.ts";
import { daysOf, titleOf } from "./lines.ts";
import { pageText } from "./page-text.ts";
import { innerWidth, Sheet, type PictureTile } from "./sheet.ts";

/** How charts on pictures are written: with the font of the picture, large enough for a phone. */
export const pictureStyle = { width: innerWidth, fontSize: 26, fontFamily: "sans-serif" } as const;

/** One picture for a phone: the great figures, the periods before, the hours of the week. PNG. */
export async function toPicture(digest: Digest, language: Language, fontFile: string): Promise<Buffer> {
  return pngOf(await pictureSvg(digest, language), fontFile);
}

/** The picture as SVG. */
async function pictureSvg(digest: Digest, language: Language): Promise<string> {
  const { before, figures } = digest;
  const sheet = new Sheet();
  sheet.heading(titleOf(digest, language), daysOf(digest, language));
  sheet.tiles(tilesOf(digest, language));
  if (before.length > 0) {
    const values = [...before.map(({ messages }) => messages), figures.messages];
    const labels = [...before.map(({ from }) => from.slice(5)), figures.from.slice(5)];
    const name = `${text.messages[language]()} · ${pageText.trends[language]()}`;
    sheet.chart(name, await trendChart(values, labels, language, { ...pictureStyle, height: 260 }), 260);
  }
  sheet.chart(pageText.heat[language](), await heatmapChart(digest, language, { ...pictureStyle, height: 360 }), 360);
  return sheet.svg();
}

function tilesOf(digest: Digest, language: Language): PictureTile[] {
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

import { pngOf } from "../../../core/drawing.ts";
import { formatNumber, type Language } from "../../../core/text.ts";
import type { RolledUp, RollUp } from "../rollup.ts";
import { text } from "../text.ts";
import { barsChart, trendChart } from "./charts.ts";
import { pageText } from "./page-text.ts";
import { pictureStyle } from "./picture.ts";
import { additive, agoOf, daysOfAll, messagesOfAll, titleOfAll, totalOf } from "./rollup-lines.ts";
import { Sheet } from "./sheet.ts";

/** A picture bears so many communities; the text below it counts the others. */
const drawn = 12;
const barHeight = 56;

/** Several communities in one picture for a phone: the sums, the weeks before, a bar each. PNG. */
export async function rollUpPicture(rollUp: RollUp, language: Language, fontFile: string): Promise<Buffer> {
  return pngOf(await rollUpSvg(rollUp, language), fontFile);
}

/** The picture as SVG. */
async function rollUpSvg({ rows }: RollUp, language: Language): Promise<string> {
  const sheet = new Sheet();
  sheet.heading(titleOfAll(rows, language), daysOfAll(rows, language));
  sheet.tiles(
    additive.map((name) => ({
      figure: formatNumber(totalOf(rows, name), language),
      name: text[name][language](),
      beside: "",
    })),
  );
  const sums = messagesOfAll(rows);
  if (sums.length > 1) {
    const name = `${pageText.allMessages[language]()} · ${pageText.trends[language]()}`;
    const labels = agoOf(sums, language);
    sheet.chart(name, await trendChart(sums, labels, language, { ...pictureStyle, height: 260 }), 260);
  }
  const shown = rows.slice(0, drawn);
  const height = shown.length * barHeight + 16;
  const bars = shown.map((row) => ({
    name: row.community,
    value: row.comparisons.messages.value,
    beside: besideBar(row, language),
  }));
  sheet.chart(pageText.eachCommunity[language](), await barsChart(bars, { ...pictureStyle, height }), height);
  return sheet.svg();
}

/** "1,203 ↓ · 41 people" */
function besideBar({ comparisons: { messages, active } }: RolledUp, language: Language): string {
  const arrow = messages.sign === "up" ? " ↑" : messages.sign === "down" ? " ↓" : "";
  return `${formatNumber(messages.value, language)}${arrow} · ${pageText.wrote[language]({ people: active.value })}`;
}

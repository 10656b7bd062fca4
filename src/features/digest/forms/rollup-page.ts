import { formatNumber, type Language } from "../../../core/text.ts";
import { toldOf } from "../digest.ts";
import type { RolledUp, RollUp } from "../rollup.ts";
import { briefSigns, rounded, text } from "../text.ts";
import { barsChart, trendChart } from "./charts.ts";
import { chapter, figure, fontFamily, page, table, thingList, tileList } from "./html.ts";
import { pageText } from "./page-text.ts";
import { additive, agoOf, headingOfAll, messagesOfAll, totalOf } from "./rollup-lines.ts";

const barHeight = 34;

/** Several communities as one page: the sums, a bar each, what to do, and every figure beside those before. */
export async function rollUpPage(rollUp: RollUp, language: Language): Promise<string> {
  const { rows, worst } = rollUp;
  return page(language, headingOfAll(rows, language), pageText.rollUpNote[language](), [
    tileList(
      additive.map((name) => ({ name: text[name][language](), value: totalOf(rows, name), beside: "" })),
      language,
    ),
    ...worst
      .filter(({ things }) => things.length > 0)
      .map(({ community, things }) => chapter(text.toDoIn[language]({ community }), thingList(things, language))),
    await trendOfAll(rows, language),
    await barsOfEach(rows, language),
    ...rows.map((row) => communityTable(row, language)),
  ]);
}

async function trendOfAll(rows: readonly RolledUp[], language: Language): Promise<string> {
  const sums = messagesOfAll(rows);
  if (sums.length < 2) return "";
  const labels = agoOf(sums, language);
  const svg = await trendChart(sums, labels, language, { width: 520, height: 160, fontSize: 14, fontFamily });
  const name = pageText.allMessages[language]();
  return chapter(pageText.trends[language](), figure(svg, pageText.trend[language]({ name, values: sums })));
}

async function barsOfEach(rows: readonly RolledUp[], language: Language): Promise<string> {
  const bars = rows.map(({ community, comparisons: { messages } }) => ({
    name: community,
    value: messages.value,
    beside: formatNumber(messages.value, language),
  }));
  const style = { width: 520, height: rows.length * barHeight + 12, fontSize: 14, fontFamily };
  const words = bars.map(({ name, beside }) => `${name} ${beside}`);
  return chapter(
    pageText.eachCommunity[language](),
    figure(await barsChart(bars, style), pageText.eachWords[language]({ words })),
  );
}

/** One community's counts beside the periods before. */
function communityTable({ community, period, comparisons }: RolledUp, language: Language): string {
  const { now, before, mean, change } = pageText;
  const shown = (value: number | null) => (value === null ? "–" : rounded(value, language));
  const rows = toldOf(comparisons).map((name) => {
    const { value, last, mean: usual, sign } = comparisons[name];
    return [text[name][language](), shown(value), shown(last), shown(usual), sign ? briefSigns[sign][language]() : ""];
  });
  const head = ["", ...[now, before, mean, change].map((one) => one[language]())];
  return chapter(`${community} · ${period.key}`, table(head, rows));
}

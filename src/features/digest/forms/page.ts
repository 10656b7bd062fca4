import { formatNumber, type Language, type Text } from "../../../core/text.ts";
import { isShare, rateNames } from "../../../engagement/figures.ts";
import { told, type Digest, type ToldSection } from "../build.ts";
import type { Span } from "../period.ts";
import { peakOf } from "../rules.ts";
import type { Phrase } from "../topics/phrases.ts";
import { against, briefSigns, percent, share, text, weekday, written } from "../text.ts";
import { heatmapChart, trendChart } from "./charts.ts";
import { headingOf, isEmpty, narrative } from "./lines.ts";
import { pageStyle } from "./style.ts";
import { pageText } from "./page-text.ts";

const fontFamily = "system-ui, sans-serif";

/** Words of strangers as text of a page. */
export const escapeHtml = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

type Cell = string | number;

/** The whole digest as one page that fetches nothing: for a browser, a mail, paper. */
export async function toPage(digest: Digest, language: Language): Promise<string> {
  const say = (words: Text) => escapeHtml(words[language]());
  const heading = escapeHtml(headingOf(digest, language));
  const parts = isEmpty(digest)
    ? [`<p>${say(text.nothing)}</p>`]
    : [
        tiles(digest, language),
        things(digest, language),
        story(digest, language),
        ...(await chapters(digest, language)),
      ];
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-Hans" : "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${heading}</title><style>${pageStyle}</style></head>
<body>
<h1>${heading}</h1>
<p class="note">${escapeHtml(pageText.asOf[language]({ to: digest.figures.to, timeZone: digest.figures.timeZone }))}</p>
${parts.filter((part) => part !== "").join("\n")}
${glossary(digest, language)}
</body>
</html>
`;
}

function tiles(digest: Digest, language: Language): string {
  const { comparisons, period } = digest;
  const items = told(digest).map((name) => {
    const comparison = comparisons[name];
    const beside = against(comparison, period.span, language).replace(/^[（ (]+|[）)]$/g, "");
    return `<li>${escapeHtml(text[name][language]())}<b>${formatNumber(comparison.value, language)}</b><small>${escapeHtml(beside)}</small></li>`;
  });
  return `<ul class="tiles">${items.join("")}</ul>`;
}

function things({ things: list }: Digest, language: Language): string {
  if (list.length === 0) return "";
  const items = list.map(
    (thing) =>
      `<li>${escapeHtml(thing.text[language]())}<br><code>${escapeHtml(thing.command[language]())}</code></li>`,
  );
  return chapter(text.thingsTitle[language](), `<ol class="things">${items.join("")}</ol>`);
}

function story(digest: Digest, language: Language): string {
  const lines = narrative(digest).map((line) => `<p>${escapeHtml(line[language]())}</p>`);
  const told = digest.story?.[language];
  return chapter(pageText.story[language](), (told ? `<p>${escapeHtml(told)}</p>` : "") + lines.join(""));
}

/** What people brought to a period, by columns. */
const carriedColumns = ["messages", "replies", "received", "answers", "questions", "days"] as const;

async function chapters(digest: Digest, language: Language): Promise<string[]> {
  const { figures, before, carried, funnel, sections, topics } = digest;
  const word = (words: Text) => words[language]();
  // what is nobody's is most often not known: old exports do not say who answered whom
  const columns = carriedColumns.filter((name) => carried.some((one) => one[name] > 0));
  return [
    await trends(digest, language),
    rateTable(digest, language),
    await heat(digest, language),
    chapter(
      word(pageText.retention),
      table(
        ["", word(pageText.onDay), word(pageText.onOrAfter)],
        (["d1", "d7", "d30"] as const).map((name) => [
          pageText.dayAfter[language]({ day: Number(name.slice(1)) }),
          share(figures.retention.nDay[name]),
          share(figures.retention.unbounded[name]),
        ]),
      ),
    ),
    cohortTable(digest, language),
    funnel.length < 2
      ? ""
      : chapter(
          word(pageText.funnel),
          table(
            ["", word(pageText.people), word(pageText.ofStepBefore), word(pageText.ofJoined)],
            funnel.map(({ name, people }, index) => [
              word(name),
              formatNumber(people, language),
              index === 0 ? "" : part(people, funnel[index - 1]?.people ?? 0),
              index === 0 ? "" : part(people, funnel[0]?.people ?? 0),
            ]),
          ),
        ),
    carried.length === 0
      ? ""
      : chapter(
          word(pageText.carried),
          table(
            ["", ...columns.map((name) => word(name === "messages" ? text.messages : pageText[name]))],
            carried.map((one) => [one.shown, ...columns.map((name) => one[name])]),
          ),
        ),
    topics.length === 0
      ? ""
      : chapter(
          word(text.topics),
          table(
            ["", word(text.messages), word(pageText.people)],
            topics.map(({ phrase, messages, people }) => [phrase, messages, people]),
          ) + topics.map(quotesOf).join(""),
        ),
    ...sections.map((told) => sectionChapter(told, digest.period.span, language)),
    before.length === 0 ? `<p class="note">${escapeHtml(word(pageText.noPast))}</p>` : "",
  ];
}

/** What was said about a topic, where a model found it. */
function quotesOf({ phrase, quotes = [] }: Phrase): string {
  if (quotes.length === 0) return "";
  const said = quotes.map((quote) => `<q>${escapeHtml(quote)}</q>`).join(" ");
  return `<p class="note">${escapeHtml(phrase)}: ${said}</p>`;
}

/** A feature's part: its sentences, its counts beside those before, and who stands behind them. */
function sectionChapter({ section, compared }: ToldSection, span: Span, language: Language): string {
  const paragraph = (line: Text) => `<p>${escapeHtml(line[language]())}</p>`;
  const counts = compared.map((count) => [
    count.name[language](),
    formatNumber(count.value, language),
    against(count, span, language).replace(/^[（ (]+|[）)]$/g, ""),
  ]);
  const content = [
    ...section.lines.map(paragraph),
    compared.some(({ last }) => last !== null) ? table(null, counts) : "",
    ...(section.discreet ?? []).map(paragraph),
  ];
  return chapter(section.title[language](), content.join(""));
}

const part = (people: number, whole: number): string => (whole === 0 ? "–" : percent(people / whole));

const chapter = (title: string, content: string): string =>
  `<section><h2>${escapeHtml(title)}</h2>${content}</section>`;

function table(head: readonly Cell[] | null, rows: readonly (readonly Cell[])[]): string {
  const cell =
    (tag: string, more = "") =>
    (value: Cell) =>
      `<${tag}${more}>${escapeHtml(String(value))}</${tag}>`;
  const body = rows.map((row) => `<tr>${row.map(cell("td")).join("")}</tr>`).join("");
  const top = head === null ? "" : `<thead><tr>${head.map(cell("th", ' scope="col"')).join("")}</tr></thead>`;
  return `<div class="wide"><table>${top}<tbody>${body}</tbody></table></div>`;
}

/** A chart with what it shows in words for who does not see it. */
function figure(svg: string, alternative: string): string {
  const drawn = svg.replace("<svg ", `<svg role="img" aria-label="${escapeHtml(alternative)}" `);
  return `<figure>${drawn}<figcaption>${escapeHtml(alternative)}</figcaption></figure>`;
}

async function trends({ before, comparisons, period, figures }: Digest, language: Language): Promise<string> {
  if (before.length === 0) return "";
  const labels = [...before.map(({ from }) => from.slice(5)), figures.from.slice(5)];
  const style = { width: 520, height: 160, fontSize: 14, fontFamily };
  const charts = (["messages", "active"] as const).map(async (name) => {
    const values = [...before.map((counts) => counts[name]), comparisons[name].value];
    const alternative = pageText.trend[language]({ name: text[name][language](), values, span: period.span });
    return figure(await trendChart(values, labels, style), alternative);
  });
  return chapter(pageText.trends[language](), (await Promise.all(charts)).join(""));
}

/** Every rate beside the periods before, and whether it changed more than chance explains. */
function rateTable({ rates }: Digest, language: Language): string {
  const told = rateNames.filter((name) => rates[name].value !== null || rates[name].mean !== null);
  if (told.length === 0) return "";
  // with one period before there is no mean yet, and nothing is judged
  const isJudged = told.some((name) => rates[name].mean !== null);
  const rows = told.map((name) => {
    const { value, last, mean, sign } = rates[name];
    const figure = (one: number | null) => (one === null ? "–" : written(one, isShare(name), language));
    const judged = isJudged ? [figure(mean), sign ? briefSigns[sign][language]() : ""] : [];
    return [text[name][language](), figure(value), figure(last), ...judged];
  });
  const { now, before, mean, change } = pageText;
  const head = ["", ...[now, before, ...(isJudged ? [mean, change] : [])].map((one) => one[language]())];
  return chapter(pageText.rates[language](), table(head, rows));
}

async function heat(digest: Digest, language: Language): Promise<string> {
  const peak = peakOf(digest.figures.heatmap);
  if (!peak) return "";
  const svg = await heatmapChart(digest, language, { width: 520, height: 230, fontSize: 14, fontFamily });
  const busiest = digest.figures.heatmap.map((hours, day) => ({
    day: weekday(day + 1, language),
    messages: hours.reduce((sum, each) => sum + each, 0),
  }));
  const sums = busiest.map(({ day, messages }) => `${day} ${messages}`);
  const alternative = pageText.heatWords[language]({ peak: text.peakLine[language](peak), sums });
  return chapter(pageText.heat[language](), figure(svg, alternative));
}

function cohortTable({ figures }: Digest, language: Language): string {
  const known = figures.cohorts.filter(({ size }) => size > 0);
  if (known.length === 0) return "";
  // weeks that nobody has lived yet would only push the others off a phone's screen
  const ages = Math.max(...known.map(({ retained }) => retained.findLastIndex((count) => count !== null) + 1));
  const head = [
    "",
    pageText.people[language](),
    ...Array.from({ length: ages }, (_, age) => pageText.weekAfter[language]({ age })),
  ];
  const rows = known.map(({ week, size, retained }) => [
    week,
    size,
    ...Array.from({ length: ages }, (_, age) => {
      const count = retained[age];
      return count === undefined || count === null ? "" : part(count, size);
    }),
  ]);
  return chapter(pageText.cohorts[language](), table(head, rows));
}

function glossary({ glossary: meanings }: Digest, language: Language): string {
  const items = meanings.map(({ key, meaning }) => `<dt>${key}</dt><dd>${escapeHtml(meaning[language]())}</dd>`);
  return `<details><summary>${escapeHtml(pageText.glossary[language]())}</summary><dl>${items.join("")}</dl></details>`;
}

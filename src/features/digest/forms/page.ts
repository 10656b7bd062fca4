import { escapeMarkup } from "../../../core/drawing.ts";
import { formatNumber, type Language, type Text } from "../../../core/text.ts";
import { isShare, rateNames } from "../../../engagement/figures.ts";
import { isEmpty, told, type Digest, type ToldSection } from "../digest.ts";
import type { Span } from "../period.ts";
import { peakOf } from "../rules.ts";
import type { Phrase } from "../topics/phrases.ts";
import { besideOf, briefSigns, share, text, weekday, written } from "../text.ts";
import { heatmapChart, trendChart } from "./charts.ts";
import { headingOf, narrative } from "./lines.ts";
import { chapter, figure, fontFamily, page, part, table, thingList, tileList } from "./html.ts";
import { pageText } from "./page-text.ts";

/** The whole digest as one page that fetches nothing: for a browser, a mail, paper. */
export async function toPage(digest: Digest, language: Language): Promise<string> {
  const say = (words: Text) => escapeMarkup(words[language]());
  const parts = isEmpty(digest)
    ? [`<p>${say(text.nothing)}</p>`, things(digest, language)]
    : [
        tiles(digest, language),
        things(digest, language),
        story(digest, language),
        ...(await chapters(digest, language)),
      ];
  const note = pageText.asOf[language]({ to: digest.figures.to, timeZone: digest.figures.timeZone });
  return page(language, headingOf(digest, language), note, [...parts, glossary(digest, language)]);
}

function tiles(digest: Digest, language: Language): string {
  const { comparisons, period } = digest;
  const items = told(digest).map((name) => ({
    name: text[name][language](),
    value: comparisons[name].value,
    beside: besideOf(comparisons[name], period.span, language),
  }));
  return tileList(items, language);
}

const things = ({ things: list }: Digest, language: Language): string =>
  list.length === 0 ? "" : chapter(text.thingsTitle[language](), thingList(list, language));

function story(digest: Digest, language: Language): string {
  const lines = narrative(digest).map((line) => `<p>${escapeMarkup(line[language]())}</p>`);
  const told = digest.story?.[language];
  return chapter(pageText.story[language](), (told ? `<p>${escapeMarkup(told)}</p>` : "") + lines.join(""));
}

async function chapters(digest: Digest, language: Language): Promise<string[]> {
  const { before, sections } = digest;
  return [
    await trends(digest, language),
    rateTable(digest, language),
    await heat(digest, language),
    retentionTable(digest, language),
    cohortTable(digest, language),
    funnelTable(digest, language),
    carriedTable(digest, language),
    topicTable(digest, language),
    ...sections.map((told) => sectionChapter(told, digest.period.span, language)),
    before.length === 0 ? `<p class="note">${escapeMarkup(pageText.noPast[language]())}</p>` : "",
  ];
}

function retentionTable({ figures: { retention } }: Digest, language: Language): string {
  const rows = (["d1", "d7", "d30"] as const).map((name) => [
    pageText.dayAfter[language]({ day: Number(name.slice(1)) }),
    share(retention.nDay[name]),
    share(retention.unbounded[name]),
  ]);
  const head = ["", pageText.onDay[language](), pageText.onOrAfter[language]()];
  return chapter(pageText.retention[language](), table(head, rows));
}

function funnelTable({ funnel }: Digest, language: Language): string {
  if (funnel.length < 2) return "";
  const rows = funnel.map(({ name, people }, index) => [
    name[language](),
    formatNumber(people, language),
    index === 0 ? "" : part(people, funnel[index - 1]?.people ?? 0),
    index === 0 ? "" : part(people, funnel[0]?.people ?? 0),
  ]);
  const { people, ofStepBefore, ofJoined, funnel: title } = pageText;
  const head = ["", ...[people, ofStepBefore, ofJoined].map((one) => one[language]())];
  return chapter(title[language](), table(head, rows));
}

/** What people brought to a period, by columns. */
const carriedColumns = ["messages", "replies", "received", "answers", "questions", "days"] as const;

function carriedTable({ carried }: Digest, language: Language): string {
  if (carried.length === 0) return "";
  // what is nobody's is most often not known: old exports do not say who answered whom
  const columns = carriedColumns.filter((name) => carried.some((one) => one[name] > 0));
  const head = columns.map((name) => (name === "messages" ? text.messages : pageText[name])[language]());
  const rows = carried.map((one) => [one.shown, ...columns.map((name) => one[name])]);
  return chapter(pageText.carried[language](), table(["", ...head], rows));
}

function topicTable({ topics }: Digest, language: Language): string {
  if (topics.length === 0) return "";
  const head = ["", text.messages[language](), pageText.people[language]()];
  const rows = topics.map(({ phrase, messages, people }) => [phrase, messages, people]);
  return chapter(text.topics[language](), table(head, rows) + topics.map(quotesOf).join(""));
}

/** What was said about a topic, where a model found it. */
function quotesOf({ phrase, quotes = [] }: Phrase): string {
  if (quotes.length === 0) return "";
  const said = quotes.map((quote) => `<q>${escapeMarkup(quote)}</q>`).join(" ");
  return `<p class="note">${escapeMarkup(phrase)}: ${said}</p>`;
}

/** A feature's part: its sentences, its counts beside those before, and who stands behind them. */
function sectionChapter({ section, compared }: ToldSection, span: Span, language: Language): string {
  const paragraph = (line: Text) => `<p>${escapeMarkup(line[language]())}</p>`;
  const counts = compared.map((count) => [
    count.name[language](),
    formatNumber(count.value, language),
    besideOf(count, span, language),
  ]);
  const content = [
    ...section.lines.map(paragraph),
    compared.some(({ last }) => last !== null) ? table(null, counts) : "",
    ...(section.discreet ?? []).map(paragraph),
  ];
  return chapter(section.title[language](), content.join(""));
}

async function trends({ before, comparisons, figures }: Digest, language: Language): Promise<string> {
  if (before.length === 0) return "";
  const labels = [...before.map(({ from }) => from.slice(5)), figures.from.slice(5)];
  const style = { width: 520, height: 160, fontSize: 14, fontFamily };
  const charts = (["messages", "active"] as const).map(async (name) => {
    const values = [...before.map((counts) => counts[name]), comparisons[name].value];
    const alternative = pageText.trend[language]({ name: text[name][language](), values });
    return figure(await trendChart(values, labels, language, style), alternative);
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
  const ages = Math.max(0, ...known.map(({ retained }) => retained.findLastIndex((count) => count !== null)));
  const head = [
    "",
    pageText.people[language](),
    ...Array.from({ length: ages }, (_, age) => pageText.weekAfter[language]({ age: age + 1 })),
  ];
  const rows = known.map(({ week, size, retained }) => [
    // the year stands in the heading, and a phone is narrow
    week.slice(5),
    size,
    ...Array.from({ length: ages }, (_, age) => {
      const count = retained[age + 1];
      return count === undefined || count === null ? "" : part(count, size);
    }),
  ]);
  return chapter(pageText.cohorts[language](), table(head, rows));
}

function glossary({ glossary: meanings }: Digest, language: Language): string {
  const items = meanings.map(({ key, meaning }) => `<dt>${key}</dt><dd>${escapeMarkup(meaning[language]())}</dd>`);
  return `<details><summary>${escapeMarkup(pageText.glossary[language]())}</summary><dl>${items.join("")}</dl></details>`;
}

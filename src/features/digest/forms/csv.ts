import { stringify } from "csv-stringify/sync";
import type { Language } from "../../../core/text.ts";
import { rateNames, type Measured } from "../../../engagement/figures.ts";
import { compared, type Digest } from "../digest.ts";
import { briefSigns, text, weekday } from "../text.ts";
import { pageText } from "./page-text.ts";

/** A cell that a spreadsheet would take for a formula begins with an apostrophe instead. */
const safe = (cell: string | number | null) =>
  typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;

type Row = (string | number | null)[];

/** The tables of a digest, one below the other, with a byte order mark so that Excel reads Chinese. */
export function toCsv(digest: Digest, language: Language): string {
  const tables = [
    comparedRows(digest, language),
    retentionRows(digest, language),
    cohortRows(digest, language),
    carriedRows(digest, language),
    topicRows(digest, language),
    heatRows(digest, language),
  ].filter((rows) => rows.length > 0);
  const rows = tables.flatMap((table, index) => (index === 0 ? table : [[], ...table]));
  return stringify(
    rows.map((row) => row.map(safe)),
    { bom: true },
  );
}

/** Every figure beside those before. */
function comparedRows({ comparisons, rates, sections, figures }: Digest, language: Language): Row[] {
  const row = (name: string, { value, last, mean, sign }: Measured): Row => [
    name,
    value,
    last,
    mean,
    sign && briefSigns[sign][language](),
  ];
  const { figure, now, before, mean, change } = pageText;
  return [
    [figure, now, before, mean, change].map((one) => one[language]()),
    ...compared.map((name) => row(text[name][language](), comparisons[name])),
    ...sections.flatMap(({ section, compared: counts }) =>
      counts.map((count) => row(`${section.title[language]()}: ${count.name[language]()}`, count)),
    ),
    ...rateNames.map((name) => row(text[name][language](), rates[name])),
    [text.dauMean28[language](), figures.dauMean28],
  ];
}

function retentionRows({ figures: { retention } }: Digest, language: Language): Row[] {
  const { retention: title, onDay, onOrAfter, of } = pageText;
  return [
    [title, onDay, onOrAfter, of].map((one) => one[language]()),
    ...(["d1", "d7", "d30"] as const).map((name) => [
      pageText.dayAfter[language]({ day: Number(name.slice(1)) }),
      retention.nDay[name].retained,
      retention.unbounded[name].retained,
      retention.nDay[name].eligible,
    ]),
  ];
}

function cohortRows({ figures }: Digest, language: Language): Row[] {
  const ages = figures.cohorts.map((_, age) => pageText.cohortWeek[language]({ age }));
  return [
    [pageText.cohorts[language](), pageText.people[language](), ...ages],
    ...figures.cohorts.map((cohort) => [cohort.week, cohort.size, ...cohort.retained]),
  ];
}

function carriedRows({ carried }: Digest, language: Language): Row[] {
  const { carried: title, replies, received, answers, questions, days } = pageText;
  return [
    [title, text.messages, replies, received, answers, questions, days].map((one) => one[language]()),
    ...carried.map((one) => [one.name, one.messages, one.replies, one.received, one.answers, one.questions, one.days]),
  ];
}

function topicRows({ topics }: Digest, language: Language): Row[] {
  if (topics.length === 0) return [];
  return [
    [text.topics, text.messages, pageText.people].map((one) => one[language]()),
    ...topics.map(({ phrase, messages, people }) => [phrase, messages, people]),
  ];
}

function heatRows({ figures }: Digest, language: Language): Row[] {
  return [
    [pageText.heat[language](), ...Array.from({ length: 24 }, (_, hour) => `${hour}:00`)],
    ...figures.heatmap.map((hours, day) => [weekday(day + 1, language), ...hours]),
  ];
}

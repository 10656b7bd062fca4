import { stringify } from "csv-stringify/sync";
import type { Language } from "../../../core/text.ts";
import { rateNames } from "../../../engagement/figures.ts";
import { compared, type Digest } from "../build.ts";
import { text, weekday } from "../text.ts";

/** A cell that a spreadsheet would take for a formula begins with an apostrophe instead. */
const safe = (cell: string | number | null) =>
  typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;

/** The tables of a digest, one below the other, with a byte order mark so that Excel reads Chinese. */
export function toCsv(digest: Digest, language: Language): string {
  const say = (words: { zh: () => string; en: () => string }) => words[language]();
  const { figures } = digest;
  const rows: (string | number | null)[][] = [
    ["figure", "value", "last", "mean of four", "change"],
    ...compared.map((name) => {
      const { value, last, mean, sign } = digest.comparisons[name];
      return [say(text[name]), value, last, mean, sign];
    }),
    ...digest.sections.flatMap(({ section, compared: counts }) =>
      counts.map(({ name, value, last, mean, sign }) => [
        `${say(section.title)}: ${say(name)}`,
        value,
        last,
        mean,
        sign,
      ]),
    ),
    ...rateNames.map((name) => {
      const { value, last, mean, sign } = digest.rates[name];
      return [say(text[name]), value, last, mean, sign];
    }),
    [say(text.dauMean28), figures.dauMean28],
    [],
    ["retention", "retained on the day", "retained on or after", "eligible"],
    ...(["d1", "d7", "d30"] as const).map((name) => {
      const { nDay, unbounded } = figures.retention;
      return [name, nDay[name].retained, unbounded[name].retained, nDay[name].eligible];
    }),
    [],
    ["cohort", "size", ...Array.from({ length: 8 }, (_, week) => `week ${week}`)],
    ...figures.cohorts.map((cohort) => [cohort.week, cohort.size, ...cohort.retained]),
    [],
    ["name", "messages", "replies", "replies received", "answers to questions", "questions", "days"],
    ...digest.carried.map((one) => [
      one.name,
      one.messages,
      one.replies,
      one.received,
      one.answers,
      one.questions,
      one.days,
    ]),
    ...(digest.topics.length === 0 ? [] : [[], ["topic", "messages", "people"]]),
    ...digest.topics.map(({ phrase, messages, people }) => [phrase, messages, people]),
    [],
    ["weekday", ...Array.from({ length: 24 }, (_, hour) => `${hour}:00`)],
    ...figures.heatmap.map((hours, day) => [weekday(day + 1, language), ...hours]),
  ];
  return stringify(
    rows.map((row) => row.map(safe)),
    { bom: true },
  );
}

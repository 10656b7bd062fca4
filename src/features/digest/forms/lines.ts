import { fill, formatNumber, type Language, type Text } from "../../../core/text.ts";
import { isShare, type RateName } from "../../../engagement/figures.ts";
import { isEmpty, told, type Digest, type ToldSection } from "../digest.ts";
import { peakOf } from "../rules.ts";
import { against, brief, signs, text } from "../text.ts";

/** How many of those who carried the group a short text names. */
const namedInText = 5;

/** Whose digest of which time it is. */
export const titleOf = ({ community, period }: Digest, language: Language): string =>
  text.heading[language]({ community, span: period.span, key: period.key });

/** The days of the period in words. */
export const daysOf = ({ period }: Digest, language: Language): string =>
  text.days[language]({ from: period.fromDay, to: period.toDay });

/** Both in one line. */
export const headingOf = (digest: Digest, language: Language): string =>
  language === "zh"
    ? `${titleOf(digest, "zh")}（${daysOf(digest, "zh")}）`
    : `${titleOf(digest, "en")} (${daysOf(digest, "en")})`;

/** "messages 1,203 (last week 1,100, mean of four 1,090, within the usual)", a line for each count that is compared. */
export function comparedLines(digest: Digest, language: Language): string[] {
  return told(digest).map((name) => {
    const comparison = digest.comparisons[name];
    const figure = formatNumber(comparison.value, language);
    return `${text[name][language]()} ${figure}${against(comparison, digest.period.span, language)}`;
  });
}

/** The rates that stand together in a line of the short text. */
const rateLines: readonly (readonly RateName[])[] = [
  ["new", "returning", "resurrecting", "lapsed", "pulse"],
  ["d1", "d7", "d30"],
  ["wau", "mau28", "stickiness"],
];

/** A count of nothing now and nothing before says nothing; and who reads of a week has its seven-day figure already. */
const isTold = ({ rates, period }: Digest, name: RateName): boolean =>
  rates[name].value !== null &&
  (isShare(name) || !isNothing(rates[name])) &&
  !(name === "wau" && period.span === "week");

const isNothing = ({ value, last }: { value: number | null; last: number | null }): boolean =>
  value === 0 && (last === 0 || last === null);

/** What a rate is called among others in a line: pulse alone says nothing to who has not read what it is. */
const nameInLine = (name: RateName): Text => (name === "pulse" ? text.pulseInLine : text[name]);

/** The rates with last period, mean and sign, as lines. */
export function rateWords(digest: Digest, language: Language): string[] {
  return rateLines.flatMap((names) => {
    const told = names.filter((name) => isTold(digest, name));
    const words = told.map((name) => brief(digest.rates[name], nameInLine(name)[language](), language, isShare(name)));
    return words.length === 0 ? [] : [words.join(" · ")];
  });
}

/** What the figures say beside the counts: one sentence each. */
export function narrative(digest: Digest): Text[] {
  const { figures, period, carried, topics } = digest;
  const lines: Text[] = [];
  const peak = period.span === "day" ? null : peakOf(figures.heatmap);
  if (peak) lines.push(fill(text.peakLine, peak));
  if (topics.length > 0) lines.push(fill(text.topicsLine, { topics: topics.slice(0, namedInText) }));
  if (carried.length > 0) lines.push(fill(text.carriedLine, { people: carried.slice(0, namedInText) }));
  return lines;
}

/** The things to do, numbered. */
const thingLines = ({ things }: Digest, language: Language): string[] =>
  things.map((thing, index) => text.thing[language]({ thing, number: index + 1 }));

/** The most telling line of a feature's part, and which of its counts changed. */
function sectionLine({ section, compared }: ToldSection, language: Language): string[] {
  const headlines = compared.filter((count) => count.isHeadline && count.last !== null && !isNothing(count));
  if (headlines.length > 0) {
    const counts = headlines.map((count) => brief(count, count.name[language](), language));
    return [`${section.title[language]()} · ${counts.join(" · ")}`];
  }
  const [first] = section.lines;
  if (!first) return [];
  const changes = compared.flatMap(({ name, sign }) =>
    sign === "up" || sign === "down" ? `${name[language]()} ${signs[sign][language]()}` : [],
  );
  const change =
    changes.length === 0 ? "" : language === "zh" ? `（${changes.join("；")}）` : ` (${changes.join("; ")})`;
  return [`${section.title[language]()} · ${first[language]()}${change}`];
}

/** The short text for chat and terminal: a minute's reading. */
export function toText(digest: Digest, language: Language, foot?: Text): string {
  const things = thingLines(digest, language);
  const end = [
    ...(things.length > 0 ? ["", text.thingsTitle[language](), ...things] : []),
    ...(foot ? ["", foot[language]()] : []),
  ];
  if (isEmpty(digest)) return [headingOf(digest, language), "", text.nothing[language](), ...end].join("\n");
  const isDay = digest.period.span === "day";
  const story = isDay ? narrative(digest).slice(-1) : narrative(digest);
  const sections = digest.sections.flatMap((told) => sectionLine(told, language));
  return [
    headingOf(digest, language),
    "",
    ...(digest.story?.[language] ? [digest.story[language], ""] : []),
    ...comparedLines(digest, language),
    ...(isDay ? [] : ["", ...rateWords(digest, language)]),
    "",
    ...story.map((line) => line[language]()),
    ...(sections.length > 0 ? ["", ...sections] : []),
    ...end,
  ].join("\n");
}

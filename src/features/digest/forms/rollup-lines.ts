import { formatNumber, type Language, type Text } from "../../../core/text.ts";
import type { Compared } from "../digest.ts";
import { worse, type RolledUp, type RollUp, type ThingsThere } from "../rollup.ts";
import { signs, text } from "../text.ts";
import { pageText } from "./page-text.ts";

/** A chat message bears so many communities; the rest are counted. */
const listed = 30;
/** What can be added up over communities: a person in two of them would count twice among the active. */
export const additive = ["messages", "joins", "leaves"] as const satisfies readonly Compared[];

/** The sum over all communities. */
export const totalOf = (rows: readonly RolledUp[], name: (typeof additive)[number]): number =>
  rows.reduce((sum, { comparisons }) => sum + comparisons[name].value, 0);

/** How many things to do a message names of each of the communities that need it most. */
const thingsOfEach = 2;

/** Several communities in one short text, a line each, and below what to do where it is needed most. */
export function rollUpText({ rows, worst }: RollUp, language: Language, foot?: Text): string {
  const sums = additive.map((name) => `${text[name][language]()} ${formatNumber(totalOf(rows, name), language)}`);
  const more = rows.length - listed;
  return [
    headingOfAll(rows, language),
    sums.join(" · "),
    "",
    ...rows.slice(0, listed).map((row) => lineOf(row, language)),
    ...(more > 0 ? [text.rollUpMore[language]({ more })] : []),
    ...worst.filter(({ things }) => things.length > 0).flatMap((there) => ["", ...thingsThere(there, language)]),
    ...(foot ? ["", foot[language]()] : []),
  ].join("\n");
}

function thingsThere({ community, things }: ThingsThere, language: Language): string[] {
  const lines = things.slice(0, thingsOfEach).map((thing, index) => text.thing[language]({ thing, number: index + 1 }));
  return [text.toDoIn[language]({ community }), ...lines];
}

function lineOf(row: RolledUp, language: Language): string {
  const figures = (["messages", "active", "joins", "leaves"] as const).map((name) => {
    const { value, sign } = row.comparisons[name];
    const change = sign === "up" || sign === "down" ? ` ${signs[sign][language]()}` : "";
    return `${text[name][language]()} ${formatNumber(value, language)}${change}`;
  });
  const mark = worse(row) > 0 ? "⚠️ " : "";
  return `${mark}${row.community} ${row.period.key}${language === "zh" ? "：" : ": "}${figures.join(" · ")}`;
}

/** The sums of messages of the periods before and of this one, oldest first, as far back as any community goes. */
export function messagesOfAll(rows: readonly RolledUp[]): number[] {
  const known = Math.max(0, ...rows.map(({ before }) => before.length));
  const ago = (count: number) => rows.reduce((sum, { before }) => sum + (before.at(-count)?.messages ?? 0), 0);
  return [...Array.from({ length: known }, (_, index) => ago(known - index)), totalOf(rows, "messages")];
}

/** How long ago each of these periods was, the oldest first. */
export const agoOf = (sums: readonly number[], language: Language): string[] =>
  sums.map((_, index) => pageText.periodsAgo[language]({ count: sums.length - 1 - index }));

/** How many communities it is about, and of which period where their clocks agree. */
export function titleOfAll(rows: readonly RolledUp[], language: Language): string {
  const keys = new Set(rows.map(({ period }) => period.key));
  const [key = ""] = keys;
  const span = rows[0]?.period.span ?? "week";
  return text.rollUpHeading[language]({ communities: rows.length, span, key: keys.size === 1 ? key : "" });
}

/** The days of their periods, which may lie apart where zones do. */
export function daysOfAll(rows: readonly RolledUp[], language: Language): string {
  const from = rows.map(({ period }) => period.fromDay).toSorted()[0];
  const to = rows
    .map(({ period }) => period.toDay)
    .toSorted()
    .at(-1);
  return from === undefined || to === undefined ? "" : text.days[language]({ from, to });
}

/** Both in one line. */
export const headingOfAll = (rows: readonly RolledUp[], language: Language): string =>
  language === "zh"
    ? `${titleOfAll(rows, "zh")}（${daysOfAll(rows, "zh")}）`
    : `${titleOfAll(rows, "en")} (${daysOfAll(rows, "en")})`;

/** The same as plain values. */
export const rollUpJson = ({ rows }: RollUp): object => ({
  communities: rows.map(({ community, period, comparisons }) => ({ community, period: period.key, comparisons })),
  total: Object.fromEntries(additive.map((name) => [name, totalOf(rows, name)])),
});

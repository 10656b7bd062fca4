import type { ThingToDo } from "../../../core/digest.ts";
import { formatNumber, type Language, type Text } from "../../../core/text.ts";
import type { Compared } from "../build.ts";
import { worse, type RolledUp } from "../rollup.ts";
import { signs, text } from "../text.ts";

/** A chat message bears so many communities; the rest are counted. */
const listed = 30;
/** What can be added up over communities: a person in two of them would count twice among the active. */
export const additive = ["messages", "joins", "leaves"] as const satisfies readonly Compared[];

/** The sum over all communities. */
export const totalOf = (rows: readonly RolledUp[], name: Compared): number =>
  rows.reduce((sum, { comparisons }) => sum + comparisons[name].value, 0);

/** What to do in one community. */
export interface ThingsThere {
  community: string;
  things: readonly ThingToDo[];
}

/** How many things to do a message names of each of the communities that need it most. */
const thingsOfEach = 2;

/** Several communities in one short text, a line each, and below what to do where it is needed most. */
export function rollUpText(
  rows: readonly RolledUp[],
  language: Language,
  worst: readonly ThingsThere[] = [],
  foot?: Text,
): string {
  const sums = additive.map((name) => `${text[name][language]()} ${formatNumber(totalOf(rows, name), language)}`);
  const more = rows.length - listed;
  return [
    text.rollUpHeading[language]({ communities: rows.length }),
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

/** The same as plain values. */
export const rollUpJson = (rows: readonly RolledUp[]): object => ({
  communities: rows.map(({ community, period, comparisons }) => ({ community, period: period.key, comparisons })),
  total: Object.fromEntries(additive.map((name) => [name, totalOf(rows, name)])),
});

import { expect, test } from "vitest";
import { languages } from "../../../src/core/text.ts";
import { rateNames } from "../../../src/engagement/figures.ts";
import { compared } from "../../../src/features/digest/digest.ts";
import { definitionOf } from "../../../src/features/digest/definitions.ts";
import { pageText } from "../../../src/features/digest/forms/page-text.ts";
import { text } from "../../../src/features/digest/text.ts";
import { features } from "../../../src/features/index.ts";

/** What a manager reads above or beside a figure of the group's own. */
const shown = [
  ...compared.map((name) => text[name]),
  ...rateNames.map((name) => text[name]),
  text.dauMean28,
  text.topics,
  pageText.funnel,
  pageText.carried,
  pageText.heat,
  pageText.retention,
  pageText.cohorts,
  pageText.rates,
  pageText.replies,
  pageText.received,
  pageText.answers,
  pageText.questions,
];

test.each(languages)("/why knows every name that stands beside a figure, in %s", (language) => {
  const unknown = shown.map((name) => name[language]()).filter((name) => !definitionOf(name, features));
  expect(unknown).toEqual([]);
});

test("/why knows every key of the JSON, and the name of every part that a feature tells", () => {
  const keys = [
    "wau",
    "mau28",
    "dauMean28",
    "stickiness",
    "lifecycle",
    "pulse",
    "retention",
    "cohorts",
    "heatmap",
    "top",
  ];
  const parts = features.filter((feature) => feature.digest).map(({ name }) => name);
  const more = ["messages", "active", "joins", "leaves", "silentNewcomers", "d1", "d7", "d30", "funnel", "carried"];
  expect([...keys, ...more, ...parts].filter((name) => !definitionOf(name, features))).toEqual([]);
});

import type { ThingToDo } from "../../core/digest.ts";
import { fill } from "../../core/text.ts";
import { isEmpty, type Digest } from "./digest.ts";
import { thingText } from "./text-things.ts";

/** A rule proposes something to do when the figures call for it; null when they do not. */
interface Rule {
  readonly name: string;
  propose(digest: Digest): ThingToDo | null;
}

/** Newcomers whose first steps are judged together need not be many, but more than two. */
const few = 3;
/** Of all messages, one person's share from which a group leans on them. */
const leaning = 0.4;
/** In fewer messages no share means anything. */
const tellingMessages = 30;

const rules: readonly Rule[] = [
  {
    name: "silentNewcomers",
    propose: ({ figures: { silentNewcomers: people, joins } }) =>
      people < few
        ? null
        : {
            weight: 60 + Math.min(30, Math.round((30 * people) / Math.max(joins, people))),
            text: fill(thingText.thingSilent, { people }),
            command: thingText.commandWhy("没说话", "silent"),
          },
  },
  {
    name: "leaves",
    propose: ({ figures: { leaves, joins }, comparisons }) =>
      comparisons.leaves.sign === "up" && leaves > joins
        ? {
            weight: 85,
            text: fill(thingText.thingLeaves, { leaves, joins }),
            command: thingText.commandWhy("离开", "leaves"),
          }
        : null,
  },
  {
    name: "pulse",
    propose: ({ figures: { lifecycle } }) =>
      lifecycle.lapsed >= few && lifecycle.pulse !== null && lifecycle.pulse < 1
        ? {
            weight: 70,
            text: fill(thingText.thingLapsed, {
              lapsed: lifecycle.lapsed,
              came: lifecycle.new + lifecycle.resurrecting,
            }),
            command: thingText.commandWhy("没再说话", "lapsed"),
          }
        : null,
  },
  {
    name: "quieter",
    propose: ({ comparisons, figures, previous }) => {
      // of two periods: one lively hour is not yet a habit
      const hours = figures.heatmap.map((row, day) =>
        row.map((messages, hour) => messages + (previous.heatmap[day]?.[hour] ?? 0)),
      );
      const peak = peakOf(hours);
      return comparisons.messages.sign === "down" && peak
        ? { weight: 65, text: fill(thingText.thingQuieter, peak), command: thingText.commandWhy("时段", "heatmap") }
        : null;
    },
  },
  {
    name: "firstWeek",
    propose: ({ figures: { retention } }) => {
      const { retained, eligible } = retention.nDay.d7;
      return eligible >= 5 && retained / eligible < 0.1
        ? {
            weight: 55,
            text: fill(thingText.thingFirstWeek, { retained, eligible }),
            command: thingText.commandSettings,
          }
        : null;
    },
  },
  {
    name: "leaning",
    propose: ({ carried: [first], figures: { messages, active } }) =>
      first && active >= few && messages >= tellingMessages && first.messages / messages >= leaning
        ? {
            weight: 40,
            text: fill(thingText.thingLeaning, { name: first.shown, share: first.messages / messages }),
            command: thingText.commandWhy("发言最多", "top"),
          }
        : null,
  },
  {
    name: "returned",
    propose: ({ figures: { lifecycle } }) =>
      lifecycle.resurrecting >= few
        ? {
            weight: 35,
            text: fill(thingText.thingReturned, { people: lifecycle.resurrecting }),
            command: thingText.commandWhy("回来", "resurrecting"),
          }
        : null,
  },
  {
    name: "thanks",
    propose: ({ carried: [first] }) =>
      first && first.messages >= 10
        ? {
            weight: 20,
            text: fill(thingText.thingThanks, { name: first.shown, messages: first.messages }),
            command:
              first.memberId > 0 ? thingText.commandAward(first.memberId) : thingText.commandWhy("发言最多", "top"),
          }
        : null,
  },
];

/** The three weightiest of what the features propose, and the figures, where there are any. */
export const thingsToDo = (digest: Digest): ThingToDo[] =>
  [
    ...(isEmpty(digest) ? [] : rules.flatMap((rule) => rule.propose(digest) ?? [])),
    ...digest.sections.flatMap(({ section }) => section.things ?? []),
  ]
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 3);

/** The busiest hour of a period, the first of several; null where nothing was said. */
export function peakOf(heatmap: readonly number[][]): { weekday: number; hour: number; messages: number } | null {
  let peak: { weekday: number; hour: number; messages: number } | null = null;
  for (const [day, hours] of heatmap.entries())
    for (const [hour, messages] of hours.entries())
      if (messages > (peak?.messages ?? 0)) peak = { weekday: day + 1, hour, messages };
  return peak;
}

import { seededRng, type Rng } from "../../../src/core/rng.ts";
import { addDays, instantOf, type Day } from "../../../src/core/time.ts";
import type { DemoWords } from "./words.ts";

/** Something that happened in the demo's tea shop. */
export interface DemoEvent {
  at: Date;
  chat: "telegram" | "wechat";
  who: string;
  kind: "message" | "join";
  text: string;
  /** answers the message before it in its chat */
  answers: boolean;
}

/** How one person lives with the group. */
interface Habit {
  name: string;
  /** index of the day they come */
  comes: number;
  /** from this day on they are silent: somebody drifts away in every group */
  fades: number;
  /** chance to check in on a day */
  checksIn: number;
  /** how readily they talk, beside others */
  talks: number;
  chat: "telegram" | "wechat";
}

/** Days of life in the demo, and short talks on each. */
export const demoDays = 21;
const talksADay = 22;

/**
 * Three weeks in a tea shop, ending with `last`: the same for the same seed, words and last day. Events
 * are in the order of time; nobody speaks before they came.
 */
export function demoLife(seed: string, last: Day, zone: string, words: DemoWords): DemoEvent[] {
  const rng = seededRng(`tea house\n${seed}`);
  const habits = words.names.map((name, index) => habitOf(name, index, rng));
  const events: DemoEvent[] = [];
  for (let day = 0; day < demoDays; day++) {
    const date = addDays(last, day - demoDays + 1);
    const at = (minute: number, second = 0) =>
      new Date(instantOf(date, "00:00", zone).getTime() + minute * 60_000 + second * 1000);
    const present = habits.filter((one) => one.comes <= day);
    const awake = present.filter((one) => one.fades > day);
    for (const one of present.filter((one) => one.comes === day)) events.push(...arrival(one, at, rng, words));
    for (const one of awake) {
      if (rng.next() < one.checksIn) events.push(checkIn(one, at, rng, words));
    }
    const count = Math.round(talksADay * (0.7 + 0.6 * rng.next()));
    for (let talk = 0; talk < count; talk++) events.push(...conversation(awake, at, rng, words));
  }
  return events.sort((one, other) => one.at.getTime() - other.at.getTime());
}

type At = (minute: number, second?: number) => Date;

function habitOf(name: string, index: number, rng: Rng): Habit {
  return {
    name,
    comes: index < 24 ? 0 : 1 + rng.whole(demoDays - 3),
    fades: index % 7 === 5 ? 6 + rng.whole(9) : demoDays,
    checksIn: Math.max(0.04, 0.9 - index * 0.045),
    // a few talk most of the time, as everywhere
    talks: 1 / (1 + index * 0.35),
    chat: index % 5 === 3 || index % 5 === 4 ? "wechat" : "telegram",
  };
}

function arrival(one: Habit, at: At, rng: Rng, words: DemoWords): DemoEvent[] {
  const minute = 7 * 60 + rng.whole(58);
  const join: DemoEvent = { at: at(minute), chat: one.chat, who: one.name, kind: "join", text: "", answers: false };
  if (one.comes === 0) return [join];
  const hello = words.others.has(one.name) ? words.otherGreeting : rng.pick(words.greetings);
  return [
    join,
    { ...join, at: at(minute + 1, 20), kind: "message", text: hello },
    {
      ...join,
      at: at(minute + 2, 5),
      kind: "message",
      who: words.names[0] ?? "",
      text: rng.pick(words.welcomes),
      answers: true,
    },
  ];
}

function checkIn(one: Habit, at: At, rng: Rng, words: DemoWords): DemoEvent {
  // most look in after breakfast, some at lunch, a few late
  const minute = rng.pick([8, 8, 9, 9, 10, 12, 12, 19, 22]) * 60 + 5 + rng.whole(50);
  const text = words.others.has(one.name) ? words.otherCheckIn : rng.pick(words.checkIns);
  return { at: at(minute, rng.whole(60)), chat: one.chat, who: one.name, kind: "message", text, answers: false };
}

function conversation(awake: readonly Habit[], at: At, rng: Rng, words: DemoWords): DemoEvent[] {
  const chat = rng.next() < 0.62 ? "telegram" : "wechat";
  const here = awake.filter((one) => one.chat === chat);
  const isOther = rng.next() < 0.08;
  const [talks, teas] = isOther ? [words.otherTalks, words.otherTeas] : [words.talks, words.teas];
  const said = rng.next() < 0.25 && !isOther ? [rng.pick(words.lines)] : rng.pick(talks);
  const tea = rng.pick(teas);
  const minute = rng.pick([9, 10, 11, 12, 12, 14, 15, 17, 18, 20, 20, 21, 21]) * 60 + rng.whole(55);
  let second = 0;
  let speaker: Habit | undefined;
  return said.map((line, index) => {
    speaker = pickSpeaker(here, speaker, isOther ? words.others : undefined, rng);
    second += 15 + rng.whole(70);
    const text = line.replaceAll("{tea}", tea);
    return {
      at: at(minute, second),
      chat,
      who: speaker.name,
      kind: "message",
      text,
      answers: index > 0 && rng.next() < 0.3,
    };
  });
}

/** Somebody other than who spoke last, the talkative more often; in another language mostly who speaks it. */
function pickSpeaker(
  here: readonly Habit[],
  last: Habit | undefined,
  speakers: ReadonlySet<string> | undefined,
  rng: Rng,
): Habit {
  const others = here.filter((one) => one !== last);
  const weights = others.map((one) => one.talks * (speakers?.has(one.name) ? 20 : 1));
  let left = rng.next() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = others.find((_, index) => (left -= weights[index] ?? 0) < 0);
  return found ?? (others[others.length - 1] as Habit);
}

import type { Entry, Query } from "../../../src/features/service/finding/index.ts";
import { seeded } from "../../../src/features/service/finding/numbers.ts";

/** A knowledge base with the questions it is asked. */
export interface Base {
  name: string;
  entries: readonly Entry[];
  queries: readonly Query[];
}

type Random = () => number;
type Change = (base: Base, random: Random) => Base;

/** Wordings an entry keeps: the first `most` of them in an order by chance. */
const withWordings =
  (most: number): Change =>
  (base, random) => ({
    ...base,
    entries: base.entries.map((entry) => {
      const [question = "", ...alternatives] = shuffled([entry.question, ...entry.alternatives], random).slice(0, most);
      return { ...entry, question, alternatives };
    }),
  });

const halfOfTheWordings: Change = (base, random) => ({
  ...base,
  entries: base.entries.map((entry) => ({
    ...entry,
    alternatives: entry.alternatives.filter(() => random() < 0.5),
  })),
});

const withoutAnswers: Change = (base) => ({
  ...base,
  entries: base.entries.map((entry) => ({ ...entry, answer: "" })),
});

/** So many entries stay; what the others are asked is asked of the rest, which only seems to have it. */
const cutTo =
  (count: number): Change =>
  (base, random) => {
    const entries = shuffled(base.entries, random).slice(0, count);
    const ids = new Set(entries.map(({ id }) => id));
    return {
      ...base,
      entries,
      queries: base.queries.map(({ query, gold }) => ({ query, gold: gold !== null && ids.has(gold) ? gold : null })),
    };
  };

/** Two entries by two become one, which then answers several questions. */
const merged: Change = (base, random) => {
  const order = shuffled(base.entries, random);
  const half = Math.ceil(order.length / 2);
  const into = new Map(order.map((entry, i) => [entry.id, order[i % half]?.id ?? entry.id]));
  const entries = order.slice(0, half).map((entry, i): Entry => {
    const other = order[i + half];
    if (!other) return entry;
    return {
      id: entry.id,
      question: entry.question,
      alternatives: [...entry.alternatives, other.question, ...other.alternatives],
      answer: [entry.answer, other.answer].filter((answer) => answer !== "").join("\n"),
    };
  });
  return {
    ...base,
    entries,
    queries: base.queries.map(({ query, gold }) => ({ query, gold: gold === null ? null : (into.get(gold) ?? null) })),
  };
};

/** One base and the questions of both. */
export function together(one: Base, other: Base): Base {
  const own = (prefix: string, id: string) => `${prefix}:${id}`;
  const parts = (
    [
      ["a", one],
      ["b", other],
    ] as const
  ).map(([prefix, { entries, queries }]) => ({
    entries: entries.map((entry) => ({ ...entry, id: own(prefix, entry.id) })),
    queries: queries.map(({ query, gold }) => ({ query, gold: gold === null ? null : own(prefix, gold) })),
  }));
  return {
    name: `${one.name} + ${other.name}`,
    entries: parts.flatMap(({ entries }) => entries),
    queries: parts.flatMap(({ queries }) => queries),
  };
}

const typingMistakes: Change = (base, random) => ({
  ...base,
  queries: base.queries.map(({ query, gold }) => {
    const characters = Array.from(query);
    const at = Math.floor(random() * (characters.length - 1));
    const [one = "", two = ""] = [characters[at], characters[at + 1]];
    return { gold, query: characters.length < 5 ? query : characters.toSpliced(at, 2, two, one).join("") };
  }),
});

const changes = {
  "half of the wordings": [halfOfTheWordings],
  "one wording": [withWordings(1)],
  "two wordings": [withWordings(2)],
  "three wordings": [withWordings(3)],
  "six wordings": [withWordings(6)],
  "10 entries": [cutTo(10)],
  "30 entries": [cutTo(30)],
  "100 entries": [cutTo(100)],
  "300 entries": [cutTo(300)],
  "half, three wordings": [(base, random) => cutTo(Math.ceil(base.entries.length / 2))(base, random), withWordings(3)],
  "two in one": [merged],
  "two in one, three wordings": [withWordings(3), merged],
  "without answers": [withoutAnswers],
  slips: [typingMistakes],
} satisfies Record<string, readonly Change[]>;

/** A base changed in one of these ways; the same seed gives the same. */
export function variant(base: Base, change: keyof typeof changes, seed: number): Base {
  const random = seeded(seed);
  const changed = changes[change].reduce<Base>((one, make) => make(one, random), base);
  return { ...changed, name: `${base.name}, ${change}, ${seed}` };
}
export const kinds = Object.keys(changes) as (keyof typeof changes)[];

/** Whether such a change leaves something else than it found. */
export function applies(base: Base, change: keyof typeof changes): boolean {
  const wordings =
    base.entries.reduce((sum, { alternatives }) => sum + 1 + alternatives.length, 0) / base.entries.length;
  const fewest = /one wording|half of/u.test(change)
    ? 2
    : /two wordings/u.test(change)
      ? 3
      : /three/u.test(change)
        ? 4
        : /six/u.test(change)
          ? 9
          : 1;
  const entries = Number(/^\d+(?= entries)/u.exec(change)?.[0] ?? 0);
  const hasAnswers = base.entries.some(({ answer }) => answer !== "");
  if (change === "without answers") return hasAnswers && wordings >= 2;
  return wordings >= fewest && entries < base.entries.length * 0.8;
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [result[i], result[other]] = [result[other]!, result[i]!];
  }
  return result;
}

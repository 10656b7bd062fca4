import { asDrift, type KnownStanding } from "../../engagement/standings/index.ts";
import { driftStates, whomToWriteTo, type DriftState } from "../../engagement/drift/index.ts";

/** What a list of members shows: some states, or those whom a kind word may bring back. */
export type Shown = { list: "write" } | { list: "states"; states: readonly DriftState[] };
export const orders = ["chance", "silence", "name", "joined"] as const;
export type Order = (typeof orders)[number];

/** A manager's wish, read from one line. */
export interface Wish {
  shown: Shown;
  order: Order | null;
  tag: string | null;
  platform: string | null;
  /** days of silence, both ends included */
  silent: { from: number; to: number } | null;
  page: number;
  csv: boolean;
}

/** Members on one page of a list. */
export const pageLength = 15;

const silentStates: readonly DriftState[] = ["silentNewcomer", "drifting", "dormant", "lost"];

const stateWords: Readonly<Record<string, readonly DriftState[]>> = {
  silent: silentStates,
  不活跃: silentStates,
  never: ["silentNewcomer"],
  没说过话: ["silentNewcomer"],
  从未发言: ["silentNewcomer"],
  drifting: ["drifting"],
  渐渐走远: ["drifting"],
  走远: ["drifting"],
  dormant: ["dormant"],
  沉睡: ["dormant"],
  lost: ["lost"],
  流失: ["lost"],
  久未露面: ["lost"],
  new: ["new"],
  新成员: ["new"],
  returned: ["returned"],
  回来了: ["returned"],
  active: ["active"],
  活跃: ["active"],
  all: driftStates,
  全部: driftStates,
};
const writeWords = ["write", "该联系", "联系谁"];
const orderWords: Readonly<Record<string, Order>> = {
  "by:chance": "chance",
  按机会: "chance",
  "by:silence": "silence",
  按天数: "silence",
  "by:name": "name",
  按名字: "name",
  "by:joined": "joined",
  按入群: "joined",
};

/** A word of the line that means nothing here. */
export class UnknownWord extends Error {
  readonly word: string;
  constructor(word: string) {
    super(`unknown word ${word}`);
    this.word = word;
  }
}

/** Reads "走远 按天数 #茶 5-21 csv". @throws UnknownWord */
export function readWish(line: string, platforms: readonly string[]): Wish {
  const wish: Wish = {
    shown: { list: "states", states: silentStates },
    order: null,
    tag: null,
    platform: null,
    silent: null,
    page: 1,
    csv: false,
  };
  for (const word of line.split(/\s+/u).filter((one) => one !== "")) readWord(wish, word, platforms);
  return wish;
}

function readWord(wish: Wish, word: string, platforms: readonly string[]): void {
  const lower = word.toLowerCase();
  const states = stateWords[lower];
  const order = orderWords[lower];
  const range = /^(\d{1,4})[-–~](\d{1,4})$/.exec(lower);
  const page = /^(?:第|p)?(\d{1,4})页?$/.exec(lower);
  if (states) wish.shown = { list: "states", states };
  else if (writeWords.includes(lower)) wish.shown = { list: "write" };
  else if (order) wish.order = order;
  else if (lower === "csv" || lower === "表格") wish.csv = true;
  else if (platforms.includes(lower)) wish.platform = lower;
  else if (/^[#＃]./u.test(word)) wish.tag = word.slice(1);
  else if (range) wish.silent = { from: Number(range[1]), to: Number(range[2]) };
  else if (page) wish.page = Math.max(1, Number(page[1]));
  else throw new UnknownWord(word);
}

/** The members a wish means, in its order; those to write to most urgent first unless another order was asked for. */
export function chosen(all: readonly KnownStanding[], { shown, order, silent }: Wish): KnownStanding[] {
  const byId = new Map(all.map((one) => [one.memberId, one]));
  const listed =
    shown.list === "write"
      ? whomToWriteTo(all.map(asDrift)).flatMap(({ member }) => byId.get(member) ?? [])
      : all.filter(({ state }) => shown.states.includes(state));
  const within = listed.filter((one) => {
    const { silentDays } = asDrift(one);
    return !silent || (silentDays >= silent.from && silentDays <= silent.to);
  });
  const sorted = order ?? (shown.list === "write" ? null : "silence");
  return sorted === null ? within : within.sort(comparing[sorted]);
}

const comparing: Readonly<Record<Order, (a: KnownStanding, b: KnownStanding) => number>> = {
  chance: (a, b) => (a.chance ?? 2) - (b.chance ?? 2) || a.memberId - b.memberId,
  // the freshest silence first: there something can still be done; never spoke last
  silence: (a, b) => (b.lastDay ?? "").localeCompare(a.lastDay ?? "") || a.memberId - b.memberId,
  name: (a, b) => a.name.localeCompare(b.name, "zh") || a.memberId - b.memberId,
  joined: (a, b) => (b.firstDay ?? "").localeCompare(a.firstDay ?? "") || a.memberId - b.memberId,
};

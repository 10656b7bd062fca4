import type { DigestPeriod, DigestSection, FigureMeaning, ThingToDo } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill, type Text } from "../../core/text.ts";
import type { DriftState } from "../../engagement/drift/index.ts";
import { countsOver, isNothing } from "../../engagement/figures.ts";
import { stateChanges, type StateChange } from "../../engagement/standings/index.ts";
import { shownNames } from "../../members/lookalike.ts";
import { digestText as text } from "./text-digest.ts";

/** How many people a line names. */
const named = 20;
/** So many beginning to drift in one period are worth a word to each. */
const worthAWord = 2;

const here: readonly DriftState[] = ["active", "new", "returned"];
const away: readonly DriftState[] = ["drifting", "dormant", "lost"];
const gone: readonly DriftState[] = ["dormant", "lost"];

/** What became of people between two looks; whoever fits none of them moved in another way. */
const kinds = {
  beganToDrift: ({ before, after }) => here.includes(before) && after === "drifting",
  fellSilent: ({ before, after }) => !gone.includes(before) && before !== "silentNewcomer" && gone.includes(after),
  cameBack: ({ before, after }) => away.includes(before) && here.includes(after),
  firstWord: ({ before, after }) => before === "silentNewcomer" && after !== "silentNewcomer",
} as const satisfies Record<string, (change: StateChange) => boolean>;
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

/** Who began to drift, fell silent, came back, spoke at last. Names are for managers alone. */
export async function statesOfPeriod(
  ctx: BaseCtx,
  period: DigestPeriod,
  before: readonly DigestPeriod[],
): Promise<DigestSection | null> {
  const names = {
    beganToDrift: text.beganToDrift,
    fellSilent: text.fellSilent,
    cameBack: text.cameBack,
    firstWord: text.firstWord,
  };
  const { now, counts } = await countsOver(period, before, names, async (each) => counted(await changesIn(ctx, each)));
  if (isNothing(counts)) return null;
  const changes = await changesIn(ctx, period);
  const discreet: Text[] = [];
  for (const kind of kindNames) if (now[kind] > 0) discreet.push(await peopleLine(ctx, kind, changes));
  return {
    title: text.title,
    lines: [fill(text.line, now)],
    counts,
    discreet,
    figures: { ...now },
    things: thingsOf(now),
  };
}

const changesIn = ({ tx, community }: BaseCtx, period: DigestPeriod) => stateChanges(tx, community.id, period);

const counted = (changes: readonly StateChange[]): Record<Kind, number> => ({
  beganToDrift: changes.filter(kinds.beganToDrift).length,
  fellSilent: changes.filter(kinds.fellSilent).length,
  cameBack: changes.filter(kinds.cameBack).length,
  firstWord: changes.filter(kinds.firstWord).length,
});

async function peopleLine({ tx, community }: BaseCtx, kind: Kind, changes: readonly StateChange[]): Promise<Text> {
  const all = changes.filter(kinds[kind]);
  const people = all.slice(0, named).map(({ memberId, name }) => ({ id: memberId, name }));
  const more = all.length - people.length;
  const [zh, en] = [await shownNames(tx, community.id, people, "zh"), await shownNames(tx, community.id, people, "en")];
  return {
    zh: () => text.people.zh({ kind: text[kind], names: zh, more }),
    en: () => text.people.en({ kind: text[kind], names: en, more }),
  };
}

function thingsOf({ beganToDrift, cameBack }: Record<Kind, number>): ThingToDo[] {
  const things: ThingToDo[] = [];
  if (beganToDrift >= worthAWord)
    things.push({
      weight: 72,
      text: fill(text.thingDrifting, { people: beganToDrift }),
      command: text.thingDriftingCommand,
    });
  if (cameBack > 0)
    things.push({ weight: 38, text: fill(text.thingBack, { people: cameBack }), command: text.thingBackCommand });
  return things;
}

export const driftFigures: readonly FigureMeaning[] = [
  {
    key: "states",
    names: ["drifting", "drift", "began to drift", "came back", "状态变化", "走远", "走远的人", "回来的人"],
    meaning: text.meaning,
    behind: async (ctx, period) => {
      const changes = await changesIn(ctx, period);
      const lines: Text[] = [];
      for (const kind of kindNames) if (changes.some(kinds[kind])) lines.push(await peopleLine(ctx, kind, changes));
      return lines;
    },
  },
];

import { Refusal, type Ctx } from "../../core/context.ts";
import type { Feature, Question } from "../../core/feature.ts";
import { fill, type Text } from "../../core/text.ts";
import { wordsKept } from "../../operators/shown.ts";
import { keepChanged, verdictDayOf } from "./change.ts";
import type { Declaration } from "./declaration.ts";
import { BadWords, fromYaml, toYaml, withValue } from "./edit.ts";
import { BadDeclaration } from "./faults.ts";
import { fileNameOf, takeCaptioned } from "./intake.ts";
import { previewOf } from "./preview.ts";
import { statsOf } from "./stats.ts";
import { journeysOf, keepJourney, type Journey } from "./store.ts";
import { text } from "./text.ts";
import { endAll } from "./upkeep.ts";

const verbs = {
  preview: ["preview", "预览"],
  start: ["start", "开始", "开启"],
  stop: ["stop", "停止", "停", "暂停"],
  stats: ["stats", "统计", "效果"],
  show: ["show", "查看"],
  export: ["export", "导出"],
  set: ["set", "修改"],
  save: ["save", "保存"],
} as const satisfies Record<string, readonly string[]>;
type Verb = keyof typeof verbs;

/** So much of a title has to be said. */
const leastTitle = 2;

interface Order {
  /** null: none was given */
  verb: Verb | null;
  /** the first word, when it is no verb */
  stray: string;
  name: string;
}

function orderFrom(ctx: Ctx): Order {
  const [first = "", name = ""] = ctx.args.split(/\s+/u);
  const found = (Object.keys(verbs) as Verb[]).find((verb) =>
    (verbs[verb] as readonly string[]).includes(first.toLowerCase()),
  );
  return { verb: found ?? null, stray: found ? "" : first, name };
}

/** What the audit keeps: which journey, and what was done with it. */
export function auditedOrder(ctx: Ctx): string {
  const { verb, name } = orderFrom(ctx);
  return verb === null ? "list" : `${verb} ${/^[\p{L}\p{N}-]{1,32}$/u.test(name) ? name : ""}`.trim();
}

const verbsKept = wordsKept({
  list: "列表",
  ...Object.fromEntries(Object.entries(verbs).map(([verb, [, said]]) => [verb, said])),
});

/** The verb that `auditedOrder` kept, as it is said; what follows it is a name. */
export const wordOfOrder = (word: string, index: number): Text | undefined =>
  index === 0 ? verbsKept(word) : undefined;

/** Starting shows first what five real members would read; it happens when the manager says yes. */
export async function askBeforeStart(ctx: Ctx, features: readonly Feature[]): Promise<Question | null> {
  const order = orderFrom(ctx);
  if (order.verb !== "start") return null;
  const journey = await journeyNamed(ctx, order.name);
  if (journey.state === "running") throw new Refusal(text.already, { name: journey.declaration.name });
  return { summary: fill(text.preview, await previewOf(ctx, features, journey.declaration, ctx.language)) };
}

export async function journeyCommand(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { verb, stray, name } = orderFrom(ctx);
  switch (verb) {
    case null:
      if (stray !== "") throw new Refusal(text.noVerb, { word: stray.slice(0, 20) });
      return list(ctx);
    case "save":
      return save(ctx);
    case "set":
      return set(ctx, await journeyNamed(ctx, name));
    case "start":
      return start(ctx, await journeyNamed(ctx, name));
    case "stop":
      return stop(ctx, await journeyNamed(ctx, name));
    case "show":
      return ctx.reply(text.yaml, { yaml: toYaml((await journeyNamed(ctx, name)).declaration) });
    case "stats":
      return stats(ctx, await journeyNamed(ctx, name));
    case "preview":
      return preview(ctx, features, await journeyNamed(ctx, name));
    case "export":
      return sendFile(ctx, await journeyNamed(ctx, name));
    default:
      return verb satisfies never;
  }
}

async function journeyNamed(ctx: Ctx, name: string): Promise<Journey> {
  const all = await journeysOf(ctx);
  const found = all.find(({ declaration }) => declaration.name === name.toLowerCase()) ?? titled(all, name);
  if (found) return found;
  const names =
    ctx.language === "zh"
      ? all.map(({ declaration: { name: own, title } }) => `${own}「${title.zh}」`).join("、")
      : all.map(({ declaration }) => declaration.name).join(", ");
  if (name === "") throw new Refusal(text.nameIt, { names });
  throw new Refusal(text.noSuch, { name: name.slice(0, 32), names });
}

/** The one journey whose title, in either language, is or begins with what was said; the list shows titles, too. */
function titled(all: readonly Journey[], said: string): Journey | undefined {
  const wanted = said.toLowerCase();
  if (wanted.length < leastTitle) return undefined;
  const such = (fits: (title: string) => boolean) => {
    const found = all.filter(({ declaration: { title } }) =>
      [title.zh, title.en].some((one) => fits(one.normalize("NFKC").toLowerCase())),
    );
    return found.length === 1 ? found[0] : undefined;
  };
  return such((title) => title === wanted) ?? such((title) => title.startsWith(wanted));
}

async function list(ctx: Ctx): Promise<void> {
  const journeys = await journeysOf(ctx);
  const open = await ctx.tx.journeyMember.groupBy({
    by: ["journey"],
    where: { communityId: ctx.community.id, dueDay: { not: null } },
    _count: true,
  });
  const counts = new Map(open.map((row) => [row.journey, row._count]));
  await ctx.reply(text.list, {
    journeys: journeys.map(({ declaration: { name, title }, state, stoppedFor, comparisons }) => ({
      name,
      title,
      state,
      wasStarted: comparisons > 0,
      stoppedFor,
      open: counts.get(name) ?? 0,
    })),
  });
}

async function preview(ctx: Ctx, features: readonly Feature[], { declaration }: Journey): Promise<void> {
  await ctx.reply(text.preview, await previewOf(ctx, features, declaration, ctx.language));
}

/** The journey as a file that can be changed and sent back; as text where no file can be sent. */
async function sendFile(ctx: Ctx, { declaration }: Journey): Promise<void> {
  const yaml = toYaml(declaration);
  if (!ctx.capabilities.files) return ctx.reply(text.yaml, { yaml });
  const { name } = declaration;
  await ctx.reply(text.file, { name }, { file: { name: fileNameOf(declaration), content: yaml } });
}

async function start(ctx: Ctx, journey: Journey): Promise<void> {
  const { name } = journey.declaration;
  if (journey.state === "running") throw new Refusal(text.already, { name });
  // taken up again it goes on counting; changed in between it has no first day, and is the next comparison
  const goesOn = journey.startedDay !== null;
  const begun = goesOn ? journey : { ...journey, startedDay: ctx.today, comparisons: journey.comparisons + 1 };
  await keepJourney(ctx, { ...begun, state: "running", stoppedFor: null });
  await ctx.reply(text.started, { name, verdictDay: verdictDayOf(begun) ?? ctx.today });
}

async function stop(ctx: Ctx, journey: Journey): Promise<void> {
  const { name } = journey.declaration;
  await keepJourney(ctx, { ...journey, state: "off", stoppedFor: null });
  await endAll(ctx, name);
  await ctx.reply(text.ended, { name });
}

async function stats(ctx: Ctx, journey: Journey): Promise<void> {
  const { declaration, startedDay, state } = journey;
  const { name, title, horizonDays } = declaration;
  if (startedDay === null) throw new Refusal(text.neverStarted, { name });
  const figures = await statsOf(ctx, journey, startedDay);
  await ctx.reply(text.stats, { ...figures, name, title, state, startedDay, horizonDays });
}

/** As it was typed: what commands are looked up by has other punctuation. */
const rawText = (ctx: Ctx): string => (ctx.event.kind === "message" ? ctx.event.text.trim() : "");

async function set(ctx: Ctx, journey: Journey): Promise<void> {
  const found = /^\S+\s+\S+\s+\S+\s+(\S+)\s+([\s\S]+)$/u.exec(rawText(ctx));
  const [, place, value] = found ?? [];
  if (place === undefined || value === undefined) throw new Refusal(text.usage);
  await keep(ctx, journey, () => withValue(journey.declaration, place, value));
}

async function save(ctx: Ctx): Promise<void> {
  if (await takeCaptioned(ctx)) return;
  const yaml = /^\S+\s+\S+\s+([\s\S]+)$/u.exec(rawText(ctx))?.[1];
  if (yaml === undefined) throw new Refusal(text.howToSave);
  const declaration = explained(() => fromYaml(yaml));
  const known = (await journeysOf(ctx)).find((one) => one.declaration.name === declaration.name);
  await keep(ctx, known ?? null, () => declaration);
}

async function keep(ctx: Ctx, before: Journey | null, change: () => Declaration): Promise<void> {
  await ctx.reply(text.saved, await keepChanged(ctx, before, explained(change)));
}

function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadWords) throw new Refusal(text.badWords, { faults: error.faults });
    if (error instanceof BadDeclaration) throw new Refusal(text.bad, { faults: error.faults });
    throw error;
  }
}

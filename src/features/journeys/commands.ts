import { Refusal, type Ctx, type Feature, type Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { addDays } from "../../core/time.ts";
import { standings } from "../../engagement/standings/index.ts";
import { displayName } from "../../members/names.ts";
import { armOf, variantOf } from "./arms.ts";
import { BadDeclaration, type Declaration } from "./declaration.ts";
import { BadWords, fromYaml, toYaml, withValue } from "./edit.ts";
import { valuesOf } from "./facts.ts";
import { wayFor, whoFits } from "./run.ts";
import { statsOf } from "./stats.ts";
import { journeysOf, keepJourney, type Journey } from "./store.ts";
import { text, type Preview } from "./text.ts";
import { endAll } from "./upkeep.ts";
import { fillWords, nudgeText } from "./words.ts";

/** Real members a preview shows. */
const examplesShown = 5;

const verbs = {
  preview: ["preview", "预览"],
  start: ["start", "开始"],
  stop: ["stop", "停止"],
  stats: ["stats", "统计", "效果"],
  show: ["show", "查看"],
  set: ["set", "修改"],
  save: ["save", "保存"],
} as const satisfies Record<string, readonly string[]>;
type Verb = keyof typeof verbs;

interface Order {
  verb: Verb | null;
  name: string;
}

function orderFrom(ctx: Ctx): Order {
  const [first = "", name = ""] = ctx.args.split(/\s+/u);
  const found = (Object.keys(verbs) as Verb[]).find((verb) =>
    (verbs[verb] as readonly string[]).includes(first.toLowerCase()),
  );
  return { verb: found ?? null, name };
}

/** What the audit keeps: which journey, and what was done with it. */
export function auditedOrder(ctx: Ctx): string {
  const { verb, name } = orderFrom(ctx);
  return verb === null ? "list" : `${verb} ${/^[a-z][a-z0-9-]{0,31}$/.test(name) ? name : ""}`.trim();
}

/** Starting shows first what five real members would read; it happens when the manager says yes. */
export async function askBeforeStart(ctx: Ctx, features: readonly Feature[]): Promise<Question | null> {
  const order = orderFrom(ctx);
  if (order.verb !== "start") return null;
  const journey = await journeyNamed(ctx, order.name);
  if (journey.state === "running") throw new Refusal(text.already, { name: order.name });
  return { summary: fill(text.preview, await previewOf(ctx, features, journey.declaration)) };
}

export async function journeyCommand(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { verb, name } = orderFrom(ctx);
  switch (verb) {
    case null:
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
      return ctx.reply(text.preview, await previewOf(ctx, features, (await journeyNamed(ctx, name)).declaration));
    default:
      return verb satisfies never;
  }
}

async function journeyNamed(ctx: Ctx, name: string): Promise<Journey> {
  const all = await journeysOf(ctx);
  const found = all.find(({ declaration }) => declaration.name === name.toLowerCase());
  if (found) return found;
  const names = all.map(({ declaration }) => declaration.name).join(ctx.language === "zh" ? "、" : ", ");
  throw new Refusal(text.noSuch, { name: name.slice(0, 32), names });
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
    journeys: journeys.map(({ declaration: { name, title }, state, stoppedFor }) => ({
      name,
      title,
      state,
      stoppedFor,
      open: counts.get(name) ?? 0,
    })),
  });
}

async function start(ctx: Ctx, journey: Journey): Promise<void> {
  const { declaration } = journey;
  if (journey.state === "running") throw new Refusal(text.already, { name: declaration.name });
  // taken up again it goes on counting; changed in between it has no first day and begins anew
  const startedDay = journey.startedDay ?? ctx.today;
  await keepJourney(ctx, { declaration, state: "running", startedDay, stoppedFor: null });
  const verdictDay = addDays(startedDay, declaration.enterDays - 1 + declaration.horizonDays);
  await ctx.reply(text.started, { name: declaration.name, verdictDay });
}

async function stop(ctx: Ctx, journey: Journey): Promise<void> {
  const { name } = journey.declaration;
  await keepJourney(ctx, { ...journey, state: "off", stoppedFor: null });
  await endAll(ctx, name);
  await ctx.reply(text.ended, { name });
}

async function stats(ctx: Ctx, journey: Journey): Promise<void> {
  const { declaration, startedDay, state, stoppedFor } = journey;
  const { name, title, horizonDays } = declaration;
  if (startedDay === null) throw new Refusal(text.neverStarted, { name });
  const figures = await statsOf(ctx, journey, startedDay);
  await ctx.reply(text.stats, { ...figures, name, title, state, stoppedFor, startedDay, horizonDays });
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
  const yaml = /^\S+\s+\S+\s+([\s\S]+)$/u.exec(rawText(ctx))?.[1] ?? "";
  const declaration = explained(() => fromYaml(yaml));
  const known = (await journeysOf(ctx)).find((one) => one.declaration.name === declaration.name);
  await keep(ctx, known ?? null, () => declaration);
}

/** A changed journey is another one: it is off, and its figures begin anew; the arms people have, they keep. */
async function keep(ctx: Ctx, before: Journey | null, change: () => Declaration): Promise<void> {
  if (before?.state === "running") throw new Refusal(text.running, { name: before.declaration.name });
  const declaration = explained(change);
  await keepJourney(ctx, { declaration, state: "off", startedDay: null, stoppedFor: null });
  await ctx.reply(text.saved, { name: declaration.name });
}

function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadWords) throw new Refusal(text.badWords, { faults: error.message.slice(0, 300) });
    if (error instanceof BadDeclaration) throw new Refusal(text.bad, { fault: error.message.slice(0, 300) });
    throw error;
  }
}

async function previewOf(ctx: Ctx, features: readonly Feature[], declaration: Declaration): Promise<Preview> {
  const all = await standings(ctx.tx, ctx.community.id);
  const fitting = await whoFits(ctx, features, declaration, all);
  const shown = fitting.slice(0, examplesShown);
  const values = await valuesOf(ctx, features, shown, new Map(all.map((one) => [one.memberId, one])));
  const { salt, language } = ctx.community;
  const [step] = declaration.steps;
  const examples = shown.flatMap((facts) => {
    const way = step && wayFor(declaration, step, facts);
    const words = step?.variants[variantOf(salt, declaration.name, facts.id, step.variants.length)];
    if (!step || !way || !words) return [];
    const { gift } = step;
    const filled = { ...values.get(facts.id), gift: String(gift), points: String(facts.points + gift) };
    return {
      id: facts.id,
      name: displayName(facts, ctx.language),
      isHeldOut: armOf(salt, declaration.name, facts.id, declaration.holdOut) === "heldOut",
      way,
      words:
        way === "group"
          ? fillWords((step.group ?? words)[language], { group: facts.groupTitle })
          : way === "task"
            ? ""
            : nudgeText(words, facts.language, filled),
    };
  });
  const { name, title, perDay, holdOut } = declaration;
  return { name, title, fitting: fitting.length, perDay, holdOut, examples };
}

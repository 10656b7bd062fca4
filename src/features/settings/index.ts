import { z } from "zod";
import { Refusal, type Ctx, type EventCtx } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import type { ButtonEvent } from "../../core/event.ts";
import { groupBy } from "../../core/group.ts";
import { text as plain, type Text } from "../../core/text.ts";
import { may } from "../../members/person.ts";
import { appendAudit } from "../../operators/audit.ts";
import { tellOfPrivacy } from "../../operators/notices.ts";
import {
  allSettings,
  auditedSetting,
  BadSetting,
  checkValue,
  outOfRange,
  readValue,
  settingNamed,
  settingsCalled,
  settingsOf,
  settingValues,
  toYaml,
  writeSetting,
  type Setting,
} from "../../operators/settings.ts";
import { undoable } from "../../operators/undo.ts";
import { configurationChanged } from "../../operators/words.ts";
import { shown, wordsKept } from "../../operators/shown.ts";
import { text } from "./text.ts";

/** Who may change settings. */
const who = "manager";
const changedKeys = z.object({ keys: z.array(z.string()) });

/** Settings in chat: the list, one of them, and changing it; all made from what the features declare. */
export function settings(features: () => readonly Feature[]): Feature {
  // not at once: the list of features is being made while this is called
  let declared: Setting[] | undefined;
  const list = () => (declared ??= allSettings(features()));
  return defineFeature({
    name: "settings",
    essential: true,
    commands: [
      {
        name: "settings",
        aliases: ["设置"],
        who,
        takesArguments: true,
        help: text.help,
        audit: (ctx) => auditedArgs(ctx, list()),
        auditWord: (word) => wordKept(word, list()),
        run: (ctx) => explained(() => command(ctx, list())),
        undo: async (ctx, what) => {
          const { name, from, to } = what as { name: string; from: unknown; to: unknown };
          const setting = settingNamed(list(), name);
          const now = (await settingValues(ctx.tx, ctx.community.id, [setting])).get(name);
          if (JSON.stringify(now) !== JSON.stringify(to)) throw new Refusal(text.changedSince);
          await writeSetting(ctx.tx, ctx.community.id, setting, from);
          const version = await configurationChanged(ctx, name);
          const change = { communityId: ctx.community.id, setting, from: to, to: from, version, at: ctx.now };
          await tellOfPrivacy(ctx.tx, change);
        },
      },
    ],
    // what was changed on the command line: features hear of it here
    jobs: {
      "settings.changed": (job) =>
        job.act(async (ctx) =>
          changedKeys.parse(job.payload).keys.forEach((key) => ctx.emit("configuration.changed", { key })),
        ),
    },
    events: { button: (ctx) => explained(() => press(ctx, list())) },
  });
}

/** A bad value is the person's to mend: said, not logged. */
async function explained(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof BadSetting) throw new Refusal(error.text);
    throw error;
  }
}

/** "checkin.first 20" → its name, and what is to be read as its value ("" for none). */
function readArgs(ctx: Ctx): [name: string, written: string] {
  const name = ctx.args.split(/\s+/u)[0] ?? "";
  return [name, ctx.args.slice(name.length).trim()];
}

/** The name and, where the value was read, the value; never words that are no setting. */
function auditedArgs(ctx: Ctx, list: readonly Setting[]): string {
  const [name, written] = readArgs(ctx);
  const [setting, ...others] = settingsCalled(list, name);
  if (!setting || others.length > 0) return name === "export" ? name : "";
  try {
    return written === "" ? setting.name : auditedSetting(setting, readValue(setting, written));
  } catch {
    return setting.name;
  }
}

const valuesKept = wordsKept({ export: "导出", true: "开", false: "关" });

/** The name of a setting as it is called; of a value what there is to say. */
function wordKept(word: string, list: readonly Setting[]): Text | undefined {
  const setting = list.find(({ name }) => name === word);
  return setting ? plain({ zh: setting.texts.name.zh(), en: word }) : valuesKept(word);
}

async function command(ctx: Ctx, list: readonly Setting[]): Promise<void> {
  const [name, written] = readArgs(ctx);
  const values = await settingValues(ctx.tx, ctx.community.id, list);
  const bad = await outOfRange(ctx.tx, ctx.community.id, list);
  if (name === "") return ctx.reply(text.groups, { groups: groupsOf(list, bad) });
  if (name === "export" || name === "导出") {
    if (ctx.chat.kind !== "private") throw new Refusal(text.exportPrivately);
    return ctx.reply(text.exported, { yaml: toYaml(list, values) });
  }
  const [first, ...others] = written === "" ? settingsOf(list, name) : [];
  if (first) {
    const lines = [first, ...others].map((setting) => ({
      ...setting,
      value: shown(values.get(setting.name)),
      bad: badValue(bad, setting),
    }));
    return ctx.reply(text.list, { title: first.title, lines });
  }
  const setting = settingNamed(list, name);
  if (written === "") return show(ctx, setting, values.get(setting.name), badValue(bad, setting));
  await change(ctx, setting, readValue(setting, written));
}

const groupsOf = (list: readonly Setting[], bad: ReadonlyMap<string, unknown>) =>
  [...groupBy(list, (setting) => setting.feature)].map(([name, settings]) => ({
    name,
    title: settings[0]?.title ?? text.help,
    count: settings.length,
    bad: settings.filter((setting) => bad.has(setting.name)).length,
  }));

const badValue = (bad: ReadonlyMap<string, unknown>, { name }: Setting) =>
  bad.has(name) ? shown(bad.get(name)) : undefined;

async function show(ctx: EventCtx, setting: Setting, value: unknown, bad: Text | undefined): Promise<void> {
  const { name, texts, shape } = setting;
  const said = {
    name,
    texts,
    value: shown(value),
    bad,
    range: shape.range,
    initial: shown(setting.schema.parse(undefined)),
  };
  if (shape.choices.length === 0) return ctx.reply(text.one, said);
  const buttons = shape.choices.map((choice) => ({
    label: shown(choice)[ctx.language](),
    data: `set:${name}:${JSON.stringify(choice)}`,
  }));
  await ctx.reply(text.one, said, { buttons: [buttons] });
}

/** Sets one value; everything that remembers the old one forgets it. */
async function change(ctx: Ctx, setting: Setting, value: unknown): Promise<void> {
  const { tx, community } = ctx;
  const from = (await settingValues(tx, community.id, [setting])).get(setting.name);
  // the default may hold only because what is stored is not allowed any more: then it can be set
  const isSet = (await outOfRange(tx, community.id, [setting])).size === 0;
  if (isSet && JSON.stringify(from) === JSON.stringify(value)) {
    throw new Refusal(text.same, { texts: setting.texts, value: shown(value) });
  }
  await writeSetting(tx, community.id, setting, value);
  const version = await configurationChanged(ctx, setting.name);
  await tellOfPrivacy(tx, { communityId: community.id, setting, from, to: value, version, at: ctx.now });
  const more = await undoable(ctx, "settings", { name: setting.name, from, to: value });
  const said = { name: setting.name, texts: setting.texts, from: shown(from), to: shown(value) };
  await ctx.reply(text.changed, said, more);
}

/** A value chosen by its button: the same as the command, whose role is asked for again. */
async function press(ctx: EventCtx<ButtonEvent>, list: readonly Setting[]): Promise<void> {
  const found = /^set:([\w.]+):(.+)$/.exec(ctx.event.data);
  const { member } = ctx;
  if (!found || !member) return;
  const [, name = "", json = ""] = found;
  const setting = settingNamed(list, name);
  const args = auditedSetting(setting, JSON.parse(json));
  const entry = { at: ctx.now, actor: "person", memberId: member.id, role: member.role, chatId: ctx.chat.id } as const;
  const audited = (result: "done" | "refused") =>
    appendAudit(ctx.tx, ctx.community.id, { ...entry, command: "settings", args, result });
  if (!may(member.role, who)) {
    await ctx.notice(text.notAllowed);
    return audited("refused");
  }
  await change({ ...ctx, member, args }, setting, checkValue(setting, JSON.parse(json)));
  await audited("done");
}

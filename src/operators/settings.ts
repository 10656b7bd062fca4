import { z } from "zod";
import { parse, stringify } from "yaml";
import type { Tx } from "../core/database/index.ts";
import type { Feature, SettingText } from "../core/feature.ts";
import { fill, languages, text as words, type Text } from "../core/text.ts";
import { checkZone } from "../core/time.ts";
import { rangeOf, type Shape } from "./range.ts";

/** One setting of a community, by its full name such as "checkin.base". */
export interface Setting {
  name: string;
  feature: string;
  /** how people call the feature */
  title: Text;
  key: string;
  texts: SettingText;
  schema: z.ZodType;
  shape: Shape;
}

/** A value that is not to be had, said in one sentence with what is allowed. */
export class BadSetting extends Error {
  override name = "BadSetting";
  readonly text: Text;
  constructor(text: Text) {
    super(text.en());
    this.text = text;
  }
}

const unknown = words<{ name: string }>({
  zh: ({ name }) => `没有“${name}”这个设置，发送“设置”看看有哪些。`,
  en: ({ name }) => `There is no setting "${name}"; /settings lists them.`,
});
const several = words<{ name: string; names: readonly string[] }>({
  zh: ({ name, names }) => `叫“${name}”的设置不止一个，请写全名：${names.join("、")}`,
  en: ({ name, names }) => `Several settings are called "${name}"; write the whole name: ${names.join(", ")}`,
});
const wrong = words<{ name: string; label: Text; value: string; range: Text }>({
  zh: ({ name, label, value, range }) => `${label.zh()}（${name}）不能是“${value}”，可以是${range.zh()}。`,
  en: ({ name, value, range }) => `${name} cannot be "${value}"; allowed: ${range.en()}.`,
});

/** What every community has, kept in its own row; the name says which feature's settings stand elsewhere. */
const communitySettings = {
  name: "community",
  title: words({ zh: "群", en: "community" }),
  settings: z.object({
    language: z.enum(languages).default("zh"),
    timeZone: z.string().refine(isZone, { message: "zone" }).meta({ format: "time-zone" }).default("Asia/Shanghai"),
  }),
  settingTexts: {
    language: {
      name: words({ zh: "群语言", en: "language" }),
      help: words({ zh: "我在群里说的语言", en: "what I speak in the groups" }),
    },
    timeZone: {
      name: words({ zh: "时区", en: "time zone" }),
      help: words({ zh: "一天从几点开始；已经记下的日子不变", en: "where a day begins; days counted so far stay" }),
    },
  },
} satisfies Pick<Feature, "name" | "title" | "settings" | "settingTexts">;

function isZone(zone: string): boolean {
  try {
    return checkZone(zone) === zone;
  } catch {
    return false;
  }
}

/** Every setting there is, the community's own first. */
export function allSettings(features: readonly Feature[]): Setting[] {
  return [communitySettings as unknown as Feature, ...features].flatMap((feature) =>
    Object.entries(feature.settings?.shape ?? {}).map(([key, schema]) => {
      const texts = feature.settingTexts?.[key];
      if (!texts) throw new Error(`the setting ${feature.name}.${key} has no text`);
      const type = schema as z.ZodType;
      const { name, title = plainly(name) } = feature;
      return { name: `${name}.${key}`, feature: name, title, key, texts, schema: type, shape: rangeOf(type) };
    }),
  );
}

const plainly = (name: string): Text => words({ zh: name, en: name });

/** Whether a word is the name of something, or how people call it in either language. */
export function isCalled(word: string, name: string, title: Text | undefined): boolean {
  const said = word.normalize("NFKC").toLowerCase();
  return [name, title?.zh(), title?.en()].some((one) => one?.toLowerCase() === said);
}

/** The settings of one feature, by its name or what people call it; [] when there are none. */
export const settingsOf = (settings: readonly Setting[], word: string): Setting[] =>
  settings.filter((one) => isCalled(word, one.feature, one.title));

/** The setting of this full name, or which people call so. @throws BadSetting when there is none */
export function settingNamed(settings: readonly Setting[], name: string): Setting {
  const [found, ...others] = settingsCalled(settings, name);
  if (!found) throw new BadSetting(fill(unknown, { name: name.slice(0, 40) }));
  if (others.length > 0)
    throw new BadSetting(fill(several, { name, names: [found, ...others].map((one) => one.name) }));
  return found;
}

/** The setting of this name; or those whose key alone it is: "timeZone" is community.timeZone. */
export function settingsCalled(settings: readonly Setting[], name: string): Setting[] {
  const named =
    settings.find((one) => isCalled(name, one.name, one.texts.name)) ??
    settings.find(({ texts }) => texts.formerly?.includes(name.normalize("NFKC").toLowerCase()));
  return named ? [named] : settings.filter((one) => isCalled(name, one.key, undefined));
}

/** What somebody wrote as a value of this setting. @throws BadSetting with the allowed range */
export function readValue(setting: Setting, written: string): unknown {
  return checkValue(setting, setting.shape.read(written.trim()), written.trim());
}

/** @throws BadSetting with the allowed range */
export function checkValue(setting: Setting, value: unknown, written = String(value)): unknown {
  const parsed = setting.schema.safeParse(value);
  if (parsed.success && value !== undefined) return parsed.data;
  const { name, texts, shape } = setting;
  throw new BadSetting(fill(wrong, { name, label: texts.name, value: written.slice(0, 40), range: shape.range }));
}

/** Every setting's value as it holds now, by full name. */
export async function settingValues(
  tx: Tx,
  communityId: number,
  settings: readonly Setting[],
): Promise<Map<string, unknown>> {
  const stored = await storedValues(tx, communityId);
  const own = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  stored.set("community.language", own.language).set("community.timeZone", own.timeZone);
  return new Map(
    settings.map((setting) => {
      // a value from before a range became narrower counts as not set
      const parsed = setting.schema.safeParse(stored.get(setting.name));
      return [setting.name, parsed.success ? parsed.data : setting.schema.parse(undefined)];
    }),
  );
}

async function storedValues(tx: Tx, communityId: number): Promise<Map<string, unknown>> {
  const rows = await tx.setting.findMany({ where: { communityId } });
  return new Map(rows.map((row) => [`${row.feature}.${row.key}`, row.value as unknown]));
}

/** What is stored and no longer allowed, by full name: it counts as not set until somebody sets it again. */
export async function outOfRange(
  tx: Tx,
  communityId: number,
  settings: readonly Setting[],
): Promise<Map<string, unknown>> {
  const stored = await storedValues(tx, communityId);
  const bad = settings.filter(({ name, schema }) => stored.has(name) && !schema.safeParse(stored.get(name)).success);
  return new Map(bad.map(({ name }) => [name, stored.get(name)]));
}

/** Writes one checked value. Call `configurationChanged` (or `countChange`) after it. */
export async function writeSetting(tx: Tx, communityId: number, setting: Setting, value: unknown): Promise<void> {
  if (setting.feature === communitySettings.name) {
    await tx.community.update({ where: { id: communityId }, data: { [setting.key]: value } });
    return;
  }
  const key = { communityId, feature: setting.feature, key: setting.key };
  const json = value as object;
  await tx.setting.upsert({
    where: { communityId_feature_key: key },
    create: { ...key, value: json },
    update: { value: json },
  });
}

/** What the audit keeps of a change: the value only where it is nobody's own words. */
export function auditedSetting(setting: Setting, value: unknown): string {
  return setting.shape.isPlain ? `${setting.name} ${JSON.stringify(value)}` : setting.name;
}

/** All values as YAML, by feature, to be kept, compared and read in again. */
export function toYaml(settings: readonly Setting[], values: ReadonlyMap<string, unknown>): string {
  const byFeature: Record<string, Record<string, unknown>> = {};
  for (const { feature, key, name } of settings) (byFeature[feature] ??= {})[key] = values.get(name);
  return stringify(byFeature);
}

/**
 * Reads settings from YAML; what it does not name stays as it is.
 * @throws BadSetting at the first that is unknown or wrong, or when it is not YAML of this form
 */
export function fromYaml(settings: readonly Setting[], yaml: string): { setting: Setting; value: unknown }[] {
  const read = readYaml(yaml);
  const named = Object.entries(read).flatMap(([feature, keys]): [string, unknown][] => {
    if (feature.includes(".")) return [[feature, keys]]; // written as people say it
    if (typeof keys !== "object" || keys === null) throw new BadSetting(fill(unknown, { name: feature }));
    return Object.entries(keys).map(([key, value]) => [`${feature}.${key}`, value]);
  });
  return named.map(([name, value]) => {
    const setting = settingNamed(settings, name);
    return { setting, value: checkValue(setting, value, typeof value === "string" ? value : JSON.stringify(value)) };
  });
}

const notYaml = words({
  zh: "这不是设置文件：每个功能一段，每行一个“设置: 值”。",
  en: "This is not a file of settings: one section a feature, one `setting: value` a line.",
});

function readYaml(yaml: string): Record<string, unknown> {
  let read: unknown;
  try {
    read = parse(yaml);
  } catch {
    throw new BadSetting(notYaml);
  }
  if (read === null) return {};
  if (typeof read !== "object" || Array.isArray(read)) throw new BadSetting(notYaml);
  return read as Record<string, unknown>;
}

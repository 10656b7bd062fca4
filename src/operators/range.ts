import { parse } from "yaml";
import { z } from "zod";
import { fill, formatNumber, text as words, type Text } from "../core/text.ts";

/** A time of day as settings have it: "09:00". */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .meta({ format: "time-of-day" });

/** What a setting may be, as its schema says: for people, and to read what people write. */
export interface Shape {
  /** "a whole number from 0 to 100": the end of a sentence */
  range: Text;
  /** few enough values to offer as buttons; [] when there are too many */
  choices: readonly (string | boolean)[];
  /** a number or one of a few words, never somebody's own text: the audit may keep it */
  isPlain: boolean;
  /** What somebody wrote, as the schema wants it; what it cannot be stays text and is refused there. */
  read(written: string): unknown;
}

interface Json {
  type?: string;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  format?: string;
}

const yes = ["on", "true", "yes", "开", "开启", "打开", "是"];
const no = ["off", "false", "no", "关", "关闭", "否"];
/** zod gives every integer the limits of a double; to people those say nothing. */
const unlimited = Number.MAX_SAFE_INTEGER;

const number = words<{ whole: boolean; least?: number | undefined; most?: number | undefined }>({
  zh: ({ whole, least, most }) =>
    `${spanZh(least, most)}${least === undefined && most === undefined ? "" : "的"}${whole ? "整数" : "数字"}`,
  en: ({ whole, least, most }) => `${whole ? "a whole number" : "a number"}${spanEn(least, most)}`,
});
const oneOf = words<{ values: string[] }>({
  zh: ({ values }) => ` ${values.join("、")}`,
  en: ({ values }) => new Intl.ListFormat("en", { type: "disjunction" }).format(values),
});
const letters = words<{ most?: number | undefined }>({
  zh: ({ most }) => (most === undefined ? "文字" : `最多 ${formatNumber(most, "zh")} 个字的文字`),
  en: ({ most }) => (most === undefined ? "a text" : `a text of at most ${formatNumber(most, "en")} characters`),
});
const zone = words({
  zh: "时区名，如 Asia/Shanghai 或 Europe/Berlin",
  en: "a time zone such as Asia/Shanghai or Europe/Berlin",
});
const alike = words({
  zh: "一组用 = 连、组间用 ; 隔的词，如 发货=寄出; wifi=无线网",
  en: "words joined by =, groups by ;, as in parcel=package; wifi=wi-fi",
});
const time = words({ zh: "时间，如 09:00", en: "a time of day such as 09:00" });
const anything = words({ zh: "符合格式的值", en: "a value of the right form" });

function spanZh(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` ${formatNumber(least, "zh")} 到 ${formatNumber(most, "zh")} `;
  if (least !== undefined) return `不小于 ${formatNumber(least, "zh")} `;
  return most === undefined ? "" : `不大于 ${formatNumber(most, "zh")} `;
}

function spanEn(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined)
    return ` from ${formatNumber(least, "en")} to ${formatNumber(most, "en")}`;
  if (least !== undefined) return `, at least ${formatNumber(least, "en")}`;
  return most === undefined ? "" : `, at most ${formatNumber(most, "en")}`;
}

/** Reads the range out of a zod schema, by way of JSON Schema, which is what zod tells of itself. */
export function rangeOf(schema: z.ZodType): Shape {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Json;
  if (json.enum) {
    const values = json.enum.map(String);
    return {
      range: fill(oneOf, { values }),
      choices: values,
      isPlain: true,
      read: (written) => sameWord(values, written),
    };
  }
  if (json.type === "boolean") {
    return {
      range: words({ zh: "“开”或“关”", en: "on or off" }),
      choices: [true, false],
      isPlain: true,
      read: readBoolean,
    };
  }
  if (json.type === "integer" || json.type === "number") {
    const least = json.minimum ?? json.exclusiveMinimum;
    const limits = {
      least: least === undefined || least <= -unlimited ? undefined : least,
      most: json.maximum === undefined || json.maximum >= unlimited ? undefined : json.maximum,
    };
    return {
      range: fill(number, { whole: json.type === "integer", ...limits }),
      choices: [],
      isPlain: true,
      read: readNumber,
    };
  }
  if (json.type !== "string") return { range: anything, choices: [], isPlain: false, read: readYaml };
  if (json.format === "time-of-day") return { range: time, choices: [], isPlain: true, read: readTime };
  const isZone = json.format === "time-zone";
  const range = isZone ? zone : json.format === "words-alike" ? alike : fill(letters, { most: json.maxLength });
  return { range, choices: [], isPlain: isZone, read: (written) => written };
}

function readNumber(written: string): unknown {
  const plain = written.normalize("NFKC").replaceAll(",", "");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : written;
}

/** "9:00", "９：００" and "9" are nine o'clock. */
function readTime(written: string): unknown {
  const [, hour, minute = "00"] = /^(\d{1,2})(?::(\d\d))?$/.exec(written.normalize("NFKC").trim()) ?? [];
  return hour === undefined ? written : `${hour.padStart(2, "0")}:${minute}`;
}

/** Lists and tables are written as in the exported file. */
function readYaml(written: string): unknown {
  try {
    return parse(written);
  } catch {
    return written;
  }
}

function readBoolean(written: string): unknown {
  const word = written.toLowerCase();
  if (yes.includes(word)) return true;
  return no.includes(word) ? false : written;
}

function sameWord(values: readonly string[], written: string): string {
  return values.find((value) => value.toLowerCase() === written.toLowerCase()) ?? written;
}

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { UsageError, type Saying } from "../core/errors.ts";
import type { CommunityDays } from "../engagement/drift/index.ts";
import { plural } from "../core/text.ts";
import { dayMs, localDay } from "../core/time.ts";

/** The active days of everybody in a chat log, and the names that were left out as bots. */
export interface ChatLogDays extends CommunityDays {
  /** what each member was called last, in the order of the members */
  names: string[];
  bots: string[];
  /** lines that could not be read, and what was wrong with the first */
  unread: { lines: number; first: Saying };
}

const id = z.union([z.string(), z.number()]).transform(String).nullish();
const lineSchema = z.object({
  author: id,
  author_name: id,
  sent_at: z.union([z.string(), z.number()]).optional(),
  /** a log without it is one of messages alone */
  kind: z.string().default("message"),
});
type Line = z.infer<typeof lineSchema>;

/** A log that was cut off, or mended by hand, has a bad line or two; one with more is no such log. */
const mostUnread = 0.01;

/** Telegram demands this ending of its bots, IRC and Discord bots mostly bear it, and GitHub's are called "name[bot]". */
const BOT_NAME = /bot[\d\]]*$/i;

/**
 * Reads a log of JSON Lines (plain, or gzipped when its name ends in .gz) as the days on which
 * each author wrote. Only lines of kind "message" count. A time without a zone is taken as the
 * wall clock of `zone`. Several chats in one file are one community. One line in a hundred may be
 * unreadable: it is left out and counted.
 * @throws UsageError naming file, the first bad line and its fault
 */
export async function readChatLogDays(file: string, zone: string, ignored: readonly string[]): Promise<ChatLogDays> {
  const days = new Map<string, Set<number>>();
  const bots = new Set<string>();
  const names = new Map<string, string>();
  const unread = { lines: 0, first: { zh: "", en: "" } };
  let number = 0;
  let read = 0;
  for await (const text of linesOf(file)) {
    number++;
    if (text.trim() === "") continue;
    const said = readLine(text, zone);
    if ("fault" in said) {
      const { zh, en } = said.fault;
      if (unread.lines++ === 0)
        unread.first = { zh: `${file} 第 ${number} 行：${zh}`, en: `${file}, line ${number}: ${en}` };
      continue;
    }
    read++;
    const { author, name, day } = said;
    if (author === null) continue;
    if (BOT_NAME.test(name) || ignored.includes(name) || ignored.includes(author)) {
      bots.add(name);
      continue;
    }
    let own = days.get(author);
    if (!own) days.set(author, (own = new Set()));
    names.set(author, name);
    own.add(day);
  }
  if (unread.lines > mostUnread * (read + unread.lines)) throw new UsageError(unread.first);
  const members = [...days.values()].map((set) => ({ days: [...set].sort((a, b) => a - b) }));
  return {
    members,
    names: [...days.keys()].map((author) => names.get(author) ?? author),
    activeDays: [],
    bots: [...bots].sort(),
    unread,
  };
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  // pipeline hands errors of the file on to the reader of the unpacked text
  const input = file.endsWith(".gz") ? pipeline(source, createGunzip(), () => {}) : source;
  try {
    for await (const chunk of createInterface({ input, crlfDelay: Infinity })) yield chunk;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "ENOENT") return new UsageError({ zh: `没有文件 ${file}`, en: `there is no file ${file}` });
  if (code === "EISDIR")
    return new UsageError({
      zh: `${file} 是文件夹；请给一个 JSON Lines 文件，也可以是 .gz`,
      en: `${file} is a folder; name a file of JSON Lines, plain or .gz`,
    });
  if (code.startsWith("Z_"))
    return new UsageError({
      zh: `${file} 不是完整的 gzip 文件（${code}）`,
      en: `${file} is not a whole gzip file (${code})`,
    });
  const why = code || String(error);
  return new UsageError({ zh: `${file} 读不了（${why}）`, en: `${file} cannot be read (${why})` });
}

/** One sentence about lines that were left out; none when all were read. */
export const unreadLine = ({ lines, first }: ChatLogDays["unread"]): Saying[] =>
  lines === 0
    ? []
    : [
        {
          zh: `有 ${lines} 行读不懂，没有算；第一处：${first.zh}`,
          en: `left out as unreadable: ${plural(lines, "line", "lines")}, the first ${first.en}`,
        },
      ];

interface Said {
  /** null: nothing that counts as a word */
  author: string | null;
  name: string;
  day: number;
}

const nobody: Said = { author: null, name: "", day: 0 };

/** Who wrote on which day; or what is wrong with the line. */
function readLine(text: string, zone: string): Said | { fault: Saying } {
  let value: unknown;
  try {
    // the mark some editors put before a file's first line
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return { fault: { zh: "不是 JSON；要每行一条消息", en: "not JSON; expected one message a line" } };
  }
  const line = lineSchema.safeParse(value);
  if (!line.success) {
    const issue = line.error.issues[0]!;
    const place = issue.path.join(".");
    return { fault: { zh: `${place || "这一行"}：${issue.message}`, en: `${place || "the line"}: ${issue.message}` } };
  }
  const { author, author_name: name, kind } = line.data;
  if (kind !== "message" || !author) return nobody;
  const day = dayOf(line.data, zone);
  return day === null ? { fault: badTime(line.data) } : { author, name: name ?? author, day };
}

const badTime = ({ sent_at: at }: Line): Saying =>
  at === undefined
    ? { zh: "缺 sent_at", en: "sent_at: it is missing" }
    : {
        zh: `sent_at ${JSON.stringify(at)} 不是时间；写成 2026-03-01T09:00:00Z，或 1970 年以来的秒数`,
        en: `sent_at ${JSON.stringify(at)} is not a time; use ISO 8601 such as 2026-03-01T09:00:00Z, or seconds since 1970`,
      };

/** Times from here on are in milliseconds: as seconds they would lie after the year 5000. */
const firstInMs = 1e11;
/** The year 2286: beyond it a time is a mistake. */
const lastInMs = 1e13;

/** Days from 1970-01-01 to the civil day of a time in a zone; null: it is no time. */
function dayOf({ sent_at: at }: Line, zone: string): number | null {
  const number = typeof at === "string" && !/^\d{9,13}(?:\.\d+)?$/.test(at) ? null : Number(at);
  if (number !== null) {
    if (!(number >= 0 && number <= lastInMs)) return null;
    return Date.parse(localDay(new Date(number >= firstInMs ? number : number * 1000), zone)) / dayMs;
  }
  const written = String(at).trim();
  const instant = Date.parse(written);
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(written) || !(instant <= lastInMs)) return null;
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(written);
  return Date.parse(hasZone ? localDay(new Date(instant), zone) : written.slice(0, 10)) / dayMs;
}

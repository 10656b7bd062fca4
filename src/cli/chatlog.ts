import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import type { CommunityDays } from "../engagement/drift/index.ts";
import { localDay } from "../core/time.ts";
import { UsageError } from "./context.ts";

/** The active days of everybody in a chat log, and the names that were left out as bots. */
export interface ChatLogDays extends CommunityDays {
  /** what each member was called last, in the order of the members */
  names: string[];
  bots: string[];
}

const lineSchema = z.object({
  author: z.string().nullish(),
  author_name: z.string().nullish(),
  sent_at: z.string(),
  kind: z.string(),
});
type Line = z.infer<typeof lineSchema>;

/** Telegram demands this ending of its bots, and IRC and Discord bots mostly bear it. */
const BOT_NAME = /bot\d*$/i;
const MS_PER_DAY = 86_400_000;

/**
 * Reads a log of JSON Lines (plain, or gzipped when its name ends in .gz) as the days on which
 * each author wrote. Only lines of kind "message" count. A time without a zone is taken as the
 * wall clock of `zone`. Several chats in one file are one community.
 * @throws UsageError naming file, line and fault
 */
export async function readChatLogDays(file: string, zone: string, ignored: readonly string[]): Promise<ChatLogDays> {
  const days = new Map<string, Set<number>>();
  const bots = new Set<string>();
  const names = new Map<string, string>();
  let number = 0;
  for await (const text of linesOf(file)) {
    number++;
    if (text.trim() === "") continue;
    const line = parseLine(text, `${file}, line ${number}`);
    if (line.kind !== "message" || !line.author) continue;
    const name = line.author_name ?? line.author;
    if (BOT_NAME.test(name) || ignored.includes(name) || ignored.includes(line.author)) {
      bots.add(name);
      continue;
    }
    let own = days.get(line.author);
    if (!own) days.set(line.author, (own = new Set()));
    names.set(line.author, name);
    own.add(dayOf(line.sent_at, zone, `${file}, line ${number}`));
  }
  const members = [...days.values()].map((set) => ({ days: [...set].sort((a, b) => a - b) }));
  return {
    members,
    names: [...days.keys()].map((author) => names.get(author) ?? author),
    activeDays: [],
    bots: [...bots].sort(),
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
  if (code === "ENOENT") return new UsageError(`there is no file ${file}`);
  if (code === "EISDIR") return new UsageError(`${file} is a folder; name a file of JSON Lines, plain or .gz`);
  if (code.startsWith("Z_")) return new UsageError(`${file} is not a whole gzip file (${code})`);
  return new UsageError(`${file} cannot be read (${code || String(error)})`);
}

function parseLine(text: string, place: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${place}: not JSON; expected one message a line`);
  }
  const line = lineSchema.safeParse(value);
  if (line.success) return line.data;
  const issue = line.error.issues[0]!;
  throw new UsageError(`${place}: ${issue.path.join(".") || "the line"}: ${issue.message}`);
}

/** Days from 1970-01-01 to the civil day of a time in a zone. */
function dayOf(sentAt: string, zone: string, place: string): number {
  const at = Date.parse(sentAt);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(sentAt) || Number.isNaN(at)) {
    throw new UsageError(`${place}: sent_at "${sentAt}" is not a time; use ISO 8601 such as 2026-03-01T09:00:00Z`);
  }
  const hasZone = /(Z|[+-]\d{2}:?\d{2})$/i.test(sentAt);
  return Date.parse(hasZone ? localDay(new Date(at), zone) : sentAt.slice(0, 10)) / MS_PER_DAY;
}

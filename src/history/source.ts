import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { readBytes } from "./bytes.ts";
import { DamagedFile, type EntryStream, type ReadOptions } from "./entry.ts";
import { readJsonLines } from "./jsonl.ts";
import type { Saying } from "../core/errors.ts";
import { ImportRefusal } from "./refusal.ts";
import { readTelegramHtml } from "./telegram-html.ts";
import { readTelegramJson } from "./telegram-json.ts";

export type Format = "jsonl" | "telegramJson" | "telegramHtml";

/** A chat export on disk, recognised and ready to be read. */
export interface HistorySource {
  format: Format;
  /** size of the file or files as they lie there */
  totalBytes: number;
  /** Reads from the beginning. `onBytes` hears how many more bytes of `totalBytes` were taken. */
  read(options: ReadOptions, onBytes: (count: number) => void): EntryStream;
}

/** A path that holds nothing to import, with what is allowed. */
const nothingAt = ({ zh, en }: Saying): ImportRefusal =>
  new ImportRefusal({
    zh: `${zh}；可以是 Telegram Desktop 的 result.json、messages.html 或它们的文件夹，或 JSON Lines，都可以是 .gz。`,
    en: `${en}; give a Telegram Desktop result.json, its messages.html or the folder of them, or JSON Lines; each may be gzipped (.gz).`,
  });

/**
 * Finds out what lies at a path, by its content rather than its name.
 * @throws ImportRefusal when there is nothing there, nothing in it, or nothing known
 */
export async function openSource(file: string): Promise<HistorySource> {
  const found = await stat(file).catch(() => null);
  if (!found) throw nothingAt({ zh: `没有文件“${file}”`, en: `There is no file "${file}"` });
  const files = found.isDirectory() ? await filesIn(file) : [file];
  let totalBytes = 0;
  for (const one of files) totalBytes += (await stat(one)).size;
  const first = files[0]!;
  const format = formatOf(first, await headOf(first));
  const read = (options: ReadOptions, onBytes: (count: number) => void): EntryStream => {
    if (format === "telegramHtml") {
      return readTelegramHtml(
        files.map((one) => ({ name: path.basename(one), chunks: readBytes(one, onBytes) })),
        options,
      );
    }
    return (format === "jsonl" ? readJsonLines : readTelegramJson)(readBytes(first, onBytes), options);
  };
  return { format, totalBytes, read };
}

/** What of a folder is to be read: result.json if it is there (it knows more), else the pages in the order of their numbers. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const json = names.find((name) => /^result\.json(\.gz)?$/.test(name));
  if (json) return [path.join(folder, json)];
  const pages = names.flatMap((name) => {
    const match = /^messages(\d*)\.html(\.gz)?$/.exec(name);
    return match ? [{ name, number: Number(match[1] || 1) }] : [];
  });
  if (pages.length === 0) {
    throw nothingAt({
      zh: `文件夹“${folder}”里没有 result.json，也没有 messages.html`,
      en: `The folder "${folder}" holds neither result.json nor messages.html`,
    });
  }
  pages.sort((one, other) => one.number - other.number);
  return pages.map(({ name }) => path.join(folder, name));
}

const HEAD_BYTES = 64 * 1024;

/** The first characters of a file's content. */
async function headOf(file: string): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of readBytes(file, () => undefined)) {
      parts.push(chunk);
      length += chunk.length;
      if (length >= HEAD_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
  }
  const head = Buffer.concat(parts)
    .toString("utf8", 0, HEAD_BYTES)
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (head === "") throw nothingAt({ zh: `文件“${file}”是空的`, en: `The file "${file}" is empty` });
  return head;
}

function formatOf(file: string, head: string): Format {
  const name = path.basename(file).replace(/\.gz$/i, "");
  if (/\.(jsonl|ndjson)$/i.test(name) || (head.startsWith("{") && head.includes('"sent_at"'))) return "jsonl";
  if (head.startsWith("<") && /<div class="(?:page_wrap|message)|Exported Data/.test(head)) return "telegramHtml";
  const isExport = /"(?:messages|chats|left_chats|about)"\s*:/.test(head);
  if (head.startsWith("{") && isExport) return "telegramJson";
  throw nothingAt({
    zh: `文件“${file}”不是炉边认识的聊天记录`,
    en: `The file "${file}" is no chat export that Hearth knows`,
  });
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { ChatEvent } from "../../src/core/event.ts";
import type { Recorded, Recorder, RecordOptions } from "../../src/core/record.ts";
import type { Entry, EntryStream, HistoryEvent, Problem } from "../../src/history/entry.ts";
import { importHistory, type ImportOptions, type ImportResult } from "../../src/history/import.ts";
import { openSource } from "../../src/history/source.ts";
import type { TestDatabase } from "../world/database.ts";

export const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-history-"));
// one folder for all files of the run that share this module
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A file with this content in a folder of its own time; lines of JSON for an array. */
export function file(name: string, content: string | Buffer | readonly unknown[]): string {
  const at = path.join(folder, name);
  const body =
    typeof content === "string" || Buffer.isBuffer(content)
      ? content
      : content.map((row) => `${JSON.stringify(row)}\n`).join("");
  writeFileSync(at, name.endsWith(".gz") && !Buffer.isBuffer(body) ? gzipSync(body) : body);
  return at;
}

export async function collect(stream: EntryStream): Promise<Entry[]> {
  const all: Entry[] = [];
  for await (const entries of stream) all.push(...entries);
  return all;
}

/** Everything in a file, read with a zone. */
export async function readFile(at: string, zone = "Asia/Shanghai"): Promise<Entry[]> {
  const source = await openSource(at);
  return collect(source.read({ zone, chat: null }, () => undefined));
}

export const eventsOf = (entries: readonly Entry[]): HistoryEvent[] =>
  entries.flatMap((entry) => ("event" in entry ? [entry.event] : []));

interface InEnglish {
  where: string;
  what: string;
}
const inEnglish = ({ where, what }: Problem): InEnglish => ({ where: where.en, what: what.en });

export const problemsOf = (entries: readonly Entry[]): InEnglish[] =>
  entries.flatMap((entry) => ("skipped" in entry && entry.skipped ? [inEnglish(entry.skipped)] : []));

/** Knows events by their identities and nothing else: what the import needs of Record, in memory. */
export class MemoryRecorder implements Recorder {
  readonly events: ChatEvent[] = [];
  readonly options: RecordOptions[] = [];
  readonly #seen = new Set<string>();

  async record(events: readonly ChatEvent[], options: RecordOptions): Promise<Recorded[]> {
    this.options.push(options);
    return events.map((event) => {
      const id = "messageId" in event ? event.messageId : event.key;
      const who = event.kind === "join" || event.kind === "leave" ? (event.member?.id ?? event.memberName) : "";
      const identity = JSON.stringify([event.platform, event.chat.id, event.kind, id, who]);
      if (this.#seen.has(identity)) return "duplicate";
      this.#seen.add(identity);
      this.events.push(event);
      return "added";
    });
  }
}

export interface Imported extends ImportResult {
  problems: InEnglish[];
  notices: string[];
}

/** Imports into "Tea" unless told otherwise. */
export async function importInto(
  database: TestDatabase,
  recorder: Recorder,
  options: Partial<ImportOptions> & { file: string },
): Promise<Imported> {
  const problems: InEnglish[] = [];
  const notices: string[] = [];
  const result = await importHistory(
    {
      database,
      recorder,
      clock: { now: () => new Date("2026-06-01T00:00:00Z") },
      onProgress: () => undefined,
      onProblem: (problem) => problems.push(inEnglish(problem)),
      onNotice: (sentence) => notices.push(sentence.en),
    },
    { community: "Tea", ...options },
  );
  return { ...result, problems, notices };
}

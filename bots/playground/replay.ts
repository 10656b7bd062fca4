import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Complaint, type Saying } from "../../src/core/errors.ts";
import type { Language } from "../../src/core/text.ts";
import { dayMs } from "../../src/core/time.ts";
import { DamagedFile, type HistoryEvent, type Problem } from "../../src/history/entry.ts";
import { ImportRefusal } from "../../src/history/refusal.ts";
import { openSource } from "../../src/history/source.ts";

/** One line of a chat log, ready to be played. */
export interface ReplayLine {
  /** since the line before it */
  gapMs: number;
  kind: HistoryEvent["kind"];
  name: string;
  text: string;
}

/** A chat log read whole. `damage`: how far reading came, when the file was cut off. */
export interface ReplayScript {
  lines: ReplayLine[];
  damage: Saying | null;
}

const faultOf = ({ where, what }: Problem): Saying => ({
  zh: `${where.zh}：${what.zh}`,
  en: `${where.en} ${what.en}`,
});

/**
 * Reads a chat log with the readers of the import.
 * @throws Complaint with one sentence when there is nothing in it that can be played
 */
export async function readScript(file: string, timeZone: string): Promise<ReplayScript> {
  const events: HistoryEvent[] = [];
  let problem: Saying | null = null;
  let damage: Saying | null = null;
  try {
    const source = await openSource(file);
    for await (const entries of source.read({ zone: timeZone, chat: null }, () => {})) {
      for (const entry of entries) {
        if ("event" in entry) events.push(entry.event);
        else if (entry.skipped) problem ??= faultOf(entry.skipped);
      }
    }
  } catch (error) {
    if (error instanceof ImportRefusal) {
      const named = (language: Language) => error.in(language).replace(file, path.basename(file));
      throw new Complaint({ zh: named("zh"), en: named("en") });
    }
    if (!(error instanceof DamagedFile)) throw error;
    damage = error.saying;
  }
  const lines = toLines(events);
  if (lines.length === 0) {
    const why = problem ?? damage;
    const name = path.basename(file);
    throw new Complaint({
      zh: `文件“${name}”里没有可以重放的东西${why ? `：${why.zh}` : ""}。`,
      en: `The file "${name}" holds nothing that can be played${why ? `: ${why.en}` : ""}.`,
    });
  }
  return { lines, damage };
}

/** Reads a chat log that was handed over as bytes, from a file that exists for as long. */
export async function readUploaded(name: string, bytes: Buffer, timeZone: string): Promise<ReplayScript> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "hearth-replay-"));
  // only the name's ending means anything; the rest must not lead out of the folder
  const safe = path.basename(name.replaceAll("\\", "/")).replaceAll(/[^\p{L}\p{N}._ -]/gu, "_");
  const file = path.join(folder, safe.replace(/^\.+/, "").slice(-80) || "chat");
  try {
    await writeFile(file, bytes);
    return await readScript(file, timeZone);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const longestGapMs = 31 * dayMs;

function toLines(events: readonly HistoryEvent[]): ReplayLine[] {
  const inOrder = [...events].sort((one, other) => one.at.getTime() - other.at.getTime());
  let before: number | undefined;
  // a log may pause for years; the playground need not live through them
  const gap = (at: number) => Math.min(at - (before ?? at), longestGapMs);
  const lines: ReplayLine[] = [];
  for (const event of inOrder) {
    const name = event.kind === "message" ? event.sender?.name : event.memberName;
    if (!name || (event.kind === "message" && event.text === "")) continue;
    const at = event.at.getTime();
    lines.push({ gapMs: gap(at), kind: event.kind, name, text: event.kind === "message" ? event.text : "" });
    before = at;
  }
  return lines;
}

export interface ReplayStage {
  /** Lets the playground's time pass. */
  pass(ms: number): Promise<void>;
  play(line: ReplayLine): Promise<void>;
  onProgress(progress: ReplayProgress): void;
  /** Waits in real time; ends at once when the signal does. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ReplayProgress {
  running: boolean;
  done: number;
  of: number;
}

/** Longest real wait between two lines: nobody wants to watch a night pass. */
const longestWaitMs = 2_000;

/**
 * Plays a chat log through the live path. The playground's clock moves by the log's own pauses; a
 * person waits for 1/speed of them.
 * @param speed how many times faster than life; Infinity = no waiting
 */
export async function playScript(
  stage: ReplayStage,
  script: ReplayScript,
  speed: number,
  signal: AbortSignal,
): Promise<void> {
  const of = script.lines.length;
  let done = 0;
  try {
    for (const line of script.lines) {
      if (signal.aborted) return;
      await stage.wait(Math.min(line.gapMs / speed, longestWaitMs), signal);
      if (signal.aborted) return;
      await stage.pass(line.gapMs);
      await stage.play(line);
      stage.onProgress({ running: true, done: ++done, of });
    }
  } finally {
    stage.onProgress({ running: false, done, of });
  }
}

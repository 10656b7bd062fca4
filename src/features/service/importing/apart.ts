import path from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "../../../core/root.ts";
import type { Unreadable } from "./faults.ts";
import type { FileKind, ReadFile } from "./read.ts";

/** What a thread is given to read. */
export interface ReadingOrder {
  kind: FileKind;
  bytes: Uint8Array;
  name: string;
  /** in which days are meant */
  timeZone?: string;
}

/** What reading one file may cost. */
export interface ReadingLimits {
  ms: number;
  /** of memory, for all that the file unfolds to */
  megabytes: number;
}

/** For a file that somebody sent in a chat: ten thousand entries take a second or two. */
export const chatLimits: ReadingLimits = { ms: 30_000, megabytes: 384 };
/** For whoever runs a command, and has nobody waiting. */
export const commandLimits: ReadingLimits = { ms: 600_000, megabytes: 2_048 };

const megabyte = 1024 * 1024;
const lookMs = 50;

/** What was compiled of it: the tests run the sources, which a thread of Node 20 cannot read. */
const script = path.join(root, "dist/src/features/service/importing/apart-main.js");

/**
 * Reads a file in a thread of its own: a large one, or one made to harm, must not hold up the answers.
 * What takes too long or too much is given up, and told as a file that cannot be read.
 * @param signal ends the reading; it throws then
 */
export async function readApart(
  order: ReadingOrder,
  limits: ReadingLimits,
  signal = new AbortController().signal,
): Promise<ReadFile> {
  const worker = new Worker(script, {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: limits.megabytes },
  });
  try {
    return await outcome(worker, limits, signal);
  } finally {
    await worker.terminate();
  }
}

function outcome(worker: Worker, limits: ReadingLimits, signal: AbortSignal): Promise<ReadFile> {
  const before = process.memoryUsage.rss();
  return new Promise<ReadFile>((resolve, reject) => {
    const giveUp = (fault: "tooSlow" | "tooMuch") => resolve({ entries: [], unreadable: [unread(fault, limits)] });
    // a thread's own limit knows the heap alone; what a compressed file unfolds to lies beside it
    const look = setInterval(() => {
      if (process.memoryUsage.rss() - before > limits.megabytes * megabyte) giveUp("tooMuch");
    }, lookMs);
    AbortSignal.timeout(limits.ms).addEventListener("abort", () => giveUp("tooSlow"));
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop);
    worker.once("message", (read: ReadFile) => resolve(read));
    worker.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") giveUp("tooMuch");
      else reject(error);
    });
    worker.once("exit", () => {
      clearInterval(look);
      signal.removeEventListener("abort", stop);
      reject(new Error("the thread that reads a file ended without a word"));
    });
  });
}

const unread = (fault: "tooSlow" | "tooMuch", { ms, megabytes }: ReadingLimits): Unreadable => ({
  place: "the file",
  fault,
  problem:
    fault === "tooSlow"
      ? `takes longer than ${ms / 1000} seconds to read; allowed: a smaller file, or its text`
      : `unfolds to more than ${megabytes} MB; allowed: a smaller file, or its text`,
});

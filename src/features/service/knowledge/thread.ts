import path from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "../../../core/root.ts";
import type { Calibration, Decision, Entry, EntryVectors, Synonyms, Verdict, Wish } from "../finding/index.ts";

/** What a thread is given to work on. */
export interface ThreadData {
  entries: readonly Entry[];
  /** those that will be valid one day: a member is never answered with one, a person who answers may pick it */
  coming: readonly Entry[];
  synonyms: Synonyms;
  /** what an embedding model made of the entries; absent = there is none */
  vectors?: { model: string; entries: readonly EntryVectors[] };
}

type Asking =
  | { query: string; calibration: Calibration; vector?: Float32Array }
  | { wish: Wish; verdicts: readonly Verdict[] };

/** What a thread is asked, with a number that its answer bears. */
export type ThreadRequest = { id: number } & Asking;

/** What a thread is sent: the base it is to work on, null to forget it, or a question about it. */
export type ThreadMessage = { data: ThreadData | null } | ThreadRequest;

/** What is known of a question: what to do with it, and the entries from which a person who answers could pick. */
export interface Found {
  decision: Decision;
  nearest: readonly string[];
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** What was compiled of it: it lies neither beside the bundle nor, while tests are watched, beside the sources. */
const script = path.join(root, "dist/src/features/service/knowledge/thread-main.js");

/** So long a thread without work is kept: its code is loaded and compiled, which takes a new one longer than most bases do. */
const spareMs = 30_000;
const ended = "the thread of a knowledge base ended";

interface Spare {
  worker: Worker;
  /** aborted when it has waited long enough */
  patience: AbortSignal;
}
let spare: Spare | undefined;

function hire(): Worker {
  const worker = spare?.worker ?? start();
  spare = undefined;
  return worker;
}

function start(): Worker {
  const worker = new Worker(script);
  const forget = () => {
    if (spare?.worker === worker) spare = undefined;
  };
  worker.on("error", forget).on("exit", forget);
  // a question that nobody waits for any more must not keep the program alive
  worker.unref();
  return worker;
}

/** One thread waits for more work; of several that are done at the same time the others end. */
async function dismiss(worker: Worker): Promise<void> {
  if (spare) return void (await worker.terminate());
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  worker.postMessage({ data: null } satisfies ThreadMessage);
  const patience = AbortSignal.timeout(spareMs);
  patience.addEventListener("abort", () => {
    if (spare?.patience === patience) void worker.terminate();
  });
  spare = { worker, patience };
}

/**
 * A knowledge base in a thread of its own: building ten thousand entries takes some nine seconds and
 * learning their thresholds five, in which nothing else could be answered.
 */
export class KnowledgeThread {
  readonly #worker = hire();
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #requests = 0;
  #hasEnded = false;

  constructor(data: ThreadData) {
    this.#worker.on("message", this.#take).on("error", this.#fail).on("exit", this.#end);
    this.#send({ data });
  }

  /** Resolves when the base is built. */
  find(query: string, calibration: Calibration, vector?: Float32Array): Promise<Found> {
    return this.#ask<Found>({ query, calibration, ...(vector ? { vector } : {}) });
  }

  calibrate(wish: Wish, verdicts: readonly Verdict[]): Promise<Calibration> {
    return this.#ask<Calibration>({ wish, verdicts });
  }

  /** Whoever still waits for an answer is told that there is none. */
  async close(): Promise<void> {
    if (this.#hasEnded || this.#waiting.size > 0) return void (await this.#worker.terminate());
    this.#worker.off("message", this.#take).off("error", this.#fail).off("exit", this.#end);
    await dismiss(this.#worker);
  }

  #ask<T>(request: Asking): Promise<T> {
    const id = ++this.#requests;
    return new Promise<T>((resolve, reject) => {
      if (this.#hasEnded) return reject(new Error(ended));
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.#worker.ref();
      this.#send({ id, ...request });
    });
  }

  #send(message: ThreadMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message);
  }

  readonly #take = ({ id, result, error }: Answer): void => {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  };

  readonly #fail = (error: unknown): void => {
    this.#hasEnded = true;
    for (const { reject } of this.#waiting.values()) reject(error instanceof Error ? error : new Error(String(error)));
    this.#waiting.clear();
  };

  readonly #end = (): void => this.#fail(new Error(ended));
}

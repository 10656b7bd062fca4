import path from "node:path";
import { Worker } from "node:worker_threads";
import { root } from "../../../core/root.ts";
import type { Calibration, Decision, Entry, EntryVectors, Synonyms, Verdict, Wish } from "../finding/index.ts";

/** What a thread is given to work on. */
export interface ThreadData {
  entries: readonly Entry[];
  synonyms: Synonyms;
  /** what an embedding model made of the entries; absent = there is none */
  vectors?: { model: string; entries: readonly EntryVectors[] };
}

type Asking =
  | { query: string; calibration: Calibration; vector?: Float32Array }
  | { wish: Wish; verdicts: readonly Verdict[] };

/** What a thread is asked, with a number that its answer bears. */
export type ThreadRequest = { id: number } & Asking;

/** What is known of a question: what to do with it, and the nearest entries whatever that is. */
export interface Found {
  decision: Decision;
  nearest: readonly string[];
}

interface Answer {
  id: number;
  result?: unknown;
  error?: string;
}

/** What was compiled of it: the tests run the sources, which a thread of Node 20 cannot read. */
const script = path.join(root, "dist/src/features/service/knowledge/thread-main.js");

/**
 * A knowledge base in a thread of its own: building ten thousand entries takes some nine seconds and
 * learning their thresholds five, in which nothing else could be answered.
 */
export class KnowledgeThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #requests = 0;

  constructor(data: ThreadData) {
    this.#worker = new Worker(script, { workerData: data });
    // a question that nobody waits for any more must not keep the program alive
    this.#worker.unref();
    this.#worker.on("message", (answer: Answer) => this.#take(answer));
    this.#worker.on("error", (error) => this.#failAll(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on("exit", () => this.#failAll(new Error("the thread of a knowledge base ended")));
  }

  /** Resolves when the base is built. */
  find(query: string, calibration: Calibration, vector?: Float32Array): Promise<Found> {
    return this.#ask<Found>({ query, calibration, ...(vector ? { vector } : {}) });
  }

  calibrate(wish: Wish, verdicts: readonly Verdict[]): Promise<Calibration> {
    return this.#ask<Calibration>({ wish, verdicts });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask<T>(request: Asking): Promise<T> {
    const id = ++this.#requests;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.#worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      this.#worker.postMessage({ id, ...request });
    });
  }

  #take({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error));
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

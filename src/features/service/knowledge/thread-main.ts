import { parentPort, workerData } from "node:worker_threads";
import { buildIndex, calibrate } from "../finding/index.ts";
import { findIn } from "./find.ts";
import type { ThreadData, ThreadRequest } from "./thread.ts";

// What runs in a KnowledgeThread.

const { entries, synonyms } = workerData as ThreadData;
const index = buildIndex(entries, synonyms);

parentPort?.on("message", (request: ThreadRequest) => {
  try {
    const result =
      "wish" in request
        ? calibrate(index, request.wish, request.verdicts)
        : findIn(index, request.calibration, request.query);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id: request.id, result });
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id: request.id, error: String(error) });
  }
});

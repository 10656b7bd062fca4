import { parentPort, workerData } from "node:worker_threads";
import { Base } from "./find.ts";
import type { ThreadData, ThreadRequest } from "./thread.ts";

// What runs in a KnowledgeThread.

const base = new Base(workerData as ThreadData);

parentPort?.on("message", (request: ThreadRequest) => {
  try {
    const result =
      "wish" in request
        ? base.calibrate(request.wish, request.verdicts)
        : base.find(request.query, request.calibration, request.vector);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id: request.id, result });
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id: request.id, error: String(error) });
  }
});

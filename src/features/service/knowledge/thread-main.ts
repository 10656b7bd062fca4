import { parentPort } from "node:worker_threads";
import { Base } from "./find.ts";
import type { ThreadMessage, ThreadRequest } from "./thread.ts";

// What runs in the thread of a KnowledgeThread: of one after the other, where there are several.

let base: Base | null = null;

parentPort?.on("message", (message: ThreadMessage) => {
  if ("data" in message) base = message.data && new Base(message.data);
  else answer(message);
});

function answer(request: ThreadRequest): void {
  const { id } = request;
  try {
    const result =
      "wish" in request
        ? base?.calibrate(request.wish, request.verdicts)
        : base?.find(request.query, request.calibration, request.vector);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id, result });
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id, error: String(error) });
  }
}

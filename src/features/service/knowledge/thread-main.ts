import { parentPort } from "node:worker_threads";
import { Base } from "./find.ts";
import type { ThreadMessage } from "./thread.ts";

// What runs in the thread of a KnowledgeThread: of one after the other, where there are several.

let base: Base | null = null;

parentPort?.on("message", (message: ThreadMessage) => {
  if ("data" in message) return void (base = message.data && new Base(message.data));
  const { id } = message;
  try {
    const result =
      "wish" in message
        ? base?.calibrate(message.wish, message.verdicts)
        : base?.find(message.query, message.calibration, message.vector);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id, result });
  } catch (error) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage({ id, error: String(error) });
  }
});

import { parentPort, workerData } from "node:worker_threads";
import type { ReadingOrder } from "./apart.ts";
import { readEntryFile } from "./read.ts";

// What runs in the thread of `readApart`.

const { kind, bytes, name, timeZone } = workerData as ReadingOrder;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await readEntryFile(kind, bytes, name, timeZone));

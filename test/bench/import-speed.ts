import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { cpuSeconds, watchOthers } from "./processes.ts";
import { openEmbedded, product } from "./contestants.ts";
import { seeded } from "../fakes/telegram/queue.ts";

/** How fast one chat export was read. */
export interface ImportResult {
  messages: number;
  /** whether the rows bear message ids; without, the import numbers them */
  withIds: boolean;
  perSecond: number;
  /** microseconds of CPU per message: the program's, its start included, and the database's */
  programCpu: number;
  databaseCpu: number;
  others: number;
}

/** Imports a made-up export of so many messages with the product's own command. */
export async function measureImport(messages: number, withIds: boolean): Promise<ImportResult> {
  const database = await openEmbedded();
  try {
    const file = path.join(database.folder, "export.jsonl");
    await writeExport(file, messages, withIds);
    const databasePid = database.pid as number;
    const before = cpuSeconds([databasePid]);
    const others = watchOthers();
    const began = performance.now();
    const programCpu = await runImport(file, database.folder);
    const seconds = (performance.now() - began) / 1000;
    const databaseCpu = cpuSeconds([databasePid]) - before;
    const each = 1e6 / messages;
    return {
      messages,
      withIds,
      perSecond: messages / seconds,
      programCpu: programCpu * each,
      databaseCpu: databaseCpu * each,
      others: others(),
    };
  } finally {
    await database.close();
  }
}

/** Returns the CPU seconds the program used. */
async function runImport(file: string, folder: string): Promise<number> {
  const { PATH = "", HOME = "", BENCH_PROFILE: profile } = process.env;
  const flags = profile ? ["--cpu-prof", `--cpu-prof-dir=${profile}`] : [];
  const child = spawn(process.execPath, [...flags, product, "import", file, "--community", "Bench", "--json"], {
    env: { PATH, HOME, HEARTH_DATA_DIR: folder },
    stdio: ["ignore", "ignore", "inherit"],
  });
  let used = 0;
  const watch = setInterval(() => (used = Math.max(used, cpuSeconds([child.pid as number]))), 50);
  const [code] = (await once(child, "exit")) as [number];
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return used;
}

/** A year of one group of 2,000 people: sentences of two to nine words. */
async function writeExport(file: string, messages: number, withIds: boolean): Promise<void> {
  const random = seeded(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const words = [
    "今天",
    "大家",
    "好吃",
    "周末",
    "下雨了",
    "train",
    "late",
    "cake",
    "tomorrow",
    "picture",
    "thanks",
    "吗？",
  ];
  const out = createWriteStream(file);
  const step = (365 * 86_400_000) / messages;
  const begin = Date.parse("2025-01-01T00:00:00Z");
  for (let number = 0; number < messages; number++) {
    const author = Math.floor(2000 * random() ** 2);
    const row = {
      chat: "telegram:-1001",
      author: String(1000 + author),
      author_name: `Member ${author}`,
      sent_at: new Date(begin + Math.floor(number * step)).toISOString(),
      text: Array.from({ length: 2 + below(8) }, () => words[below(words.length)]).join(" "),
      kind: "message",
      ...(withIds ? { message_id: number + 1 } : {}),
    };
    if (!out.write(`${JSON.stringify(row)}\n`)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

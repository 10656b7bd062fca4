// npm run bench: what the product costs beside the least and the usual; see docs/benchmarks.md.
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contestants } from "./contestants.ts";
import { measureDigest } from "./digest.ts";
import { measureEntry } from "./draw-entry.ts";
import { measureDraw } from "./draw.ts";
import { driftTable, measureDrift } from "./drift.ts";
import { asTable, measureFleets } from "./fleet.ts";
import { measureGrowth } from "./growth.ts";
import { measureImport } from "./import-speed.ts";
import { measureMemory, runLive } from "./live.ts";
import { watchOthers, yardstick } from "./processes.ts";
import { measureWechat } from "./wechat.ts";
import { measureService } from "./service.ts";
import { asMarkdown, writeInto, type Report } from "./report.ts";

const parts = ["live", "memory", "growth", "digest", "import", "service", "draw"] as const;
/** measured only when named: one needs wechaty, all take minutes */
const more = ["wechat", "processes", "drift"] as const;
type Part = (typeof parts)[number] | (typeof more)[number];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** puts the table, dated, into docs/benchmarks.md */
    write: { type: "boolean", default: false },
    /** adds 5 million messages to the growth */
    large: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string" },
    json: { type: "string", default: "test/.tmp/bench.json" },
    day: { type: "string" },
    /** the processes' part with so many chats only */
    chats: { type: "string" },
    /** how long WeChat's part lasts, in seconds */
    seconds: { type: "string", default: "600" },
  },
});
const { quick } = flags;
const wanted = (flags.only?.split(",") ?? parts) as Part[];
const rounds = Number(flags.rounds ?? (quick ? 1 : 3));
const tell = (line: string) => void process.stderr.write(`${line}\n`);
const root = fileURLToPath(new URL("../../..", import.meta.url));

async function live(): Promise<Report["live"]> {
  const results: Report["live"] = [];
  const options = quick
    ? { updates: 8_000, warm: 4_000, rates: [200, 1_000], seconds: 4 }
    : { updates: 20_000, warm: 200_000, rates: [200, 1_000], seconds: 10 };
  const all = contestants(process.env.DATABASE_URL);
  for (let round = 1; round <= rounds; round++) {
    // every other round backwards, so that nobody always comes first
    for (const one of round % 2 === 0 ? all.toReversed() : all) {
      const result = await runLive(one, options, round);
      results.push(result);
      tell(`round ${round} ${one.name}: ${JSON.stringify(result)}`);
    }
  }
  return results;
}

async function memory(): Promise<number | null> {
  const product = contestants(undefined).find(({ name }) => name === "embedded");
  const peak = product ? await measureMemory(product, 50, 1_000) : null;
  tell(`memory at 50 groups and 50,000 members: ${peak?.toFixed(0)} MB`);
  return peak;
}

async function growth(): Promise<Report["growth"]> {
  const results: Report["growth"] = [];
  for (const messages of [1e4, 1e5, ...(quick ? [] : [1e6]), ...(flags.large ? [5e6] : [])]) {
    results.push(await measureGrowth(messages));
    tell(`growth: ${JSON.stringify(results.at(-1))}`);
  }
  return results;
}

async function digests(): Promise<Report["digests"]> {
  const results: Report["digests"] = [];
  for (const messages of [5e4, 5e5, ...(flags.large ? [5e6] : [])]) {
    results.push(await measureDigest(messages));
    tell(`digest: ${JSON.stringify(results.at(-1))}`);
  }
  return results;
}

async function imports(): Promise<Report["imports"]> {
  const results: Report["imports"] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const withIds of [true, false]) {
      results.push(await measureImport(quick ? 50_000 : 200_000, withIds));
      tell(`import: ${JSON.stringify(results.at(-1))}`);
    }
  }
  return results;
}

async function draws(): Promise<Report["draws"]> {
  const results: Report["draws"] = [];
  for (let round = 1; round <= rounds; round++) {
    results.push(await measureDraw(quick ? 10_000 : 100_000));
    tell(`draw: ${JSON.stringify(results.at(-1))}`);
  }
  return results;
}

async function entries(): Promise<Report["entries"]> {
  const results: Report["entries"] = [];
  for (let round = 1; round <= rounds; round++) {
    results.push(await measureEntry(quick ? 10_000 : 100_000));
    tell(`entry: ${JSON.stringify(results.at(-1))}`);
  }
  return results;
}

async function questions(): Promise<Report["service"]> {
  const results: Report["service"] = [];
  for (let round = 1; round <= rounds; round++) {
    results.push(...(await measureService(200)));
    tell(`service: ${JSON.stringify(results.slice(-3))}`);
  }
  return results;
}

if (wanted.includes("wechat")) {
  const result = await measureWechat(
    { rooms: 50, members: quick ? 40 : 500, rate: 500, seconds: Number(flags.seconds) },
    tell,
  );
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exit(0);
}

if (wanted.includes("processes")) {
  const chats = flags.chats === undefined ? null : Number(flags.chats);
  process.stdout.write(`${asTable(await measureFleets({ quick, rounds, chats }, tell))}\n`);
  process.exit(0);
}

if (wanted.includes("drift")) {
  process.stdout.write(`${driftTable(await measureDrift(quick ? 10_000 : 100_000))}\n`);
  process.exit(0);
}

yardstick(); // compiled now
const yardsticks = [yardstick()];
const others = watchOthers();
const did = (part: Part) => wanted.includes(part);
const report: Report = {
  day: flags.day ?? new Date().toISOString().slice(0, 10),
  command: `npm run bench -- ${process.argv.slice(2).join(" ")}`.replace(/ -- $/, ""),
  machine: `${os.cpus().length} × ${os.cpus()[0]?.model.trim() ?? "?"}, Node ${process.versions.node}`,
  rounds,
  live: did("live") ? await live() : [],
  memory: did("memory") ? await memory() : null,
  growth: did("growth") ? await growth() : [],
  digests: did("digest") ? await digests() : [],
  imports: did("import") ? await imports() : [],
  service: did("service") ? await questions() : [],
  entries: did("draw") ? await entries() : [],
  draws: did("draw") ? await draws() : [],
  others: 0,
  yardsticks,
};
report.others = others();
yardsticks.push(yardstick());
mkdirSync("test/.tmp", { recursive: true });
writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`);
const table = asMarkdown(report);
process.stdout.write(`${table}\n`);
if (flags.write) writeInto(`${root}docs/benchmarks.md`, table);

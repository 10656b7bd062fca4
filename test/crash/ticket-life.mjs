// One short life of the product with a still clock, for test/crash/ticket.test.ts: opens the database, somebody says
// something, and it ends; or it dies at the gap that CRASH_AT names. Arguments: the database's connection as JSON,
// what is said as [name, words, the update's identity, "group" or "private"], again as JSON.
import { armCrash } from "../../src/core/crash.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { seedVault } from "../../src/core/vault.ts";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";

const [, , config = "{}", said = "[]"] = process.argv;
const now = new Date("2026-03-02T12:00:00+08:00");
seedVault(`life ${said}`);
let sent = 0;
const bot = {
  platform: "telegram",
  account: "bot1",
  username: "HearthBot",
  capabilities: {
    buttons: true,
    edits: false,
    deletes: false,
    replies: true,
    threads: false,
    privateFirst: false,
    commandMenu: false,
    nativeQuiz: false,
    pictures: false,
    textLimit: 4096,
  },
  pacing: {
    perGroup: { count: 20, windowMs: 60_000 },
    gapMs: { min: 0, max: 0 },
    overall: { count: 25, windowMs: 1000 },
  },
  start: async () => {},
  send: async () => ({ messageId: `${process.pid}-${++sent}` }),
  status: () => ({ state: "online", detail: "", contactAt: null }),
  stop: async () => {},
};

const database = await openDatabase({ config: JSON.parse(config), connections: 6 });
const house = createHouse({
  database,
  features,
  bots: [bot],
  clock: { now: () => now },
  log: silentLog,
  pacing: false,
  owner: "life",
});
armCrash(process.env.CRASH_AT);
await house.start();
for (const [name, text, key, kind] of JSON.parse(said)) {
  await house.accept({
    kind: "message",
    platform: "telegram",
    account: "bot1",
    key,
    chat: kind === "private" ? { id: name, kind, title: name } : { id: "-1001", kind, title: "Tea House" },
    at: now,
    messageId: key,
    sender: { kind: "person", id: name, name },
    text,
    mentionsBot: false,
    mentions: [],
    forwarded: false,
  });
}
await house.settle();
await house.stop();
await database.close();

// One short life of the product with a still clock, for test/crash/quiz.test.ts: opens the database, does one step of
// a quiz, and ends; or dies at the gap that CRASH_AT names. Arguments: the database's connection as JSON, the step.
import { armCrash } from "../../src/core/crash.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { seedVault } from "../../src/core/vault.ts";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";

/** when each step happens, and what is said in it: who, words, the update's identity, at which second */
const steps = {
  arrive: {
    at: "15:00:00",
    said: [
      ["olga", "大家好", "k1"],
      ["ada", "大家好", "k2"],
      ["ben", "大家好", "k3"],
    ],
  },
  begin: { at: "15:01:00", said: [["olga", "开始答题 轮答 2 tea", "k4"]] },
  answer: {
    at: "15:01:10",
    said: [
      ["ada", "陆羽", "k5"],
      ["ben", "神农", "k6"],
    ],
  },
  settle: { at: "15:01:33", said: [] },
  ask: { at: "15:01:39", said: [] },
  second: { at: "15:01:50", said: [["ben", "陆羽", "k7"]] },
  finish: { at: "15:02:12", said: [] },
};
const people = ["olga", "ada", "ben"];

const [, , config = "{}", step = ""] = process.argv;
const { at, said } = steps[step];
const now = new Date(`2026-03-01T${at}+08:00`);
seedVault(`life ${step}`);
let sent = 0;
const bot = {
  platform: "telegram",
  account: "bot1",
  username: "HearthBot",
  capabilities: { buttons: true, edits: false, deletes: false, replies: true, threads: false, privateFirst: false },
  pacing: {
    perGroup: { count: 20, windowMs: 60_000 },
    gapMs: { min: 0, max: 0 },
    overall: { count: 25, windowMs: 1000 },
  },
  start: async () => {},
  send: async () => ({ messageId: `${step}${++sent}` }),
  status: () => ({ state: "online", detail: "", contactAt: null }),
  stop: async () => {},
};
Object.assign(bot.capabilities, { commandMenu: false, nativeQuiz: false, pictures: false, textLimit: 4096 });

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
for (const [name, text, key] of said) {
  await house.accept({
    kind: "message",
    platform: "telegram",
    account: "bot1",
    key,
    chat: { id: "-1001", kind: "group", title: "Tea House" },
    at: now,
    messageId: key,
    sender: { kind: "person", id: String(100 + people.indexOf(name)), name },
    text,
    mentionsBot: false,
    mentions: [],
    forwarded: false,
  });
}
await house.settle();
await house.tick();
await house.settle();
await house.stop();
await database.close();

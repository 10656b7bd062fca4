// One short life of the product with a still clock, for test/crash/draw.test.ts: opens the database, does one step of
// a draw, and ends; or dies at the gap that CRASH_AT names. Arguments: the database's connection as JSON, the step.
import { armCrash } from "../../src/core/crash.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { seedVault } from "../../src/core/vault.ts";
import { draw } from "../../src/features/draw/index.ts";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";

const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
const order = "开启抽奖 耳机x1(300元) 今天23:54:22截止，花5积分，主办 茶馆，联系 olga";
/** when each step happens, and what is said in it: who, words, the update's identity */
const steps = {
  arrive: {
    at: "20:00:00",
    said: [
      ["olga", "大家好", "k1"],
      ["ada", "签到", "k2"],
      ["ben", "签到", "k3"],
    ],
  },
  open: { at: "20:01:00", said: [["olga", order, "k4"]] },
  enter: {
    at: "20:02:00",
    said: [
      ["ada", "抽奖", "k5"],
      ["ben", "抽奖", "k6"],
    ],
  },
  freeze: { at: "23:55:30", said: [["ada", "抽奖", "k7"]] },
  result: { at: "23:59:30", said: [] },
};
const people = ["olga", "ada", "ben"];

const [, , config = "{}", step = ""] = process.argv;
const { at, said } = steps[step];
const now = new Date(`2023-08-23T${at}+08:00`);
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
  features: features.map((one) => (one.name === "draw" ? draw({ fetchBeacon: async () => signature }) : one)),
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

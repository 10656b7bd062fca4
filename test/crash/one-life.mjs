// One short life of the product with a still clock: it opens the database, hears what is said, does what is due, and
// ends; or dies in its last moment, at the gap that CRASH_AT names. For the *-life.mjs beside, which tests run as processes.
import { leastCapabilities } from "../../src/core/bot.ts";
import { armCrash } from "../../src/core/crash.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { seedVault } from "../../src/core/vault.ts";
import { features as all } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";

let sent = 0;
const bot = (life) => ({
  platform: "telegram",
  account: "bot1",
  username: "HearthBot",
  capabilities: { ...leastCapabilities, buttons: true, replies: true, copies: ["photo"] },
  pacing: {
    perGroup: { count: 20, windowMs: 60_000 },
    gapMs: { min: 0, max: 0 },
    overall: { count: 25, windowMs: 1000 },
  },
  start: async () => {},
  send: async () => ({ messageId: `${life}${++sent}` }),
  status: () => ({ state: "online", detail: null, contactAt: null }),
  stop: async () => {},
});

/**
 * `name` is another in each life of one database; `moments` are what time it is and what is `said` then: who, words, the
 * update's identity, and "private" where it is not said in the group, and "photo" where it is the caption of one.
 */
export async function live({ config, name: life, moments, features = all }) {
  seedVault(`life ${life}`);
  const database = await openDatabase({ config: JSON.parse(config), connections: 6 });
  let { now } = moments[0];
  const house = createHouse({
    database,
    features,
    bots: [bot(life)],
    clock: { now: () => now },
    log: silentLog,
    pacing: false,
    owner: "life",
  });
  for (const [index, moment] of moments.entries()) {
    if (index === moments.length - 1) armCrash(process.env.CRASH_AT);
    if (index === 0) await house.start();
    ({ now } = moment);
    for (const said of moment.said) await house.accept(message(now, said));
    await house.settle();
    await house.tick();
    await house.settle();
  }
  await house.stop();
  await database.close();
}

const message = (at, [name, text, key, kind = "group", media]) => ({
  kind: "message",
  platform: "telegram",
  account: "bot1",
  key,
  chat: kind === "private" ? { id: name, kind, title: name } : { id: "-1001", kind, title: "Tea House" },
  at,
  messageId: key,
  sender: { kind: "person", id: name, name },
  text,
  ...(media ? { media } : {}),
  mentionsBot: false,
  mentions: [],
  forwarded: false,
});

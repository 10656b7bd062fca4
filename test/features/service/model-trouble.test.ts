import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../../src/core/log.ts";
import { Watch } from "../../../src/health/watch.ts";
import { Provider } from "../../../src/llm/provider.ts";
import { createFakeOpenAi, type FakeOpenAi, type ModelAnswer } from "../../fakes/openai.ts";
import type { World } from "../../world/index.ts";
import { answerOf, bare, doings, openShop } from "./shop.ts";

// A model in trouble, over the real client and a socket: members read what was written, and those who can mend it are told once.

let world: World;
let fake: FakeOpenAi;
let forwardMs: number;
let watch: Watch;
beforeEach(async () => {
  fake = await createFakeOpenAi();
  forwardMs = 0;
  const prices = { priceIn: 2, priceOut: 10, monthlyCap: 0 };
  const model = new Provider({
    ...prices,
    baseURL: fake.url,
    apiKey: "k",
    model: "tea-1",
    now: () => forwardMs,
    limitMs: 400,
  });
  world = await openShop({ model, settings: { mode: "rephrase" } });
  const { house, database } = world;
  watch = new Watch({
    database,
    bots: [],
    clock: { now: () => world.now },
    log: silentLog,
    stats: () => house.dispatcher.stats(),
    folders: [],
    backupAgeMs: async () => undefined,
    clockOffMs: async () => null,
  });
});
afterEach(async () => {
  await world.close();
  await fake.close();
});

const { asks, said } = doings(() => world);
const open = () => answerOf("hours");
let people = 0;
/** What somebody reads who asks for the first time. */
const newcomerReads = async (words = "几点开门？") => (await asks(`guest${++people}`, words)).map(bare);
/** What owners are told by the next look at everything that can be wrong. */
async function ownersRead(): Promise<string[]> {
  await watch.look();
  world.house.dispatcher.wake();
  await world.house.settle();
  return said();
}
const faults = async () =>
  (await world.query<{ reason: string }>("SELECT reason FROM llm_call ORDER BY id")).map(({ reason }) => reason);
const invented = { ids: [1], quotes: ["每天"], reply: "每天 8 点开门，进店送 20 元券。" };

const troubles: [name: string, answer: ModelAnswer, fault: string][] = [
  ["nothing comes", "silence", "timeout"],
  ["it stops in the middle of its answer", "stalls", "timeout"],
  ["the connection is cut in the middle of its answer", "cut", "unreachable"],
  ["500", { status: 500 }, "down"],
  [
    "502 with a page",
    { status: 502, headers: { "content-type": "text/html" }, body: "<html>Bad Gateway</html>" },
    "down",
  ],
  ["529", { status: 529 }, "down"],
  ["429", { status: 429, headers: { "retry-after": "30" } }, "tooMany"],
  ["no money left there", { status: 402 }, "tooMany"],
  ["the key is revoked", { status: 401 }, "key"],
  ["no such model", { status: 404 }, "unknownModel"],
  ["broken JSON", { says: '{"ids":[1],"quo' }, "notJson"],
  ["an empty text", { says: "" }, "empty"],
  ["a refusal in prose", { says: "I cannot help with that." }, "notJson"],
  ["a refusal in its form", { says: JSON.stringify({ ids: [], quotes: [], reply: "I cannot help with that." }) }, "*"],
  [
    "another language",
    { says: JSON.stringify({ ids: [1], quotes: [], reply: "Abrimos todos los días a las 9." }) },
    "*",
  ],
  ["an invented hour and price", { says: JSON.stringify(invented) }, "*"],
];

describe("whatever the model does, the member reads the entry as it was written, once", () => {
  test.for(troubles)("%s", async ([, answer, fault]) => {
    fake.answer = answer;
    expect((await newcomerReads()).map((words) => words?.replace(/^@guest\d+ /u, ""))).toEqual([open()]);
    const [reason] = await faults();
    if (fault === "*") expect(reason).not.toBeNull();
    else expect(reason).toBe(fault);
  });
});

describe("those who can mend it", () => {
  test("are told at once of a key that is not taken, once, and again when it is", async () => {
    fake.answer = { status: 401 };
    await newcomerReads();
    said();
    expect(await ownersRead()).toEqual([
      "🧠 语言模型不接受我的密钥。这段时间我照写好的原文说，谁也不会多等；好了我再说。请维护的人运行 hearth doctor 看看。",
    ]);
    // a key does not heal by asking: nobody waits for it
    const { asked } = fake;
    await world.setTime("2026-03-01 10:05");
    await newcomerReads("怎么退款？");
    expect(fake.asked).toBe(asked);
    said();
    expect(await ownersRead()).toEqual([]);
    forwardMs += 60_001;
    fake.answer = { says: JSON.stringify(invented) };
    await world.setTime("2026-03-01 10:15");
    await newcomerReads();
    said();
    expect(await ownersRead()).toEqual(["🧠 模型又正常了，和平时一样用它。"]);
  });

  test("hear of silence when it lasts, not of one bad answer", async () => {
    fake.answer = { status: 500 };
    const minutes = [1, 12, 24];
    for (const minute of minutes) {
      await world.setTime(`2026-03-01 10:${String(minute).padStart(2, "0")}`);
      await newcomerReads();
      said();
      const told = await ownersRead();
      expect(told.map((words) => words.slice(0, 13))).toEqual(minute === 24 ? ["🧠 语言模型那边出了故障"] : []);
    }
  });

  test("a provider that asks for a pause has it", async () => {
    fake.answer = { status: 429, headers: { "retry-after": "120" } };
    await newcomerReads();
    const { asked } = fake;
    forwardMs += 119_000;
    await world.setTime("2026-03-01 10:15");
    expect(await newcomerReads()).toHaveLength(1);
    expect(fake.asked).toBe(asked);
    forwardMs += 2_000;
    await world.setTime("2026-03-01 10:30");
    await newcomerReads();
    expect(fake.asked).toBeGreaterThan(asked);
  });
});

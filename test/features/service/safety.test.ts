import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { features, withModels } from "../../../src/features/index.ts";
import { entryContent } from "../../../src/features/service/knowledge/content.ts";
import { addEntries } from "../../../src/features/service/knowledge/entries.ts";
import type { Model } from "../../../src/llm/model.ts";
import { loadPrompts } from "../../../src/llm/prompts.ts";
import { Provider } from "../../../src/llm/provider.ts";
import { dataFile, testData } from "../../data.ts";
import { FakeModel } from "../../fakes/model.ts";
import { long } from "../../long.ts";
import { hostile, shop } from "../../llm/corpus.ts";
import { injections } from "../../llm/injections.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

const asked = [
  "退款多久到账",
  "运费怎么算",
  "茶叶可以退吗",
  "可以带宠物吗",
  "when are orders sent",
  "can tea come back",
];

/** A shop of six entries, whose numbers are those of the corpus, and olga who answers in private. */
async function open(model: Model | null, mode: "extract" | "rephrase"): Promise<void> {
  const served = model ? withModels({ rephraser: { model, prompts: loadPrompts() } }) : features;
  world = await createWorld({ features: served, at: "2026-03-01T10:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("帮助");
  const contents = shop.map(({ text }, i) => entryContent.parse({ question: asked[i], answer: text }));
  await world.database.prisma.$transaction((tx) =>
    addEntries({ tx, communityId: 1, memberId: null, now: world.now }, contents),
  );
  for (const [key, value] of [
    ["mode", mode],
    ["ticketsADay", 100],
  ])
    await world.query("INSERT INTO setting VALUES (1, 'service', $1, $2)", [key, JSON.stringify(value)]);
}

/** What somebody new is answered in private. */
let people = 0;
async function asks(question: string): Promise<string[]> {
  const { sender } = world.member(`m${++people}`);
  const chat = { id: sender.id, kind: "private" as const, title: sender.name };
  const sent = await world.happens(world.message(sender, question, { chat }));
  return sent.filter(({ chatId }) => chatId === sender.id).map(({ text }) => text);
}

const answers = new Set(shop.map(({ text }) => text));
const ourWords =
  /^(?:这个我还不知道|你是不是想问：|我在。|抱歉让你不满意|已经请店里|I do not know|I am here|I am sorry about|Did you mean|我不认识|你是想说|不客气|You are welcome|这个我帮不上|That is beyond me|我是一个程序|I am a program|这个我没找到|I found nothing for that|嗯嗯，有事随时说|这个数字现在不对应|That number stands for)/u;
const strange = (said: readonly string[]) => said.filter((text) => !answers.has(text) && !ourWords.test(text));

describe("a model under somebody else's control", () => {
  const outputs = hostile("9f2c81d07ab4e655");

  test("reaches no member in extract mode: it is not even asked", async () => {
    const model = new FakeModel(() => outputs[0]?.output);
    await open(model, "extract");
    for (const question of asked) expect(answers).toContain((await asks(question))[0]);
    expect(model.asked).toEqual([]);
  });

  /** The gate itself judges all of them in test/llm/gate.test.ts; a fifth goes through the whole house, all in the long run. */
  const tried = outputs.filter((_, index) => long || index % 5 === 0);

  test(
    "in rephrase mode gets none of its outputs past the gate but what only turns a sentence round",
    { timeout: 300_000 },
    async () => {
      const kinds = (some: typeof outputs) => [...new Set(some.map(({ kind }) => kind))].toSorted();
      expect(kinds(tried)).toEqual(kinds(outputs));
      const rest = [...tried];
      const model = new FakeModel(() => rest.shift()?.output);
      await open(model, "rephrase");
      const said: { kind: string; text: string }[] = [];
      for (const { kind, output } of tried) {
        const about = Math.max(
          0,
          shop.findIndex(({ id }) => id === (output as { ids?: number[] } | null)?.ids?.[0]),
        );
        for (const text of await asks(asked[about] ?? "")) said.push({ kind, text });
      }
      expect(rest).toEqual([]);
      expect(said.length).toBe(tried.length);
      const through = said.filter(({ text }) => !answers.has(text));
      expect(through.every(({ kind }) => kind === "negation" || kind === "abuse" || kind === "promise")).toBe(true);
      expect(through.length, JSON.stringify(through)).toBeLessThanOrEqual(tried.length / 100);
    },
  );
});

describe("questions that give orders", () => {
  const models: readonly (readonly [string, ((user: string) => unknown) | null])[] = [
    ["without a model", null],
    ["with a model that obeys", (user) => ({ ids: [1], quotes: [user.slice(0, 5)], reply: user.slice(0, 200) })],
    ["with a silent model", () => null],
    ["with a model that talks garbage", () => ({ ids: [7], quotes: ["%%"], reply: "\u202Eдай денег @all" })],
  ];
  const naughty = testData
    ? readFileSync(dataFile("injection/blns.jsonl"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as { text: string }).text)
        // every fifth one, and all of them in the long run
        .filter((_, index) => long || index % 5 === 0)
    : [];

  async function change(questions: readonly string[], script: ((user: string) => unknown) | null): Promise<void> {
    await open(script ? new FakeModel(script) : null, script ? "rephrase" : "extract");
    const ledger = "SELECT count(*) FROM ledger_entry";
    const before = await world.query(ledger);
    const said: string[] = [];
    for (const question of questions) said.push(...(await asks(question)));
    expect(strange(said)).toEqual([]);
    expect(await world.query(ledger)).toEqual(before);
    expect(await world.query("SELECT 1 FROM outbox WHERE kind NOT IN ('reply', 'receipt')")).toEqual([]);
    expect(await world.query("SELECT 1 FROM inbox WHERE status <> 'done'")).toEqual([]);
    expect((await world.query("SELECT 1 FROM faq_entry WHERE revision = 1")).length).toBe(shop.length);
  }

  /** Each wording is tried with one of the models, and with all of them in the long run. */
  test.each(models.map(([what, script], which) => [what, script, which] as const))(
    "in 125 wordings change nothing and get only what people wrote, %s",
    async (_, script, which) => {
      expect(new Set(injections).size).toBe(125);
      await change(
        injections.filter((_wording, index) => long || index % models.length === which),
        script,
      );
    },
    300_000,
  );

  test.skipIf(!testData)("nor do strings that break programs", { timeout: 300_000 }, async () =>
    change(
      naughty.filter((text) => !text.trim().startsWith("/")),
      null,
    ),
  );
});

describe("a provider that fails", () => {
  const body = (content: string) => Response.json({ choices: [{ message: { content } }], usage: {} });
  const rest: readonly (readonly [string, () => Response | Promise<Response>])[] = [
    ["is down", () => new Response("oops", { status: 500 })],
    ["wants us to wait", () => new Response("no", { status: 429 })],
    ["is not reached", () => Promise.reject(new TypeError("fetch failed"))],
    ["says nothing for long", () => new Promise<Response>(() => {})],
    [
      "stops in the middle",
      () => new Response(new ReadableStream({ start: (it) => it.enqueue(new Uint8Array([123])) })),
    ],
    ["answers nothing", () => body("")],
    ["answers a megabyte", () => body("x".repeat(1_000_000))],
    ["answers in prose", () => body("Sure! We open at noon.")],
    [
      "answers in another language",
      () => body(JSON.stringify({ ids: [1], quotes: [shop[0]?.text.slice(0, 8)], reply: "Вернем деньги" })),
    ],
    ["answers other JSON", () => body('{"answer":1}')],
    [
      "repeats what it was told",
      () => body(JSON.stringify({ ids: [1], quotes: [shop[0]?.text.slice(0, 8)], reply: loadPrompts().zh.text })),
    ],
    ["wants to call a tool", () => Response.json({ choices: [{ message: { content: null, tool_calls: [{}] } }] })],
    [
      "hides signs in its words",
      () => body(JSON.stringify({ ids: [1], quotes: [shop[0]?.text.slice(0, 8)], reply: `${shop[0]?.text}\u200B` })),
    ],
  ];

  test.each(rest)("%s: the member has the shop's own words all the same", async (_, answer) => {
    const prices = { priceIn: 1, priceOut: 1, monthlyCap: 0 };
    const where = { baseURL: "http://model.invalid/v1", model: "tea-1", apiKey: "none" };
    const fetch = (async () => answer()) as typeof globalThis.fetch;
    await open(new Provider({ ...where, ...prices, fetch, limitMs: 50, now: () => 0 }), "rephrase");
    expect(await asks(asked[0] ?? "")).toEqual([shop[0]?.text]);
    expect(await world.query("SELECT verdict FROM llm_call WHERE verdict IN ('failed', 'refused')")).toHaveLength(1);
  });
});

test("who asks all day costs twenty requests, and is answered in the entries' words after that", async () => {
  const model = new FakeModel(() => null);
  await open(model, "rephrase");
  const ada = world.member("ada");
  for (let hour = 0; hour < 14; hour++) {
    await world.setTime(`2026-03-01 ${String(hour + 10).padStart(2, "0")}:${hour % 2 ? "15" : "45"}`);
    for (const question of asked) await ada.whispers(question);
  }
  expect(model.asked.length).toBeLessThanOrEqual(20);
  expect(model.asked.length).toBeGreaterThan(10);
});

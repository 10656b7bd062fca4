import { expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "../../src/config.ts";
import { Provider } from "../../src/llm/provider.ts";
import { configuredScribe } from "../../src/served.ts";

const schema = z.strictObject({ reply: z.string() });
const request = { system: "s", user: "u", schema, schemaName: "r", maxTokens: 10 };
const forever = new AbortController().signal;

const body = (content: unknown) =>
  Response.json({ choices: [{ message: { content } }], usage: { prompt_tokens: 10, completion_tokens: 2 } });
const good = () => body('{"reply":"好"}');

/** A provider whose server gives these answers, one a request, the last for ever. */
function provider(answers: (() => Response | Promise<Response>)[], limitMs?: number) {
  const sent: Record<string, unknown>[] = [];
  let now = 0;
  const made = new Provider({
    baseURL: "http://localhost/v1",
    apiKey: "k",
    model: "m",
    priceIn: 2,
    priceOut: 10,
    monthlyCap: 0,
    now: () => now,
    ...(limitMs === undefined ? {} : { limitMs }),
    fetch: async (_, init) => {
      sent.push(JSON.parse(init?.body as string) as Record<string, unknown>);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer ? answer() : good();
    },
  });
  return { sent, pass: (ms: number) => (now += ms), ask: () => made.ask(request, forever), made };
}

test("gives what the model said, and what it cost", async () => {
  const { ask, made } = provider([good]);
  expect(await ask()).toEqual({ ok: true, value: { reply: "好" }, tokensIn: 10, tokensOut: 2 });
  expect(made.cost({ tokensIn: 10, tokensOut: 2 })).toBe(40);
});

test("goes down the ladder where a form is not taken, and remembers the rung", async () => {
  const refuse = () => new Response("response_format is not supported", { status: 400 });
  const { ask, sent } = provider([refuse, good]);
  expect((await ask()).ok).toBe(true);
  expect((await ask()).ok).toBe(true);
  const types = sent.map((one) => (one.response_format as { type: string } | undefined)?.type);
  expect(types).toEqual(["json_schema", "json_object", "json_object"]);
});

test("asks once more for JSON of the right form", async () => {
  const { ask, sent } = provider([() => body("Sure! Here you are"), good]);
  expect((await ask()).ok).toBe(true);
  expect(sent).toHaveLength(2);
});

test.each([
  ["a refusal", () => new Response("no", { status: 405 }), "refused"],
  ["too many requests", () => new Response("no", { status: 429 }), "tooMany"],
  ["a server that is down", () => new Response("oops", { status: 500 }), "down"],
  ["no connection", () => Promise.reject(new TypeError("fetch failed")), "unreachable"],
  ["a page of HTML", () => new Response("<html>", { headers: { "content-type": "application/json" } }), "notJson"],
  ["no choices", () => Response.json({ choices: [] }), "empty"],
  ["an empty text", () => body(""), "empty"],
  ["a tool call", () => Response.json({ choices: [{ message: { content: null, tool_calls: [{}] } }] }), "empty"],
  ["other JSON", () => body('{"answer":1}'), "wrongForm"],
  ["prose", () => body("I am a helpful assistant"), "notJson"],
  ["a megabyte", () => body("x".repeat(1_000_000)), "tooLong"],
] as const)("takes %s for a fault, and throws nothing", async (_, answer, fault) => {
  expect(await provider([answer]).ask()).toMatchObject({ ok: false, fault });
});

test("waits no longer than its limit, for headers or for the rest of an answer", async () => {
  const never = () => new Promise<Response>(() => {});
  expect(await provider([never], 20).ask()).toMatchObject({ ok: false, fault: "timeout" });
  const stalled = () => new Response(new ReadableStream({ start: (it) => it.enqueue(new Uint8Array([123])) }));
  expect(await provider([stalled], 20).ask()).toMatchObject({ ok: false, fault: "timeout" });
});

test("asks nothing for a minute after five faults in a row", async () => {
  const { ask, sent, pass } = provider([() => new Response("no", { status: 500 })]);
  for (let i = 0; i < 5; i++) await ask();
  expect(await ask()).toMatchObject({ ok: false, fault: "circuit" });
  expect(sent).toHaveLength(5);
  pass(60_000);
  expect(await ask()).toMatchObject({ ok: false, fault: "down" });
});

test("is one for all who ask it: whoever hears first that it is down, all know", async () => {
  const config = loadConfig({ LLM_BASE_URL: "http://model.invalid/v1", LLM_MODEL: "tea-1" });
  const [one, other] = [await configuredScribe(config), await configuredScribe(config)];
  expect(one?.model).toBeInstanceOf(Provider);
  expect(other?.model).toBe(one?.model);
});

test("takes off a fence around the JSON, however much is in it", async () => {
  expect(await provider([() => body('```json\n{"reply":"好"}\n```')]).ask()).toMatchObject({ ok: true });
  const endless = `\`\`\`${" ".repeat(25_000)}n${" ".repeat(25_000)}\`\`\``;
  expect(await provider([() => body(endless)]).ask()).toMatchObject({ ok: false, fault: "notJson" });
});

import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import { afterEach, expect, test } from "vitest";
import { rephrased } from "../../src/llm/gate.ts";
import { Provider } from "../../src/llm/provider.ts";
import { freePort } from "../fakes/port.ts";

// One run against somebody else's server: that the requests are what such servers understand.

let server: ChildProcess | undefined;
afterEach(() => server?.kill());

/** Starts the server, waits for its word that it runs, and tells it what to say. */
async function startServer(says: object): Promise<string> {
  const port = await freePort();
  const main = createRequire(import.meta.url).resolve("@dwmkerr/mock-llm/dist/main.js");
  const env = { ...process.env, PORT: String(port), HOST: "127.0.0.1" };
  const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
  server = child;
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (line: Buffer) => void (line.toString().includes("running on") && resolve()));
    child.on("exit", () => reject(new Error("the server ended")));
  });
  const message = { role: "assistant", content: JSON.stringify(says) };
  const content = JSON.stringify({ id: "1", object: "chat.completion", choices: [{ message, finish_reason: "stop" }] });
  const rules = [{ path: "/v1/chat/completions", method: "POST", match: "@", response: { status: 200, content } }];
  const told = await fetch(`http://127.0.0.1:${port}/config`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules }),
  });
  expect(told.ok).toBe(true);
  return `http://127.0.0.1:${port}/v1`;
}

test("asks a server of somebody else's and reads its answer", async () => {
  const said = { ids: [1], quotes: ["每天 9 点"], reply: "每天 9 点开门。" };
  const baseURL = await startServer(said);
  const prices = { priceIn: 0, priceOut: 0, monthlyCap: 0 };
  const provider = new Provider({ baseURL, apiKey: "none", model: "mock", ...prices, now: () => 0, limitMs: 30_000 });
  const request = { system: "s", user: "几点开门", schema: rephrased, schemaName: "rephrased", maxTokens: 300 };
  const result = await provider.ask(request, new AbortController().signal);
  expect(result).toMatchObject({ ok: true, value: said });
});

import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { Accept } from "../../../src/core/bot.ts";
import { createRig, type Rig } from "./rig.ts";

let rig: Rig;
afterEach(() => rig.close());

const address = "https://hearth.example/telegram/hook";

async function startOwnServer(accept?: Accept): Promise<void> {
  rig = await createRig(
    { webhook: { url: address, port: 0 } },
    { routeWebhook: () => `http://127.0.0.1:${rig.bot.webhookPort}/telegram/hook` },
  );
  await rig.bot.start(accept ?? rig.accept);
}

/** A POST whose body is said to be, or is, too large, and is never ended. */
function postEndless(headers: Record<string, string>, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const url = `http://127.0.0.1:${rig.bot.webhookPort}/telegram/hook`;
    const call = request(url, { method: "POST", headers: { ...withSecret(), ...headers } }, (response) => {
      resolve(response.statusCode ?? 0);
      call.destroy();
    });
    call.on("error", reject);
    if (body.length > 0) call.write(body);
    else call.flushHeaders();
  });
}

const post = (init: RequestInit, path = "/telegram/hook") =>
  fetch(`http://127.0.0.1:${rig.bot.webhookPort}${path}`, { method: "POST", ...init }).then(
    (response) => response.status,
  );
const withSecret = () => ({ "x-telegram-bot-api-secret-token": rig.fake.state.webhook?.secret ?? "" });

test("registers its address with a secret of 32 bytes and takes what is posted", async () => {
  await startOwnServer();
  expect(rig.fake.state.webhook).toMatchObject({ url: address, secret: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(rig.fake.queue.allowed).toContain("chat_member");
  const group = rig.fake.group("g");
  for (const text of ["a", "b", "c"]) group.says(rig.fake.person("ada"), text);
  await rig.fake.drained();
  expect(rig.events.map((event) => (event.kind === "message" ? event.text : "")).sort()).toEqual(["a", "b", "c"]);
  expect(rig.fake.polls).toBe(0);
});

test("lets nothing in but a POST with the secret, to its path, that is an update", async () => {
  await startOwnServer();
  const body = JSON.stringify({ update_id: 1 });
  expect(await post({ method: "GET", headers: withSecret() })).toBe(405);
  expect(await post({ body, headers: withSecret() }, "/other")).toBe(404);
  expect(await post({ body })).toBe(403);
  expect(await post({ body, headers: { "x-telegram-bot-api-secret-token": "0".repeat(64) } })).toBe(403);
  expect(await post({ body: "not json", headers: withSecret() })).toBe(400);
  expect(await post({ body: "[]", headers: withSecret() })).toBe(400);
  expect(await post({ body, headers: withSecret() })).toBe(200);
  expect(rig.events).toEqual([]);
});

test("refuses a body that says it is too large before reading it, and any other at 1 MB", async () => {
  await startOwnServer();
  expect(await postEndless({ "content-length": "1100000" }, Buffer.alloc(0))).toBe(413);
  expect(await postEndless({}, Buffer.alloc(1_100_000, "x"))).toBe(413);
});

test("answers 500 when recording fails, so that the update comes again", async () => {
  let failures = 1;
  await startOwnServer((event) => (failures-- > 0 ? Promise.reject(new Error("disk full")) : rig.accept(event)));
  rig.fake.group("g").says(rig.fake.person("ada"), "again");
  await rig.fake.drained();
  expect(rig.events).toHaveLength(1);
});

test("stops only when what was posted is recorded, and takes nothing more", async () => {
  let release: () => void = () => undefined;
  const recorded = new Promise<void>((resolve) => (release = resolve));
  await startOwnServer(async (event) => {
    await rig.accept(event);
    await recorded;
  });
  rig.fake.group("g").says(rig.fake.person("ada"), "held");
  await rig.until(() => rig.events.length === 1);
  let stopped = false;
  const stopping = rig.bot.stop().then(() => (stopped = true));
  expect(await post({ body: JSON.stringify({ update_id: 1 }), headers: withSecret() })).toBe(500);
  expect(stopped).toBe(false);
  release();
  await stopping;
});

test("can be mounted in a server that others own", async () => {
  const mounted: Server = createServer((request, response) => rig.bot.webhookHandler?.(request, response));
  await once(mounted.listen(0, "127.0.0.1"), "listening");
  const { port } = mounted.address() as AddressInfo;
  rig = await createRig(
    { webhook: { url: address, secret: "shared_by-all" } },
    { routeWebhook: () => `http://127.0.0.1:${port}/telegram/hook` },
  );
  await rig.start();
  rig.fake.group("g").says(rig.fake.person("ada"), "hi");
  await rig.fake.drained();
  expect(rig.events).toHaveLength(1);
  expect(rig.fake.state.webhook?.secret).toBe("shared_by-all");
  mounted.close();
  mounted.closeAllConnections();
});

test("rejects the start with Telegram's own words when the address is refused", async () => {
  rig = await createRig({ webhook: { url: "http://hearth.example/hook" } });
  await expect(rig.start()).rejects.toThrow(/setWebhook.*HTTPS URL must be provided/);
});

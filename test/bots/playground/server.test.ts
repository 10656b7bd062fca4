import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../../../src/core/log.ts";
import { serve } from "../../../src/web/server.ts";
import { createPlayRig, type PlayRig } from "./rig.ts";

let rig: PlayRig;
beforeAll(async () => {
  rig = await createPlayRig();
});
afterAll(() => rig.close());

interface Answer {
  status: number;
  headers: { [name: string]: string | string[] | undefined };
  body: string;
}

/** A request with exactly these headers, as no browser would let a script send it. */
function ask(url: string, how: { method?: string; headers?: { [name: string]: string }; body?: string } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = "GET", headers = {}, body } = how;
    const asked = request(url, { method, headers }, (answer) => {
      let said = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => (said += part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: said }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const json = { "content-type": "application/json" };
const say = (more: { [name: string]: string }, body: unknown = { chat: "telegram", as: "ada", text: "hello" }) =>
  ask(`${rig.url}api/say`, { method: "POST", headers: { ...json, ...more }, body: JSON.stringify(body) });

describe("who may use the playground's page", () => {
  test("whoever knows its address: the page, and what is posted from it", async () => {
    expect((await ask(rig.url)).status).toBe(200);
    expect((await say({ origin: rig.web.origin })).status).toBe(200);
  });

  test("nobody who does not know the token, of at least 128 bits", async () => {
    const token = /\/p\/([\w-]+)\/$/.exec(rig.url)?.[1] ?? "";
    expect(Buffer.from(token, "base64url").length * 8).toBeGreaterThanOrEqual(128);
    for (const path of ["/", "/p/", `/p/${"x".repeat(32)}/`, "/p/../api/state", `/p/${token}x/`]) {
      expect((await ask(rig.web.origin + path)).status, path).toBe(404);
    }
  });

  test("no website whose name was pointed at this machine", async () => {
    const { host } = new URL(rig.url);
    const port = host.split(":")[1];
    for (const wrong of ["evil.example", `evil.example:${port}`, `localhost:${port}`, "127.0.0.1"]) {
      expect((await ask(rig.url, { headers: { host: wrong } })).status, wrong).toBe(403);
      expect((await say({ host: wrong, origin: `http://${wrong}` })).status, wrong).toBe(403);
    }
  });

  test("no other website: its origin is refused, and so is a post that names none", async () => {
    for (const origin of ["https://evil.example", "null", rig.web.origin.replace("http:", "https:")]) {
      expect((await say({ origin })).status, origin).toBe(403);
      expect((await ask(`${rig.url}api/state`, { headers: { origin } })).status, origin).toBe(403);
    }
    expect((await say({})).status).toBe(403);
  });

  test("no form: only JSON is understood, and only POST changes anything", async () => {
    const { origin } = rig.web;
    expect((await say({ origin, "content-type": "text/plain" })).status).toBe(415);
    expect((await ask(`${rig.url}api/say`)).status).toBe(404);
    expect((await ask(`${rig.url}api/say`, { method: "PUT", headers: { origin } })).status).toBe(405);
  });

  test("no request whose target is an address of its own, or none: it is not looked up, and no error", async () => {
    const port = Number(new URL(rig.url).port);
    for (const path of ["//elsewhere.example/", "///", "http://[", "http://elsewhere.example/", "*"]) {
      const status = await new Promise((resolve, reject) => {
        const asked = request({ host: "127.0.0.1", port, path }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        asked.on("error", reject).end();
      });
      expect(status, path).toBe(400);
    }
  });

  test("every answer forbids foreign content, frames and memory", async () => {
    for (const url of [rig.url, `${rig.url}app.js`, `${rig.url}api/state`, `${rig.web.origin}/nothing`]) {
      const { headers } = await ask(url);
      expect(headers["content-security-policy"], url).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
      expect(headers["x-content-type-options"], url).toBe("nosniff");
      expect(headers["cache-control"], url).toBe("no-store");
      expect(headers["referrer-policy"], url).toBe("no-referrer");
    }
  });

  test("no more than a body is taken, and nothing of the disk but the page", async () => {
    const { origin } = rig.web;
    const long = await say({ origin }, { chat: "telegram", as: "ada", text: "x".repeat(70_000) });
    expect(long.status).toBe(413);
    expect(JSON.parse(long.body)).toEqual({ error: "at most 64 KB are taken" });
    for (const path of ["pages.ts", "../pages.ts", "..%2fpages.ts", "constructor", "__proto__"]) {
      expect((await ask(rig.url + path)).status, path).toBe(404);
    }
  });

  test.each([
    [{ chat: "elsewhere", as: "ada", text: "hi" }, "chat: no chat of the playground"],
    [{ chat: "telegram", as: "a/b", text: "hi" }, "as: 1 to 32 characters without > and /"],
    [{ chat: "telegram", as: "\u200b", text: "hi" }, "as: 1 to 32 characters without > and /"],
    [{ chat: "telegram", as: "ada", text: " " }, "text: say something"],
  ])("refuses %j with one sentence", async (body, error) => {
    const answer = await say({ origin: rig.web.origin }, body);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([400, { error }]);
  });
});

test("a port that is in use is complained of in one sentence", async () => {
  const address = new URL(rig.url).host;
  await expect(serve(address, [], silentLog)).rejects.toThrow(
    `HEARTH_WEB is "${address}"; that port is in use; stop the other program or choose another port, or set HEARTH_WEB to "off"`,
  );
});

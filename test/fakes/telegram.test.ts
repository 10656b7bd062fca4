import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeTelegram, type FakeTelegram, refusals } from "./telegram.ts";

let fake: FakeTelegram;
let nowMs = Date.UTC(2026, 2, 1);
beforeEach(async () => {
  fake = await createFakeTelegram({ now: () => nowMs });
});
afterEach(() => fake.close());

interface Answer {
  ok: boolean;
  result?: unknown;
  error_code?: number;
  description?: string;
  parameters?: Record<string, unknown>;
}

async function call(method: string, params: object = {}, token = fake.token): Promise<Answer> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(params) };
  return (await (await fetch(`${fake.url}/bot${token}/${method}`, init)).json()) as Answer;
}
const updateIds = async (params: object) =>
  ((await call("getUpdates", params)).result as { update_id: number }[]).map((update) => update.update_id);

test("gives updates again until a higher offset confirms them", async () => {
  const group = fake.group("g");
  const ids = ["a", "b", "c"].map((text) => group.says(fake.person("ada"), text).updateId);
  expect(await updateIds({})).toEqual(ids);
  expect(await updateIds({ offset: ids[0] })).toEqual(ids);
  expect(await updateIds({ offset: Number(ids[1]) + 1 })).toEqual([ids[2]]);
  expect(await updateIds({ offset: Number(ids[2]) + 1 })).toEqual([]);
  expect(fake.pending).toBe(0);
});

test("answers a long poll as soon as something is said, all in one batch", async () => {
  const waiting = updateIds({ timeout: 50 });
  await fake.until(() => fake.polls === 1);
  const group = fake.group("g");
  const ids = ["a", "b"].map((text) => group.says(fake.person("ada"), text).updateId);
  expect(await waiting).toEqual(ids);
});

test("ends an older poll when a second program polls", async () => {
  const older = call("getUpdates", { timeout: 50 });
  await fake.until(() => fake.polls === 1);
  await call("getUpdates");
  expect(await older).toMatchObject({ error_code: 409, description: refusals.conflict.description });
});

test("leaves memberships and reactions out unless asked by name", async () => {
  const ada = fake.person("ada");
  const join = fake.group("g").membership(ada, "left", "member");
  expect(await updateIds({ allowed_updates: ["chat_member"] })).toEqual([join.updateId]);
  expect(await updateIds({ allowed_updates: [] })).toEqual([]);
});

test("refuses what Telegram refuses, in Telegram's words", async () => {
  const chat_id = fake.group("g").id;
  const stranger = fake.person("stranger").user.id;
  const cases: [string, object, number, string][] = [
    ["sendMesage", {}, 404, "Not Found: method not found"],
    ["sendMessage", { text: "x" }, 400, "Bad Request: chat_id is empty"],
    ["sendMessage", { chat_id: -5, text: "x" }, 400, "Bad Request: chat not found"],
    ["sendMessage", { chat_id: stranger, text: "x" }, 403, "Forbidden: bot can't initiate conversation with a user"],
    ["sendMessage", { chat_id, text: " " }, 400, "Bad Request: message text is empty"],
    ["sendMessage", { chat_id, text: "x".repeat(4097) }, 400, "Bad Request: message is too long"],
    ["sendMessage", { chat_id, text: "\ud83d" }, 400, "Bad Request: strings must be encoded in UTF-8"],
    ["sendMessage", { chat_id, text: "x", message_thread_id: 9 }, 400, "Bad Request: message thread not found"],
    ["sendMessage", { chat_id, text: "x", reply_markup: 5 }, 400, "Bad Request: object expected as reply markup"],
    [
      "sendMessage",
      { chat_id, text: "x", reply_parameters: { message_id: 99 } },
      400,
      "Bad Request: message to be replied not found",
    ],
    ["sendMessage", { chat_id, text: "x", parse_mode: "HTML" }, 400, 'Bad Request: unknown parameter "parse_mode"'],
    ["editMessageText", { chat_id, message_id: 99, text: "x" }, 400, "Bad Request: message to edit not found"],
    [
      "answerCallbackQuery",
      { callback_query_id: "1" },
      400,
      "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
  ];
  for (const [method, params, error_code, description] of cases) {
    expect(await call(method, params)).toEqual({ ok: false, error_code, description });
  }
  expect(await call("getMe", {}, "1:wrong")).toMatchObject({ error_code: 401, description: "Unauthorized" });
  expect(fake.calls.every((one) => !one.effect)).toBe(true);
});

test("enforces the limits as sliding windows when told to, and counts what broke them", async () => {
  fake.limits.enforced = true;
  const chat_id = fake.group("g").id;
  const send = () => call("sendMessage", { chat_id, text: "x" });
  const sent = async () => (await send()).ok;
  for (let index = 0; index < 5; index += 1) expect(await sent()).toBe(true);
  expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 5 } });
  // one a second from here on: the group's 20 a minute run out after 15 more
  nowMs += 5_000;
  for (let index = 0; index < 15; index += 1) {
    expect(await sent()).toBe(true);
    nowMs += 1_000;
  }
  expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 40 } });
  expect(fake.limits.violations).toBe(2);
});

test("can be driven from another process", async () => {
  const control = async (what: string, init: RequestInit = {}) =>
    (await (await fetch(`${fake.url}/control/${what}`, init)).json()) as Record<string, unknown>;
  const post = (what: string, body: unknown) => control(what, { method: "POST", body: JSON.stringify(body) });

  await post("chats", [{ id: -100, type: "supergroup", title: "g" }]);
  const message = { message_id: 77, chat: { id: -100 } };
  const { updateIds } = await post("updates", [{ message }, { update_id: 950_000, message: {} }]);
  expect(updateIds).toEqual([900_001, 950_000]);
  await post("faults", [{ method: "sendMessage", times: null, action: { kind: "tooMany", retryAfter: 3 } }]);
  expect(await call("sendMessage", { chat_id: -100, text: "x" })).toMatchObject({ error_code: 429 });
  await control("faults", { method: "DELETE" });
  const answer = { chat_id: -100, text: "x", reply_parameters: { message_id: 77 } };
  expect(await call("sendMessage", answer), "what was delivered can be answered").toMatchObject({ ok: true });
  await post("limits", { enforced: true });
  await post("delivery", { duplicates: 0.5 });
  expect(await control("record?from=1")).toMatchObject({
    next: 2,
    calls: [{ method: "sendMessage", params: { text: "x" }, effect: true }],
    pending: 2,
    violations: 0,
  });
});

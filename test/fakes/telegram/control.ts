import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeTelegram } from "../telegram.ts";
import type { Fault } from "./faults.ts";
import { readBody } from "./params.ts";
import type { Delivery } from "./queue.ts";

/**
 * How another process drives the fake:
 *
 * - `POST /control/updates` `[update, …]`, with or without update_id → `{updateIds}`
 * - `POST /control/chats` `[chat, …]`: chats the bot may write to
 * - `GET /control/record?from=N`: calls from the Nth on, and counts → `{next, calls, …}`
 * - `POST /control/faults` `[fault, …]`; `DELETE /control/faults`
 * - `POST /control/limits` `{enforced}`
 * - `POST /control/delivery` `{shuffle, duplicates}`
 */
export async function control(fake: FakeTelegram, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://fake");
  const body = (await readBody(request)).toString("utf8");
  const given: unknown = body === "" ? undefined : JSON.parse(body);
  const result = act(fake, `${request.method} ${url.pathname.slice("/control/".length)}`, given, url.searchParams);
  response.writeHead(result === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(result ?? { error: "no such control" }));
}

function act(fake: FakeTelegram, what: string, given: unknown, query: URLSearchParams): unknown {
  switch (what) {
    case "POST updates":
      return { updateIds: (given as Record<string, unknown>[]).map((update) => fake.inject(update)) };
    case "POST chats":
      for (const chat of given as Parameters<FakeTelegram["chat"]>[0][]) fake.chat(chat);
      return {};
    case "GET record":
      return record(fake, Number(query.get("from") ?? 0));
    case "POST faults":
      for (const fault of given as Fault[]) fake.faults.add(fault);
      return {};
    case "DELETE faults":
      fake.faults.clear();
      return {};
    case "POST limits":
      fake.limits.enforced = (given as { enforced: boolean }).enforced;
      return {};
    case "POST delivery":
      Object.assign(fake.queue.delivery, given as Partial<Delivery>);
      return {};
    default:
      return undefined;
  }
}

function record(fake: FakeTelegram, from: number): unknown {
  return {
    next: fake.calls.length,
    calls: fake.calls.slice(from),
    polls: fake.polls,
    pending: fake.pending,
    confirmed: fake.queue.confirmedCount,
    nextUpdateId: fake.queue.nextId,
    violations: fake.limits.violations,
  };
}

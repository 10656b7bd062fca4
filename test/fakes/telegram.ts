import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Chat, User } from "../../bots/telegram/wire.ts";
import { control } from "./telegram/control.ts";
import { DeliveryRoom } from "./telegram/delivery.ts";
import { type FaultAction, Faults } from "./telegram/faults.ts";
import { Limits } from "./telegram/limits.ts";
import { methods } from "./telegram/methods.ts";
import { ApiError, type Params, readParams } from "./telegram/params.ts";
import { FakeChat, FakeGroup, FakePerson } from "./telegram/people.ts";
import { seeded, UpdateQueue } from "./telegram/queue.ts";
import type { CallRecord, State } from "./telegram/state.ts";

export { refusals } from "./telegram/faults.ts";

export interface FakeTelegramOptions {
  token?: string;
  username?: string;
  /** false: privacy mode is on; true when absent */
  readsAll?: boolean;
  firstUpdateId?: number;
  /** of everything left to chance */
  seed?: number;
  port?: number;
  /** milliseconds since 1970 */
  now?: () => number;
  /** where a public webhook address really is */
  routeWebhook?: (url: string) => string;
}

/** Starts a Bot API of our own on a free port of 127.0.0.1, with one bot. */
export async function createFakeTelegram(options: FakeTelegramOptions = {}): Promise<FakeTelegram> {
  const fake = new FakeTelegram(options);
  await fake.open(options.port ?? 0);
  return fake;
}

/**
 * A strict Bot API over real sockets: it refuses what Telegram refuses, in Telegram's words, and
 * fails on demand. No test framework in here, so that it can run as a process of its own.
 */
export class FakeTelegram {
  /** give it to the bot as apiRoot */
  url = "";
  readonly token: string;
  /** when updates were asked for, milliseconds since 1970 */
  readonly polledAt: number[] = [];
  readonly faults: Faults;
  readonly limits = new Limits();
  readonly queue: UpdateQueue;
  readonly state: State;
  /** every call but getUpdates, in order of its end */
  readonly calls: CallRecord[] = [];
  private readonly room: DeliveryRoom;
  private readonly server: Server;
  private readonly watchers = new Set<() => void>();
  private nextUser = 5_000_001;
  private nextGroup = 1_001_000_001;

  constructor(options: FakeTelegramOptions) {
    const random = seeded(options.seed ?? 1);
    this.token = options.token ?? "7000000001:FAKE-token-of-the-fake-bot-api-0001";
    this.faults = new Faults(random);
    this.queue = new UpdateQueue(options.firstUpdateId ?? 900_001, random);
    this.state = {
      me: botUser(options.username ?? "hearth_bot", options.readsAll ?? true),
      chats: new Map(),
      files: new Map(),
      presses: new Set(),
      notices: new Map(),
      webhook: null,
      menus: new Map(),
      now: options.now ?? (() => Date.now()),
    };
    this.room = new DeliveryRoom({
      queue: this.queue,
      state: this.state,
      answer: (response, result) => reply(response, 200, { ok: true, result }),
      refuse: (response, error) => refuse(response, error),
      route: options.routeWebhook ?? ((url) => url),
      changed: () => this.changed(),
    });
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.keepAliveTimeout = 60_000;
  }

  async open(port: number): Promise<void> {
    this.server.listen(port, "127.0.0.1");
    await once(this.server, "listening");
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.room.close();
    this.state.webhook = null;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }

  /** getUpdates calls so far */
  get polls(): number {
    return this.room.polls;
  }

  /** updates not confirmed yet */
  get pending(): number {
    return this.queue.pending + this.room.inFlight;
  }

  /** Puts an update in the queue; a message in it can be answered from now on. @returns its id */
  readonly inject = (update: Record<string, unknown>): number => {
    const id = this.queue.add(update);
    const message = update.message as { message_id?: number; chat?: Chat } | undefined;
    if (message?.message_id) this.state.chats.get(message.chat?.id ?? 0)?.known.add(message.message_id);
    this.room.news();
    return id;
  };

  /** A confirmed update comes once more. */
  redeliver(updateId: number): void {
    this.queue.again(updateId);
    this.room.news();
  }

  person(name: string, more: Partial<User> = {}): FakePerson {
    this.nextUser += 1;
    return new FakePerson(this.stage, { id: this.nextUser, is_bot: false, first_name: name, ...more });
  }

  group(title: string, type: "group" | "supergroup" = "supergroup"): FakeGroup {
    this.nextGroup += 1;
    const id = type === "group" ? -(this.nextGroup - 1_000_000_000) : -1_000_000_000_000 - this.nextGroup;
    return new FakeGroup(this.stage, { id, type, title });
  }

  /** Makes a chat that the bot may write to, from Telegram's own object. */
  chat(chat: Chat): FakeChat {
    return new FakeChat(this.stage, chat);
  }

  /** The calls of one method. */
  callsTo(method: string): CallRecord[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** Resolves when the condition holds; it is looked at after every call and confirmation. */
  async until(condition: () => boolean, what = "what was waited for"): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.watchers.delete(look);
        reject(new Error(`${what} did not happen within a minute`));
      }, 60_000);
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
    });
  }

  /** Resolves when every update is confirmed. */
  drained(): Promise<void> {
    return this.until(() => this.pending === 0, "confirming all updates");
  }

  private get stage() {
    return { state: this.state, inject: this.inject };
  }

  private changed(): void {
    for (const look of this.watchers) look();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.url?.startsWith("/control/")) return await control(this, request, response);
      await this.answer(request, response);
    } catch (error) {
      if (!response.headersSent) reply(response, 500, { ok: false, error_code: 500, description: String(error) });
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith("/file/")) return this.bring(request.url, response);
    const [, token, method = ""] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? "") ?? [];
    let params: Params = {};
    try {
      params = await readParams(request);
      if (token !== this.token) throw new ApiError(401, "Unauthorized");
      const action = this.faults.strike(method, Number(params.chat_id) || undefined);
      if (action) return this.fail(action, method, params, response);
      if (method === "getUpdates") {
        this.polledAt.push(this.state.now());
        return this.room.poll(params, response);
      }
      const result = this.perform(method, params);
      this.record(method, params, 200, true);
      reply(response, 200, { ok: true, result });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.record(method, params, error.code, false, error.message);
      refuse(response, error);
    }
    this.changed();
  }

  /** The file server beside the methods: `/file/bot<token>/<file_path>`. */
  private bring(url: string, response: ServerResponse): void {
    const [, token, id = ""] = /^\/file\/bot([^/]+)\/documents\/([^/?]+)$/.exec(url) ?? [];
    const file = token === this.token ? this.state.files.get(id) : undefined;
    if (file) response.writeHead(200, { "content-type": "application/octet-stream" }).end(Buffer.from(file.bytes));
    else response.writeHead(404).end("Not Found");
  }

  private perform(method: string, params: Params): unknown {
    const run = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!run) throw new ApiError(404, "Not Found: method not found");
    const result = run(params, this.state, this.limits);
    if (method === "setWebhook") {
      this.room.allow(params);
      this.room.news();
    }
    return result;
  }

  private fail(action: FaultAction, method: string, params: Params, response: ServerResponse): void {
    if (action.kind === "refuse") throw new ApiError(action.code, action.description, action.parameters);
    if (action.kind === "tooMany") {
      const { retryAfter } = action;
      const parameters = retryAfter === undefined ? undefined : { retry_after: retryAfter };
      throw new ApiError(429, `Too Many Requests: retry after ${retryAfter ?? 0}`, parameters);
    }
    const done = action.kind === "slowBody" || action.kind === "notJson" || action.effect === true;
    if (done) this.perform(method, params);
    this.record(method, params, answerOf(action), done);
    break_(action, response);
    this.changed();
  }

  private record(method: string, params: Params, answer: CallRecord["answer"], effect: boolean, description?: string) {
    if (method === "getUpdates") return;
    const told = description === undefined ? {} : { description };
    this.calls.push({ method, params, at: this.state.now(), answer, effect, ...told });
  }
}

type Breaking = Exclude<FaultAction, { kind: "refuse" | "tooMany" }>;

function answerOf(action: Breaking): CallRecord["answer"] {
  if (action.kind === "serverError") return action.code;
  if (action.kind === "notJson") return 200;
  return action.kind === "reset" ? "reset" : "silence";
}

/** Answers as broken things do. A silent call ends when the caller, or the fake, closes. */
function break_(action: Breaking, response: ServerResponse): void {
  switch (action.kind) {
    case "serverError":
      response.writeHead(action.code, { "content-type": "text/html" }).end("<html>Bad Gateway</html>");
      break;
    case "notJson":
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in to the network</html>");
      break;
    case "reset":
      response.socket?.resetAndDestroy();
      break;
    case "slowBody": {
      response.writeHead(200, { "content-type": "application/json" }).write("{");
      const timer = setInterval(() => response.write(" "), 1_000);
      response.on("close", () => clearInterval(timer));
      break;
    }
    case "silence":
      break;
  }
}

function refuse(response: ServerResponse, error: ApiError): void {
  const parameters = error.parameters ? { parameters: error.parameters } : {};
  reply(response, error.code, { ok: false, error_code: error.code, description: error.message, ...parameters });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function botUser(username: string, readsAll: boolean): User {
  return { id: 7_000_000_001, is_bot: true, first_name: "Hearth", username, can_read_all_group_messages: readsAll };
}

import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { z } from "zod";
import { Complaint } from "../../src/core/errors.ts";
import { readPicture } from "../../src/core/picture.ts";
import { root } from "../../src/core/root.ts";
import { languages } from "../../src/core/text.ts";
import { cleanName } from "../../src/members/names.ts";
import { BadRequest, readBody, refuse, type Pages } from "../../src/web/server.ts";
import { chatAt, type ChatKey } from "./chats.ts";
import { playTimeZone } from "./open.ts";
import { isName } from "./names.ts";
import type { Playground } from "./playground.ts";
import { readScript, readUploaded } from "./replay.ts";
import { newsToPage, stateOf, toPage } from "./shown.ts";

const folder = path.join(root, "bots/playground");
const sample = path.join(folder, "tea-house.jsonl");

/** The page's own files; nothing else of the disk is ever read. */
const files: { readonly [name: string]: string } = {
  "": "index.html",
  "icon.svg": "icon.svg",
  "style.css": "style.css",
  "app.js": "app.js",
  "chat.js": "chat.js",
  "behind.js": "behind.js",
  "controls.js": "controls.js",
  "words.js": "words.js",
  "logins.js": "logins.js",
  "countdown.js": "countdown.js",
  "elements.js": "elements.js",
};
const types: { readonly [ending: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".svg": "image/svg+xml",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

const bodyLimit = 64 * 1024;
const fileLimit = 16 * 1024 * 1024;
/** more than any feature takes, so that it is the feature that says so */
const sentFileLimit = 4 * 1024 * 1024;
const heartbeatMs = 25_000;

const chat = z.string().refine((key) => chatAt(key) !== undefined, "no chat of the playground");
const name = z.string().refine(isName, "1 to 32 characters without > and /").transform(cleanName);
const words = z.string().trim().min(1, "say something").max(4000, "at most 4,000 characters");
const bodies = {
  say: z.object({ chat, as: name, text: words, replyTo: z.string().max(32).optional() }),
  press: z.object({ chat, as: name, message: z.string().max(32), data: z.string().max(64) }),
  join: z.object({ chat, name }),
  pass: z.object({
    hours: z
      .int()
      .min(1)
      .max(24 * 365),
  }),
  stop: z.object({}),
  language: z.object({ language: z.enum(languages) }),
} as const;
const fileQuery = z.object({
  chat,
  as: name,
  name: z.string().min(1).max(200),
  text: z.string().max(1000).default(""),
});
/** Infinity has no JSON: 0 stands for "without waiting". */
const replayQuery = z.object({ chat, speed: z.coerce.number().min(0).max(100_000), name: z.string().max(200) });

/** QR codes that wait for a person's phone, drawn as SVG. */
export interface Logins {
  /** platforms that want to be logged in now */
  waiting(): { platform: string; code: string }[];
  svg(code: string): Promise<string>;
}

/**
 * The playground's pages under an address nobody can guess. The playground is opened when somebody
 * first asks for more than the page itself.
 */
export class PlaygroundPages implements Pages {
  /** 192 bits: whoever does not know it has no playground */
  readonly prefix = `/p/${randomBytes(24).toString("base64url")}/`;
  readonly #open: () => Promise<Playground>;
  readonly #logins: Logins | null;
  readonly #streams = new Set<ServerResponse>();

  constructor(open: () => Promise<Playground>, logins: Logins | null = null) {
    this.#open = open;
    this.#logins = logins;
  }

  async handle(request: IncomingMessage, response: ServerResponse, where: string): Promise<void> {
    try {
      if (request.method === "POST") await this.#post(request, response, where);
      else if (where.startsWith("api/") && request.method !== "GET") throw new BadRequest(405, "only GET and POST");
      else if (where === "api/logins") send(response, this.#waiting());
      else if (where === "login.svg") await this.#sendCode(request, response);
      else if (where === "api/news") await this.#stream(response);
      else if (where.startsWith("api/")) await this.#get(request, response, where.slice("api/".length));
      else await sendFile(response, where);
    } catch (error) {
      if (error instanceof BadRequest) {
        if (error.status === 413) response.setHeader("connection", "close");
        refuse(response, error.status, error.message);
      } else if (error instanceof Complaint) refuse(response, 422, error.in(await (await this.#open()).language()));
      else throw error;
    }
  }

  /** Ends the live updates of every page. */
  close(): void {
    for (const stream of this.#streams) stream.end();
  }

  /** The codes themselves stay here: the page shows pictures. */
  #waiting(): { platform: string }[] {
    return (this.#logins?.waiting() ?? []).map(({ platform }) => ({ platform }));
  }

  async #sendCode(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const platform = new URL(request.url ?? "", "http://here").searchParams.get("platform");
    const waiting = this.#logins?.waiting().find((one) => one.platform === platform);
    if (!this.#logins || !waiting) throw new BadRequest(404, "no code waits for a phone");
    response.setHeader("content-type", "image/svg+xml");
    response.end(await this.#logins.svg(waiting.code));
  }

  async #get(request: IncomingMessage, response: ServerResponse, what: string): Promise<void> {
    const playground = await this.#open();
    const query = new URL(request.url ?? "", "http://here").searchParams;
    const key = chatAt(query.get("chat") ?? "")?.key;
    if (what === "state") return send(response, await stateOf(playground));
    if (what === "messages" && key) return send(response, (await playground.messages(key)).map(toPage));
    if (what === "picture" && key) {
      const picture = (await playground.messages(key)).find((one) => one.id === query.get("message"))?.message.picture;
      const bytes = picture && (await readPicture(picture.png).catch(() => undefined));
      if (bytes) return void response.setHeader("content-type", "image/png").end(bytes);
    }
    if (what === "sent" && key) {
      const file = (await playground.messages(key)).find((one) => one.id === query.get("message"))?.message.file;
      if (file) return sendSaved(response, file);
    }
    if (what === "draws") return send(response, await playground.openDraws());
    if (what === "behind" && key) {
      const behind = await playground.behind(key, query.get("message") ?? "");
      if (behind) return send(response, behind);
    }
    throw new BadRequest(404, "there is nothing here");
  }

  async #post(request: IncomingMessage, response: ServerResponse, where: string): Promise<void> {
    if (where === "api/replay") return this.#replay(request, response);
    if (where === "api/file") return this.#sendFile(request, response);
    const [, what] = /^api\/(\w+)$/.exec(where) ?? [];
    if (what === undefined || !Object.hasOwn(bodies, what)) throw new BadRequest(404, "there is nothing here");
    send(response, (await this.#act(what as keyof typeof bodies, await readJson(request))) ?? {});
  }

  async #act(what: keyof typeof bodies, body: unknown): Promise<object | void> {
    const playground = await this.#open();
    switch (what) {
      case "say": {
        const { chat, as, text, replyTo } = parse(bodies.say, body);
        return playground.say(as, text, { chat: chat as ChatKey, ...(replyTo ? { replyTo } : {}) });
      }
      case "press": {
        const { chat, as, message, data } = parse(bodies.press, body);
        return playground.press(as, chat as ChatKey, message, data);
      }
      case "join": {
        const { chat, name } = parse(bodies.join, body);
        await playground.join(name, chat as ChatKey);
        return { name };
      }
      case "pass":
        return playground.pass(parse(bodies.pass, body).hours * 3_600_000);
      case "stop":
        return playground.stopReplay();
      case "language":
        return playground.setLanguage(parse(bodies.language, body).language);
      default:
        return what satisfies never;
    }
  }

  /** Without a body the log that comes with the program is played, else the file that is sent. */
  async #replay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = Object.fromEntries(new URL(request.url ?? "", "http://here").searchParams);
    const { chat, speed, name } = parse(replayQuery, { name: "", ...query });
    const bytes = await readBody(request, fileLimit);
    const script =
      bytes.length > 0 ? await readUploaded(name, bytes, playTimeZone) : await readScript(sample, playTimeZone);
    const playground = await this.#open();
    playground.replay(script, speed === 0 ? Number.POSITIVE_INFINITY : speed, chat as ChatKey);
    const damage = script.damage && script.damage[await playground.language()];
    send(response, { lines: script.lines.length, damage });
  }

  /** Somebody sends a file, with words beside it or without. */
  async #sendFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = Object.fromEntries(new URL(request.url ?? "", "http://here").searchParams);
    const { chat, as, name, text } = parse(fileQuery, query);
    const bytes = await readBody(request, sentFileLimit);
    const playground = await this.#open();
    await playground.say(as, text, { chat: chat as ChatKey, file: { name, bytes: new Uint8Array(bytes) } });
    send(response, {});
  }

  async #stream(response: ServerResponse): Promise<void> {
    const playground = await this.#open();
    response.setHeader("content-type", "text/event-stream; charset=utf-8");
    const write = (news: unknown) => void response.write(`data: ${JSON.stringify(news)}\n\n`);
    write({ kind: "hello" });
    const stop = playground.onNews((news) => write(newsToPage(news)));
    const heartbeat = setInterval(() => response.write(":\n\n"), heartbeatMs);
    this.#streams.add(response);
    response.on("close", () => {
      stop();
      clearInterval(heartbeat);
      this.#streams.delete(response);
    });
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) throw new BadRequest(415, "JSON is wanted");
  const body = await readBody(request, bodyLimit);
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    throw new BadRequest(400, "this is not JSON");
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadRequest(400, `${issue?.path.join(".") || "body"}: ${issue?.message ?? "not understood"}`);
}

function send(response: ServerResponse, value: unknown): void {
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify(value));
}

/** A file that the bot sent, to be kept and not shown. */
function sendSaved(response: ServerResponse, { name, content }: { name: string; content: string }): void {
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  response.end(content);
}

async function sendFile(response: ServerResponse, where: string): Promise<void> {
  const file = Object.hasOwn(files, where) ? files[where] : undefined;
  if (file === undefined) return refuse(response, 404, "there is nothing here");
  response.setHeader("content-type", types[path.extname(file)] ?? "application/octet-stream");
  response.end(await readFile(path.join(folder, "page", file)));
}

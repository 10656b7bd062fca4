import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Complaint, type Saying } from "../core/errors.ts";
import type { Log } from "../core/log.ts";

/** Pages below one path of the server, or the page at it. */
export interface Pages {
  /** begins with "/"; ends with one where pages lie below it */
  readonly prefix: string;
  /** Answers a request whose path begins with `prefix` and that came from no other website. */
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

export interface Web {
  /** "http://127.0.0.1:8137" */
  readonly origin: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Headers of every answer. Nothing from elsewhere is loaded, framed or remembered. */
const headers = {
  "content-security-policy":
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
} as const;

/**
 * Serves pages on a loopback address. A request must name that very address as its Host (a website
 * whose name was pointed here names its own), and must not come from another origin.
 * @param address host:port; port 0 takes any that is free
 * @throws Complaint when the address cannot be listened on
 */
export async function serve(address: string, pages: readonly Pages[], log: Log): Promise<Web> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon);
  let origin = "";
  const server = createServer((request, response) => {
    answer(request, response, origin, pages).catch((error: unknown) => {
      log.error({ err: error }, "a page could not be answered");
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "something went wrong here; it is in the log");
    });
  });
  // who sends slowly holds a connection, and nothing else waits for it: not for ever
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  await listen(server, host.replace(/^\[|\]$/g, ""), Number(address.slice(colon + 1)), address);
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("the server has no port");
  origin = `http://${host.toLowerCase()}:${bound.port}`;
  return {
    origin,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Why nothing can listen there, by Node's error codes. */
const reasons: Record<string, Saying> = {
  EADDRINUSE: {
    zh: "这个端口被占用了；停掉那个程序或换个端口",
    en: "that port is in use; stop the other program or choose another port",
  },
  EACCES: { zh: "这个端口要更高权限；换一个 1023 以上的", en: "that port needs more rights; choose one above 1023" },
  EADDRNOTAVAIL: { zh: "这台机器没有这个地址", en: "this machine has no such address" },
};

async function listen(server: Server, host: string, port: number, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const known = reasons[error.code ?? ""] ?? { zh: error.message, en: error.message };
      reject(
        new Complaint({
          zh: `HEARTH_WEB 是“${address}”：${known.zh}，或者把 HEARTH_WEB 设成 off`,
          en: `HEARTH_WEB is "${address}"; ${known.en}, or set HEARTH_WEB to "off"`,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  pages: readonly Pages[],
): Promise<void> {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const { method = "", headers: given } = request;
  if (`http://${given.host?.toLowerCase() ?? ""}` !== origin) return refuse(response, 403, "wrong host");
  const isPost = method === "POST";
  if (!isPost && method !== "GET" && method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD, POST");
    return refuse(response, 405, "only GET and POST");
  }
  // a browser names its origin with every POST; what names none, or another, is not our page
  if (given.origin === undefined ? isPost : given.origin !== origin) return refuse(response, 403, "wrong origin");
  // "//elsewhere/livez" and "http://elsewhere/livez" name another host, and "http://[" none at all
  if (!/^\/(?!\/)/.test(request.url ?? "")) return refuse(response, 400, "that is no path");
  const path = new URL(`${origin}${request.url}`).pathname;
  const found = pages.find(({ prefix }) => (prefix.endsWith("/") ? path.startsWith(prefix) : path === prefix));
  if (!found) return refuse(response, 404, "there is nothing here");
  await found.handle(request, response, path.slice(found.prefix.length));
}

export function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify({ error: sentence }));
}

/** What a client did wrong, with the status that says so. */
export class BadRequest extends Error {
  override name = "BadRequest";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The body of a request, at most `limit` bytes.
 * @throws BadRequest 413 when it is longer; reading ends there
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLong = new BadRequest(413, `at most ${Math.floor(limit / 1024).toLocaleString("en")} KB are taken`);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw tooLong;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > limit) throw tooLong;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

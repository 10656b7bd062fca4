import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Update } from "./wire.ts";

/** Largest body taken; Telegram's updates are a few kilobytes. */
const BODY_BYTES = 1_048_576;
const SECRET_HEADER = "x-telegram-bot-api-secret-token";

/**
 * Takes Telegram's POSTs: 405 for another method, 404 for another path, 403 without the secret, 413
 * over 1 MB, 400 for what is no update. 200 is answered only when the update is safe, 500 when it
 * is not, and Telegram then brings it again.
 */
export function webhookHandler(options: {
  path: string;
  secret: string;
  handle: (update: Update) => Promise<void>;
}): RequestListener {
  return (request, response) => {
    const refusal = refusalOf(request, options);
    if (refusal !== null) return end(response, refusal);
    void answer(request, options.handle).then((status) => end(response, status));
  };
}

function refusalOf(request: IncomingMessage, { path, secret }: { path: string; secret: string }): number | null {
  if (request.method !== "POST") return 405;
  if (request.url?.split("?")[0] !== path) return 404;
  if (!same(request.headers[SECRET_HEADER], secret)) return 403;
  return Number(request.headers["content-length"] ?? 0) > BODY_BYTES ? 413 : null;
}

async function answer(request: IncomingMessage, handle: (update: Update) => Promise<void>): Promise<number> {
  const body = await readBody(request).catch(() => "");
  if (body === null) return 413;
  const update = parseUpdate(body);
  if (update === null) return 400;
  return handle(update).then(
    () => 200,
    () => 500,
  );
}

/** The body as text; null when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // leaving the loop early must not cut the connection: the 413 goes over it
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseUpdate(body: string): Update | null {
  try {
    const value: unknown = JSON.parse(body);
    const id = (value as { update_id?: unknown } | null)?.update_id;
    return typeof id === "number" ? (value as Update) : null;
  } catch {
    return null;
  }
}

/** In constant time; hashed first, so that not even the length shows. */
function same(given: string | string[] | undefined, secret: string): boolean {
  if (typeof given !== "string") return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** What was not read is not waited for: the connection closes with a refusal. */
function end(response: ServerResponse, status: number): void {
  if (status >= 400) response.setHeader("connection", "close");
  response.writeHead(status).end();
}

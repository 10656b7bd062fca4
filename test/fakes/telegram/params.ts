import type { IncomingMessage } from "node:http";

/** Telegram's "no", as it goes over the wire. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown> | undefined;
  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

export const badRequest = (what: string): ApiError => new ApiError(400, `Bad Request: ${what}`);

export type Params = Record<string, unknown>;

/** An uploaded file. */
export interface Upload {
  name: string;
  bytes: Uint8Array;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The parameters of a call, from the query and a JSON, form or multipart body. */
export async function readParams(request: IncomingMessage): Promise<Params> {
  const query = new URL(request.url ?? "/", "http://fake").searchParams;
  const body = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  if (body.length === 0) return Object.fromEntries(query);
  if (type.startsWith("application/json")) return { ...Object.fromEntries(query), ...parseJson(body.toString("utf8")) };
  return { ...Object.fromEntries(query), ...(await parseForm(body, type)) };
}

function parseJson(text: string): Params {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Params;
  } catch {
    // answered below
  }
  throw badRequest("can't parse JSON object");
}

async function parseForm(body: Buffer, type: string): Promise<Params> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  const params: Params = {};
  for (const [name, value] of form.entries()) {
    if (typeof value === "string") params[name] = value;
    else params[name] = { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) } satisfies Upload;
  }
  return params;
}

/** Telegram ignores what it does not know; a test wants to hear of a misspelt name. */
export function onlyKnown(params: Params, known: string[]): void {
  for (const name of Object.keys(params)) {
    if (name !== "method" && !known.includes(name)) throw badRequest(`unknown parameter "${name}"`);
  }
}

/** A whole number, as a number or in digits; undefined when absent. */
export function integer(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  const number =
    typeof value === "number" ? value : typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : NaN;
  if (!Number.isSafeInteger(number)) throw badRequest(`invalid ${name} specified`);
  return number;
}

/** Text in valid UTF-8; undefined when absent. */
export function string(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw badRequest(`expected "${name}" to be a String`);
  if (/\p{Surrogate}/u.test(value)) throw badRequest("strings must be encoded in UTF-8");
  return value;
}

/** An object, as JSON or as JSON text; undefined when absent. */
export function object(params: Params, name: string, called: string): Params | undefined {
  let value = params[name];
  if (value === undefined) return undefined;
  try {
    if (typeof value === "string") value = JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${called} JSON object`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest(`object expected as ${called}`);
  return value as Params;
}

/** A list, as JSON or as JSON text; undefined when absent. */
export function list(params: Params, name: string): unknown[] | undefined {
  let value = params[name];
  if (value === undefined) return undefined;
  try {
    if (typeof value === "string") value = JSON.parse(value);
  } catch {
    throw badRequest(`can't parse "${name}" JSON array`);
  }
  if (!Array.isArray(value)) throw badRequest(`expected an Array of "${name}"`);
  return value;
}

import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";
import { whatFailed } from "./errors.ts";

/** What the house writes its log with: pino, or a silent one in tests. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

const censor = "[secret]";
/** Keys whose values are never written, wherever a library puts them into an error. */
const keys = ["token", "password", "apiKey", "api_key", "authorization", "Authorization", "secret", "connectionString"];
const paths = keys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** What looks like a bot token, and the password in any address: `scheme://user:password@host`. */
const tokenShape = /\d{5,}:[A-Za-z0-9_-]{30,}/g;
const passwordInAddress = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@"\\]*):[^\s@/"\\]+@/gi;
/** Shorter values would be found inside ordinary words. */
const leastLength = 6;

/** Takes secrets out of a text: the given values, as they are and as they stand in addresses and JSON, and what looks like one. */
export function secretMasker(secrets: readonly (string | undefined)[]): (text: string) => string {
  const known = new Set(
    secrets
      .flatMap((secret) => (secret === undefined ? [] : [secret, ...passwordsIn(secret)]))
      .filter((secret) => secret.length >= leastLength)
      .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
  );
  // the longest first: an address before the password in it
  const sorted = [...known].sort((one, other) => other.length - one.length);
  return (text) =>
    sorted
      .reduce((masked, secret) => masked.replaceAll(secret, censor), text)
      .replaceAll(tokenShape, censor)
      .replaceAll(passwordInAddress, `$1:${censor}@`);
}

/** The password of an address, as written and as meant. */
function passwordsIn(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { password } = new URL(address);
  if (password === "") return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password]; // a lone % is no code
  }
}

/** An error for the log, with its causes: PostgreSQL's `detail` and `where` hold values of the row that failed. */
function withoutWords(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const message = whatFailed(error);
  const { detail: _, where: __, cause, ...told } = stdSerializers.errWithCause(error) as Record<string, unknown>;
  const stack = error.stack?.replace(error.message, message);
  return { ...told, message, stack, ...(cause === undefined ? {} : { cause: withoutWords(error.cause) }) };
}

/**
 * One JSON object a line, on standard error unless told otherwise. Whatever a line was made of, also an
 * error thrown by a library with its stack, passes `mask` as a whole before it is written.
 */
export function createLog(level: LogLevel, mask: (text: string) => string, destination?: DestinationStream): Log {
  return pino(
    { level, base: null, serializers: { err: withoutWords }, redact: { paths, censor }, hooks: { streamWrite: mask } },
    destination ?? standardError(),
  );
}

/** By Node's own stream: pino's tries again and again, and holds the thread for ever, when the terminal was closed. */
function standardError(): DestinationStream {
  // nobody is left to read it, which is no reason to end in the middle of a stop
  process.stderr.on("error", () => {});
  return { write: (line) => void process.stderr.write(line) };
}

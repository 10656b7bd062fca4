import { readFile } from "node:fs/promises";
import { isIP } from "node:net";

const prefix = "data:image/png;base64,";
const fetchMs = 8_000;
/** What Telegram takes of a photo by its address; https://core.telegram.org/bots/api#sending-files */
const bytesLimit = 5 * 1024 * 1024;

/** A picture as it can stand in a message of the outbox, so that whichever process sends it has it. */
export const pictureOf = (png: Buffer): string => prefix + png.toString("base64");

/** Whether a message's picture is on the web: it may be gone, and then its address is said instead. */
const isWebPicture = (png: string): boolean => /^https?:\/\//i.test(png);

/** The bytes of a message's picture: of a file, of an address, or of the message's own. @throws when it cannot be read */
export async function readPicture(png: string): Promise<Buffer> {
  if (isWebPicture(png)) return fetchPicture(new URL(png));
  return png.startsWith(prefix) ? Buffer.from(png.slice(prefix.length), "base64") : readFile(png);
}

/**
 * A message's picture, or the words to send in its place when it is on the web and cannot be read now.
 * @throws when a picture of the house's own cannot be read
 */
export async function pictureOrWords(png: string): Promise<Buffer | string> {
  try {
    return await readPicture(png);
  } catch (error) {
    if (isWebPicture(png)) return png;
    throw error;
  }
}

/** Addresses are written by operators; those that mean this machine or its neighbours by number are not read all the same. */
async function fetchPicture(address: URL): Promise<Buffer> {
  const host = address.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 || !host.includes(".") || /\.(?:local|internal|localhost)$/i.test(host)) {
    throw new Error(`${address.hostname} is no public address`);
  }
  const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(fetchMs) });
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok || !response.body || !type.startsWith("image/")) {
    await response.body?.cancel();
    throw new Error(`${address.href} gives no picture (${response.status} ${type})`);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > bytesLimit) throw new Error(`${address.href} has more than 5 MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Complaint } from "./errors.ts";
import { makeFolder } from "./folder.ts";

/** The installation's own key, apart from the database: who has only a copy of the database opens nothing. */
export const keyFile = "secret.key";
const keyBytes = 32;

interface Source {
  key(): Buffer;
  bytes(count: number): Buffer;
}

let folder: string | undefined;
let known: Buffer | undefined;
let source: Source = { key: readKey, bytes: (count) => randomBytes(count) };

/** Says where this installation keeps its key; the file is made (mode 0600) when something is first sealed. */
export function openVault(dataDir: string): void {
  folder = dataDir;
  known = undefined;
  source = { key: readKey, bytes: (count) => randomBytes(count) };
}

/** For tests: keys and secret bytes that are the same at every run. */
export function seedVault(seed: string): void {
  let counter = 0;
  const hash = (text: string) => createHash("sha256").update(text).digest();
  source = {
    key: () => hash(`${seed}\nkey`),
    bytes: (count) => Buffer.from(hkdfSync("sha256", hash(`${seed}\n${counter++}`), "", "", count)),
  };
}

/** Without a folder (a test that opened none) the key lives as long as the process. */
function readKey(): Buffer {
  if (known) return known;
  if (folder === undefined) return (known = randomBytes(keyBytes));
  const file = path.join(folder, keyFile);
  try {
    makeFolder(folder);
    writeFileSync(file, `${randomBytes(keyBytes).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  chmodSync(file, 0o600);
  const text = readFileSync(file, "utf8").trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new Complaint({
      zh: `${file} 里应该是 64 位十六进制数；请从备份里恢复它`,
      en: `${file} must hold 64 hex digits; restore it from a backup`,
    });
  return (known = Buffer.from(text, "hex"));
}

/** Bytes that nobody can guess and no seed gives again. */
export const secretBytes = (count: number): Buffer => source.bytes(count);

/**
 * HMAC-SHA-256 of a text under the installation's key, as hex: the same at every time for the same purpose, and
 * nothing that who has only the database can try texts against.
 */
export const keyedHash = (text: string, purpose: string): string =>
  createHmac("sha256", source.key()).update(`${purpose}\n${text}`).digest("hex");

/**
 * Seals a text for the database: AES-256-GCM under the installation's key, as base64 of nonce (12
 * bytes), tag (16) and ciphertext. `place` is bound to it: sealed text moved elsewhere does not open.
 */
export function seal(text: string, place: string): string {
  const nonce = source.bytes(12);
  const cipher = createCipheriv("aes-256-gcm", source.key(), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** @throws Error when the text was sealed elsewhere, with another key, or has been changed */
export function unseal(sealed: string, place: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", source.key(), bytes.subarray(0, 12)).setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}

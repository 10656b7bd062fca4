import { once } from "node:events";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { DamagedFile } from "./entry.ts";

const CHUNK = 256 * 1024;
/** Compressed bytes taken at a time: text comes out about ten times as long. */
const GZIP_CHUNK = 64 * 1024;

/** Whether the file begins as gzip does. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/**
 * The content of a file, plain or gzipped, in pieces. `onBytes` hears how many bytes of the file
 * itself were taken. A gzip file that is cut off gives all that can be read of it, then DamagedFile.
 */
export async function* readBytes(path: string, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  const gzip = await isGzip(path);
  const stream = createReadStream(path, { highWaterMark: gzip ? GZIP_CHUNK : CHUNK }) as AsyncIterable<Buffer>;
  if (gzip) yield* gunzip(stream, onBytes);
  else {
    for await (const chunk of stream) {
      onBytes(chunk.length);
      yield chunk;
    }
  }
}

/**
 * A pipe would throw away what it holds when the data turn out to be cut off; here every chunk goes
 * in by hand and what came out is handed on before the error is.
 */
async function* gunzip(stream: AsyncIterable<Buffer>, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  const unzip = createGunzip();
  let out: Buffer[] = [];
  let taken = 0;
  let isGood = true;
  unzip.on("data", (chunk: Buffer) => out.push(chunk));
  unzip.on("error", () => (isGood = false));
  const drain = () => {
    const ready = out;
    out = [];
    return ready;
  };
  for await (const chunk of stream) {
    isGood &&= await new Promise<boolean>((resolve) => unzip.write(chunk, (error) => resolve(!error)));
    taken += chunk.length;
    onBytes(chunk.length);
    yield* drain();
    if (!isGood) break;
  }
  if (isGood) {
    // "finish" comes before the last bytes are out; "close" after them, or after the error
    const closed = once(unzip, "close");
    unzip.end();
    await closed.catch(() => undefined);
    yield* drain();
  }
  if (!isGood)
    throw new DamagedFile({
      zh: `压缩的数据在第 ${taken} 字节断了`,
      en: `its compressed data break off at byte ${taken}`,
    });
}

import { FileTooLarge, PlatformSilence } from "../../src/core/bot.ts";
import type { FileRef } from "../../src/core/event.ts";
import type { Puppet } from "./wire.ts";

/**
 * Brings the file of a message through the puppet, `most` bytes at most. Puppets say a size only
 * sometimes, and read a file as a whole or not at all.
 * @throws FileTooLarge | PlatformSilence
 */
export async function fetchFile(
  puppet: Pick<Puppet, "messageFile">,
  file: FileRef,
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  signal.throwIfAborted();
  const bytes = await Promise.race([read(puppet, file, most), whenAborted(signal)]).catch((error: unknown) => {
    if (error instanceof FileTooLarge) throw error;
    throw new PlatformSilence(
      `WeChat did not bring the file: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if (bytes.length > most) throw new FileTooLarge(`${bytes.length} bytes; at most ${most}`);
  return bytes;
}

async function read(puppet: Pick<Puppet, "messageFile">, file: FileRef, most: number): Promise<Uint8Array> {
  const found = await puppet.messageFile(file.id);
  if (found.size > most) throw new FileTooLarge(`${found.size} bytes; at most ${most}`);
  return new Uint8Array(await found.toBuffer());
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the time is over")), { once: true });
  });
}

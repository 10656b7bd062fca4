import { FileTooLarge, PlatformRefusal, PlatformSilence } from "../../src/core/bot.ts";
import type { FileRef } from "../../src/core/event.ts";
import type { Call } from "./client.ts";
import { messageOf, platformError } from "./errors.ts";

/** Where the Bot API's files are: `/file/bot<token>/<file_path>` beside its methods. */
export interface FileServer {
  call: Call;
  apiRoot: string;
  token: string;
  mask: (text: string) => string;
}

/**
 * Asks where a file lies (getFile; Telegram's own limit is 20 MB) and brings it, `most` bytes at most.
 * @throws FileTooLarge | PlatformRefusal | PlatformSilence
 */
export async function fetchFile(
  { call, apiRoot, token, mask }: FileServer,
  file: FileRef,
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if ((file.size ?? 0) > most) throw new FileTooLarge(`${file.size} bytes; at most ${most}`);
  const path = await pathOf(file, call, signal).catch((error: unknown) => {
    throw platformError(error, mask);
  });
  const url = `${apiRoot.replace(/\/*$/, "")}/file/bot${token}/${path.split("/").map(encodeURIComponent).join("/")}`;
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    throw new PlatformSilence(mask(`Telegram did not answer: ${messageOf(error)}`));
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new PlatformRefusal("notFound", `Telegram has no such file any more (${response.status})`);
  }
  return bytesOf(response, most, mask);
}

async function pathOf(file: FileRef, call: Call, signal: AbortSignal): Promise<string> {
  const { file_path } = (await call("getFile", { file_id: file.id }, signal)) as { file_path?: unknown };
  if (typeof file_path !== "string") throw new Error("getFile gave no path");
  return file_path;
}

/** A server may send more than it said: nothing is read beyond the limit. */
async function bytesOf(response: Response, most: number, mask: FileServer["mask"]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > most) throw new FileTooLarge(`more than ${most} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FileTooLarge) throw error;
    throw new PlatformSilence(mask(`Telegram did not send the whole file: ${messageOf(error)}`));
  }
  return new Uint8Array(Buffer.concat(chunks));
}

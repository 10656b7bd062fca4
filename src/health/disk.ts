import { statfs } from "node:fs/promises";

const megabyte = 1024 * 1024;
/** With less than this the service is not ready, and the doctor calls it bad. */
export const fullBytes = 200 * megabyte;
/** Owners hear of a disk before it is full. */
export const scarceBytes = 500 * megabyte;
/** The doctor warns earlier still: whoever asks has time to do something. */
export const roomyBytes = 1024 * megabyte;

/** Free bytes on a folder's disk for us; null = it cannot be told. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** "512 MB": whole ones, rounded down. */
export const inMegabytes = (bytes: number): string => `${Math.floor(bytes / megabyte)} MB`;

import { readFile } from "node:fs/promises";

const prefix = "data:image/png;base64,";

/** A picture as it can stand in a message of the outbox, so that whichever process sends it has it. */
export const pictureOf = (png: Buffer): string => prefix + png.toString("base64");

/** The bytes of a message's picture: of a file, or of the message's own. @throws when the file cannot be read */
export async function readPicture(png: string): Promise<Buffer> {
  return png.startsWith(prefix) ? Buffer.from(png.slice(prefix.length), "base64") : readFile(png);
}

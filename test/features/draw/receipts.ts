import { readFileSync } from "node:fs";
import { z } from "zod";
import { buildReceipt, type Receipt } from "../../../src/features/draw/receipt.ts";

const vectorSchema = z.object({
  name: z.string(),
  announcement: z.string(),
  annHash: z.string(),
  entries: z.array(z.tuple([z.string(), z.int()])),
  head: z.string(),
  beacon: z.string(),
  key: z.string(),
  /** ticket and the first 16 hex of its score */
  ranking: z.array(z.tuple([z.string(), z.string()])),
  signature: z.string().exactOptional(),
});

/** The published vectors of the scheme: one draw of each level. */
export const vectors = z
  .array(vectorSchema)
  .parse(JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8")));

export type Vector = (typeof vectors)[number];

export function vector(level: "A" | "B" | "C"): Vector {
  const found = vectors.find(({ name }) => name.startsWith(level));
  if (!found) throw new Error(`no vector of level ${level}`);
  return found;
}

export const posted: Receipt["posted"] = {
  announcement: { chat: "tg:-1001234567890", msg: "41", date: "2023-08-22T10:00:00Z" },
  freeze: { chat: "tg:-1001234567890", msg: "97", date: "2023-08-23T15:55:00Z" },
};

/** The receipt of a vector's draw, with changes made before it is built: consistent, but not always honest. */
export const receiptOf = (level: "A" | "B" | "C", changes: Partial<Vector> = {}): Receipt =>
  buildReceipt({ ...vector(level), posted, ...changes });

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { replayFile } from "./world/transcript.ts";

const folder = fileURLToPath(new URL("transcripts/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".chat"));

test.each(files)("%s is said as it is written", async (name) => {
  const { given, played } = await replayFile(folder + name);
  expect(played).toBe(given);
});

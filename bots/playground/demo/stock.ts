import { readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../../src/core/root.ts";
import type { Database } from "../../../src/core/database/index.ts";
import { readEntryFile } from "../../../src/features/service/importing/read.ts";
import { addEntries } from "../../../src/features/service/knowledge/entries.ts";
import { languages } from "../../../src/core/text.ts";

const folder = path.join(root, "bots/playground/knowledge");

/**
 * Gives the demo's community the tea shop's sixty answers in both languages. Their thresholds need
 * not be learnt: the ones every base begins with were learnt from these.
 */
export async function stockKnowledge(database: Database, communityId: number, now: Date): Promise<void> {
  for (const language of languages) {
    const name = `tea-shop.${language}.yaml`;
    const { entries, unreadable } = await readEntryFile("yaml", await readFile(path.join(folder, name)), name);
    if (unreadable[0]) throw new Error(`${name}, ${unreadable[0].place}: ${unreadable[0].problem}`);
    const contents = entries.map((entry) => entry.content);
    await database.prisma.$transaction((tx) => addEntries({ tx, communityId, memberId: null, now }, contents));
  }
}

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Tx } from "../../../core/database/index.ts";
import { root } from "../../../core/root.ts";
import { readBank } from "./file.ts";
import type { Question } from "./question.ts";
import { saveQuestions } from "./store.ts";

/** The bank that comes with the product: tea, general knowledge and culture, in Chinese and in English. */
export const starterName = "starter";

let read: readonly Question[] | undefined;

/** Its questions, as they stand in the two files beside this one; they are read once. */
export async function starterQuestions(): Promise<readonly Question[]> {
  return (read ??= await readStarter());
}

async function readStarter(): Promise<Question[]> {
  const files = ["starter.zh.yaml", "starter.en.yaml"];
  const contents = await Promise.all(files.map((name) => readFile(path.join(root, "src/features/quiz/bank", name))));
  return contents.flatMap((bytes, index) => {
    const { questions, faults } = readBank(bytes, "yaml");
    if (faults[0]) throw new Error(`${files[index]}, line ${faults[0].line}: ${faults[0].what.en()}`);
    return questions;
  });
}

/** Puts the starter bank into a community. */
export async function starterBank(tx: Tx, communityId: number, now: Date): Promise<void> {
  await saveQuestions(tx, communityId, starterName, await starterQuestions(), now);
}

import { normalise } from "../finding/index.ts";
import type { StoredEntry } from "../knowledge/entries.ts";
import { shownAnswer } from "../knowledge/content.ts";
import type { ReadEntry, ReadFile } from "./read.ts";

/** Something a person should look at before an entry goes live. */
export type Flag = "duplicate" | "conflict" | "injection" | "link" | "formula" | "hidden";

export interface Flagged {
  entry: ReadEntry;
  flags: Flag[];
  /** the live entry, or the place in the file, that asks the same */
  like?: string;
}

/** What an import would do. */
export interface Preview {
  /** nothing to object to */
  fresh: ReadEntry[];
  flagged: Flagged[];
  unreadable: ReadFile["unreadable"];
}

const injection =
  /ignore (?:all |any |the )*(?:previous|above|prior)|disregard .{0,30}(?:instruction|rule)|system prompt|you are now|act as (?:an? )?|jailbreak|忽略(?:之前|以上|前面|所有|上面)|无视.{0,12}(?:规则|指令|要求)|系统提示|你现在是|扮演|<\|?(?:im_start|system|endoftext)|\[INST\]|assistant\s*:/iu;
const formula = /^\s*[=+\-@]\s*[A-Za-z]+\s*\(|\|\s*cmd|HYPERLINK\(/u;
const hidden = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/u;
const link = /https?:\/\/|www\./iu;

/** Looks through what was read: what is there already, contradicts, gives orders to a model, leads elsewhere. */
export function preview(read: ReadFile, live: readonly StoredEntry[]): Preview {
  const known = new Map<string, { where: string; answer: string }>();
  for (const entry of live) {
    for (const wording of [entry.question, ...entry.alternatives])
      known.set(normalise(wording), { where: `#${entry.id}`, answer: normalise(entry.answer) });
  }
  const result: Preview = { fresh: [], flagged: [], unreadable: read.unreadable };
  for (const entry of read.entries) {
    const { content } = entry;
    const words = [content.question, ...content.alternatives, shownAnswer(content)].join("\n");
    const flags: Flag[] = [];
    const same = known.get(normalise(content.question));
    if (same) flags.push(same.answer === normalise(content.answer) ? "duplicate" : "conflict");
    if (injection.test(words)) flags.push("injection");
    if (formula.test(content.answer) || formula.test(content.question)) flags.push("formula");
    if (hidden.test(words)) flags.push("hidden");
    if (link.test(words)) flags.push("link");
    for (const wording of [content.question, ...content.alternatives]) {
      const key = normalise(wording);
      if (!known.has(key)) known.set(key, { where: entry.place, answer: normalise(content.answer) });
    }
    if (flags.length === 0) result.fresh.push(entry);
    else result.flagged.push({ entry, flags, ...(same ? { like: same.where } : {}) });
  }
  return result;
}

import { sameWords } from "../answering/rules.ts";
import { normalise } from "../finding/index.ts";
import type { StoredEntry } from "../knowledge/entries.ts";
import { shownAnswer, type EntryContent } from "../knowledge/content.ts";
import type { ReadEntry, ReadFile } from "./read.ts";

/** Something a person should look at before an entry goes live. */
export type Flag = "duplicate" | "conflict" | "injection" | "link" | "formula" | "hidden";

export interface Flagged {
  entry: ReadEntry;
  flags: Flag[];
  /** the live entry, or the place in the file, that asks the same */
  like?: string;
  /** the entry that an earlier version of the same document gave */
  was?: StoredEntry;
}

/** What a newer version of a document says otherwise than the entry that came of an earlier one. */
export interface Changed {
  entry: ReadEntry;
  was: StoredEntry;
}

/** What an import would do. */
export interface Preview {
  /** nothing to object to */
  fresh: ReadEntry[];
  changed: Changed[];
  flagged: Flagged[];
  /** how many are there already in every word: nothing about them is to be looked at */
  there: number;
  /** of an earlier version of the same document, and asked nowhere in this one */
  gone: StoredEntry[];
  unreadable: ReadFile["unreadable"];
}

/** As `normalise` leaves it: small letters, half-width, simplified characters. */
const injection =
  /\b(?:ignore|forget|disregard|override)\b.{0,40}\b(?:previous|above|prior|earlier|instructions?|rules?|told)\b|system prompt|new instructions?\s*:|you are now|from now on,? you|act as (?:an? )?|pretend to be|developer mode|do anything now|jailbreak|(?:忽略|无视|忘记|忘掉|不要理会|别管).{0,12}(?:之前|以上|前面|所有|上面|规则|指令|要求|设定)|系统提示|提示词|你现在是|从现在(?:起|开始)[,，]?你|扮演|越狱|<\|?(?:im_start|system|endoftext)|\[inst\]|(?:^|\n)\s*(?:assistant|system)\s*:/u;
/** What a spreadsheet would work out. */
const formula = /^\s*(?:=|[+\-@]\s*[a-z]+[(|!])|\bcmd\s*\||\|\s*cmd\b|hyperlink\(/iu;
const hidden =
  /[\u034F\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E01EF}]/u;
const link = /https?:\/\/|www\./iu;

/** Looks through what was read: what is there already, contradicts, gives orders to a model, leads elsewhere. */
export function preview(read: ReadFile, live: readonly StoredEntry[]): Preview {
  const known = new Map<string, { where: string; answer: string; shown: string }>();
  for (const entry of live) {
    const answers = { answer: normalise(entry.answer), shown: normalise(shownAnswer(entry)) };
    for (const wording of [entry.question, ...entry.alternatives])
      known.set(sameWords(wording), { where: `#${entry.id}`, ...answers });
  }
  const earlier = earlierOf(read, live);
  const result: Preview = {
    fresh: [],
    changed: [],
    flagged: [],
    there: 0,
    gone: gone(read, earlier),
    unreadable: read.unreadable,
  };
  for (const entry of read.entries) {
    const { content } = entry;
    const wordings = [content.question, ...content.alternatives];
    const answer = normalise(content.answer);
    const shown = normalise(shownAnswer(content));
    if (wordings.every((wording) => known.get(sameWords(wording))?.shown === shown)) {
      result.there++;
      continue;
    }
    const alike = wordings.flatMap((wording) => known.get(sameWords(wording)) ?? []);
    const other = alike.find((one) => one.answer !== answer);
    const same = other ?? known.get(sameWords(content.question));
    const was = other && earlier.find(({ id }) => other.where === `#${id}`);
    const flags = [...(same && !was ? ([other ? "conflict" : "duplicate"] as const) : []), ...objections(content)];
    for (const wording of wordings) {
      const key = sameWords(wording);
      // who says it once more in the same file contradicts that
      if (was || !known.has(key)) known.set(key, { where: entry.place, answer, shown });
    }
    if (flags.length > 0)
      result.flagged.push({ entry, flags, ...(same ? { like: same.where } : {}), ...(was ? { was } : {}) });
    else if (was) result.changed.push({ entry, was });
    else result.fresh.push(entry);
  }
  return result;
}

function objections(content: EntryContent): Flag[] {
  const wordings = [content.question, ...content.alternatives];
  const words = [...wordings, shownAnswer(content)].join("\n");
  return [
    ...(injection.test(normalise(words, words.length)) ? ["injection" as const] : []),
    ...([...wordings, content.answer].some((one) => formula.test(one)) ? ["formula" as const] : []),
    ...(hidden.test(words) ? ["hidden" as const] : []),
    ...(link.test(words) ? ["link" as const] : []),
  ];
}

/** What comes in; `all`: what should be looked at as well, but for what is there already. */
export function taken({ fresh, changed, flagged }: Preview, all: boolean): Pick<Preview, "fresh" | "changed"> {
  const others = all ? flagged.filter(({ flags }) => !flags.includes("duplicate")) : [];
  return {
    fresh: [...fresh, ...others.flatMap(({ entry, was }) => (was ? [] : [entry]))],
    changed: [...changed, ...others.flatMap(({ entry, was }) => (was ? [{ entry, was }] : []))],
  };
}

/** "shop.pdf § p. 2 › Returns" is of shop.pdf. */
const documentOf = (source: string | null) => /^(.+?) § /u.exec(source ?? "")?.[1];

/** The entries that came of a document of this name. */
function earlierOf({ entries }: ReadFile, live: readonly StoredEntry[]): StoredEntry[] {
  const document = documentOf(entries[0]?.content.source ?? null);
  return document === undefined ? [] : live.filter(({ source }) => documentOf(source) === document);
}

/** Where nothing at all is asked in both, they are two documents that happen to have one name. */
function gone({ entries }: ReadFile, earlier: readonly StoredEntry[]): StoredEntry[] {
  const asked = new Set(entries.map(({ content }) => sameWords(content.question)));
  const without = earlier.filter(
    (entry) => ![entry.question, ...entry.alternatives].some((one) => asked.has(sameWords(one))),
  );
  return without.length < earlier.length ? without : [];
}

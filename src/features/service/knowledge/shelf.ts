import type { BaseCtx } from "../../../core/context.ts";
import type { Embedder } from "../../../llm/embedder.ts";
import type { Calibration, Entry } from "../finding/index.ts";
import { readSynonyms, serviceSettings } from "../settings.ts";
import { isComing, isValidAt, shownAnswer } from "./content.ts";
import { editionOf, type Edition } from "./edition.ts";
import { liveEntries, type StoredEntry } from "./entries.ts";
import { Base } from "./find.ts";
import { firstCalibration, firstCalibrationOf } from "./first-calibration.ts";
import { KnowledgeThread, type Found, type ThreadData } from "./thread.ts";
import { readVectors } from "./vectors.ts";

/** Whom entries are shown to. */
export type Audience = "member" | "staff";

/** A knowledge base that can be asked. */
export interface Knowledge {
  /** entries in it; 0 = there is nothing to find */
  size: number;
  /** confidence from which a question in talk, which nobody asked the bot, is answered */
  unaskedAt: number;
  /** it can be asked by meaning as well: give the question's vector */
  hasMeaning: boolean;
  find(query: string, vector?: Float32Array): Promise<Found>;
  /** a live entry as it is now; undefined where memory does not know that for certain */
  entry(id: number): StoredEntry | undefined;
}

/** Up to so many entries are made searchable at once, within a second; more in a thread. */
const smallBase = 600;
/** Bases kept in memory; the one that was asked longest ago goes first. */
const basesKept = 200;

interface Book {
  /** what it was made from: entries' version, synonyms */
  edition: string;
  size: number;
  entries: ReadonlyMap<number, StoredEntry>;
  /** when an entry begins or ends to hold; the book is made anew then */
  holdsUntil: number;
  find(query: string, calibration: Calibration, vector?: Float32Array): Promise<Found>;
  close(): Promise<void>;
}

/** A question is looked up by so much of it, in UTF-16 code units. */
export const readLimit = 1000;

/**
 * The knowledge bases of all communities, in memory. A small one is made again with the first
 * question after a change; a large one in a thread, while its former edition goes on answering.
 */
export class Shelf {
  readonly #books = new Map<string, Book>();
  readonly #making = new Map<string, Promise<void>>();
  readonly #embedder: Embedder | null;

  constructor(embedder: Embedder | null = null) {
    this.#embedder = embedder;
  }

  /**
   * The community's knowledge, or how long it takes to have it: a promise to be awaited outside any
   * transaction.
   * @param known its edition, where this transaction has read it already
   */
  async of(ctx: BaseCtx, audience: Audience, known?: Edition): Promise<Knowledge | { soon: Promise<void> }> {
    const { version, calibration: learnt } = known ?? (await editionOf(ctx));
    const settings = await ctx.settings(serviceSettings);
    // communities of different databases may share a number, never their salt
    const key = `${ctx.community.salt}\n${audience}`;
    const edition = `${version}\n${settings.synonyms}`;
    const kept = this.#books.get(key);
    if (!kept || kept.edition !== edition || kept.holdsUntil <= ctx.now.getTime()) {
      await this.#make(ctx, key, edition, audience, readSynonyms(settings.synonyms));
    }
    const book = this.#books.get(key);
    if (!book) return { soon: this.#making.get(key) ?? Promise.resolve() };
    this.#books.delete(key);
    this.#books.set(key, book); // the newest asked stands last
    const calibration = learnt ?? firstCalibrationOf(book.size);
    const hasMeaning =
      settings.meaning && calibration.meaning !== undefined && calibration.meaning.model === this.#embedder?.model;
    return {
      size: book.size,
      unaskedAt: calibration.unaskedAt ?? firstCalibration.unaskedAt,
      hasMeaning,
      find: (query, vector) => book.find(query.slice(0, readLimit), calibration, vector),
      entry: (id) => (book.edition === edition ? book.entries.get(id) : undefined),
    };
  }

  async #make(ctx: BaseCtx, key: string, edition: string, audience: Audience, synonyms: string[][]): Promise<void> {
    if (this.#making.has(key)) return;
    const { data, stored, holdsUntil } = await readBase(ctx, audience, synonyms, this.#embedder);
    const entries = new Map(stored.map((entry) => [entry.id, entry]));
    const made = { edition, size: data.entries.length, entries, holdsUntil };
    if (data.entries.length <= smallBase) return this.#put(key, { ...made, ...inProcess(data) });
    const thread = new KnowledgeThread(data);
    const making = thread
      .find("", firstCalibration)
      .then(() =>
        this.#put(key, {
          ...made,
          find: (query, calibration, vector) => thread.find(query, calibration, vector),
          close: () => thread.close(),
        }),
      )
      .finally(() => this.#making.delete(key));
    making.catch(() => {}); // whoever asks next tries again
    this.#making.set(key, making);
  }

  #put(key: string, book: Book): void {
    void this.#books.get(key)?.close();
    this.#books.set(key, book);
    const [oldest] = this.#books.keys();
    if (this.#books.size <= basesKept || oldest === undefined) return;
    void this.#books.get(oldest)?.close();
    this.#books.delete(oldest);
  }
}

function inProcess(data: ThreadData): Pick<Book, "find" | "close"> {
  const base = new Base(data);
  return {
    find: async (query, calibration, vector) => base.find(query, calibration, vector),
    close: async () => {},
  };
}

/** What is searched now, and until when that holds. */
export async function readBase(
  ctx: Pick<BaseCtx, "tx" | "community" | "now">,
  audience: Audience,
  synonyms: string[][],
  embedder: Embedder | null = null,
): Promise<{ data: ThreadData; stored: StoredEntry[]; holdsUntil: number }> {
  const all = (await liveEntries(ctx.tx, ctx.community.id)).filter(
    (entry) => entry.audience === "member" || audience === "staff",
  );
  const turns = all
    .flatMap((entry) => [entry.validFrom?.getTime(), entry.validUntil?.getTime()])
    .filter((at) => at !== undefined && at > ctx.now.getTime()) as number[];
  const entries = all.filter((entry) => isValidAt(entry, ctx.now)).map(searched);
  // a large base would take seconds to be made twice, in which nobody is answered
  const coming = all.length <= smallBase ? all.filter((entry) => isComing(entry, ctx.now)).map(searched) : [];
  const vectors = embedder && { model: embedder.model, entries: await readVectors(ctx, embedder.model, all) };
  return {
    data: { entries, coming, synonyms, ...(vectors ? { vectors } : {}) },
    stored: all,
    holdsUntil: turns.length > 0 ? Math.min(...turns) : Infinity,
  };
}

const searched = (entry: StoredEntry): Entry => ({
  id: String(entry.id),
  question: entry.question,
  alternatives: entry.alternatives,
  answer: shownAnswer(entry),
});

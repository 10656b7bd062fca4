import { ownShare, type Terms } from "./terms.ts";

/** Documents [from, to) that are treated as if they were not there: how the base is asked about itself. */
export interface Span {
  from: number;
  to: number;
}

// Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009: the usual values
const k1 = 1.2;
const b = 0.75;

/** From this many entries on, terms of more than `commonShare` of them are skipped: they cost time and tell nothing. */
const largeBase = 2_000;
const commonShare = 0.2;

/**
 * BM25 over short documents, each belonging to an entry. How rare a term is counts by entries, not by
 * documents: a word in all twenty phrasings of one entry is still a word of one entry only.
 * Postings lie in typed arrays, term after term.
 */
export class Field {
  readonly vocabulary = new Map<string, number>();
  readonly #owners: Uint32Array;
  readonly #entryCount: number;
  readonly #starts: Uint32Array;
  readonly #documents: Uint32Array;
  /** tf·(k1 + 1) / (tf + k1·(1 − b + b·length / mean length)) */
  readonly #saturations: Float32Array;
  readonly #entriesWith: Uint32Array;
  readonly #meanLength: number;

  /**
   * @param texts the documents; those of one entry stand together
   * @param owners the entry of each document
   */
  constructor(texts: readonly string[], termsOf: (text: string) => Terms, owners: Uint32Array, entryCount: number) {
    this.#owners = owners;
    this.#entryCount = entryCount;
    const lengths = new Float64Array(texts.length);
    const lists: Postings[] = [];
    texts.forEach((text, document) => {
      for (const [term, count] of termsOf(text)) {
        const list = (lists[this.#idOf(term)] ??= { documents: [], counts: [], entries: 0 });
        if (owners[list.documents.at(-1) ?? -1] !== owners[document]) list.entries++;
        list.documents.push(document);
        list.counts.push(count);
        lengths[document]! += count;
      }
    });
    this.#meanLength = lengths.reduce((total, length) => total + length, 0) / Math.max(1, texts.length) || 1;

    const size = lists.reduce((total, list) => total + list.documents.length, 0);
    this.#starts = new Uint32Array(lists.length + 1);
    this.#documents = new Uint32Array(size);
    this.#saturations = new Float32Array(size);
    this.#entriesWith = Uint32Array.from(lists, (list) => list.entries);
    let at = 0;
    lists.forEach(({ documents, counts }, term) => {
      documents.forEach((document, i) => {
        this.#documents[at] = document;
        this.#saturations[at++] = this.#saturation(counts[i]!, lengths[document]!);
      });
      this.#starts[term + 1] = at;
    });
  }

  /**
   * Writes each document's BM25 into `scores`, as a share of the most a document could have: 0…1.
   * Terms nobody has ever used count in that most, with the weight of the rarest.
   * @param says by how much a term's weight is multiplied in this question; 1 where nothing is said
   */
  score(question: Terms, scores: Float64Array, without?: Span, says?: ReadonlyMap<string, number>): void {
    scores.fill(0);
    let most = 0;
    for (const [term, weight] of this.#weights(question, without)) {
      const idf = weight * (says?.get(term) ?? 1);
      most += idf;
      const id = this.vocabulary.get(term);
      if (id === undefined) continue;
      const end = this.#starts[id + 1]!;
      for (let i = this.#starts[id]!; i < end; i++) scores[this.#documents[i]!]! += idf * this.#saturations[i]!;
    }
    if (most > 0) for (let i = 0; i < scores.length; i++) scores[i]! /= most * (k1 + 1);
    if (without) scores.fill(0, without.from, without.to);
  }

  /** What `score` would give a document that is not in the field. */
  scoreOf(document: Terms, question: Terms, without?: Span): number {
    const length = lengthOf(document);
    let score = 0;
    let most = 0;
    for (const [term, idf] of this.#weights(question, without)) {
      most += idf;
      const count = document.get(term);
      if (count) score += idf * this.#saturation(count, length);
    }
    return most > 0 ? score / (most * (k1 + 1)) : 0;
  }

  /**
   * How much of the question, weighed by rarity, is in no entry at all: 0…1; 1 for a question without terms.
   * @param instead a document that stands in for those left out
   */
  unknownShare(question: Terms, without?: Span, instead?: Terms): number {
    let unknown = 0;
    let all = 0;
    for (const term of question.keys()) {
      const entries = this.entriesWith(term, without) + (instead?.has(term) ? 1 : 0);
      const weight = this.weight(term, entries);
      all += weight;
      if (entries === 0) unknown += weight;
    }
    return all > 0 ? unknown / all : 1;
  }

  /**
   * How much a term tells: its idf, ln(1 + (E − df + ½) / (df + ½)) with E entries in all and df that have it,
   * times the share that is its own.
   */
  weight(term: string, entriesWith: number): number {
    const idf = Math.log(1 + (this.#entryCount - entriesWith + 0.5) / (entriesWith + 0.5));
    return idf * ownShare(term);
  }

  /** The number of entries that have the term, outside the span left out. */
  entriesWith(term: string, without?: Span): number {
    const id = this.vocabulary.get(term);
    if (id === undefined) return 0;
    const all = this.#entriesWith[id]!;
    return without && this.#onlyInside(id, without) ? all - 1 : all;
  }

  /**
   * The share of the terms that a document does not have: 0…1.
   * @param instead stands in for the document
   */
  lackingShare(terms: readonly string[], document: number, instead?: Terms): number {
    const lacking = terms.filter((term) => !(instead ? instead.has(term) : this.#has(term, document)));
    return lacking.length / Math.max(1, terms.length);
  }

  #has(term: string, document: number): boolean {
    const id = this.vocabulary.get(term);
    if (id === undefined) return false;
    const at = this.#firstFrom(id, document);
    return at < this.#starts[id + 1]! && this.#documents[at] === document;
  }

  /** Too common to tell anything, in a base so large that it costs time. */
  isCommon(entriesWith: number): boolean {
    return this.#entryCount >= largeBase && entriesWith > commonShare * this.#entryCount;
  }

  /** Does the span's entry have the term in the span, and nowhere else? */
  #onlyInside(id: number, { from, to }: Span): boolean {
    const owner = this.#owners[from];
    const end = this.#starts[id + 1]!;
    let at = this.#firstFrom(id, from);
    const ownerAt = (i: number) => (i >= this.#starts[id]! && i < end ? this.#owners[this.#documents[i]!] : undefined);
    if (ownerAt(at - 1) === owner) return false;
    const first = at;
    while (at < end && this.#documents[at]! < to) at++;
    return at > first && ownerAt(at) !== owner;
  }

  /** Where the first of a term's documents stands that is not before this one; the term's end when there is none. */
  #firstFrom(id: number, document: number): number {
    let at = this.#starts[id]!;
    for (let past = this.#starts[id + 1]!; at < past;) {
      const middle = (at + past) >>> 1;
      if (this.#documents[middle]! < document) at = middle + 1;
      else past = middle;
    }
    return at;
  }

  #weights(question: Terms, without?: Span): [string, number][] {
    const known = [...question.keys()].map((term) => [term, this.entriesWith(term, without)] as const);
    const telling = known.filter(([, entries]) => !this.isCommon(entries));
    const kept = telling.some(([, entries]) => entries > 0) ? telling : known;
    return kept.map(([term, entries]) => [term, this.weight(term, entries)]);
  }

  #idOf(term: string): number {
    const known = this.vocabulary.get(term);
    if (known !== undefined) return known;
    this.vocabulary.set(term, this.vocabulary.size);
    return this.vocabulary.size - 1;
  }

  #saturation(count: number, length: number): number {
    return (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / this.#meanLength));
  }
}

/** Where a term stands while the field is being built. */
interface Postings {
  documents: number[];
  counts: number[];
  entries: number;
}

function lengthOf(terms: Terms): number {
  let length = 0;
  for (const count of terms.values()) length += count;
  return length;
}

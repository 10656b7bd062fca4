import { fourBlocks, initialState, type FourBlocks } from "./sha256x4.ts";

/** One entry: ticket (16 hex) and weight (a whole number 1…100). */
export type Entry = readonly [ticket: string, weight: number];

/**
 * The scores of scheme.ts, for lists of a hundred thousand: the same values, much sooner. It rests on
 * how the scheme's texts lie in SHA-256's blocks of 64 bytes: the key of the draw (64 hex) is exactly
 * the first and is compressed once, and "\nTICKET\nT" fits into the second.
 */
export class Scores {
  readonly #blocks: FourBlocks = fourBlocks();

  /** @param key of the draw, 64 hex */
  constructor(key: string) {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new RangeError(`"${key}" is no key of a draw; it has 64 hex digits`);
    const { block, state, result } = this.#blocks;
    state.set(initialState.flatMap((word) => [word, word, word, word]));
    const bytes = Buffer.from(key);
    for (let word = 0; word < 16; word++) block.fill(bytes.readInt32BE(4 * word), 4 * word, 4 * word + 4);
    this.#blocks.compress();
    state.set(result);
    block.fill(0);
  }

  /** The smallest of the hashes of turns 1…weight, as 64 hex. */
  of([ticket, weight]: Entry): string {
    const { block, result } = this.#blocks;
    const bytes = Buffer.from(`\n${ticket}\n`, "latin1");
    for (let word = 0; word < 4; word++) block.fill(bytes.readInt32BE(4 * word), 4 * word, 4 * word + 4);
    const fifth = bytes.readUInt16BE(16) << 16;
    const best = new Uint32Array(8).fill(0xffff_ffff);
    for (let turn = 1; turn <= weight; turn += 4) {
      for (let lane = 0; lane < 4; lane++) this.#setTurn(lane, fifth, Math.min(turn + lane, weight));
      this.#blocks.compress();
      for (let lane = 0; lane < 4; lane++) keepSmaller(best, result, lane);
    }
    return Array.from(best, (word) => word.toString(16).padStart(8, "0")).join("");
  }

  /** The digits of a turn, the 1 bit that ends every message, and its length in bits. */
  #setTurn(lane: number, fifth: number, turn: number): void {
    const { block } = this.#blocks;
    block[4 * 4 + lane] = fifth | (turnWords[3 * turn] ?? 0);
    block[5 * 4 + lane] = turnWords[3 * turn + 1] ?? 0;
    block[15 * 4 + lane] = turnWords[3 * turn + 2] ?? 0;
  }
}

/** the scheme's heaviest entry */
const mostTurns = 100;

/** What each turn puts into words 4 (its lower half), 5 and 15 of the block. */
const turnWords = Int32Array.from(
  Array.from({ length: mostTurns + 1 }, (_, turn) => {
    const bytes = Buffer.alloc(6);
    bytes.write(String(turn));
    bytes[String(turn).length] = 0x80;
    return [bytes.readUInt16BE(0), bytes.readInt32BE(2), 8 * (64 + 18 + String(turn).length)];
  }).flat(),
);

function keepSmaller(best: Uint32Array, result: Uint32Array, lane: number): void {
  for (let word = 0; word < 8; word++) {
    const now = result[4 * word + lane] ?? 0;
    const before = best[word] ?? 0;
    if (now > before) return;
    if (now === before) continue;
    for (let rest = word; rest < 8; rest++) best[rest] = result[4 * rest + lane] ?? 0;
    return;
  }
}

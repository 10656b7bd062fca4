/**
 * SHA-256 (FIPS 180-4) of blocks, four at a time, by WebAssembly's vector instructions: each lane of a
 * vector is one message. The program is made here, at the first use; about six times as fast as a call
 * of node:crypto for each short text. What it computes is held to node:crypto by the tests.
 */
export interface FourBlocks {
  /** 16 words of a block, each four lanes wide: word i of lane l stands at 4·i + l */
  readonly block: Int32Array;
  /** 8 words of the state before the block */
  readonly state: Int32Array;
  /** 8 words of the state after it */
  readonly result: Uint32Array;
  /** Computes `result` from `block` and `state`. */
  compress(): void;
}

/** The state that every message begins with, one lane of it. */
export const initialState: readonly number[] = fractions((prime) => Math.sqrt(prime), 8);

const laneBytes = 16;
const blockAt = 0;
const stateAt = 16 * laneBytes;
const resultAt = stateAt + 8 * laneBytes;

/** The little of WebAssembly that is used: the types of Node.js 20 do not have it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: { memory: { buffer: ArrayBuffer }; compress(): void } };
};

/** A program of its own, with memory of its own. */
export function fourBlocks(): FourBlocks {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program()));
  const { buffer } = exports.memory;
  return {
    block: new Int32Array(buffer, blockAt, 64),
    state: new Int32Array(buffer, stateAt, 32),
    result: new Uint32Array(buffer, resultAt, 32),
    compress: () => exports.compress(),
  };
}

/** The first 32 bits of the fractions of the first primes' roots: where SHA-256 has its constants from. */
function fractions(root: (prime: number) => number, count: number): number[] {
  const primes: number[] = [];
  for (let one = 2; primes.length < count; one++) if (primes.every((prime) => one % prime !== 0)) primes.push(one);
  return primes.map((prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

// WebAssembly by its bytes: https://webassembly.github.io/spec/core/binary/instructions.html
type Code = readonly number[];

/** LEB128, unsigned */
function leb(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}
const vector = (opcode: number): Code => [0xfd, ...leb(opcode)];
const get = (local: number): Code => [0x20, ...leb(local)];
const set = (local: number): Code => [0x21, ...leb(local)];
const shift = (opcode: number, by: number): Code => [0x41, by, ...vector(opcode)];
const add = (...terms: Code[]): Code =>
  terms.flatMap((term, index) => (index === 0 ? term : [...term, ...vector(0xae)]));
const xor = (...terms: Code[]): Code =>
  terms.flatMap((term, index) => (index === 0 ? term : [...term, ...vector(0x51)]));
/** bits of `one` where `where` has 1, else of `other` */
const choose = (one: Code, other: Code, where: Code): Code => [...one, ...other, ...where, ...vector(0x52)];
const right = (x: Code, by: number): Code => [...x, ...shift(0xad, by)];
const rotated = (x: Code, by: number): Code => [...right(x, by), ...x, ...shift(0xab, 32 - by), ...vector(0x50)];
const constant = (word: number): Code => {
  const bytes = [0, 8, 16, 24].map((bits) => (word >>> bits) & 0xff);
  return [...vector(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
};
/** alignment 2⁴, then the offset */
const load = (at: number): Code => [0x41, 0, ...vector(0x00), 4, ...leb(at)];
const store = (at: number, value: Code): Code => [0x41, 0, ...value, ...vector(0x0b), 4, ...leb(at)];

/** All 64 rounds one after the other. Locals: 0–15 the message schedule, 16–23 the state, 24 a term. */
function rounds(): Code {
  const roundConstants = fractions((prime) => Math.cbrt(prime), 64);
  const code: number[] = [];
  for (let i = 0; i < 16; i++) code.push(...load(blockAt + i * laneBytes), ...set(i));
  for (let i = 0; i < 8; i++) code.push(...load(stateAt + i * laneBytes), ...set(16 + i));
  const term = 24;
  for (const [i, roundConstant] of roundConstants.entries()) {
    const word = (back: number) => get((i - back) & 15);
    if (i >= 16) {
      const small0 = xor(rotated(word(15), 7), rotated(word(15), 18), right(word(15), 3));
      const small1 = xor(rotated(word(2), 17), rotated(word(2), 19), right(word(2), 10));
      code.push(...add(word(16), small0, word(7), small1), ...set(i & 15));
    }
    // the eight letters move on by one each round: their places do, not their values
    const letter = (n: number) => 16 + ((n - i) & 7);
    const [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map(letter) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const large1 = xor(rotated(get(e), 6), rotated(get(e), 11), rotated(get(e), 25));
    const large0 = xor(rotated(get(a), 2), rotated(get(a), 13), rotated(get(a), 22));
    const chosen = choose(get(f), get(g), get(e));
    const majority = choose(get(c), get(b), xor(get(a), get(b)));
    code.push(...add(get(h), large1, chosen, constant(roundConstant), word(0)), ...set(term));
    code.push(...add(get(d), get(term)), ...set(d));
    code.push(...add(get(term), large0, majority), ...set(h));
  }
  for (let i = 0; i < 8; i++) {
    code.push(...store(resultAt + i * laneBytes, add(load(stateAt + i * laneBytes), get(16 + i))));
  }
  return code;
}

/** A module of one function without arguments, `compress`, and one page of `memory`. */
function program(): Uint8Array {
  const section = (id: number, content: Code): Code => [id, ...leb(content.length), ...content];
  const name = (words: string): Code => [words.length, ...Buffer.from(words)];
  const v128 = 0x7b;
  const body = [1, ...leb(25), v128, ...rounds(), 0x0b];
  const magic: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return Uint8Array.from([
    ...magic,
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name("memory"), 2, 0, ...name("compress"), 0, 0]),
    ...section(10, [1, ...leb(body.length), ...body]),
  ]);
}

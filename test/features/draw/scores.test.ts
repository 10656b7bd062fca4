import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rank, rankCalmly, scoreOf, type Entry } from "../../../src/features/draw/scheme.ts";
import { Scores } from "../../../src/features/draw/scores.ts";
import { fourBlocks, initialState } from "../../../src/features/draw/sha256x4.ts";

const hex = (digits: number) =>
  fc
    .array(fc.constantFrom(...Array.from({ length: 16 }, (_, n) => n.toString(16))), {
      minLength: digits,
      maxLength: digits,
    })
    .map((all) => all.join(""));

test("four blocks at a time come to what node:crypto comes to, each in its lane", () => {
  const texts = ["", "abc", "炉边", "x".repeat(55)];
  const { block, state, result, compress } = fourBlocks();
  state.set(initialState.flatMap((word) => [word, word, word, word]));
  for (const [lane, text] of texts.entries()) {
    const bytes = Buffer.alloc(64);
    const length = bytes.write(text);
    bytes[length] = 0x80;
    bytes.writeUInt32BE(8 * length, 60);
    for (let word = 0; word < 16; word++) block[4 * word + lane] = bytes.readInt32BE(4 * word);
  }
  compress();
  for (const [lane, text] of texts.entries()) {
    const words = Array.from({ length: 8 }, (_, word) => result[4 * word + lane]!.toString(16).padStart(8, "0"));
    expect(words.join("")).toBe(createHash("sha256").update(text).digest("hex"));
  }
});

test("the fast score of any entry is the scheme's own", () => {
  fc.assert(
    fc.property(hex(64), hex(16), fc.integer({ min: 1, max: 100 }), (key, ticket, weight) => {
      expect(new Scores(key).of([ticket, weight])).toBe(scoreOf(key, [ticket, weight]));
    }),
    { seed: 20_260_301 },
  );
});

test("every weight from 1 to 100 has the scheme's score, one after the other from one key", () => {
  const key = "5e".repeat(32);
  const scores = new Scores(key);
  for (let weight = 100; weight >= 1; weight--) {
    const entry: Entry = [weight.toString(16).padStart(16, "a"), weight];
    expect(scores.of(entry)).toBe(scoreOf(key, entry));
  }
});

test("a list ranked with pauses has the same order, and lets others work meanwhile", async () => {
  const key = "c0".repeat(32);
  const entries = Array.from({ length: 2_000 }, (_, n): Entry => [n.toString(16).padStart(16, "0"), 1 + (n % 100)]);
  let turns = 0;
  const others = setInterval(() => turns++, 0);
  const ranked = await rankCalmly(key, entries);
  clearInterval(others);
  expect(ranked).toEqual(rank(key, entries));
  expect(ranked.slice(0, 9).map(({ score }) => score)).toEqual(
    ranked.slice(0, 9).map(({ ticket }) =>
      scoreOf(
        key,
        entries.find(([one]) => one === ticket)!,
      ),
    ),
  );
  expect(turns).toBeGreaterThan(0);
});

test("a key that is none is refused", () => {
  expect(() => new Scores("5E")).toThrow("64 hex digits");
});

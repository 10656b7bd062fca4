import { expect, test } from "vitest";
import { graphemeCut, splitText } from "../../src/core/split.ts";

test("leaves a text that fits alone", () => {
  expect(splitText("a".repeat(4096), 4096)).toEqual(["a".repeat(4096)]);
});

test("cuts at a line end before it cuts at a space", () => {
  expect(splitText("one two\nthree four", 13)).toEqual(["one two", "three four"]);
});

test("cuts at a space where no line ends", () => {
  expect(splitText("one two three four", 10)).toEqual(["one two", "three four"]);
});

test("does not leave a short first line alone", () => {
  expect(splitText(`名单\n${"字".repeat(18)}`, 12)[0]).toHaveLength(12);
});

test("cuts between characters as a reader sees them", () => {
  const family = "👨‍👩‍👧‍👦";
  const parts = splitText(family.repeat(10), 25);
  expect(parts.join("")).toBe(family.repeat(10));
  for (const part of parts) expect(part.length % family.length).toBe(0);
});

test("never cuts a surrogate pair, even inside a character longer than a message", () => {
  const monster = `a${"\u0301".repeat(6)}😀`.replace("😀", "\u{1D165}\u{1D165}\u{1D165}");
  for (let limit = 2; limit < monster.length; limit += 1) {
    const cut = graphemeCut(monster, limit);
    expect(monster.slice(0, cut)).not.toMatch(/\p{Surrogate}/u);
  }
});

test("loses nothing but white space at the cuts, whatever the text", () => {
  const letters = ["字", " ", "\n", "😀", "e\u0301", "🇨🇳", "a", "\r\n"];
  let state = 42;
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648);
  for (let round = 0; round < 200; round += 1) {
    const text = Array.from({ length: 80 }, () => letters[next() % letters.length]).join("");
    const limit = 8 + (next() % 30);
    const parts = splitText(text, limit);
    expect(parts.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(limit);
      expect(part).not.toMatch(/\p{Surrogate}/u);
    }
  }
});

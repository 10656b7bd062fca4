import { describe, expect, test } from "vitest";
import { buildIndex, type Entry } from "../../../src/features/service/finding/index.ts";
import { Order } from "../../../src/features/service/finding/order.ts";

const order = new Order(["turn the light off", "off the turn", "还完再借", "", "word ".repeat(500)]);
const likeness = (asked: string, text: number) => order.likeness(order.read(asked), text);

describe("the order of words", () => {
  test.each([
    ["turn the light off", 0, 1],
    ["turned the lights off", 0, 1],
    ["turn off the light", 0, 6 / 8],
    ["turn the lamp off", 0, 6 / 8],
    ["turn the light off", 1, 2 / 7],
    ["借还再完", 2, 4 / 8],
    ["none of these", 0, 0],
    ["anything", 3, 0],
    ["", 3, 0],
  ])("of %s is like that of text %i by %f", (asked, text, expected) => {
    expect(likeness(asked, text)).toBeCloseTo(expected);
  });

  test("is looked at in the beginning of what is long", () => {
    expect(likeness("word ".repeat(100), 4)).toBe(1);
  });

  const entry = (id: string, question: string): Entry => ({ id, question, alternatives: [], answer: "" });
  test.each([
    ["can I move my points to my card", "points"],
    ["can I move my card to my points", "card"],
  ])("tells entries of the same words apart: %s", (question, id) => {
    const index = buildIndex([
      entry("card", "my card to my points, move"),
      entry("points", "my points to my card, move"),
    ]);
    expect(index.search(question, 1)[0]?.id).toBe(id);
  });
});

import { describe, expect, test } from "vitest";
import { buildIndex, type Entry, normalise } from "../../../src/features/service/finding/index.ts";
import { inPlainWords } from "../../../src/features/service/finding/plain-words.ts";

const plain = (text: string) => inPlainWords(normalise(text)).replaceAll(/\s+/gu, " ").trim();
const entry = (id: string, question: string): Entry => ({ id, question, alternatives: [], answer: "" });

describe("ways to ask the same in English", () => {
  test.each([
    ["how do I cancel", "How can we cancel", "what's the best way to cancel", "is there any way to cancel"],
    [
      "what steps should I take to pay",
      "what do I need to do to pay",
      "are there ways I can pay",
      "how should one pay",
    ],
    ["why was it late", "how come was it late", "what's the reason why was it late"],
    ["when do you open", "at what time do you open", "Hi there! when do you open", "when do you open, thanks a lot!"],
    [
      "can I smoke",
      "may I smoke",
      "am I allowed to smoke",
      "is it possible for me to smoke",
      "would it be possible to smoke",
    ],
    ["I want to return it", "I'd like to return it", "we need to return it", "I am trying to return it"],
    ["the wifi password", "could you please tell me the wifi password", "I'd like to know the wifi password"],
  ])("are one: %s", (...ways) => {
    expect(new Set(ways.map(plain))).toEqual(new Set([plain(ways[0] ?? "")]));
  });

  test.each([
    ["thank you", "thank you"],
    ["can you help me", "can you help me"],
    ["hello", "hello"],
    ["who do you know here", "who here"],
    ["tell them", "tell them"],
    ["a high chair", "a high chair"],
  ])("leave what is nothing but courtesy, and other words: %s", (written, expected) => {
    expect(plain(written)).toBe(expected);
  });

  test("are found by each other, however much courtesy there is around them", () => {
    const index = buildIndex([entry("order", "how do I order"), entry("hours", "what time do you close")]);
    const asked = "Hello there, could you please tell me when you close? Thank you very much";
    expect(index.search(asked, 1)[0]?.id).toBe("hours");
  });
});

describe("the words of a question", () => {
  test("that stand in any say less than those it is about", () => {
    const index = buildIndex([entry("frame", "is it what you have for them"), entry("thing", "a gate")]);
    expect(index.search("is it for them a gate", 1)[0]?.id).toBe("thing");
  });

  test("do not say more for being long", () => {
    const index = buildIndex([entry("long", "entertainment"), entry("short", "red box")]);
    expect(index.search("entertainment red box", 1)[0]?.id).toBe("short");
  });
});

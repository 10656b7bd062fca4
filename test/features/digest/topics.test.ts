import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { keyPhrases, type Said } from "../../../src/features/digest/topics/phrases.ts";
import { dataFile, testData } from "../../data.ts";

/** Everybody says each text once. */
const said = (people: number, ...texts: string[]): Said[] =>
  Array.from({ length: people }, (_, person) => texts.map((text) => ({ person, text }))).flat();
const usual = said(60, "今天天气真好", "the weather is fine again");
const phrases = (now: readonly Said[], before: readonly Said[] = []) =>
  keyPhrases(now, before, { limit: 5, names: new Set(["clover"]) }).map(({ phrase }) => phrase);

test("what is said more than before is a topic, and what is always said is none", () => {
  const now = [...usual, ...said(15, "新品奶茶什么时候上架", "when does the oolong sampler arrive")];
  const found = phrases(now, usual);
  expect(found).toContain("oolong sampler");
  expect(found.join()).toContain("奶茶");
  expect(found.join()).not.toMatch(/天气|weather|什么时候|when/);
});

test("what two people say is theirs, however often they say it", () => {
  const now = [...usual, ...said(2, ...Array.from({ length: 30 }, () => "离婚协议怎么写"))];
  expect(phrases(now, usual)).toEqual([]);
});

test("a word of a longer phrase does not stand beside it", () => {
  expect(phrases(said(5, "milk tea"))).toEqual(["milk tea"]);
});

test("names of members, links, mentions and numbers are no topics", () => {
  expect(phrases(said(5, "Clover: thank you"))).toEqual([]);
  expect(phrases(said(5, "@clover https://example.org/milk?tea=1 12345 [PHONE]"))).toEqual([]);
});

describe("in talk of real groups", () => {
  const files = ["en_irc_ubuntu_train_30days.jsonl.gz", "zh_bili_authors3pct.jsonl.gz"];
  test.skipIf(!testData).each(files)("%s: the newest talk has topics, each of several people", (file) => {
    const lines = gunzipSync(readFileSync(dataFile(`chat/${file}`)))
      .toString()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { author: string | null; sent_at: string; kind: string; text?: string });
    const talk = lines.filter(({ kind, text, author }) => kind === "message" && text && author);
    const ids = new Map([...new Set(talk.map(({ author }) => author))].map((author, index) => [author, index]));
    const people = talk.map(({ author, text = "" }) => ({ person: ids.get(author) ?? 0, text }));
    const names = new Set([...ids.keys()].map((name) => name?.toLowerCase() ?? ""));
    const found = keyPhrases(people.slice(-2_000), people.slice(-5_000, -2_000), { limit: 8, names });
    expect(found.length).toBeGreaterThan(0);
    for (const { people, messages } of found) expect(messages >= people && people >= 3).toBe(true);
  });
});

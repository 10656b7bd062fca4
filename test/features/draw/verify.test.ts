import { describe, expect, test } from "vitest";
import { buildReceipt, receiptText } from "../../../src/features/draw/receipt.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { checkTexts } from "../../../src/features/draw/verify-text.ts";
import { posted, receiptOf, vector } from "./receipts.ts";
import { dishonest, editedFields, misshapen, type Tampered } from "./tampered.ts";

const failed = (receipt: unknown): string[] =>
  verifyReceipt(receipt)
    .checks.filter(({ state }) => state === "failed")
    .map(({ name }) => name);

describe.each(["A", "B", "C"] as const)("an honest receipt of level %s", (level) => {
  const verdict = verifyReceipt(JSON.parse(receiptText(receiptOf(level))));

  test("passes every check that is due", () => {
    const due = Object.keys(checkTexts).filter((name) => level === "A" || name !== "signature");
    expect(verdict.checks.map(({ name, state }) => [name, state])).toEqual(due.map((name) => [name, "passed"]));
    expect(verdict.valid).toBe(true);
  });

  test("names the winners, the alternates and what members have seen", () => {
    const order = vector(level).ranking.map(([ticket]) => ticket);
    expect(verdict.places).toEqual({ winners: order.slice(0, 3), alternates: order.slice(3, 5) });
    expect(verdict.seen).toMatchObject({ announcementHash: vector(level).annHash, head: vector(level).head, count: 8 });
  });

  test("is called weak only at level C", () => {
    expect(verdict.weak).toBe(level === "C");
  });

  test("is the same text byte for byte whenever it is built", () => {
    expect(receiptText(receiptOf(level))).toBe(receiptText(receiptOf(level)));
    expect(receiptText(receiptOf(level))).toMatch(/^\{"v":1,"announcement":".*","entries":\[\[.*\}\n$/);
  });
});

const corpora: [string, Tampered[]][] = [
  ["a changed field", editedFields],
  ["a file that is no receipt", misshapen],
  ["a dishonest draw", dishonest],
];
describe.each(corpora)("%s is found out:", (_, corpus) => {
  test.each(corpus)("$what → $fails", ({ receipt, fails }) => {
    const verdict = verifyReceipt(receipt);
    expect(failed(receipt)).toEqual(fails);
    expect(verdict.valid).toBe(false);
    expect(verdict.places).toBeNull();
    for (const { problem } of verdict.checks) {
      if (problem) expect([problem.zh(), problem.en()]).not.toContain("");
    }
  });
});

test("the number of a message only says where to look: changing it breaks no check", () => {
  const receipt = { ...receiptOf("A"), posted: { ...posted, freeze: { ...posted.freeze, msg: "98" } } };
  expect(verifyReceipt(receipt).valid).toBe(true);
});

test("a draw that nobody entered has an empty ranking and is valid", () => {
  const receipt = receiptOf("A", { entries: [] });
  expect(verifyReceipt(receipt)).toMatchObject({ valid: true, places: { winners: [], alternates: [] } });
});

test("heads published before the close count as the freeze when nobody entered after them", () => {
  const early = { ...posted, freeze: { ...posted.freeze, date: "2023-08-23T12:00:00Z" } };
  expect(verifyReceipt(buildReceipt({ ...vector("A"), posted: early })).valid).toBe(true);
});

test("a receipt cannot be built from an entry that stands twice", () => {
  const { entries } = vector("A");
  expect(() => receiptOf("A", { entries: [...entries, entries[0]!] })).toThrow(/stands twice/);
});

test("tampering that leaves the announcement unreadable still compares list and order", () => {
  const states = verifyReceipt({ ...receiptOf("A"), announcement: "cs-draw/1" }).checks.map(({ state }) => state);
  expect(states).toEqual("passed failed passed failed skipped skipped skipped failed skipped".split(" "));
});

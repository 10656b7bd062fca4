import { createHash } from "node:crypto";
import { Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import {
  beaconFromSignature,
  bitsNeeded,
  commitmentOf,
  drandBeaconName,
  formatBeaconName,
  isNumbersText,
  isWitnessWord,
  numbersBits,
  numbersText,
  parseBeaconName,
  parseSeedBeacon,
  quicknet,
  roundFor,
  roundTime,
  seedBeacon,
  verifyQuicknet,
} from "../../../src/features/draw/beacon.ts";
import { verifyReceipt } from "../../../src/features/draw/verify.ts";
import { receiptOf, vector } from "./receipts.ts";

const signature = vector("A").signature ?? "";

describe("level A", () => {
  test("accepts quicknet's signature of round 1000 and makes the vector's beacon of it", () => {
    expect(verifyQuicknet(1000, signature)).toBe(true);
    expect(beaconFromSignature(signature)).toBe(vector("A").beacon);
  });

  test.each([
    ["another round", 1001, signature],
    ["a point with its sign turned", 1000, `9${signature.slice(1)}`],
    ["bytes that are no point", 1000, `b5${signature.slice(2)}`],
    ["the point at infinity", 1000, `c0${"0".repeat(94)}`],
    ["too few bytes", 1000, signature.slice(2)],
    ["capitals", 1000, signature.toUpperCase()],
    ["no hex", 1000, "z".repeat(96)],
    ["round 0", 0, signature],
    ["half a round", 1000.5, signature],
  ])("refuses %s", (_, round, pasted) => {
    expect(verifyQuicknet(round, pasted)).toBe(false);
  });

  test("pins the key that quicknet's chain hash stands for", () => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt32BE(quicknet.period);
    bytes.writeBigInt64BE(BigInt(quicknet.genesis), 4);
    const parts = [bytes, Buffer.from(quicknet.publicKey, "hex"), Buffer.from(quicknet.groupHash, "hex")];
    const info = Buffer.concat([...parts, Buffer.from(quicknet.beaconId)]);
    expect(createHash("sha256").update(info).digest("hex")).toBe(quicknet.chain);
  });

  test("names the first round 300 s or more after the close", () => {
    const close = new Date("2023-08-23T15:54:24Z");
    expect(drandBeaconName(close)).toBe(`drand:${quicknet.chain}:1000`);
    expect(roundTime(1000)).toEqual(new Date("2023-08-23T15:59:24Z"));
    expect([-1, 0, 1, 2, 3, 4].map((seconds) => roundFor(new Date(close.getTime() + seconds * 1000)))).toEqual([
      1000, 1000, 1001, 1001, 1001, 1002,
    ]);
  });

  test("names a round that is never earlier than 300 s after the close, nor 3 s later than that", () => {
    for (let seconds = 0; seconds < 1000; seconds++) {
      const close = new Date(Date.UTC(2026, 10, 20) + seconds * 1000);
      const waitMs = roundTime(roundFor(close)).getTime() - close.getTime();
      expect(waitMs).toBeGreaterThanOrEqual(300_000);
      expect(waitMs).toBeLessThan(303_000);
    }
  });

  test("needs no network, neither to make a receipt nor to verify it", () => {
    const connect = vi.spyOn(Socket.prototype, "connect").mockImplementation(() => {
      throw new Error("no network here");
    });
    try {
      expect(verifyReceipt(receiptOf("A")).valid).toBe(true);
      expect(connect).not.toHaveBeenCalled();
    } finally {
      connect.mockRestore();
    }
  });
});

describe("level B", () => {
  const ssq = [{ source: "ssq", issue: "2026134" }];

  test("writes numbers as RFC 3797 does, however they were typed in", () => {
    expect(numbersText(ssq, [[31, 3, 25, 7, 19, 12], [8]])).toBe("3.7.12.19.25.31./8./");
    expect(isNumbersText(ssq, "3.7.12.19.25.31./8./")).toBe(true);
  });

  test.each([
    [[[3, 7, 12, 19, 25, 34], [8]]],
    [[[3, 7, 12, 19, 25, 31], [0]]],
    [[[3, 7, 12, 19, 25], [8]]],
    [[[3, 7, 12, 19, 25, 25], [8]]],
    [[[3, 7, 12, 19, 25, 3.5], [8]]],
    [[[3, 7, 12, 19, 25, 31]]],
  ])("does not accept numbers the lottery cannot draw: %j", (numbers) => {
    expect(numbersText(ssq, numbers)).toBeNull();
  });

  test("joins two sources in the order the announcement names them", () => {
    const name = parseBeaconName("numbers:ssq:2026134+dlt:2026130");
    if (name?.level !== "B") throw new Error("not level B");
    expect(formatBeaconName(name)).toBe("numbers:ssq:2026134+dlt:2026130");
    expect(numbersText(name.sources, [[1, 2, 3, 4, 5, 6], [7], [5, 4, 3, 2, 1], [12, 11]])).toBe(
      "1.2.3.4.5.6./7./1.2.3.4.5./11.12./",
    );
    expect(numbersBits(name.sources)).toBeCloseTo(Math.log2(17_721_088) + Math.log2(21_425_712), 9);
  });

  test("counts the bits of a draw and what a list needs", () => {
    expect(numbersBits(ssq)).toBeCloseTo(24.08, 2);
    expect(numbersBits([{ source: "kl8", issue: "1" }])).toBeCloseTo(61.6, 1);
    expect(bitsNeeded(1024)).toBe(24);
    expect(numbersBits([{ source: "constructor", issue: "1" }])).toBeNull();
  });
});

describe("level C", () => {
  const seed = "5eed".repeat(16);

  test("commits to a seed and joins the witnesses' words behind it", () => {
    expect(formatBeaconName({ level: "C", commitment: commitmentOf(seed) })).toContain("seed:9619e2c3275e1e8b");
    expect(seedBeacon(seed, ["春风", "42", "hello"])).toBe(vector("C").beacon);
    expect(parseSeedBeacon(vector("C").beacon)).toEqual({ seed, words: ["春风", "42", "hello"] });
  });

  test.each(["", "a/b", " a", "a ", "\u3000a", "a\nb", "x".repeat(65), "\udc00"])("refuses the word %j", (word) => {
    expect(isWitnessWord(word)).toBe(false);
    expect(() => seedBeacon(seed, [word])).toThrow(/cannot be a witness's word/);
  });

  test("refuses a seed that is no 32 bytes and a beacon without witnesses", () => {
    expect(() => seedBeacon("5eed", ["a"])).toThrow(/64 hex/);
    expect(() => seedBeacon(seed, [])).toThrow(/at least one witness/);
  });
});

test.each(["", "drand:52:1000", `drand:${quicknet.chain}:0`, "numbers:ssq", "numbers:ssq:1+", "seed:", "dice:6"])(
  'no beacon is named "%s"',
  (name) => {
    expect(parseBeaconName(name)).toBeNull();
  },
);

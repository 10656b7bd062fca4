import { describe, expect, test } from "vitest";
import { announcementText, parseAnnouncement } from "../../../src/features/draw/announcement.ts";
import { H, headOf, keyOf, placesOf, rank, saltHash, ticketOf, type Entry } from "../../../src/features/draw/scheme.ts";
import { vector, vectors } from "./receipts.ts";

const salt = new Uint8Array(32);
const users: [id: string, weight: number][] = [
  ["42", 1],
  ["77", 3],
  ["1001", 1],
  ["2002", 10],
  ["31337", 2],
  ["5550123", 1],
  ["700700700", 5],
  ["8", 1],
];

describe.each(vectors)("the vector $name", (vector) => {
  test("gives its tickets from salt and user ids", () => {
    const { id } = parseAnnouncement(vector.announcement);
    expect(users.map(([user, weight]) => [ticketOf(salt, "tg", user, id), weight])).toEqual(vector.entries);
  });

  test("gives its announcement hash, head and key", () => {
    const { announcement, entries, beacon } = vector;
    expect(H(announcement)).toBe(vector.annHash);
    expect(headOf(announcement, entries)).toBe(vector.head);
    expect(keyOf(announcement, vector.head, entries.length, beacon)).toBe(vector.key);
  });

  test("gives its order and scores, in whatever order the entries are ranked", () => {
    const inOrder = rank(vector.key, vector.entries).map(({ ticket, score }) => [ticket, score.slice(0, 16)]);
    expect(inOrder).toEqual(vector.ranking);
    expect(rank(vector.key, vector.entries.toReversed())).toEqual(rank(vector.key, vector.entries));
  });

  test("is written again, byte for byte, from what is read in it", () => {
    expect(announcementText(parseAnnouncement(vector.announcement))).toBe(vector.announcement);
    expect(parseAnnouncement(vector.announcement).salt).toBe(saltHash(salt));
  });
});

describe("places", () => {
  const order = vector("A").ranking.map(([ticket]) => ticket);

  test("go to the first of the ranking, then to the alternates", () => {
    const { winners, alternates } = placesOf(order, { winners: 3, alternates: 2 });
    expect([...winners, ...alternates]).toEqual(order.slice(0, 5));
    expect(winners).toHaveLength(3);
  });

  test("go to the next ticket when somebody is skipped, and nobody else moves", () => {
    const skipped = new Set([order[1]!]);
    const { winners, alternates } = placesOf(order, { winners: 3, alternates: 2 }, skipped);
    expect(winners).toEqual([order[0], order[2], order[3]]);
    expect(alternates).toEqual([order[4], order[5]]);
    const left = vector("A").entries.filter(([ticket]) => !skipped.has(ticket));
    expect(rank(vector("A").key, left).map(({ ticket }) => ticket)).toEqual(order.filter((t) => !skipped.has(t)));
  });

  test("stay empty when there are fewer entries than prizes", () => {
    expect(placesOf(order.slice(0, 2), { winners: 3, alternates: 2 })).toEqual({
      winners: order.slice(0, 2),
      alternates: [],
    });
  });
});

describe("entries", () => {
  const key = "0".repeat(64);
  const ticket = "0123456789abcdef";

  test.each([0, 101, 1.5, -1, Number.NaN])("of weight %s are refused", (weight) => {
    expect(() => rank(key, [[ticket, weight]])).toThrow(/weight .* whole number from 1 to 100/);
    expect(() => headOf("x", [[ticket, weight]])).toThrow(/weight/);
  });

  test.each(["", "0123", "0123456789ABCDEF", "0123456789abcdef0"])('with ticket "%s" are refused', (bad) => {
    expect(() => rank(key, [[bad, 1]])).toThrow(/not a ticket/);
  });

  test("of the same ticket twice are refused", () => {
    const twice: Entry[] = [
      [ticket, 1],
      [ticket, 2],
    ];
    expect(() => rank(key, twice)).toThrow(/stands twice/);
  });

  test("need a salt of 32 bytes for their ticket", () => {
    expect(() => ticketOf(new Uint8Array(16), "tg", "42", "x")).toThrow(/16 bytes; it needs 32/);
  });
});

describe("an announcement", () => {
  const good = parseAnnouncement(vector("A").announcement);

  test("carries the hash of the notice in real draws", () => {
    const text = announcementText({ ...good, notice: H("大家好，抽奖啦！") });
    expect(text.split("\n").at(-1)).toBe(`notice=${H("大家好，抽奖啦！")}`);
    expect(parseAnnouncement(text)).toEqual({ ...good, notice: H("大家好，抽奖啦！") });
  });

  test.each([
    ["id", { id: "a:b" }],
    ["group", { group: "-100" }],
    ["prizes", { prizes: [{ count: 2, name: "杯;1x车" }] }],
    ["prizes", { prizes: [{ count: 2, name: "杯" }] }],
    ["prizes", { prizes: [] }],
    ["winners", { winners: 0 }],
    ["alternates", { alternates: 1.5 }],
    ["beacon", { beacon: "dice:6" }],
    ["weight", { weight: "1\nexclude=nobody" }],
    ["weight", { weight: "1\u2028" }],
    ["exclude", { exclude: "" }],
    ["exclude", { exclude: "\ud800" }],
    ["salt", { salt: "00" }],
    ["notice", { notice: "hello" }],
  ])("is refused with a wrong %s: %j", (field, change) => {
    expect(() => announcementText({ ...good, ...change })).toThrow(expect.objectContaining({ field }));
  });

  test.each([
    ["scheme", (text: string) => text.replace("cs-draw/1", "cs-draw/2")],
    ["winners", (text: string) => text.replace("winners=3\n", "")],
    ["winners", (text: string) => text.replace("winners=3\nalternates=2", "alternates=2\nwinners=3")],
    ["winners", (text: string) => text.replace("winners=3", "winners=03")],
    ["salt", (text: string) => text.replace("salt=", "salt= ")],
    ["notice", (text: string) => `${text}\n`],
    ["end", (text: string) => `${text}\nnotice=${H("x")}\nmore=1`],
    ["close", (text: string) => text.replace("2023-08-23T", "2023-02-30T")],
    ["scheme", (text: string) => text.replaceAll("\n", "\r\n")],
  ])("is not read when its text departs from the form at %s", (field, change) => {
    expect(() => parseAnnouncement(change(vector("A").announcement))).toThrow(expect.objectContaining({ field }));
  });
});

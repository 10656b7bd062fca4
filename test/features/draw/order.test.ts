import { describe, expect, test } from "vitest";
import { seal, seedVault, unseal } from "../../../src/core/vault.ts";
import { isOpenToAll, readOrder } from "../../../src/features/draw/order.ts";
import { flawIn, missingIn } from "../../../src/features/draw/rules.ts";
import { maskedName } from "../../../src/members/names.ts";
import { momentIn } from "../../../src/features/draw/when.ts";
import { nextOpening, readRhythm } from "../../../src/features/draw/plan.ts";
import {
  chainLength,
  chainLink,
  expectedCost,
  prizeOfLot,
  readInstant,
  roundAfter,
} from "../../../src/features/draw/instant/rules.ts";
import { roundTime } from "../../../src/features/draw/beacon.ts";
import { H } from "../../../src/features/draw/scheme.ts";

const zone = "Asia/Shanghai";
const now = new Date("2026-03-01T10:00+08:00"); // a Sunday

test.each([
  ["一等奖 耳机x1 二等奖 贴纸x5 周五20:00截止", "2026-03-06T12:00:00.000Z"],
  ["first prize: headphones x1, stickers x5, closes Friday 20:00", "2026-03-06T12:00:00.000Z"],
  ["耳机×1 贴纸×5 今晚8点截止", "2026-03-01T12:00:00.000Z"],
  ["耳机x1，贴纸x5，截止：明天 20:00", "2026-03-02T12:00:00.000Z"],
  ["耳机x1 贴纸x5 30分钟后截止", "2026-03-01T02:30:00.000Z"],
])("%s: two prizes and a close", (words, closeAt) => {
  const { terms, unknown } = readOrder(words, now, zone);
  expect(unknown).toEqual([]);
  expect(terms.prizes.map(({ name, count }) => [name.slice(-2), count])).toEqual([
    [words.includes("耳") ? "耳机" : "es", 1],
    [words.includes("贴") ? "贴纸" : "rs", 5],
  ]);
  expect(terms.closeAt?.toISOString()).toBe(closeAt);
  expect(missingIn(terms)).toEqual({ field: "value", prize: 0 });
});

test("conditions, weights, cost and source are read in any order, and leave no word over", () => {
  const words =
    "权重 积分 最多5，满100人，口令 上车，每人10积分，近14天活跃3天，入群7天，近3次未中奖，标签 老客，双色球2026031，候补3，3天内领奖，贴纸x2(5.5元) 今晚20:00截止，主办 茶馆 一号，联系 olga";
  const { terms, unknown } = readOrder(words, now, zone);
  expect(unknown).toEqual([]);
  expect(terms).toMatchObject({
    weight: { by: "points", most: 5 },
    limit: 100,
    keyword: "上车",
    cost: 10,
    need: { active: 3, within: 14, days: 7, notWon: 3, tag: "老客" },
    level: "B",
    sources: [{ source: "ssq", issue: "2026031" }],
    alternates: 3,
    claimDays: 3,
    prizes: [{ name: "贴纸", count: 2, value: 550 }],
    organiser: "茶馆 一号",
    contact: "olga",
  });
});

test.each([
  ["耳机x1(300元) 主办 茶馆 一号 联系 @olga 明天 20:00截止", "@olga"],
  ["耳机x1(300元) 明天20:00截止 主办：茶馆 一号 联系：每天 9:00-18:00 私聊", "每天 9:00-18:00 私聊"],
  ["headphones x1 (300), organiser 茶馆 一号, contact olga closes tomorrow 20:00", "olga"],
])("who holds it and whom to ask end where the next thing begins: %s", (words, contact) => {
  const { terms } = readOrder(words, now, zone);
  expect(terms).toMatchObject({ organiser: "茶馆 一号", contact, closeAt: new Date("2026-03-02T20:00+08:00") });
});

test("what is no prize is named, not guessed", () => {
  expect(readOrder("送大家一个礼物", now, zone).unknown).toEqual(["送大家一个礼物"]);
  expect(readOrder("茶杯x0(50元) 贴纸x1", now, zone)).toMatchObject({
    unknown: ["茶杯x0(50元)"],
    terms: { prizes: [{ name: "贴纸" }] },
  });
});

test.each(["open to all", "everyone may enter", "open to everybody", "人人可参加"])("%s is no condition", (words) => {
  expect(readOrder(`stickers for everyone x1 (5), ${words}, closes Friday 20:00`, now, zone)).toMatchObject({
    unknown: [],
    terms: { prizes: [{ name: "stickers for everyone", count: 1 }] },
  });
  expect(isOpenToAll(words)).toBe(true);
});

test.each([
  ["20:00", "2026-03-01T12:00:00.000Z"],
  ["9:00", "2026-03-02T01:00:00.000Z"],
  ["周日9:00", "2026-03-08T01:00:00.000Z"],
  ["周日20:00", "2026-03-01T12:00:00.000Z"],
  ["下周五20:00", "2026-03-06T12:00:00.000Z"],
  ["明晚八点半", "2026-03-02T12:30:00.000Z"],
  ["大后天下午3点", "2026-03-04T07:00:00.000Z"],
  ["今晚12点", "2026-03-01T16:00:00.000Z"],
  ["周五晚上8点一刻", "2026-03-06T12:15:00.000Z"],
  ["3天后中午12点", "2026-03-04T04:00:00.000Z"],
  ["一个半小时后", "2026-03-01T03:30:00.000Z"],
  ["半小时后", "2026-03-01T02:30:00.000Z"],
  ["tomorrow at 8:30 pm", "2026-03-02T12:30:00.000Z"],
  ["Friday 8pm", "2026-03-06T12:00:00.000Z"],
  ["in half an hour", "2026-03-01T02:30:00.000Z"],
  ["2026-03-06 20:00:22", "2026-03-06T12:00:22.000Z"],
  ["in 2 hours", "2026-03-01T04:00:00.000Z"],
])("%s is a moment to come", (words, at) => {
  expect(momentIn(words, now, zone)?.at.toISOString()).toBe(at);
});

test.each([
  ["昨天20:00", "2026-02-28T12:00:00.000Z"],
  ["前天晚上八点", "2026-02-27T12:00:00.000Z"],
  ["上周五20:00", "2026-02-20T12:00:00.000Z"],
  ["2月28日20:00", "2026-02-28T12:00:00.000Z"],
  ["今天9:00", "2026-03-01T01:00:00.000Z"],
  ["2小时前", "2026-03-01T00:00:00.000Z"],
  ["yesterday 8pm", "2026-02-28T12:00:00.000Z"],
  ["last Friday 20:00", "2026-02-20T12:00:00.000Z"],
  ["2 hours ago", "2026-03-01T00:00:00.000Z"],
  ["上周", "2026-02-28T02:00:00.000Z"],
])("%s is over, and no draw closes then", (words, at) => {
  const { terms, unknown } = readOrder(`耳机x1(300元) ${words}截止`, now, zone);
  expect([terms.closeAt?.toISOString(), unknown]).toEqual([at, []]);
  expect(flawIn(terms, now, 1)).toBe("closeOver");
});

test("what only looks like a time is a prize", () => {
  const { terms, unknown } = readOrder("一点点奶茶x5(15元)，1天体验券x3(20元)", now, zone);
  expect([terms.prizes.map(({ name }) => name), terms.closeAt, unknown]).toEqual([
    ["一点点奶茶", "1天体验券"],
    null,
    [],
  ]);
});

test("a plan opens on its weekday at its time, the next one after now", () => {
  const found = readRhythm("每周五 20:00 开放24小时 贴纸x5(5元)");
  expect(found?.rhythm).toEqual({ weekday: 5, opensAt: "20:00", minutes: 1440 });
  expect(readRhythm("每周五晚上8点半开 开放24小时 贴纸x5(5元)")?.rhythm.opensAt).toBe("20:30");
  expect(readRhythm("every Friday 8pm for 24 hours, stickers x5 (5)")?.rhythm.opensAt).toBe("20:00");
  const first = nextOpening({ weekday: 5, opensAt: "20:00" }, now, zone);
  expect(first.toISOString()).toBe("2026-03-06T12:00:00.000Z");
  expect(nextOpening({ weekday: 5, opensAt: "20:00" }, first, zone).toISOString()).toBe("2026-03-13T12:00:00.000Z");
});

describe("instant draws", () => {
  test("odds, stock and cost are read, and what a play costs on average", () => {
    const order = readInstant("每次10积分，100积分 1% x50，20积分 10% x500，主办 茶馆，联系 olga");
    expect(order.unknown).toEqual([]);
    expect(order.prizes.map(({ ppm, stock, points }) => [ppm, stock, points])).toEqual([
      [10_000, 50, 100],
      [100_000, 500, 20],
    ]);
    expect(expectedCost({ prizes: order.prizes, cost: 10 })).toEqual({ points: 3, fen: 0 });
  });

  test.each(["10 points a play", "10 points each", "cost 10", "每次10积分"])("a play costs ten: %s", (words) => {
    expect(readInstant(`${words}, 20 points 10% x5`)).toMatchObject({ cost: 10, unknown: [] });
  });

  test("every lot of the million has the prize that the odds give it", () => {
    const prizes = [{ ppm: 10_000 }, { ppm: 100_000 }];
    expect([0, 9_999, 10_000, 109_999, 110_000, 999_999].map((lot) => prizeOfLot(prizes, lot))).toEqual([
      0, 0, 1, 1, -1, -1,
    ]);
  });

  test("the round of a play is the first one 3 s or more after it: not known when it was made", () => {
    for (let ms = 0; ms < 6_000; ms += 250) {
      const at = new Date(now.getTime() + ms);
      const wait = roundTime(roundAfter(at)).getTime() - at.getTime();
      expect(wait).toBeGreaterThanOrEqual(3_000);
      expect(wait).toBeLessThan(6_000);
    }
  });

  test("a committed chain's links hash to the one before, down to the commitment", () => {
    const seed = "5eed".repeat(16);
    expect(H(chainLink(seed, 1))).toBe(chainLink(seed, 0));
    expect(H(chainLink(seed, 7))).toBe(chainLink(seed, 6));
    expect(chainLink(seed, chainLength)).toBe(seed);
  });
});

test("a sealed text opens only where it was sealed", () => {
  seedVault("test");
  const sealed = seal("TEA-4711", "draw:1:code");
  expect(sealed).not.toContain("TEA");
  expect(unseal(sealed, "draw:1:code")).toBe("TEA-4711");
  expect(() => unseal(sealed, "draw:2:code")).toThrow();
  expect(() => unseal(`${sealed.slice(0, -4)}AAAA`, "draw:1:code")).toThrow();
});

test.each([
  ["张小明", "张*"],
  ["👩‍👩‍👧 家", "👩‍👩‍👧*"],
  ["", "*"],
  ["[阿茶](店)", "阿*"],
  ["🌸小明", "🌸*"],
])("%s is shown as %s", (name, shown) => expect(maskedName(name)).toBe(shown));

import { describe, expect, test } from "vitest";
import { Converter } from "opencc-js/cn2t";
import { CommandTable } from "../../src/core/commands.ts";
import { defineFeature, type Command } from "../../src/core/feature.ts";
import { text } from "../../src/core/text.ts";
import { features } from "../../src/features/index.ts";

const command = (name: string, aliases: string[], more: Partial<Command> = {}): Command => ({
  name,
  aliases,
  who: "member",
  help: text({ zh: "帮助", en: "help" }),
  run: async () => {},
  ...more,
});

const table = new CommandTable([
  defineFeature({
    name: "test",
    commands: [
      command("checkin", ["签到", "打卡", "qd"]),
      command("points", ["积分"]),
      command("award", ["加积分"], { takesArguments: true }),
      command("top", ["排行榜"], { takesArguments: true, alsoNamed: ["rank"] }),
    ],
  }),
]);
const found = (said: string) => {
  const match = table.match(said, ["HearthBot", "炉边"]);
  return match ? `${match.command.name}(${match.args})` : null;
};

describe("a command is found in", () => {
  test.each([
    ["签到", "checkin()"],
    ["  签到  ", "checkin()"],
    ["签到！", "checkin()"],
    ["签到～～", "checkin()"],
    ["簽到", "checkin()"],
    ["／签到", "checkin()"],
    ["#签到", "checkin()"],
    ["/checkin", "checkin()"],
    ["/CheckIn", "checkin()"],
    ["/checkin@HearthBot", "checkin()"],
    ["/checkin@hearthbot", "checkin()"],
    ["ｑｄ", "checkin()"],
    ["QD", "checkin()"],
    ["@HearthBot 签到", "checkin()"],
    ["@HearthBot\u2005签到", "checkin()"],
    ["签到 @HearthBot", "checkin()"],
    ["@炉边\u2005積分", "points()"],
    ["加积分 100 @小明 谢谢", "award(100 @小明 谢谢)"],
    ["加积分\u3000100 @小明", "award(100 @小明)"],
    ["/award 100 @Ming For Tea", "award(100 @Ming For Tea)"],
    ["/rank week", "top(week)"],
    ["排行榜 周", "top(周)"],
    ["/points please", "points(please)"],
    [`加积分 ${"很".repeat(400)}`, `award(${"很".repeat(400)})`],
  ])("%j", (said, expected) => expect(found(said)).toBe(expected));
});

describe("talk is no command:", () => {
  test.each([
    "我想问一下签到怎么用",
    "签到 了吗",
    "今天签到",
    "积分怎么用",
    "top!",
    "checkin",
    "rank",
    "/checkin@OtherBot",
    "/unknown",
    "",
    "   ",
    "！！！",
    "/",
    "@HearthBot",
    `签到${"啊".repeat(400)}`,
  ])("%j", (said) => expect(found(said)).toBeNull());
});

test("every word of the product is found as it is written in Taiwan and Hong Kong, in any case, with an end", () => {
  const all = new CommandTable(features);
  const ways = [(word: string) => word, ...(["t", "tw", "hk"] as const).map((to) => Converter({ from: "cn", to }))];
  const missed: string[] = [];
  for (const { command } of all.words().values())
    for (const written of ways.flatMap((way) => command.aliases.map((alias) => way(alias))))
      for (const said of [written, written.toUpperCase(), `${written}！`, ` ${written}`])
        if (all.match(said)?.command !== command) missed.push(said);
  expect(missed).toEqual([]);
});

test("a word of one character, or with a space in it, is found too", () => {
  const words = { aliases: { 抽: "checkin", "ok 啦": "points" }, off: [] };
  const name = (said: string) => table.match(said, [], words)?.command.name;
  expect(["抽", "抽！", "ok 啦", "OK 啦~"].map(name)).toEqual(["checkin", "checkin", "points", "points"]);
  expect(["抽奖", "okay", "ok"].map(name)).toEqual([undefined, undefined, undefined]);
});

test("two commands with one word are refused when the house is built", () => {
  const twice = defineFeature({ name: "twice", commands: [command("one", ["签到"]), command("two", ["簽到"])] });
  expect(() => new CommandTable([twice])).toThrow('the word "签到" means both /one and /two');
});

import { expect, test } from "vitest";
import { at, greenTea, heard, open, said, whoWroteIt, world } from "./round.ts";

test("a pause keeps the time that was left", async () => {
  await open([whoWroteIt]);
  const olga = world.member("olga");
  await olga.says("开始答题 轮答 1 test");
  await world.setTime(at(10));
  await olga.hears("暂停答题", "答题暂停，发送“继续答题”接着来。");
  await world.setTime(at(600));
  heard();
  await world.happens(said("ada", "陆羽", 601)); // while it is paused
  await olga.hears("继续答题", "继续！这题还剩 20 秒。");
  heard();
  await world.happens(said("ada", "陆羽", 610));
  await world.setTime(at(619));
  expect(heard()).toEqual([]);
  await world.setTime(at(622));
  expect(heard().join("\n")).toContain("1 人作答，1 人答对，最快的是 ada（20.0 秒）");
});

test("a house that was away gives a little more time, once, and counts what was said in time", async () => {
  await open([whoWroteIt]);
  await world.member("olga").says("开始答题 轮答 1 test");
  await world.setTime(at(300));
  expect(heard().at(-1)).toBe("我刚才断线了一会儿，第 1 题再给大家 10 秒。");
  await world.happens(said("ada", "陆羽", 305), said("ben", "陆羽", 20));
  await world.setTime(at(400));
  expect(heard().join("\n")).toContain("2 人作答，2 人答对");
});

test("a house that was away for hours ends a quiz instead of asking on in the night, and what was right counts", async () => {
  await open([whoWroteIt, greenTea]);
  await world.member("olga").says("开始答题 轮答 2 test");
  await world.happens(said("ada", "陆羽", 3));
  await world.setTime(at(4 * 3600));
  const told = heard().slice(-2).join("\n");
  expect(told).toContain("我断线太久了，这场答题就到这里；答对的都算。");
  expect(told).toContain("🏁 答题结束");
  await world.setTime(at(5 * 3600));
  expect(heard()).toEqual([]);
});

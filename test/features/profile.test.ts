import { afterEach, expect, test } from "vitest";
import { profile } from "../../src/features/profile/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

test("a birthday that no year has is said so, in the language of the community; February 29th is one", async () => {
  world = await createWorld({ features: [profile], at: "2026-03-01T09:00+08:00" });
  const ada = world.member("ada");
  expect(await ada.whispers("生日 02-30")).toEqual(["日历上没有“02-30”这一天，请再看看；先月后日，这样写：生日 05-12"]);
  expect(await ada.whispers("生日 13-01")).toEqual(["日历上没有“13-01”这一天，请再看看；先月后日，这样写：生日 05-12"]);
  expect(await ada.whispers("生日 明天")).toEqual(["这样写：生日 05-12，或 生日 5月12日；删掉：生日 删除"]);
  expect(await ada.whispers("生日 2月29日")).toEqual(["记住了，2月29日。不记年份，随时可以用“生日 删除”删掉。"]);
  expect(await ada.whispers("生日 删除")).toEqual(["已删掉你的生日。"]);
});

test("so in English", async () => {
  world = await createWorld({ features: [profile], at: "2026-03-01T09:00+08:00", language: "en" });
  expect(await world.member("ada").whispers("/birthday 2/30")).toEqual([
    "There is no such day as 2/30. The month comes first: /birthday 05-12",
  ]);
});

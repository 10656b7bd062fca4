import { afterEach, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

test("in private the bot speaks for the community its person used last, and names it when there are several", async () => {
  world = await createWorld({ features });
  const ada = world.member("ada");
  const north = { chat: { id: "-1001", kind: "group" as const, title: "北边" } };
  const south = { chat: { id: "-1002", kind: "group" as const, title: "南边" } };
  await ada.says("签到", north);
  expect(await ada.whispers("积分")).toEqual(["你有 10 分，排第 1 名。"]);
  await world.setTime("2026-03-02 09:00");
  await ada.says("积分", south);
  expect(await ada.whispers("积分")).toEqual(["【南边】\n你有 0 分。"]);
  await world.setTime("2026-03-02 10:00");
  await ada.says("积分", north);
  expect(await ada.whispers("积分")).toEqual(["【北边】\n你有 10 分，排第 1 名。"]);
  await ada.whispers("/language en");
  expect((await ada.whispers("/points"))[0]).toMatch(/^\[北边\]\nYou have/u);
});

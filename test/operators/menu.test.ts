import { expect, test, vi } from "vitest";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";
import { silentLog } from "../../src/core/log.ts";
import { systemClock } from "../../src/core/time.ts";
import { commandMenus } from "../../src/operators/menu.ts";
import { borrowTestDatabase } from "../world/database.ts";
import { FakeBot, rich } from "../world/fake-bot.ts";

test("the menus hold every command that is listed, once, for members or for operators", () => {
  const menus = commandMenus(features);
  expect(menus.map(({ language, scope }) => `${language} ${scope}`)).toEqual([
    "zh members",
    "zh operators",
    "en members",
    "en operators",
  ]);
  const names = (scope: string, language: string) =>
    menus.find((menu) => menu.scope === scope && menu.language === language)?.commands.map((command) => command.name);
  expect(names("members", "zh")).toContain("checkin");
  expect(names("operators", "en")).toContain("role");
  expect(names("members", "en")).not.toContain("role");
  expect(menus.flatMap((menu) => menu.commands).some((command) => command.name === "claim")).toBe(false);
  for (const { description } of menus.flatMap((menu) => menu.commands)) {
    expect(description.length).toBeGreaterThan(0);
    expect(description.length).toBeLessThanOrEqual(256); // Bot API, BotCommand
  }
});

test("the house sets them at start; that a platform refuses them is logged and harms nothing", async () => {
  const database = await borrowTestDatabase();
  const bot = new FakeBot("telegram", rich);
  const set = vi.fn((_menus: unknown) => Promise.reject(new Error("no menus today")));
  const warned = vi.fn();
  const house = createHouse({
    database,
    features,
    bots: [Object.assign(bot, { setCommandMenu: set })],
    clock: systemClock,
    log: { ...silentLog, warn: warned },
    pacing: false,
  });
  await house.start();
  await house.settle();
  await house.stop();
  await database.close();
  expect(set).toHaveBeenCalledWith(commandMenus(features));
  expect(warned).toHaveBeenCalledWith(
    expect.objectContaining({ platform: "telegram" }),
    "the command menu could not be set",
  );
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { settingsCommand } from "../../src/cli/settings.ts";
import { systemClock } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { Directory } from "../../src/members/directory.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let folder: string;
beforeEach(async () => {
  world = await createWorld({ features });
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-settings-"));
  await world.giveRole("olga", "owner");
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

describe("a setting", () => {
  test("holds from the next message on, in Record too", async () => {
    const texts = async () =>
      (await world.query<{ text: string }>("SELECT text FROM message_text")).map((row) => row.text);
    await world.member("ada").says("第一句话会留下");
    await world.member("olga").says("设置 upkeep.textDays 0");
    await world.member("ada").says("第二句话不会留下");
    expect(await texts()).not.toContain("第二句话不会留下");
    expect(await texts()).toContain("第一句话会留下");
  });

  test("of the time zone decides which day it is", async () => {
    await world.setTime("2026-03-01T23:30");
    await world.member("ada").says("签到");
    await world.member("olga").says("设置 community.timeZone Pacific/Auckland");
    await world.member("ada").hears("签到", "签到成功！+12 分，连续 2 天，共 22 分。");
    expect(await world.query("SELECT DISTINCT day::text FROM member_day WHERE member_id = 2 ORDER BY 1")).toEqual([
      { day: "2026-03-01" },
      { day: "2026-03-02" },
    ]);
  });

  test("reaches other processes when they next look, at most three seconds later", async () => {
    const clock = vi.spyOn(performance, "now");
    let real = 1_000_000;
    clock.mockImplementation(() => real);
    try {
      const other = new Directory(world.database.pool, systemClock);
      const { chat } = world.message(null, "");
      const place = () => other.group(world.bot.platform, chat, world.bot.account);
      await other.refresh();
      expect((await place()).textDays).toBe(30);
      await world.member("olga").says("设置 upkeep.textDays 7");
      real += 2999;
      await other.refresh();
      expect((await place()).textDays).toBe(30);
      real += 1;
      await other.refresh();
      expect((await place()).textDays).toBe(7);
    } finally {
      clock.mockRestore();
    }
  });

  test("that a later version narrowed counts as not set", async () => {
    await world.query(`INSERT INTO setting SELECT id, 'checkin', 'first', '500000' FROM community`);
    expect((await world.member("olga").says("设置 checkin.first"))[0]).toContain("checkin.first（首日积分）：10");
  });

  test("cannot be changed by somebody else's press", async () => {
    await world.member("olga").says("设置 community.language");
    const said = await world.happens(world.press(world.member("ada").sender, "en"));
    expect(said.map((message) => message.text)).toEqual(["只有管理员可以改设置。"]);
    expect(await world.query("SELECT language FROM community")).toEqual([{ language: "zh" }]);
  });
});

describe("hearth settings", () => {
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const { database, house } = world;
    const open = async () => ({ database, recorder: house.recorder, clock: systemClock });
    const command = settingsCommand({ open, out: (line) => void lines.push(line) }, features).exitOverride();
    await command.parseAsync([...args, "--community", "Tea House"], { from: "user" });
    return lines.join("\n");
  };
  const file = (yaml: string) => {
    const name = path.join(folder, "settings.yaml");
    writeFileSync(name, yaml);
    return name;
  };

  test("what is exported can be imported, and changes nothing", async () => {
    const name = path.join(folder, "out.yaml");
    await run("export", "--out", name);
    expect(readFileSync(name, "utf8")).toContain("checkin:\n  first: 10\n");
    expect(await run("import", name)).toBe("Nothing to change.");
    expect(await world.query("SELECT 1 FROM audit")).toEqual([]);
  });

  test("an import sets what it names, writes each in the audit and leaves the rest", async () => {
    const yaml = "community:\n  language: en\ncheckin:\n  first: 15\n  step: 2\n";
    expect(await run("import", file(yaml))).toBe("Changed: community.language, checkin.first");
    expect(await run("export")).toContain("first: 15\n  step: 2\n  fullAfter: 6");
    expect(await world.query("SELECT actor, command, args, result FROM audit ORDER BY seq")).toEqual([
      { actor: "commandLine", command: "settings", args: 'community.language "en"', result: "done" },
      { actor: "commandLine", command: "settings", args: "checkin.first 15", result: "done" },
    ]);
  });

  test.each([
    ["checkin:\n  first: 15\n  step: -1\n", 'checkin.step cannot be "-1"; allowed: a whole number from 0 to 10,000.'],
    ["checkin:\n  bas: 15\n", 'There is no setting "checkin.bas"; /settings lists them.'],
    ["checkin: 15\n", 'There is no setting "checkin"; /settings lists them.'],
    ["community:\n  timeZone: Mars\n", 'community.timeZone cannot be "Mars"; allowed: a time zone such as'],
    ["- a\n- b\n", "This is not a file of settings"],
    ["a: [", "This is not a file of settings"],
  ])("refuses %j whole, in one sentence", async (yaml, sentence) => {
    await expect(run("import", file(yaml))).rejects.toThrow(sentence);
    expect(await world.query("SELECT 1 FROM setting")).toEqual([]);
  });
});

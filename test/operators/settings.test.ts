import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { speaking } from "../../src/cli/context.ts";
import { settingsCommand } from "../../src/cli/settings.ts";
import { silentLog, type Log } from "../../src/core/log.ts";
import { systemClock } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { setZone } from "../../src/members/community.ts";
import { Directory } from "../../src/members/directory.ts";
import { allSettings, settingNamed, type Setting } from "../../src/operators/settings.ts";
import { createRecorder } from "../../src/record/lane.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let folder: string;
let log: Log;
beforeEach(async () => {
  log = { ...silentLog };
  world = await createWorld({ features, log });
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

  test("is found by its key alone, and by its whole name where several have that key", async () => {
    const olga = world.member("olga");
    expect((await olga.says("设置 timeZone"))[0]).toMatch(/^时区（community\.timeZone）：Asia\/Shanghai/u);
    expect(await olga.says("设置 timezone Europe/Berlin")).toEqual([
      "时区：Asia/Shanghai → Europe/Berlin，现在起生效。\n[撤销]",
    ]);
    const zone = allSettings(features).find(({ key }) => key === "timeZone") as Setting;
    const two = [zone, { ...zone, name: "other.timeZone" }];
    expect(() => settingNamed(two, "timeZone")).toThrow(
      'Several settings are called "timeZone"; write the whole name: community.timeZone, other.timeZone',
    );
    expect(settingNamed(two, "other.timeZone")).toBe(two[1]);
    expect(await olga.says("设置 同义词 发货")).toEqual([
      "同义词（service.synonyms）不能是“发货”，可以是一组用 = 连、组间用 ; 隔的词，如 发货=寄出; wifi=无线网。",
    ]);
    expect((await olga.says("设置 没人答时 5"))[0]).toMatch(/^几分钟没人答就主动答：0 → 5/u);
    const all = allSettings(features).flatMap(({ texts }) => [texts.name.zh(), ...(texts.formerly ?? [])]);
    // each can be typed as one word, and means one setting
    expect(all.filter((one, index) => /\s/u.test(one) || all.indexOf(one) !== index)).toEqual([]);
    expect((await olga.says("设置 nothing"))[0]).toBe("没有“nothing”这个设置，发送“设置”看看有哪些。");
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

  test("reaches other processes with their next event, also the zone that an import sets", async () => {
    const directory = new Directory(world.database.pool, systemClock);
    const wakes = { wakes: () => false, isCommand: () => false };
    const clock = { now: () => world.now };
    const other = createRecorder({ pool: world.database.pool, directory, clock, wakes });
    const { sender } = world.member("ada");
    const hear = (text: string) => other.record([world.message(sender, text)], { source: "live" });
    const kept = () => world.query("SELECT text, at FROM message_text WHERE text LIKE '另一处%' ORDER BY at");
    await world.setTime("2026-03-01T23:30");
    await hear("另一处听见的第一句");
    expect(await kept()).toHaveLength(1);
    await world.member("olga").says("设置 upkeep.textDays 0");
    await hear("另一处听见的第二句");
    expect(await kept()).toHaveLength(1);
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    await setZone(world.database, community?.id ?? 0, "Pacific/Auckland", world.now);
    await hear("另一处听见的第三句");
    const days =
      "SELECT day::text, messages FROM member_day JOIN member m ON m.id = member_id WHERE m.name = 'ada' ORDER BY 1";
    expect(await world.query(days)).toEqual([
      { day: "2026-03-01", messages: 2 },
      { day: "2026-03-02", messages: 1 },
    ]);
  });

  test("that is about privacy is told in every group, once for each change, by day", async () => {
    const tea = world.message(null, "").chat.id;
    const other = { id: "-2002", kind: "group" as const, title: "Tea House 2" };
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    await world.house.directory.group(world.bot.platform, other, world.bot.account, community?.id);
    const told = () =>
      world.bot.sent.filter((message) => message.text.startsWith("🔒")).map(({ chatId, text }) => [chatId, text]);
    const notice =
      "🔒 隐私说明有变化。消息保留天数：30 → 7。更早的消息原文今晚清除。\n发送“隐私”看我记录什么；随时可以：导出我的数据 · 删除我的数据 · 退出统计";
    const order = world.message(world.member("olga").sender, "设置 upkeep.textDays 7");
    await world.happens(order, order);
    await world.happens(order);
    expect(told()).toHaveLength(2);
    expect(told()).toEqual(
      expect.arrayContaining([
        [tea, notice],
        ["-2002", notice],
      ]),
    );
    await world.member("olga").says("设置 checkin.first 12");
    expect(told()).toHaveLength(2);
    await world.setTime("2026-03-01T23:00");
    await world.member("olga").says("设置 upkeep.textDays 0");
    expect(told()).toHaveLength(2);
    await world.setTime("2026-03-02T09:00");
    expect(told()).toHaveLength(4);
    expect(told().at(-1)?.[1]).toContain("7 → 0。从下一条消息起不再保存原文");
  });

  test("that a later version narrowed counts as not set", async () => {
    await world.query(`INSERT INTO setting SELECT id, 'checkin', 'first', '500000' FROM community`);
    await world.query(`INSERT INTO setting SELECT id, 'checkin', 'step', '3' FROM community`);
    const warnings: unknown[] = [];
    log.warn = (said: unknown) => void warnings.push(said);
    await world.member("ada").hears("签到", "签到成功！+10 分，连续 1 天，共 10 分。");
    await world.setTime("2026-03-02T09:00");
    await world.member("ada").hears("签到", "签到成功！+13 分，连续 2 天，共 23 分。");
    expect(warnings).toEqual([{ community: expect.any(Number), setting: "checkin.first", value: 500000 }]);
    const warned = "首日积分（checkin.first）：10　⚠️ 原来设的 500000 已不在允许范围内，用默认值";
    expect((await world.member("olga").says("设置 checkin.first"))[0]).toContain(warned);
    expect((await world.member("olga").says("设置"))[0]).toContain("签到（5 项，1 项要改 ⚠️）");
    expect((await world.member("olga").says("设置 签到"))[0]).toContain(warned.replace("（checkin.first）", ""));
    await world.member("olga").says("设置 checkin.first 10");
    expect((await world.member("olga").says("设置"))[0]).not.toContain("⚠️");
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
    const open = async () => ({ database, recorder: async () => house.recorder, clock: { now: () => world.now } });
    const command = settingsCommand(
      { open, ...speaking("en"), out: (line) => void lines.push(line) },
      features,
    ).exitOverride();
    await command.parseAsync([...args, "--community", "Tea House"], { from: "user" });
    return lines.join("\n");
  };
  const file = (yaml: string) => {
    const name = path.join(folder, "settings.yaml");
    writeFileSync(name, yaml);
    return name;
  };

  test("what is imported is heard of by whoever goes by it, as when it is said in the chat", async () => {
    await world.member("ada").says("大家好");
    const watched = () => world.query("SELECT feature FROM watch_chat");
    await run("import", file("service:\n  unaskedMinutes: 5\n"));
    await world.house.tick();
    await world.house.settle();
    expect(await watched()).toEqual([{ feature: "service" }]);
    await world.query("DELETE FROM watch_chat");
    const { platform, account, key, chat, at } = world.message(null, "");
    await world.happens({ kind: "botStatus", platform, account, key, chat, at, status: "added" });
    expect(await watched()).toEqual([{ feature: "service" }]);
  });

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

  test("an import takes names as they are said in chat too; a file that is not there is one sentence", async () => {
    expect(await run("import", file("checkin.first: 15\n"))).toBe("Changed: checkin.first");
    const missing = path.join(folder, "none.yaml");
    await expect(run("import", missing)).rejects.toThrow(`${missing} cannot be read (ENOENT)`);
    const nowhere = path.join(folder, "none", "out.yaml");
    await expect(run("export", "--out", nowhere)).rejects.toThrow(`${nowhere} cannot be written (ENOENT)`);
  });

  test("an import tells the groups of a change to members' privacy too", async () => {
    await run("import", file("upkeep:\n  textDays: 3\n"));
    const rows = await world.query<{ message: { text: string } }>(
      "SELECT message FROM outbox WHERE key LIKE 'privacy:%'",
    );
    expect(rows.map(({ message }) => message.text)).toEqual([expect.stringContaining("消息保留天数：30 → 3。")]);
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

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createFakeTelegram, type FakeTelegram } from "../fakes/telegram.ts";
import { urlOf } from "../postgres/server.ts";
import { copyFolder } from "../world/blank.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { Product } from "./product.ts";

// From the embedded database to a server and back, as a person does it.

let folder: string;
let telegram: FakeTelegram;
let server: TestDatabase;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-move-"));
  copyFolder(inject("blank"), path.join(folder, "data"));
  telegram = await createFakeTelegram();
  server = await createTestDatabase();
  env = {
    HEARTH_DATA_DIR: path.join(folder, "data"),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    HEARTH_PACING: "off",
  };
});
afterAll(async () => {
  await telegram.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function answers(product: Product, count: number): Promise<string> {
  await product.ready();
  // a turn's lease is longer than the fake waits for anything
  for (let tries = 0; tries < 4 && telegram.callsTo("sendMessage").length < count; tries++)
    await telegram.until(() => telegram.callsTo("sendMessage").length === count, "an answer").catch(() => {});
  expect(telegram.callsTo("sendMessage")).toHaveLength(count);
  return String(telegram.callsTo("sendMessage").at(-1)?.params.text);
}

async function run(args: string[], more: Record<string, string> = {}): Promise<Product> {
  const product = new Product(args, { ...env, ...more });
  await product.exit();
  return product;
}

test(
  "points go along to a server and back; a running product and a copy left behind are refused",
  { timeout: 180_000 },
  async () => {
    const url = urlOf(server.config);
    const group = telegram.group("茶友群");
    const ada = telegram.person("Ada");
    const first = new Product(["start"], env);
    group.says(ada, "签到");
    expect(await answers(first, 1)).toBe("签到成功！+10 分，连续 1 天，共 10 分。");
    const early = await run(["move", "--to", url]);
    expect(early.stderr).toMatch(/^Hearth runs on .* \(embedded\) \(hearth process \d+\); stop it first\n$/);
    expect(await first.stop()).toBe(0);

    // killed between two tables: running it again ends it
    await run(["move", "--to", url], { HEARTH_TEST_BUILD: "1", CRASH_AT: "during-move:9" });
    expect((await run(["start"], { DATABASE_URL: url })).stderr).toMatch(
      /did not finish; run the same hearth move again/,
    );
    const moved = await run(["move", "--to", url]);
    expect(moved.stderr).toBe("");
    expect(moved.stdout).toMatch(/rows of \d+ tables are in postgresql:.*\n.*no difference\.\nPoints in all: 10\./);
    const password = server.config.password;
    if (typeof password === "string") expect(moved.stdout).not.toContain(password);
    expect((await run(["start"])).stderr).toMatch(/^these books were moved to postgresql:/);
    for (const configured of [{}, { DATABASE_URL: url }]) {
      const again = await run(["move", "--to", url], configured);
      expect(again.stdout).toMatch(/^The books are all in postgresql:\S+ already: nothing is left to move\./);
      expect([again.stderr, await again.exit()]).toEqual(["", 0]);
    }

    const second = new Product(["start"], { ...env, DATABASE_URL: url });
    group.says(ada, "积分");
    expect(await answers(second, 2)).toBe("你有 10 分，排第 1 名。");
    expect(await second.stop()).toBe(0);

    expect((await run(["move", "--to", "embedded"], { DATABASE_URL: url })).stderr).toBe("");
    const third = new Product(["start"], env);
    group.says(ada, "签到");
    // the check-in has come along: it counts today, and at midnight for a row of two days
    expect(await answers(third, 3)).toMatch(/^今天已经签到过啦|连续 2 天/);
    expect(await third.stop()).toBe(0);
  },
);

test(
  "two processes with one bot on one database: one receives, the other takes over when it ends",
  { timeout: 180_000 },
  async () => {
    const other = await createTestDatabase();
    try {
      const shared = { ...env, DATABASE_URL: urlOf(other.config) };
      const before = telegram.callsTo("sendMessage").length;
      const group = telegram.group("Tea House");
      const ada = telegram.person("Eve");
      const one = new Product(["start"], shared);
      await one.ready();
      const two = new Product(["start"], shared);
      await two.ready();
      group.says(ada, "签到");
      expect(await answers(one, before + 1)).toBe("签到成功！+10 分，连续 1 天，共 10 分。");
      // what a dead process was sending is held for a minute, until nobody can be sending it: not timed here
      const sending = "SELECT 1 FROM outbox WHERE state = 'sending'";
      await expect.poll(async () => (await other.pool.query(sending)).rowCount, { timeout: 60_000 }).toBe(0);
      // gone without a word
      one.child.kill("SIGKILL");
      await one.exit();
      group.says(ada, "积分");
      expect(await answers(two, before + 2)).toBe("你有 10 分，排第 1 名。");
      expect(await two.stop()).toBe(0);
      expect((await other.pool.query("SELECT holder, fence FROM bot_turn")).rows).toEqual([
        { holder: "service-2", fence: 2 },
      ]);
    } finally {
      await other.close();
    }
  },
);

import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFakeTelegram, type FakeTelegram } from "../fakes/telegram.ts";
import { Product } from "./product.ts";

// The product as people start it: a process of its own, its own embedded database, real sockets.

let folder: string;
let telegram: FakeTelegram;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-e2e-"));
  telegram = await createFakeTelegram();
  env = {
    HEARTH_DATA_DIR: path.join(folder, "data"),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    HEARTH_PACING: "off",
  };
});
afterAll(async () => {
  await telegram.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("start", () => {
  test(
    "answers in a Telegram group, refuses a second start, stops cleanly and goes on where it was",
    { timeout: 120_000 },
    async () => {
      const product = new Product(["start"], env);
      await product.ready();
      const group = telegram.group("茶友群");
      const ada = telegram.person("Ada");
      group.says(ada, "签到");
      await telegram.until(() => texts(telegram).length === 1, "an answer");
      expect(texts(telegram)).toEqual(["签到成功！+10 分，连续 1 天，共 10 分。"]);

      const second = new Product(["start"], env);
      expect(await second.exit()).toBe(2);
      expect(second.stderr).toMatch(/^Hearth already runs on .* \(hearth process \d+\); stop it first, .*\n$/);

      expect(await product.stop()).toBe(0);
      group.says(ada, "积分");
      const again = new Product(["start"], env);
      await again.ready();
      await telegram.until(() => texts(telegram).length === 2, "the second answer");
      expect(texts(telegram)[1]).toBe("你有 10 分，排第 1 名。");
      expect(await again.stop()).toBe(0);
      expect(product.stdout + product.stderr + again.stdout + again.stderr).not.toContain(telegram.token.slice(12));
    },
  );

  test(
    "says in one sentence that Telegram refuses the token, and leaves nothing running",
    { timeout: 180_000 },
    async () => {
      const wrong = { ...env, TELEGRAM_BOT_TOKEN: "7000000001:wrong-token-wrong-token-wrong-token1" };
      const product = new Product(["start"], wrong);
      expect(await product.exit()).toBe(1);
      expect(product.stderr).toMatch(/^[^\n]*TELEGRAM_BOT_TOKEN[^\n]*\n$/);
      expect(product.stderr).not.toContain("wrong-token");
    },
  );

  test(
    "says that a platform cannot be reached, and leaves nothing running when it is stopped then",
    { timeout: 180_000 },
    async () => {
      const product = new Product(["start"], { ...env, TELEGRAM_API_ROOT: "http://127.0.0.1:9" });
      await expect
        .poll(() => product.stdout, { timeout: 60_000 })
        .toMatch(/^telegram: not connected yet, .*HTTPS_PROXY/);
      expect(await product.stop()).toBe(0);
      expect(existsSync(path.join(folder, "data/pg/cluster/postmaster.pid"))).toBe(false);
    },
  );

  test(
    "says in one sentence, in the terminal's language, what is wrong with a server database, and shows no password",
    { timeout: 180_000 },
    async () => {
      const server = { ...env, DATABASE_URL: "postgresql://hearth:very-secret@localhost:1/books" };
      for (const [args, lang, sentence] of [
        [
          ["start"],
          "en_US.UTF-8",
          /^the database server at localhost:1 cannot be reached \(connect ECONNREFUSED [^\n]*\n$/,
        ],
        [["backup"], "zh_CN.UTF-8", /^连不上数据库服务器 localhost:1（connect ECONNREFUSED [^\n]*）。[^\n]*\n$/],
      ] as const) {
        const product = new Product([...args], { ...server, LANG: lang });
        expect(await product.exit()).toBe(1);
        expect(product.stderr).toMatch(sentence);
        expect(product.stderr).not.toContain("very-secret");
      }
    },
  );

  // the others are told by loadConfig: test/config.test.ts
  test("refuses a setting that cannot be with one sentence, and shows no secret", { timeout: 180_000 }, async () => {
    const product = new Product(["start"], { ...env, TELEGRAM_BOT_TOKEN: "nonsense" });
    expect(await product.exit()).toBe(2);
    expect(product.stderr).toMatch(
      /^TELEGRAM_BOT_TOKEN is wrong \(its value is not shown\); allowed: the token that BotFather gave[^\n]*\n$/,
    );
    expect(product.stdout).toBe("");
    const file = path.join(folder, "a file");
    writeFileSync(file, "");
    const placed = new Product(["start"], { ...env, HEARTH_DATA_DIR: file });
    expect(await placed.exit()).toBe(2);
    expect(placed.stderr).toBe(
      `HEARTH_DATA_DIR is "${file}", which cannot be used (EEXIST); allowed: a folder one may write into\n`,
    );
    // where nothing can be made; Node's own recursive mkdir never comes back from there
    for (const command of [["start"], ["import", file, "--community", "x"]]) {
      const nowhere = new Product(command, { ...env, HEARTH_DATA_DIR: "/proc/hearth/data" });
      expect(await nowhere.exit()).toBe(2);
      expect(nowhere.stderr).toBe(
        'HEARTH_DATA_DIR is "/proc/hearth/data", which cannot be used (ENOENT); allowed: a folder one may write into\n',
      );
    }
  });
});

function texts(fake: FakeTelegram): unknown[] {
  return fake.callsTo("sendMessage").map((call) => call.params.text);
}

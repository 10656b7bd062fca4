import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataFile, testData } from "../data.ts";
import { long } from "../long.ts";
import { createFakeTelegram, type FakeTelegram } from "../fakes/telegram.ts";
import { setToMorning } from "../bots/playground/morning.ts";
import { main, Product } from "./product.ts";

// The run that docs/first-run.md shows, on real logs. UPDATE=1 writes the page anew.

interface Row {
  author: string;
  author_name: string;
  sent_at: string;
  text: string;
}

/** The whole logs and a new tea house take a minute; without them the second log alone, and the beginning of the session. */
const whole = long || process.env.UPDATE === "1";
const root = fileURLToPath(new URL("../..", import.meta.url));
const shown: string[] = [];
let folder: string;
let env: NodeJS.ProcessEnv;
let telegram: FakeTelegram;

/** Runs a command of the product and keeps what it printed for the page. */
function hearth(...args: string[]): string {
  const printed = execFileSync(process.execPath, [main, ...args], { env, encoding: "utf8", maxBuffer: 1e8 });
  const said = args.map((arg) => (path.isAbsolute(arg) ? path.basename(arg) : arg)).join(" ");
  shown.push("```", `$ npm run -s hearth -- ${said}`, printed.trimEnd(), "```", "");
  return printed;
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-first-"));
  telegram = await createFakeTelegram({ username: "hearth_bot" });
  env = { ...process.env, HEARTH_DATA_DIR: path.join(folder, "data"), HEARTH_WEB: "off", NO_COLOR: "1" };
});
afterAll(async () => {
  await telegram.close();
  rmSync(folder, { recursive: true, force: true });
  if (process.env.UPDATE === "1" && shown.length > 0) {
    const page = path.join(root, "docs/first-run.md");
    const head = readFileSync(page, "utf8").split("<!-- made by UPDATE=1 -->")[0] ?? "";
    writeFileSync(page, `${head}<!-- made by UPDATE=1 -->\n\n${shown.join("\n")}`);
  }
});

describe.skipIf(!testData)("the first run on real people's logs", { timeout: 300_000 }, () => {
  test.skipIf(!whole)("imports half a year of a live room, twice, and shows true numbers", () => {
    shown.push("## Last year's logs", "");
    const bili = dataFile("chat/zh_bili_authors3pct.jsonl.gz");
    const first = JSON.parse(hearth("import", bili, "--community", "bili", "--json"));
    expect(first).toMatchObject({ read: 46_689, added: 46_689, duplicate: 0, skipped: 0 });
    expect(JSON.parse(hearth("import", bili, "--community", "bili", "--json"))).toMatchObject({
      added: 0,
      duplicate: 46_689,
    });
    hearth("stats", "--community", "bili", "--from", "2020-06-15", "--to", "2020-06-30", "--language", "zh");
  });

  test("imports a Telegram group, twice, and shows true numbers", () => {
    const hyper = dataFile("chat/en_tg_hyperdbg_2020-2024.jsonl.gz");
    expect(JSON.parse(hearth("import", hyper, "--community", "hyperdbg", "--zone", "UTC", "--json"))).toMatchObject({
      read: 8141,
      added: 8141,
    });
    expect(JSON.parse(hearth("import", hyper, "--community", "hyperdbg", "--json"))).toMatchObject({ added: 0 });
    hearth("stats", "--community", "hyperdbg", "--from", "2024-01-01", "--to", "2024-01-14", "--language", "en");
  });

  test("counts a session that comes live through Telegram as it counts the same session imported", async () => {
    const lines = gunzipSync(readFileSync(dataFile("chat/zh_bili_session_20200515.jsonl.gz")))
      .toString()
      .trim()
      .split("\n")
      .slice(0, whole ? undefined : 1000);
    const file = path.join(folder, "zh_bili_session_20200515.jsonl");
    writeFileSync(file, lines.join("\n"));
    const rows = lines.map((line) => JSON.parse(line) as Row);
    const token = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url, HEARTH_PACING: "off" };
    const product = new Product(["start"], { HEARTH_DATA_DIR: path.join(folder, "data"), ...token });
    await product.ready();
    const ids = new Map<string, number>();
    for (const [index, row] of rows.entries()) {
      if (!ids.has(row.author)) ids.set(row.author, 9_000_000 + ids.size);
      telegram.inject({
        message: {
          message_id: index + 1,
          date: Math.floor(Date.parse(row.sent_at) / 1000),
          chat: { id: -1_001_234_567_890, type: "supergroup", title: "session live" },
          from: { id: ids.get(row.author), is_bot: false, first_name: row.author_name },
          text: row.text,
        },
      });
    }
    while (telegram.pending > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await product.stop()).toBe(0);

    shown.push("## One session, live through Telegram and imported", "");
    hearth("import", file, "--community", "session imported", "--chat", "bili:session-20200515");
    const days = ["--from", "2020-05-15", "--to", "2020-05-16", "--json"];
    const live = JSON.parse(hearth("stats", "--community", "session live", ...days));
    const imported = JSON.parse(hearth("stats", "--community", "session imported", ...days));
    expect(live.totals.messages).toBe(rows.length);
    expect({ ...live, community: "" }).toEqual({ ...imported, community: "" });
  });

  test.skipIf(!whole)("shows three days of check-ins in the playground", () => {
    shown.push("## Three days in the tea house", "");
    const said = [
      "签到",
      "ben> 打卡",
      "积分",
      "/day +1",
      "签到",
      "ben> 签到",
      "cleo> 簽到！",
      "/day +1",
      "ben> 签到",
      "ada> 排行榜",
      "cleo> 帮助",
    ];
    setToMorning(path.join(folder, "data"));
    const options = { env: { ...env, LANG: "zh_CN.UTF-8" }, encoding: "utf8", input: said.join("\n") } as const;
    const printed = execFileSync(process.execPath, [main, "playground"], options);
    expect(printed).toContain("连续 3 天");
    shown.push("```", printed.trimEnd(), "```", "");
  });
});

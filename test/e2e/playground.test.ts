import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { copyFolder } from "../world/blank.ts";
import { borrowTestDatabase } from "../world/database.ts";
import { urlOf } from "../postgres/server.ts";
import { main, Product } from "./product.ts";

// The playground of the product as people start it: its address is printed, its database is its own.

let folder: string;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-e2e-play-"));
  env = { HEARTH_DATA_DIR: path.join(folder, "data"), HEARTH_WEB: "127.0.0.1:0" };
  copyFolder(inject("blank"), path.join(folder, "data"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Node itself opens no terminals. */
const python = spawnSync("python3", ["-c", "import pty"]).status === 0;
const hangup = fileURLToPath(new URL("hangup.py", import.meta.url));

/** Whoever has checked in before reads this, on the same day or just after midnight. */
const checkedInBefore = /^今天已经签到过啦|连续 2 天/;

const printed = (product: Product) => /^playground: (http:\S+\/p\/[\w-]{22,}\/)$/m.exec(product.stdout)?.[1] ?? "";

async function playIn(url: string): Promise<string[]> {
  const body = JSON.stringify({ chat: "telegram", as: "ada", text: "签到" });
  const headers = { "content-type": "application/json", origin: new URL(url).origin };
  const said = await fetch(`${url}api/say`, { method: "POST", headers, body });
  expect(await said.json()).toEqual({});
  const messages = (await (await fetch(`${url}api/messages?chat=telegram`)).json()) as { text: string }[];
  return messages.slice(-2).map((one) => one.text);
}

describe("the playground of a start", () => {
  test("has a page, is furnished when somebody comes, and is the same after a restart under a new token", async () => {
    const product = new Product(["start"], env);
    await product.ready();
    expect(await playIn(printed(product))).toEqual(["签到", "签到成功！+10 分，连续 1 天，共 10 分。"]);
    // somebody still looks while it stops
    const news = await fetch(`${printed(product)}api/news`);
    expect(news.status).toBe(200);
    expect(await product.stop()).toBe(0);

    const again = new Product(["start"], env);
    await again.ready();
    expect(printed(again)).not.toBe(printed(product));
    expect((await playIn(printed(again)))[1]).toMatch(checkedInBefore);
    expect(await again.stop()).toBe(0);
    expect(product.stderr + again.stderr).toBe("");
  }, 180_000);

  test("a port that is in use stops the start with one sentence, and nothing stays behind; pages can be off", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const wrong = new Product(["start"], { ...env, HEARTH_WEB: `127.0.0.1:${port}` });
    expect(await wrong.exit()).toBe(1);
    expect(wrong.stdout).toBe("");
    expect(wrong.stderr).toMatch(new RegExp(`^HEARTH_WEB is "127.0.0.1:${port}"; that port is in use; [^\\n]*\\n$`));
    taken.close();
    // and so the next start is like any other; this one has no page when the pages are off
    const after = new Product(["start"], { ...env, HEARTH_WEB: "off" });
    await after.ready();
    expect(after.stdout).toMatch(/^playground: no page \(HEARTH_WEB is off\)$/m);
    expect(await after.stop()).toBe(0);
  }, 180_000);

  test("keeps to its own embedded database beside a server's", async () => {
    const server = await borrowTestDatabase();
    try {
      const product = new Product(["start"], { ...env, DATABASE_URL: urlOf(server.config) });
      await product.ready();
      expect((await playIn(printed(product)))[1]).toMatch(checkedInBefore);
      expect(await product.stop()).toBe(0);
      expect((await server.pool.query("SELECT 1 FROM community")).rowCount).toBe(0);
    } finally {
      await server.close();
    }
  }, 180_000);

  test.skipIf(!python)(
    "a closed terminal stops everything in good order, and the program ends by the signal that told it",
    async () => {
      const given = { PATH: process.env.PATH, HOME: process.env.HOME, ...env, HEARTH_WEB: "off" };
      const program = [process.execPath, main, "start"];
      const { stdout } = await promisify(execFile)("python3", [hangup, ...program], { env: given });
      expect(stdout).toBe("signal 1\n"); // SIGHUP, and no SIGABRT of Node's
      expect(existsSync(path.join(folder, "data", "pg", "cluster", "postmaster.pid"))).toBe(false);
    },
    120_000,
  );

  test("is played from standard input, line by line, over days", () => {
    const options = { env: { ...process.env, ...env, LANG: "zh_CN.UTF-8" }, encoding: "utf8" } as const;
    const input = ["/day +1", "签到", "ben> 打卡", "/day +1", "ada> 签到"].join("\n");
    const said = execFileSync(process.execPath, [main, "playground"], { ...options, input });
    expect(said.match(/bot> 签到成功.*/gu)).toEqual([
      expect.stringMatching(/连续 [23] 天/u),
      expect.stringContaining("连续 1 天"),
      expect.stringMatching(/连续 [34] 天/u),
    ]);
  });
});

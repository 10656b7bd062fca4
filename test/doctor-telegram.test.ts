import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { examineTelegram } from "../bots/telegram/examine.ts";
import { loadConfig } from "../src/config.ts";
import { examine } from "../src/health/doctor.ts";
import type { Group } from "../src/health/doctor-database.ts";
import type { Finding } from "../src/health/finding.ts";

// What the doctor hears from outside the database: a Bot API of the test's own, which says what a test wants.

let server: Server;
let answers: Record<string, (params: URLSearchParams) => object>;
let apiRoot: string;
const folder = mkdtempSync(path.join(os.tmpdir(), "hearth-doctor-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs", folder]).status === 0;

beforeEach(async () => {
  answers = {
    getMe: () => ({ id: 7, is_bot: true, username: "hearth_bot", can_read_all_group_messages: true }),
    getWebhookInfo: () => ({ url: "" }),
    getChatMember: () => ({ status: "member" }),
  };
  server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://here");
    const result = answers[url.pathname.split("/").at(-1) ?? ""]?.(url.searchParams);
    response.end(JSON.stringify(result ? { ok: true, result } : { ok: false, description: "Not Found" }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});
afterAll(() => {
  if (mounted) spawnSync("umount", [folder]);
  if (mounted) rmdirSync(folder);
  else rmSync(folder, { recursive: true });
});

const token = "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456789";
const groups: Group[] = [{ address: "-1001", title: "茶友群" }];
const rights = async () =>
  (await examineTelegram({ token, apiRoot, polls: true }, groups)).map(({ level, says }) => `${level}: ${says.zh()}`);

test("rights in a group are told: all well, not heard, may not write, no longer there", async () => {
  expect(await rights()).toEqual(["good: Telegram 认得 @hearth_bot", "good: 在“茶友群”里：member"]);
  answers.getChatMember = () => ({ status: "restricted", can_send_messages: false });
  expect((await rights())[1]).toBe("bad: 机器人在“茶友群”里不能发言");
  answers.getChatMember = () => ({ status: "kicked" });
  expect((await rights())[1]).toBe("bad: 机器人不在“茶友群”里了");
  answers = { ...answers, getChatMember: () => ({ status: "member" }) };
  answers.getMe = () => ({ id: 7, is_bot: true, username: "hearth_bot", can_read_all_group_messages: false });
  expect((await rights()).slice(1)).toEqual([
    "warning: 隐私模式开着，群里的普通消息看不到",
    "warning: 在“茶友群”里不是管理员",
  ]);
  answers.getChatMember = () => ({ status: "administrator" });
  expect((await rights())[2]).toBe("good: 在“茶友群”里：administrator");
});

test("a webhook of another program is told", async () => {
  answers.getWebhookInfo = () => ({ url: "https://other.example.org" });
  expect((await rights())[1]).toBe("warning: 这个机器人还设着 webhook");
});

async function examined(more: Record<string, string>, aheadMs = 0): Promise<Finding[]> {
  const environment = { HEARTH_DATA_DIR: folder, TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot };
  return examine({
    config: loadConfig({ ...environment, HEARTH_WEB: "off", ...more }),
    address: () => Promise.reject(new Error("the database is away")),
    shelf: path.join(folder, "backups"),
    backupAgeMs: () => null,
    howToRestore: () => "",
    now: () => new Date(Date.now() + aheadMs),
    outside: [],
  });
}

const found = (all: Finding[], check: string) =>
  all.flatMap((one) => (one.check === check ? [`${one.level}: ${one.says.en()}`] : []));

test("a clock that is off is told with how much and which way", async () => {
  expect(found(await examined({}), "clock")).toEqual(["good: the clock is right"]);
  // some seconds more or less: an answer says when it was given to the second, and may be on its way for a while
  const [fast] = found(await examined({}, 3_600_000), "clock");
  expect(fast).toMatch(/^bad: the clock is 3(5[89]|6[012])\d s fast$/);
  const [slow] = found(await examined({}, -3_600_000), "clock");
  expect(slow).toMatch(/^bad: the clock is 3(5[89]|6[012])\d s slow$/);
});

test.skipIf(!mounted)("a disk that is nearly full is told for the data and for the backups", async () => {
  expect(found(await examined({}), "disk")).toEqual([
    `bad: ${folder} has 8 MB left`,
    `bad: ${path.join(folder, "backups")} has 8 MB left`,
  ]);
});

test("who answers at the address of the pages is told: the service, another program, nobody", async () => {
  const at = async (address: string) => found(await examined({ HEARTH_WEB: address }), "web");
  const address = apiRoot.slice("http://".length);
  expect(await at(address)).toEqual([`bad: another program answers at ${apiRoot}`]);
  server.removeAllListeners("request");
  server.on("request", (_, response) => response.end("ready\n"));
  expect(await at(address)).toEqual([`good: the service is at ${apiRoot} and ready`]);
  expect(await at("127.0.0.1:1")).toEqual(["warning: the service does not run (no answer at http://127.0.0.1:1)"]);
});

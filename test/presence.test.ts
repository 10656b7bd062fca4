import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Bot, BotStatus } from "../src/core/bot.ts";
import { silentLog } from "../src/core/log.ts";
import { features } from "../src/features/index.ts";
import { PresenceKeeper } from "../src/presence/keeper.ts";
import { qrAsPng, qrAsSvg, qrForTerminal } from "../src/presence/qr.ts";
import { createWorld, plain, type World } from "./world/index.ts";

let world: World;
let folder: string;
let status: BotStatus;
let halted: (string | null)[];
let shown: string[];
let keeper: PresenceKeeper;

const wechatGroup = { chat: { id: "@@room", kind: "group" as const, title: "茶馆二群" } };

/** A WeChat account whose state the test sets. */
function account(): Bot {
  const bot = world.others[0];
  if (!bot) throw new Error("there is no WeChat in this world");
  return Object.assign(Object.create(bot) as Bot, {
    capabilities: { ...plain, losesMissed: true },
    status: () => status,
    halt: (why: string | null) => void halted.push(why),
  });
}

const keep = () =>
  new PresenceKeeper({
    database: world.database,
    bots: [account()],
    clock: { now: () => world.now },
    log: silentLog,
    folder,
    draw: qrAsPng,
    show: (_, code) => void shown.push(code),
  });

/** How the account is now, and what the keeper makes of it. */
async function is(state: BotStatus["state"], more: Partial<BotStatus> = {}): Promise<void> {
  status = {
    state,
    detail: state === "online" ? null : { zh: "已退出登录", en: "logged out" },
    contactAt: world.now,
    ...more,
  };
  await keeper.look();
  await world.house.settle();
}

/** What the owner was told in private, and with what. */
const told = () => world.bot.sent.filter((one) => one.chatId === world.member("boss").sender.id);

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "hearth-presence-"));
  world = await createWorld({ features, others: [{ platform: "wechat", capabilities: plain }] });
  [halted, shown] = [[], []];
  await world.member("ada", "wechat").says("早", wechatGroup);
  await world.giveRole("boss", "owner");
  await world.member("boss").whispers("帮助");
  world.bot.sent.length = 0;
  keeper = keep();
});
afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const gaps = () => world.query("SELECT from_at, until_at, why FROM gap ORDER BY from_at");

describe("a gap", () => {
  test("is the time from the last word before a logout to the first after it", async () => {
    await is("online");
    await world.setTime("2026-03-01T09:00:20");
    await is("offline");
    await world.setTime("2026-03-01T09:30");
    await is("online");
    expect(await gaps()).toEqual([{ from_at: at("09:00"), until_at: at("09:30"), why: "logged out" }]);
  });

  test("is made by a restart, and by nothing where contact goes on", async () => {
    await is("online");
    for (let second = 5; second < 60; second += 5) {
      await world.setTime(`2026-03-01T09:00:${String(second).padStart(2, "0")}`);
      await is("online");
    }
    expect(await gaps()).toEqual([]);
    await world.setTime("2026-03-01T09:10");
    keeper = keep();
    await is("online");
    expect(await gaps()).toMatchObject([{ until_at: at("09:10") }]);
  });

  test("is shown by /status to the community that missed something", async () => {
    await is("online");
    await world.setTime("2026-03-01T09:01");
    await is("offline");
    await world.setTime("2026-03-01T11:30");
    await is("online");
    await world.query(
      "INSERT INTO member_role (community_id, member_id, role, given_at) SELECT community_id, member_id, 'owner', now() FROM identity WHERE platform = 'wechat'",
    );
    expect(await world.member("ada", "wechat").says("状态", wechatGroup)).toEqual([
      "@ada 微信 WeChat：在线\n最近 7 天漏听的时间（那时说的话不计数）：\n微信 WeChat 03-01 09:00 到 03-01 11:30",
    ]);
  });
});

describe("what a connection says of itself", () => {
  const words = { detail: { en: "logged out", zh: "已退出登录，5 分钟内再试" } };

  test("is read by a Chinese owner in Chinese: in /status, in the news of an outage, and of a gap", async () => {
    await is("online");
    await is("offline", words);
    await world.query(
      "INSERT INTO member_role (community_id, member_id, role, given_at) SELECT community_id, member_id, 'owner', now() FROM identity WHERE platform = 'wechat'",
    );
    const [status] = await world.member("ada", "wechat").says("状态", wechatGroup);
    expect(status).toBe("@ada 微信 WeChat：断开，最后一次收到是 03-01 09:00（已退出登录，5 分钟内再试）");
    await world.setTime("2026-03-01T09:03");
    await is("offline", words);
    expect(told()[0]?.text).toBe("微信 WeChat 断开了（已退出登录，5 分钟内再试）。这段时间那边说的话收不到。");
    await is("online");
    expect(await world.query("SELECT why, why_zh FROM gap")).toEqual([
      { why: words.detail.en, why_zh: words.detail.zh },
    ]);
  });

  test("is shown to whoever sets it up before the account is in any chat", async () => {
    await world.query("UPDATE chat SET account = NULL WHERE platform = 'wechat'");
    await is("connecting", { detail: { en: "scan", zh: "请用机器人账号的手机扫码" }, contactAt: null });
    expect(await world.member("boss").whispers("状态")).toEqual(["微信 WeChat：正在连接（请用机器人账号的手机扫码）"]);
  });

  test("is nobody else's business: another community's account is shown to its own", async () => {
    await is("offline", words);
    expect(await world.member("boss").whispers("状态")).toEqual(["还没有连接任何平台。"]);
  });
});

describe("a warning", () => {
  test("is told to the owner elsewhere at once, holds through a restart, and ends when the owner says so", async () => {
    await is("online", { alarm: "账号异常，已被限制登录" });
    await is("online", { alarm: "账号异常，已被限制登录" });
    expect(told().map((one) => one.text)).toEqual([
      "微信 WeChat 发来风险提示，我已停止在那里发送任何消息：\n“账号异常，已被限制登录”\n请先在手机上看看账号。没有问题了，发送“恢复发送”。",
    ]);
    keeper = keep();
    await keeper.restore();
    expect(halted).toEqual(["账号异常，已被限制登录"]);
    const boss = world.member("boss");
    const privately = { id: boss.sender.id, kind: "private" as const, title: "boss" };
    const [question] = await boss.whispers("恢复发送");
    expect(question).toContain("[确定]");
    expect(await world.query("SELECT alarm FROM account_presence")).toEqual([{ alarm: "账号异常，已被限制登录" }]);
    await world.happens(world.press(boss.sender, "确定", privately));
    expect(await world.query("SELECT alarm FROM account_presence")).toEqual([{ alarm: null }]);
    await is("online", { alarm: "账号异常，已被限制登录" });
    expect(halted).toEqual(["账号异常，已被限制登录", null]);
  });

  test("that comes during an outage is told although the outage was", async () => {
    await is("offline");
    await world.setTime("2026-03-01T09:05");
    await is("offline");
    await is("offline", { alarm: "账号异常" });
    expect(told().length).toBe(2);
  });
});

describe("an outage", () => {
  test("is told once, and only when it lasts", async () => {
    await is("offline");
    expect(told()).toEqual([]);
    await world.setTime("2026-03-01T09:03");
    await is("offline");
    await world.setTime("2026-03-01T09:30");
    await is("offline");
    expect(told().map((one) => one.text)).toEqual(["微信 WeChat 断开了（已退出登录）。这段时间那边说的话收不到。"]);
  });
});

describe("a code to scan", () => {
  test("is shown whenever it changes, and sent to the owner as a picture every ten minutes at most", async () => {
    await is("connecting", { scan: "qr-1" });
    await is("connecting", { scan: "qr-1" });
    await world.setTime("2026-03-01T09:02");
    await is("connecting", { scan: "qr-2" });
    expect(shown).toEqual(["qr-1", "qr-2"]);
    expect(told()).toMatchObject([{ picture: { alt: "QR" } }]);
    await world.setTime("2026-03-01T09:12");
    await is("connecting", { scan: "qr-3" });
    expect(told().length).toBe(2);
  });

  test("is drawn for terminals, pages and phones", async () => {
    expect((await qrForTerminal("https://login.weixin.qq.com/l/abc")).split("\n").length).toBeGreaterThan(10);
    expect(await qrAsSvg("x")).toContain("<svg");
    expect((await qrAsPng("x")).subarray(1, 4).toString()).toBe("PNG");
  });
});

const at = (time: string) => new Date(`2026-03-01T${time}:00+08:00`);

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWechatBot } from "../../bots/wechat/index.ts";
import { messageTypes } from "../../bots/wechat/wire.ts";
import type { GroupSeen } from "../../src/core/acquaintances.ts";
import type { Accept } from "../../src/core/bot.ts";
import type { ChatEvent } from "../../src/core/event.ts";
import { silentLog } from "../../src/core/log.ts";
import { conformance } from "../bots/conformance.ts";
import { StillHours } from "../bots/wechat/hours.ts";
import { harnessOn, online, until } from "../bots/wechat/rig.ts";
import { hasWechaty } from "../fakes/wechat/puppet.ts";
import { createService } from "../fakes/wechat/server.ts";
import { FakeWechat } from "../fakes/wechat/wechat.ts";

const home = process.env.HOME;
let folder = "";

async function overGrpc(accept: Accept, tls: boolean) {
  const wechat = await FakeWechat.create();
  const group = wechat.room("Fireside");
  const service = await createService(wechat.puppet, { tls });
  await service.start();
  const bot = createWechatBot({
    puppet: "wechaty-puppet-service",
    token: service.token,
    endpoint: service.endpoint,
    withoutTls: !tls,
    account: "wechat",
    log: silentLog,
    since: null,
    careful: false,
    accept: "none",
  });
  await bot.start(accept);
  await online(bot);
  return harnessOn({
    wechat,
    group,
    bot,
    close: async () => {
      await bot.stop();
      await service.close();
    },
  });
}

const never = new AbortController().signal;

/** A bot with a still clock on a puppet service. */
async function connected(given: { token?: string } = {}) {
  const wechat = await FakeWechat.create();
  const room = wechat.room("Fireside", [{ name: "host" }]);
  const service = await createService(wechat.puppet, { tls: true });
  await service.start();
  const hours = new StillHours();
  const events: ChatEvent[] = [];
  const met: { groups: readonly GroupSeen[] }[] = [];
  const bot = createWechatBot({
    puppet: "wechaty-puppet-service",
    token: given.token ?? service.token,
    endpoint: service.endpoint,
    account: "wechat",
    log: silentLog,
    since: null,
    careful: false,
    accept: "none",
    hours,
  });
  await bot.start(async (event) => void events.push(event), {
    known: async () => ({ groups: new Set(), people: new Set() }),
    meet: async (_, seen) => void met.push(seen),
  });
  return { wechat, room, service, bot, hours, events, met };
}

describe.skipIf(!(await hasWechaty()))("over gRPC", () => {
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "hearth-wechat-"));
  });
  // wechaty's client keeps a database under HOME, which only one may open
  beforeEach(() => {
    process.env.HOME = mkdtempSync(path.join(folder, "home-"));
  });
  afterAll(() => {
    if (home === undefined) delete process.env.HOME;
    else process.env.HOME = home;
    rmSync(folder, { recursive: true, force: true });
  });

  test("comes back when the server died and returned, and hears what is said then", async () => {
    const { wechat, service, bot, hours, events, room } = await connected();
    await online(bot);
    await service.kill();
    await hours.pass(70_000, () => bot.status().state === "offline");
    expect(bot.status()).toMatchObject({ state: "offline" });
    await expect(bot.send({ id: wechat.id(room), kind: "group" }, { text: "x" }, never)).rejects.toMatchObject({
      reason: "rateLimited",
    });
    await service.start();
    for (let tries = 0; tries < 160 && bot.status().state !== "online"; tries++) {
      await hours.pass(5_000);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(bot.status()).toMatchObject({ state: "online" });
    wechat.says({ name: "ada" }, room, "都在吗");
    await until(() => events.length === 1);
    await bot.send({ id: wechat.id(room), kind: "group" }, { text: "在" }, never);
    expect(wechat.reads(room)).toEqual(["在"]);
    await bot.stop();
    await service.close();
  }, 180_000);

  test("stays through a silence longer than every watchdog, and hears what ends it", async () => {
    const { wechat, service, bot, hours, events, room } = await connected();
    await online(bot);
    // wechaty's own would have logged in anew after a minute
    for (let halfMinute = 0; halfMinute < 20; halfMinute++) {
      const before = hours.now();
      await hours.pass(30_000);
      // the answer to "are you there?" crosses a real socket
      await until(() => Number(bot.status().contactAt) > before);
    }
    expect(bot.status()).toMatchObject({ state: "online" });
    expect(wechat.starts).toBe(1);
    wechat.says({ name: "ada" }, room, "有人吗");
    await until(() => events.length === 1);
    await bot.stop();
    await service.close();
  }, 180_000);

  test("does not call a wrong token a success, and goes on saying so", async () => {
    const { service, bot, hours } = await connected({ token: "insecure_00000000-0000-4000-8000-000000000000" });
    await hours.pass(60_000);
    expect(bot.status().state).toBe("connecting");
    await hours.pass(40_000, () => bot.status().state === "offline");
    expect(bot.status()).toMatchObject({ state: "offline" });
    expect(bot.status().detail?.en).toMatch(/^.+; trying again within 1 min$/);
    await bot.stop();
    await service.close();
  }, 180_000);

  test("files go over the wire whole, and what somebody showed is forwarded or told", async () => {
    const { wechat, service, bot, room, events } = await connected();
    await online(bot);
    const file = { name: "积分.csv", content: "名字,积分\n".repeat(5_000) };
    await bot.send({ id: wechat.id(room), kind: "group" }, { text: "都在这里。", file }, never);
    expect(wechat.reads(room)).toEqual(["都在这里。", "[积分.csv]"]);
    expect(Buffer.from(wechat.sent.at(-1)?.bytes ?? []).toString()).toBe(file.content);
    const shown = [messageTypes.image, messageTypes.audio].map((type) =>
      wechat.says({ name: "ada" }, null, "", { type }),
    );
    await until(() => events.length === 2);
    for (const messageId of shown) {
      const copyOf = {
        chatId: events[0]?.chat.id ?? "",
        messageId,
        media: "photo" as const,
        otherwise: "（取不到了）",
      };
      await bot.send({ id: wechat.id(room), kind: "group" }, { text: "#1 ada", copyOf }, never);
    }
    expect(wechat.reads(room).slice(2)).toEqual([`[forwards ${shown[0]}]`, "#1 ada", "#1 ada\n（取不到了）"]);
    await bot.stop();
    await service.close();
  }, 60_000);

  test("hears two sessions with other ids under the ids of each", async () => {
    const { wechat, service, bot, hours, events, room, met } = await connected();
    const ada = { name: "ada" };
    await online(bot);
    wechat.says(ada, room, "第一次");
    await until(() => events.length === 1);
    const before = wechat.id(room);
    wechat.newIds();
    await wechat.logout();
    await until(() => bot.status().state === "offline");
    await hours.pass(10_000, () => bot.status().state === "connecting");
    await online(bot);
    wechat.says(ada, room, "第二次");
    await until(() => events.length === 2);
    expect(events[0]?.chat.id).toBe(before);
    expect(events[1]?.chat.id).toBe(wechat.id(room));
    expect(met.map((one) => one.groups[0]?.id)).toEqual([before, wechat.id(room)]);
    await bot.stop();
    await service.close();
  }, 180_000);

  conformance("wechat over gRPC with TLS", (accept) => overGrpc(accept, true));
  conformance("wechat over gRPC without TLS", (accept) => overGrpc(accept, false));
});

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { createWechatBot } from "../../bots/wechat/index.ts";
import type { Accept } from "../../src/core/bot.ts";
import { silentLog } from "../../src/core/log.ts";
import { conformance } from "../bots/conformance.ts";
import { harnessOn, online } from "../bots/wechat/rig.ts";
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

describe.skipIf(!(await hasWechaty()))("over gRPC", () => {
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "hearth-wechat-"));
  });
  // wechaty's client keeps a database under HOME, which only one may open
  beforeEach(() => {
    process.env.HOME = mkdtempSync(path.join(folder, "home-"));
  });
  afterAll(() => {
    process.env.HOME = home;
    rmSync(folder, { recursive: true, force: true });
  });
  conformance("wechat over gRPC with TLS", (accept) => overGrpc(accept, true));
  conformance("wechat over gRPC without TLS", (accept) => overGrpc(accept, false));
});

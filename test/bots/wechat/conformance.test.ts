import { describe } from "vitest";
import { createWechatBot } from "../../../bots/wechat/index.ts";
import type { Accept } from "../../../src/core/bot.ts";
import { silentLog } from "../../../src/core/log.ts";
import { hasWechaty } from "../../fakes/wechat/puppet.ts";
import { FakeWechat } from "../../fakes/wechat/wechat.ts";
import { conformance } from "../conformance.ts";
import { harnessOn, online } from "./rig.ts";

async function inProcess(accept: Accept) {
  const wechat = await FakeWechat.create();
  const group = wechat.room("Fireside");
  const bot = createWechatBot({
    puppet: wechat.puppet,
    account: "wechat",
    log: silentLog,
    since: null,
    careful: false,
    accept: "none",
  });
  await bot.start(accept);
  await online(bot);
  return harnessOn({ wechat, group, bot, close: () => bot.stop() });
}

describe.skipIf(!(await hasWechaty()))("on wechaty's mock puppet", () => {
  conformance("wechat in one process", inProcess);
});

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { messageTypes } from "../../bots/wechat/wire.ts";
import { until } from "../bots/wechat/rig.ts";
import { hasWechaty } from "../fakes/wechat/puppet.ts";
import { createService, type FakeService } from "../fakes/wechat/server.ts";
import { FakeWechat, type FakePerson, type FakeRoom } from "../fakes/wechat/wechat.ts";
import { copyFolder } from "../world/blank.ts";
import { Product } from "./product.ts";

// The whole house on WeChat: the program as a process of its own with its own database, over gRPC, through a shop's day.

let folder: string;
let wechat: FakeWechat;
let service: FakeService;
let product: Product;
let tea: FakeRoom;
let shop: FakeRoom;
const lan: FakePerson = { name: "阿兰" };
const ming: FakePerson = { name: "小明" };
const namesake: FakePerson = { name: "小明" };
const zhou: FakePerson = { name: "老周" };

const env = (): Record<string, string> => ({
  HEARTH_DATA_DIR: path.join(folder, "data"),
  HOME: folder, // wechaty's client keeps a database there
  HEARTH_PACING: "off",
  LANG: "zh_CN.UTF-8",
  WECHATY_PUPPET: "wechaty-puppet-service",
  WECHATY_PUPPET_SERVICE_TOKEN: service.token,
  WECHATY_PUPPET_SERVICE_ENDPOINT: service.endpoint,
});

async function start(): Promise<void> {
  product = new Product(["start"], env());
  await product.ready();
}

/** Says something, and gives what is read there until this is. */
async function hears(who: FakePerson, room: FakeRoom | null, words: string, answer: string | RegExp) {
  const place = room ?? who;
  const before = wechat.reads(place).length;
  wechat.says(who, room, words, words.startsWith("@") ? { mention: [wechat.bot] } : {});
  await reads(place, before, answer);
}

async function reads(place: FakePerson | FakeRoom, before: number, answer: string | RegExp): Promise<string> {
  const isIt = (text: string) => (typeof answer === "string" ? text === answer : answer.test(text));
  await expect
    .poll(() => wechat.reads(place).slice(before), { timeout: 60_000 })
    .toSatisfy((read: string[]) => read.some(isIt));
  return wechat.reads(place).slice(before).find(isIt) ?? "";
}

/** The codes with which owners claim their communities, by the command beside the running program. */
async function claimCodes(): Promise<Map<string, string>> {
  const command = new Product(["community", "claim"], env());
  expect(await command.exit()).toBe(0);
  return new Map(
    [...command.stdout.matchAll(/^(.+?)：.*认领 (\w{10})/gmu)].map(([, name = "", code = ""]) => [name, code]),
  );
}

const quoting = (quoted: string, words: string) => `「炉边：${quoted}」\n- - - - - - - - - - - - - - -\n${words}`;

describe.skipIf(!(await hasWechaty()))("WeChat as a whole house", () => {
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "hearth-wechat-house-")));
    copyFolder(inject("blank"), path.join(folder, "data"));
    wechat = await FakeWechat.create();
    wechat.logsIn = false;
    tea = wechat.room("清风茶馆", [lan, ming, namesake, zhou]);
    shop = wechat.room("店里", [lan]);
    service = await createService(wechat.puppet, { tls: true });
    await service.start();
  });
  afterAll(async () => {
    product.child.kill("SIGTERM");
    await product.exit();
    await service.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  test("a person scans the code, and makes the group theirs: the group hears then what is kept of it", async () => {
    await start();
    wechat.scan("https://login.weixin.qq.com/l/fireside");
    await until(() => product.stdout.includes("wechat：请用机器人账号的手机扫码登录"));
    wechat.login();
    await hears(lan, tea, "签到", "@阿兰 签到成功！+10 分，连续 1 天，共 10 分。");
    await hears(lan, tea, "设置", /^@阿兰 这里还没有主理人/u);
    await hears(lan, shop, "签到", /^@阿兰 签到成功/u);
    const codes = await claimCodes();
    await hears(lan, tea, `认领 ${codes.get("清风茶馆")}`, /^大家好，我是炉边.*隐私：/su);
    await hears(lan, shop, `认领 ${codes.get("店里")}`, /^@阿兰 欢迎/u);
    await hears(lan, shop, "加入社群 清风茶馆", /1\. 确定/u);
    await hears(lan, shop, "1", /^本群现在属于“清风茶馆”/u);
    await hears(lan, shop, "客服台", /^@阿兰 好，成员的问题以后都转到这里/u);
    // the program's clock is the real one: somebody answers at whatever hour this runs
    await hears(lan, shop, "设置 人工结束 09:00", /09:00/u);
  });

  test("a question goes to the desk, and a quote as WeChat writes it answers the right one of two of one name", async () => {
    const before = wechat.reads(shop).length;
    await hears(ming, tea, "@炉边\u2005杯子裂了怎么办？", "@小明 这个我还不知道，已经请店里的人来答，请稍等。（#1）");
    await hears(namesake, tea, "@炉边\u2005有停车位吗？", "@小明 这个我还不知道，已经请店里的人来答，请稍等。（#2）");
    const first = await reads(shop, before, /^🔔 #1 小明/u);
    const read = wechat.reads(tea).length;
    await hears(lan, shop, quoting(first, "拿来换新的。"), /^@阿兰 已转给 小明（#1）。/u);
    await reads(tea, read, "@小明 关于“杯子裂了怎么办？”：\n拿来换新的。\n——阿兰");
    await hears(lan, shop, "我来", /^@阿兰 阿兰 来处理 #2（小明）。/u);
  });

  test("a picture is sent on and answered by a quote of it alone; one that WeChat refuses is told in its place", async () => {
    const before = wechat.reads(shop).length;
    await hears(ming, null, "转人工 我的壶", /（#3）/u);
    const showsPicture = () => wechat.says(ming, null, "<img/>", { type: messageTypes.image });
    const picture = showsPicture();
    await reads(shop, before, `[forwards ${picture}]`);
    await reads(shop, before, "#3 小明 又发来：[图片]");
    const read = wechat.reads(ming).length;
    await hears(lan, shop, quoting("[图片]", "换这只。"), /^@阿兰 已转给 小明（#3）。/u);
    await reads(ming, read, "换这只。\n——阿兰");
    wechat.refuses.add("forwards");
    showsPicture();
    await reads(shop, before, "#3 小明 又发来：[图片]\n（图片已经取不到了，可以请 TA 再发一次）");
    wechat.refuses.clear();
  });

  test("a draw, its entries and its answers outlive a killed program, and nothing is said or counted twice", async () => {
    await hears(lan, tea, "开启抽奖 茶叶x1(30元) 2小时后截止，主办 清风茶馆，联系 阿兰", /^抽奖 1 号的公告原文/u);
    await hears(ming, tea, "抽奖", /^@小明 已参加抽奖 1 号：第 1 位/u);
    await hears(namesake, tea, "抽奖", /^@小明 已参加抽奖 1 号：第 2 位/u);
    // an answer that was not yet written down as sent is said again: by then those in the group's are
    await hears(lan, shop, "签到", /^@阿兰 今天已经/u);
    product.child.kill("SIGKILL");
    await product.exit();
    const said = wechat.reads(tea);
    await start();
    await hears(zhou, tea, "抽奖", /^@老周 已参加抽奖 1 号：第 3 位/u);
    await hears(ming, tea, "抽奖", /^@小明 .*已经/u);
    await hears(zhou, tea, "核对抽奖 1", /到现在 3 张号码牌/u);
    await hears(lan, tea, "排行榜", /阿兰 {2}10 分/u);
    const since = wechat.reads(tea).slice(said.length);
    expect(since.filter((text) => said.includes(text))).toEqual([]);
    // who is known nowhere is heard once all groups were read and are kept: only then other ids are no matter
    await hears({ name: "过客" }, null, "帮助", /./u);
  });

  test("after a login with other ids whoever is certain is themselves, and an owner hears why their role waits", async () => {
    expect(await product.stop()).toBe(0);
    await wechat.logout();
    wechat.newIds();
    await start();
    wechat.login();
    await hears(zhou, tea, "抽奖", /^@老周 .*已经/u);
    await hears(lan, tea, "加积分 5 #2", /^@阿兰 这次登录后你的 ID 变了/u);
  });
});

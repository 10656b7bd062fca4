import { afterEach, describe, expect, test } from "vitest";
import type { World } from "../../world/index.ts";
import { doings, openShop, type ShopOptions } from "./shop.ts";

// Several people who answer at one desk.

let world: World;
const open = async (options?: ShopOptions) => {
  world = await openShop(options);
};
afterEach(() => world.close());

const { asks, privateOf, presses, said } = doings(() => world);

describe("several at the desk", () => {
  test("hear who sees to a ticket, until it is given back or closed; reminders go on, and anybody answers", async () => {
    await open();
    await world.giveRole("lin", "host");
    await world.member("lin").whispers("帮助");
    await asks("ada", "转人工 我的包裹呢");
    said();
    const press = (name: string, label: string) => presses(name, label, true);
    await press("lin", "我来");
    const taken = "lin 来处理 #1（ada）。\n[放回去]";
    expect(said()).toEqual([taken, taken]);
    await press("lin", "我来");
    await press("olga", "我来");
    expect(said()).toEqual([
      "#1 已经是你在处理。",
      "lin 在处理 #1 了。你直接答也行；要换你来，先发送“工单 1”，再选“放回去”。",
    ]);
    expect((await world.member("olga").whispers("工单"))[0]).toMatch(/^#1 ada 刚刚（lin 在处理）：我的包裹呢\n/u);
    said();
    await world.setTime("2026-03-01 10:31");
    const reminder = "⏰ #1 ada 已经等了31分钟（lin 在处理）：我的包裹呢";
    expect(said().map((words) => words.split("\n")[0])).toEqual([reminder, reminder]);
    const replyTo = { messageId: world.bot.newestIn(privateOf("olga").id) ?? "", toBot: true };
    const replies = (name: string, words: string) => world.member(name).says(words, { chat: privateOf(name), replyTo });
    const back = "olga 把 #1（ada）放回来了，谁来都行。\n[我来]";
    expect(await replies("olga", "放回去")).toEqual([back, back]);
    expect(await replies("olga", "放回去")).toEqual(["#1 没有人领着，谁来都行。"]);
    expect((await replies("olga", "我来。"))[0]).toBe("olga 来处理 #1（ada）。\n[放回去]");
    expect(await world.member("lin").whispers("答复 1 明天到")).toContain("@ada 明天到\n——lin");
    expect(await world.query("SELECT taken_by_id IS NULL AS free FROM ticket")).toEqual([{ free: false }]);
    await press("lin", "处理完了");
    expect(await world.query("SELECT taken_by_id IS NULL AS free FROM ticket")).toEqual([{ free: true }]);
  });

  test("leave notes with a ticket that the member never reads, and that change nothing else", async () => {
    await open();
    await asks("ada", "转人工 我的包裹呢");
    const replyTo = { messageId: world.bot.newestIn(privateOf("olga").id) ?? "", toBot: true };
    const replies = (words: string, more = {}) =>
      world.member("olga").says(words, { chat: privateOf("olga"), replyTo, ...more });
    const noted = ["记在 #1 里了，ada 看不到；打开工单就能看见。"];
    expect(await replies("备注：老客人\n喜欢红茶")).toEqual(noted);
    const inOpen = "记在 #1 里了。不过刚才那句这个群里的人都看得见：备注最好私聊我，或者在客服台写。";
    expect(await world.member("olga").says("答复 1 备注：爱喝红茶")).toEqual([inOpen]);
    expect(await replies("备注：")).toEqual(["这样记：备注：老客人，喜欢红茶"]);
    await world.setTime("2026-03-01 10:31");
    expect(said().some((words) => words.startsWith("⏰ #1 ada 已经等了31分钟"))).toBe(true);
    await replies("明天到");
    expect(await world.member("olga").whispers("答复 1 NOTE: 问过快递")).toEqual(noted);
    expect(await replies("备注: 面单", { media: "photo" })).toEqual(noted);
    expect((await world.member("olga").whispers("工单 1"))[0]).toContain(
      "ada：我的包裹呢\nolga（备注）：老客人\n喜欢红茶\nolga（备注）：爱喝红茶\nolga：明天到\nolga（备注）：问过快递\nolga（备注）：[图片] 面单\n",
    );
    // a note after the answer holds up nothing: the ticket closes by itself, and the draft knows none of it
    said();
    await world.setTime("2026-03-02 10:40");
    expect(said()).toContain("@ada #1 处理完了，满意吗？\n[满意] [不满意]");
    expect((await world.member("olga").whispers("工单 1"))[0]).toContain("问：我的包裹呢\n答：明天到\n");
    await world.query(
      "INSERT INTO setting (community_id, feature, key, value) SELECT id, 'upkeep', 'textDays', '0' FROM community",
    );
    expect((await replies("备注：x"))[0]).toMatch(/^这里设成了不留文字/u);
  });

  test("who reply there to a message that brought no ticket are asked whom it is for", async () => {
    await open();
    await world.member("olga").says("客服台");
    const { id } = world.message(null, "").chat;
    await world.member("ada").whispers("转人工 壶裂了");
    const replyTo = () => ({ messageId: world.bot.newestIn(id) ?? "", toBot: true });
    await world.member("olga").says("", { media: "sticker", replyTo: replyTo() });
    const whose = "这句是答复谁的？选一个，我就转过去；都不是就不用管。\n[#1 ada]";
    expect(await world.member("olga").says("", { media: "photo", replyTo: replyTo() })).toEqual([whose]);
    expect(await world.member("olga").says("明天换一只给你", { replyTo: replyTo() })).toEqual([whose]);
    said();
    await presses("olga", "#1 ada");
    expect(said()[0]).toBe("明天换一只给你\n——olga");
  });

  test("who give several the same picture read whom it does not reach, and nothing empty goes there", async () => {
    await open();
    for (const name of ["ada", "ben"]) await world.member(name).whispers("转人工 壶怎么粘？");
    await world.query("UPDATE chat SET account = 'another' WHERE address = $1", [world.member("ben").sender.id]);
    const shown = { chat: privateOf("olga"), media: "photo" as const };
    await world.member("olga").says("", { ...shown, replyTo: { messageId: "1", toBot: false } });
    said();
    await presses("olga", "#1 ada", true);
    said();
    await presses("olga", "也这样答复 #2", true);
    expect(said()).toEqual(["图片转不到 ben 那里（#2），请用文字说。"]);
    expect(await world.query("SELECT state FROM ticket ORDER BY id")).toEqual([
      { state: "answered" },
      { state: "open" },
    ]);
  });
});

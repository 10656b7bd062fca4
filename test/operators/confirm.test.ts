import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sender } from "../../src/core/event.ts";
import { defineFeature, type Feature } from "../../src/core/feature.ts";
import { text } from "../../src/core/text.ts";
import { audit } from "../../src/features/audit/index.ts";
import { undoable } from "../../src/operators/undo.ts";
import { createWorld, type World } from "../world/index.ts";

const counted = text<{ count: number }>({ zh: ({ count }) => `数到 ${count}`, en: ({ count }) => `${count}` });

/** A destructive command whose effect can be counted, undone once. */
const wipe = defineFeature({
  name: "wipe",
  commands: [
    {
      name: "wipe",
      aliases: ["清空"],
      who: "manager",
      help: text({ zh: "清空", en: "wipe" }),
      confirm: async () => ({ summary: text({ zh: "清空所有积分", en: "wipes all" }) }),
      run: async (ctx) => {
        await ctx.tx.watchChat.create({
          data: { communityId: ctx.community.id, chatId: ctx.chat.id, feature: ctx.event.key },
        });
        const count = await ctx.tx.watchChat.count();
        await ctx.reply(counted, { count }, await undoable(ctx, "wipe", { key: ctx.event.key }));
      },
      undo: async (ctx, what) => {
        await ctx.tx.watchChat.deleteMany({ where: { feature: (what as { key: string }).key } });
      },
    },
  ],
});
const features: readonly Feature[] = [wipe, audit(() => features)];

let world: World;
let mia: Sender;
let max: Sender;
beforeEach(async () => {
  world = await createWorld({ features });
  await world.giveRole("mia", "manager");
  await world.giveRole("max", "manager");
  mia = world.member("mia").sender;
  max = world.member("max").sender;
});
afterEach(() => world.close());

/** What is said; the empty answers that only stop a button's spinner left out. */
const words = async (...events: Parameters<World["happens"]>) =>
  (await world.happens(...events)).map((message) => message.text).filter((said) => said !== "");
const wiped = async () => (await world.query("SELECT 1 FROM watch_chat")).length;

describe("a destructive command", () => {
  test("does nothing until its giver presses, and then does it once", async () => {
    await world.member("mia").hears("清空", "清空所有积分\n确定吗？两分钟内有效。\n[确定] [取消]");
    expect(await wiped()).toBe(0);
    expect(await words(world.press(max, "确定"))).toEqual(["这个只能由 mia 来选。"]);
    expect(await words(world.press(mia, "确定"))).toEqual(["数到 1"]);
    expect(await words(world.press(mia, "确定"))).toEqual(["mia 已经确定过了。"]);
    expect(await words(world.press(max, "取消"))).toEqual(["mia 已经确定过了。"]);
    expect(await wiped()).toBe(1);
  });

  test("is done once when its button is pressed many times at once, or a press comes again", async () => {
    await world.member("mia").says("清空");
    const press = world.press(mia, "确定");
    await world.happens(press, press, ...Array.from({ length: 5 }, () => world.press(mia, "确定")));
    await world.happens(press);
    expect(await wiped()).toBe(1);
  });

  test("is not done when its giver cancels, and cannot be done after that", async () => {
    await world.member("mia").says("清空");
    expect(await words(world.press(mia, "取消"))).toEqual(["好的，已取消，什么都没有变。"]);
    expect(await words(world.press(mia, "确定"))).toEqual(["mia 已经取消了。"]);
    expect(await wiped()).toBe(0);
  });

  test("waits two minutes and not a moment longer", async () => {
    await world.member("mia").says("清空");
    await world.setTime("2026-03-01T09:01:59.999");
    const late = world.press(mia, "确定");
    await world.setTime("2026-03-01T09:02:00");
    expect(await words(world.press(mia, "确定"))).toEqual(["两分钟已过，请重新发命令。"]);
    // pressed in time, and only told to us later
    expect(await words(late)).toEqual(["数到 1"]);
  });

  test("is refused when its giver lost the role meanwhile", async () => {
    await world.member("mia").says("清空");
    await world.giveRole("mia", null);
    expect(await words(world.press(mia, "确定"))).toEqual(["这个命令只有管理员可以用。"]);
    await world.giveRole("mia", "manager");
    expect(await words(world.press(mia, "确定"))).toEqual(["这一条没有办成，请重新发命令。"]);
    expect(await wiped()).toBe(0);
    const results = await world.query<{ result: string }>("SELECT result FROM audit ORDER BY seq");
    expect(results.map((row) => row.result)).toEqual(["asked", "refused"]);
  });

  test("stops the button's spinner, always", async () => {
    await world.member("mia").says("清空");
    const press = world.press(mia, "确定");
    expect(await world.happens(press)).toContainEqual(expect.objectContaining({ pressId: press.pressId, text: "" }));
  });

  test("keeps nothing of the message when it is over", async () => {
    await world.member("mia").says("清空");
    await world.happens(world.press(mia, "确定"));
    expect(await world.query("SELECT event, state FROM confirmation")).toEqual([{ event: null, state: "done" }]);
  });
});

describe("an anonymous admin", () => {
  const group: Sender = { kind: "anonymousAdmin", id: "-1001", name: "Tea House" };

  test("says who they are by a press; that person's role decides and the command is theirs", async () => {
    await world.happens(world.message(group, "清空"));
    const ada = world.member("ada").sender;
    expect(await words(world.press(ada, "确认是我"))).toEqual(["这个命令只有管理员可以用。"]);
    expect(await words(world.press(mia, "确认是我"))).toEqual(["清空所有积分\n确定吗？两分钟内有效。"]);
    expect(await words(world.press(max, "确定"))).toEqual(["这个只能由 mia 来选。"]);
    expect(await words(world.press(mia, "确定"))).toEqual(["数到 1"]);
    expect(await words(world.press(max, "确认是我"))).toEqual(["mia 已经确定过了。"]);
    const rows = await world.query("SELECT actor, result, role FROM audit ORDER BY seq");
    expect(rows).toEqual([
      { actor: "person", result: "refused", role: null },
      { actor: "person", result: "asked", role: "manager" },
      { actor: "person", result: "done", role: "manager" },
    ]);
  });
});

describe("undo", () => {
  beforeEach(async () => {
    await world.member("mia").says("清空");
    await world.happens(world.press(mia, "确定"));
  });

  test("takes the newest thing back once, for ten minutes", async () => {
    await world.setTime("2026-03-01T09:09:59");
    await world.member("max").hears("撤销", "没有可以撤销的操作。");
    await world.member("mia").hears("撤销", "已撤销：清空。");
    await world.member("mia").hears("撤销", "没有可以撤销的操作。");
    expect(await wiped()).toBe(0);
    expect((await world.member("mia").says("操作记录"))[0]).toMatch(/ mia 撤销 清空 · 完成$/mu);
    await world.query("UPDATE community SET language = 'en'");
    expect((await world.member("mia").says("/audit"))[0]).toMatch(/ mia \/undo \/wipe · done$/mu);
  });

  test("by the button works for whoever may give the command, and for nobody else", async () => {
    expect(await words(world.press(world.member("ada").sender, "撤销"))).toEqual(["这个操作不能由你撤销。"]);
    expect(await words(world.press(max, "撤销"), world.press(mia, "撤销"))).toContain("已撤销：清空。");
    expect(await wiped()).toBe(0);
    const undone = await world.query("SELECT 1 FROM audit WHERE result = 'undone'");
    expect(undone).toHaveLength(1);
  });

  test("is over after ten minutes", async () => {
    await world.setTime("2026-03-01T09:10:00");
    expect(await words(world.press(mia, "撤销"))).toEqual(["超过十分钟，不能撤销了。"]);
    await world.member("mia").hears("撤销", "没有可以撤销的操作。");
  });
});

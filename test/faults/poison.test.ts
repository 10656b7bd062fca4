import { afterEach, expect, test } from "vitest";
import type { Ctx } from "../../src/core/context.ts";
import { defineFeature } from "../../src/core/feature.ts";
import { checkin } from "../../src/features/checkin/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

const help = { zh: () => "", en: () => "" };
const said = { zh: () => "说了", en: () => "said" };
const failed = "抱歉，这一条我没处理好，已经记下来请人查看，你的积分和记录没有变化。";

/** Fails in each way that code can. */
const poison = defineFeature({
  name: "poison",
  commands: [
    { name: "throws", aliases: ["抛错"], who: "member", help, run: throws },
    { name: "hangs", aliases: ["卡住"], who: "member", help, run: () => new Promise(() => {}) },
    { name: "sleeps", aliases: ["睡着"], who: "member", help, run: sleepsInTheDatabase },
  ],
});

async function throws(ctx: Ctx): Promise<void> {
  await ctx.reply(said);
  throw new TypeError("poison");
}

async function sleepsInTheDatabase(ctx: Ctx): Promise<void> {
  await ctx.tx.$executeRaw`SELECT pg_sleep(600)`;
}

const inbox = () =>
  world.query<{ status: string; attempts: number; error: string }>(
    "SELECT status, attempts, error FROM inbox ORDER BY id",
  );

test("an event that always fails is set aside after three tries; its sender is told, the next goes on", async () => {
  world = await createWorld({ features: [poison, checkin] });
  const ada = world.member("ada");
  const answers = await world.happens(world.message(ada.sender, "抛错"), world.message(ada.sender, "签到"));
  expect(answers.map((one) => one.text)).toEqual([failed, "签到成功！+10 分，连续 1 天，共 10 分。"]);
  expect(await inbox()).toEqual([
    { status: "dead", attempts: 3, error: "TypeError: poison" },
    { status: "done", attempts: 0, error: null },
  ]);
});

test.each(["卡住", "睡着"])("an act that never ends (%s) is cut off; other chats do not wait for it", async (word) => {
  // short for the first act, which hangs, and not for the others before the test has seen what it wants to see
  let isSeen = false;
  let acts = 0;
  const limits = {
    lockMs: 4_000,
    get actMs() {
      return isSeen ? 50 : acts++ === 0 ? 500 : 10_000;
    },
  };
  world = await createWorld({ features: [poison, checkin], house: { limits } });
  const [ada, bo] = [world.member("ada"), world.member("bo")];
  const hanging = world.happens(world.message(ada.sender, word));
  const hasBegun = () => acts > 0;
  while (!hasBegun()) await new Promise((resolve) => setImmediate(resolve));
  await world.bot.accept(world.message(bo.sender, "签到", { chat: { id: "-2002", kind: "group", title: "Other" } }));
  while (world.bot.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(world.bot.sent[0]?.chatId).toBe("-2002");
  expect((await inbox()).map((row) => row.status)).toContain("new");
  isSeen = true;
  await hanging;
  expect(world.bot.sent.map((one) => one.text)).toContain(failed);
  expect((await inbox()).map((row) => row.status).sort()).toEqual(["dead", "done"]);
});

test("texts of a megabyte, of brackets and of half a surrogate pair are counted and cost nobody an answer", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const texts = ["x".repeat(1_000_000), deep, "half \ud83d a pair", "签到\ud83d", "签到"];
  const sent = await world.happens(...texts.map((text) => world.message(ada.sender, text)));
  expect(sent.map((one) => one.text)).toEqual(["签到成功！+10 分，连续 1 天，共 10 分。"]);
  expect(await world.query("SELECT messages FROM member_day")).toEqual([{ messages: texts.length }]);
});

test("an event that the database refuses for its content is set aside alone", async () => {
  world = await createWorld({ features: [checkin] });
  const ada = world.member("ada");
  // adapters take NUL out (conformance suite); one that forgot it must not stop the others
  const sent = await world.happens(
    ...["before\u0000after", "签到", "hello"].map((text) => world.message(ada.sender, text)),
  );
  expect(sent).toHaveLength(1);
  expect(await world.query("SELECT messages FROM member_day")).toEqual([{ messages: 2 }]);
});

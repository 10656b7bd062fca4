import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { FakeModel } from "../../fakes/model.ts";
import type { World } from "../../world/index.ts";
import { doings, answerOf, bare, openShop, type ShopOptions } from "./shop.ts";
import { teashop } from "./teashop.ts";

let world: World;
const open = async (options?: ShopOptions) => {
  world = await openShop(options);
};
afterEach(() => world.close());

const { asks } = doings(() => world);

describe("rephrasing", () => {
  const hours = answerOf("hours");

  test("posts the model's words when they pass the gate, and the shop's own when they do not", async () => {
    const replies = [`${hours.slice(0, -1)}哦。`, "全场免费，点 https://evil.example"];
    const model = new FakeModel(() => ({ ids: [1], quotes: [hours.slice(0, 6)], reply: replies.shift() ?? "" }));
    await open({ model, settings: { mode: "rephrase" } });
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(`@ada ${hours.slice(0, -1)}哦。`);
    await world.setTime("2026-03-01 10:15");
    expect(bare((await asks("ben", "你们几点开门呀"))[0])).toBe(`@ben ${hours}`);
    expect(await world.query("SELECT verdict, reason FROM llm_call ORDER BY id")).toEqual([
      { verdict: "passed", reason: null },
      { verdict: "refused", reason: expect.stringMatching(/links|words/) as unknown },
    ]);
  });

  test("never shows a provider a member's phone number", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase" } });
    await asks("ada", "几点开门 13812345678");
    await asks("ada", "几点开门？我电话 138 1234 5678");
    expect(JSON.stringify(model.asked)).not.toMatch(/138.?1234.?5678/);
  });

  test("shows the question with a mark between its words, which the prompt names and nobody else can write", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase" } });
    await asks("ada", "几点\u02C6开门 please tell");
    expect(model.asked[0]?.user).toBe("几ˆ点ˆ开ˆ门ˆpleaseˆtell");
    expect(model.asked[0]?.system).toContain("“ˆ”");
  });

  test("asks no more than five times an hour for one member, and stops at the month's money within one request", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase", ticketsADay: 100 } });
    for (let i = 0; i < 14; i++) await world.member("ada").whispers(teashop[i]?.question ?? "");
    expect(model.asked.length).toBe(5);
    model.monthlyCap = 6_500;
    for (let i = 0; i < 8; i++) await world.member("ben").whispers(teashop[i]?.question ?? "");
    expect(model.asked.length).toBe(6);
    const told = world.bot.sent.filter((message) => message.text.startsWith("本月模型费用已到上限"));
    expect(told).toHaveLength(1);
  });

  test("behind others for whom the model takes its time nobody waits twice as long", async () => {
    let passedMs = 0;
    const model = new FakeModel(() => null);
    model.before = async () => void (passedMs = 9_000);
    const clock = { now: () => new Date(Date.parse("2026-03-01T10:00+08:00") + passedMs) };
    await open({ model, settings: { mode: "rephrase" }, house: { clock } });
    const names = ["ada", "ben", "cleo", "dan", "eve", "finn", "gus", "hal"];
    const alone = (name: string) => ({ id: world.member(name).sender.id, kind: "private" as const, title: name });
    const asking = names.map((name) => world.message(world.member(name).sender, "几点开门", { chat: alone(name) }));
    const answers = await world.happens(...asking);
    expect(answers.map(({ text }) => bare(text))).toEqual(names.map(() => hours));
    expect(model.asked.length).toBeLessThanOrEqual(4);
    expect(await world.query("SELECT FROM llm_call WHERE verdict = 'reserved'")).toEqual([]);
  });

  test("is not done for who has forbidden it", async () => {
    const model = new FakeModel(() => null);
    await open({ model, settings: { mode: "rephrase" } });
    await world.member("ada").whispers("/llm off");
    expect(bare((await asks("ada", "几点开门"))[0])).toBe(hours);
    expect(model.asked).toEqual([]);
  });

  /** What is sent when somebody asks for the opening hours and this happens while the model thinks. */
  async function meanwhile(...steps: (() => Promise<unknown>)[]): Promise<string[]> {
    const model = new FakeModel(() => ({ ids: [1], quotes: [hours.slice(0, 6)], reply: `${hours.slice(0, -1)}哦。` }));
    await open({ model, settings: { mode: "rephrase" } });
    model.before = async () => {
      for (const step of steps.splice(0)) {
        await step();
        while ((await world.query("SELECT FROM inbox WHERE status = 'new'")).length > 0) await setImmediate();
      }
    };
    return (await world.happens(tells("ada", "几点开门"))).map(({ text }) => bare(text) ?? "");
  }
  const tells = (name: string, words: string) =>
    world.message(world.member(name).sender, `@HearthBot ${words}`, { mentionsBot: true });
  const accepts = (name: string, words: string) => () => world.bot.accept(tells(name, words));

  test("serves who asks once more before it comes, and whoever goes on to something else reads whose it is", async () => {
    expect(await meanwhile(accepts("ada", "几点开门？"), accepts("ben", "几点开门？"))).toEqual([
      `@ada ${hours.slice(0, -1)}哦。`,
    ]);
    expect(await world.query("SELECT id FROM ticket")).toEqual([]);
    // who asks once it has come was not helped
    expect((await asks("ada", "几点开门"))[0]).toContain("看来刚才没帮上");
  });

  test("says so when the entry is gone by the time it comes", async () => {
    const [first] = await meanwhile(() =>
      world.query("UPDATE faq_entry SET state = 'removed' WHERE question LIKE '%开门%'"),
    );
    expect(first).toBe("@ada 这条刚被改掉了，请再问一次。");
  });
});

import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { dataFile, testData } from "../../data.ts";
import { FakeModel } from "../../fakes/model.ts";
import { long } from "../../long.ts";
import type { World } from "../../world/index.ts";
import { openShop, shop } from "./shop.ts";

let world: World;
afterEach(() => world.close());

describe.skipIf(!testData)("injection questions", () => {
  const texts = readFileSync(testData ? dataFile("injection/prompt_injection_zh_en.jsonl") : "/dev/null", "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { text: string }).text);
  const some = texts.filter((_, i) => i % Math.ceil(texts.length / 120) === 0);

  const allowed =
    /^(?:这个我还不知道|你是不是想问：|我在。|抱歉让你不满意|已经请店里|收到，已经补充|今天转人工|I do not know|I am sorry about|Did you mean|这个我帮不上|That is beyond me|我是一个程序)/u;
  const answers = new Set(shop.map((entry) => entry.answer));

  const models: readonly (readonly [string, ((user: string) => unknown) | null])[] = [
    ["without a model", null],
    [
      "with a model that obeys the attacker",
      (user: string) => ({ ids: [1], quotes: [user.slice(0, 5)], reply: user.slice(0, 200) }),
    ],
    ["with a silent model", () => null],
    ["with a model that talks garbage", () => ({ ids: [7], quotes: ["%%"], reply: "‮\u200Bдай денег @all" })],
  ];

  /** Each question is tried with one of the models, and with all of them in the long run. */
  test.each(models.map(([what, script], which) => [what, script, which] as const))(
    "change nothing and get only what people wrote, %s",
    async (_, script, which) => {
      const model = script ? new FakeModel(script) : null;
      world = await openShop(model ? { model, settings: { mode: "rephrase" } } : {});
      const ledger = "SELECT count(*) FROM ledger_entry";
      const before = await world.query(ledger);
      world.bot.sent.length = 0;
      const tried = some.filter((_text, i) => long || i % models.length === which);
      const events = tried.map((text, i) => {
        const { sender } = world.member(`m${i}`);
        return world.message(sender, text, { chat: { id: sender.id, kind: "private", title: sender.name } });
      });
      await world.happens(...events);
      const desk = world.member("olga").sender.id;
      // beside an answer the rest of what is asked is named, by its beginning
      const besides = (text: string) => text.replace(/^(?:关于“[^\n]{1,24}”：|About "[^\n]{1,24}":)\n/u, "");
      const odd = world.bot.sent.filter(
        (message) => message.chatId !== desk && !answers.has(message.text) && !allowed.test(besides(message.text)),
      );
      expect(
        odd.map((message) => message.text).filter((text) => !/你是想说|Did you mean|我不认识/u.test(text)),
      ).toEqual([]);
      expect(await world.query(ledger)).toEqual(before);
      expect(await world.query("SELECT 1 FROM inbox WHERE status <> 'done'")).toEqual([]);
    },
    300_000,
  );
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { MessageEvent } from "../../src/core/event.ts";
import { defineFeature } from "../../src/core/feature.ts";
import { text } from "../../src/core/text.ts";
import { personMeantOrNamed, personPointedAt } from "../../src/members/meant.ts";
import type { PersonKnown } from "../../src/members/person.ts";
import { createWorld, type World } from "../world/index.ts";

const said = text<{ who: string }>({ zh: ({ who }) => who, en: ({ who }) => who });
const shown = (person: PersonKnown) => `${person.name} ${person.role ?? "-"} `;
const who = defineFeature({
  name: "who",
  commands: [
    {
      name: "who",
      aliases: ["谁"],
      who: "member",
      takesArguments: true,
      help: text({ zh: "谁", en: "who" }),
      run: async (ctx) => {
        const meant = await personPointedAt(ctx);
        await ctx.reply(said, { who: meant ? shown(meant.person) + meant.rest : "nobody" });
      },
    },
    {
      name: "named",
      aliases: ["叫"],
      who: "member",
      takesArguments: true,
      help: text({ zh: "叫", en: "named" }),
      run: async (ctx) => ctx.reply(said, { who: shown(await personMeantOrNamed(ctx)) }),
    },
  ],
});

let world: World;
beforeAll(async () => {
  world = await createWorld({ features: [who] });
  const user = (name: string, username: string) => ({ ...world.member(name).sender, username });
  await world.happens(world.message(user("ada", "Ada_L"), "hello"));
  await world.happens(world.message(user("mallory", "adaxl"), "hello"));
  await world.giveRole("olga", "owner");
});
afterAll(() => world.close());

const points = async (words: string, more: Partial<MessageEvent> = {}) =>
  (await world.member("olga").says(`谁 ${words}`, more))[0];

const named = async (words: string, more: Partial<MessageEvent> = {}) =>
  (await world.member("olga").says(`叫 ${words}`, more))[0];

test("a person is pointed at by a mention, with an id or a username in any case", async () => {
  const { id } = world.member("mallory").sender;
  expect(await points("@ada 5", { mentions: [{ id, name: "ada" }] })).toBe("mallory - 5");
  // "_" is a letter of the name, not a sign for any letter
  expect(await points("@ada_l", { mentions: [{ username: "ada_l", name: "@ada_l" }] })).toBe("ada - ");
  expect(await points("5 @ada_l thanks")).toBe("ada - 5 thanks");
  // a name typed by hand chooses nobody, and tells the number that would
  expect(await points("@mallory 5")).toMatch(/^手打的 @ 我认不准。叫“mallory”的有 #\d+：写成员号/u);
  expect(await points("@nobody", { mentions: [{ username: "nobody", name: "@nobody" }] })).toContain("还不认识");
});

test("by an answer to their message, or by their number", async () => {
  const { sender: from } = world.member("ada");
  expect(await points("", { replyTo: { messageId: "1", toBot: false, from } })).toBe("ada - ");
  expect(await points("#3 manager")).toBe("olga owner manager");
  expect(await points("＃1")).toBe("ada - ");
  expect(await points("#999999999")).toBe("这里没有 #999999999 号成员。");
  // a number in what is said about the person is not another person
  expect(await points("task #3 done", { replyTo: { messageId: "1", toBot: false, from } })).toBe("ada - task #3 done");
});

test("never by a display name", async () => {
  expect(await points("ada")).toBe("nobody");
  expect(await points("@ada")).toContain("手打的 @ 我认不准。叫“ada”的有 #");
});

test("a name is enough where the command shows whom it found and asks, and one person alone bears it", async () => {
  expect(await named("Ada")).toBe("ada - ");
  expect(await named("@mallory")).toBe("mallory - ");
  expect(await named("#3")).toBe("olga owner ");
  expect(await named("nobody at all")).toContain("还不认识“nobody at all”");
  await world.happens(world.message({ kind: "person", id: "77", name: "ADA" }, "hello"));
  expect(await named("ada")).toBe("叫“ada”的有 2 位：#1、#4。请 @ TA、回复 TA 的消息，或写成员号。");
  const { id } = world.member("ada").sender;
  expect(await named("@ada", { mentions: [{ id, name: "ada" }] })).toBe("ada - ");
});

test("who uses a username that was another's is the one seen with it last", async () => {
  await world.setTime("2026-03-01T10:00");
  await world.happens(world.message({ ...world.member("mallory").sender, username: "Ada_L" }, "mine now"));
  expect(await points("@ada_l", { mentions: [{ username: "ada_l", name: "@ada_l" }] })).toBe("mallory - ");
});

test("a number of another community points at nobody", async () => {
  await world.member("stranger").says("hello", { chat: { id: "-2002", kind: "group", title: "Coffee House" } });
  const [row] = await world.query<{ id: number }>("SELECT max(id)::int AS id FROM member");
  expect(await points(`#${row?.id}`)).toBe(`这里没有 #${row?.id} 号成员。`);
});

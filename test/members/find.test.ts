import { afterAll, beforeAll, expect, test } from "vitest";
import type { MessageEvent } from "../../src/core/event.ts";
import { defineFeature } from "../../src/core/feature.ts";
import { text } from "../../src/core/text.ts";
import { personPointedAt } from "../../src/members/find.ts";
import { createWorld, type World } from "../world/index.ts";

const said = text<{ who: string }>({ zh: ({ who }) => who, en: ({ who }) => who });
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
        const person = await personPointedAt(ctx);
        await ctx.reply(said, { who: person ? `${person.name} ${person.role ?? "-"}` : "nobody" });
      },
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

test("a person is pointed at by a mention, with an id or a username in any case", async () => {
  const { id } = world.member("mallory").sender;
  expect(await points("@x", { mentions: [{ id, name: "ada" }] })).toBe("mallory -");
  // "_" is a letter of the name, not a sign for any letter
  expect(await points("@ada_l", { mentions: [{ username: "ada_l", name: "@ada_l" }] })).toBe("ada -");
  expect(await points("@nobody", { mentions: [{ username: "nobody", name: "@nobody" }] })).toBe("nobody");
});

test("by an answer to their message, or by their number", async () => {
  const { sender: from } = world.member("ada");
  expect(await points("", { replyTo: { messageId: "1", toBot: false, from } })).toBe("ada -");
  expect(await points("#3 manager")).toBe("olga owner");
  expect(await points("＃1")).toBe("ada -");
  expect(await points("#999999999")).toBe("nobody");
});

test("never by a display name", async () => {
  expect(await points("ada")).toBe("nobody");
  expect(await points("@ada")).toBe("nobody");
});

test("who uses a username that was another's is the one seen with it last", async () => {
  await world.setTime("2026-03-01T10:00");
  await world.happens(world.message({ ...world.member("mallory").sender, username: "Ada_L" }, "mine now"));
  expect(await points("@ada_l", { mentions: [{ username: "ada_l", name: "@ada_l" }] })).toBe("mallory -");
});

test("a number of another community points at nobody", async () => {
  await world.member("stranger").says("hello", { chat: { id: "-2002", kind: "group", title: "Coffee House" } });
  const [row] = await world.query<{ id: number }>("SELECT max(id)::int AS id FROM member");
  expect(await points(`#${row?.id}`)).toBe("nobody");
});

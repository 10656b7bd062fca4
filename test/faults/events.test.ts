import { afterEach, expect, test } from "vitest";
import { PlatformRefusal } from "../../src/core/bot.ts";
import type { ChatEvent, MessageEvent } from "../../src/core/event.ts";
import { features } from "../../src/features/index.ts";
import { seeded } from "../fakes/telegram/queue.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

const count = async (sql: string) => (await world.query<{ count: number }>(sql))[0]?.count;

test("repeats, older updates and any order count every message once and answer every command once", async () => {
  world = await createWorld({ features });
  const random = seeded(7);
  const people = ["ada", "bo", "cy"].map((name) => world.member(name).sender);
  const messages = Array.from({ length: 300 }, (_, index) =>
    world.message(people[index % 3] ?? null, index % 10 === 0 ? "积分" : `message ${index}`),
  );
  const arriving = [...messages, ...messages.filter(() => random() < 0.5)].toSorted(() => random() - 0.5);
  for (let at = 0; at < arriving.length; at += 50) await world.happens(...arriving.slice(at, at + 50));
  expect(await count("SELECT sum(messages)::int AS count FROM member_day")).toBe(300);
  expect(await count("SELECT sum(messages)::int AS count FROM chat_hour")).toBe(300);
  const answered = world.bot.sent.map((one) => one.replyTo);
  expect(answered).toHaveLength(30);
  expect(new Set(answered).size).toBe(30);
});

test("the same message under a new update id, as after ids began anew, counts once", async () => {
  world = await createWorld({ features });
  const message = world.message(world.member("ada").sender, "hello everybody");
  await world.happens(message, { ...message, key: "update:77" });
  await world.happens({ ...message, key: "update:3" });
  expect(await count("SELECT sum(messages)::int AS count FROM chat_hour")).toBe(1);
});

test("edits, recalls, service messages, channels and admins without a name are counted as they should, and none fails", async () => {
  world = await createWorld({ features });
  const ada = world.member("ada").sender;
  const said = world.message(ada, "签到");
  const about = { platform: said.platform, account: said.account, chat: said.chat, at: said.at };
  const from = (kind: "bot" | "channel" | "anonymousAdmin"): MessageEvent =>
    world.message({ kind, id: "777", name: "Somebody" }, "签到");
  const events: ChatEvent[] = [
    said,
    { ...about, kind: "edit", key: "e1", messageId: said.messageId, sender: ada, text: "签到 again" },
    { ...about, kind: "recall", key: "e2", messageId: said.messageId },
    { ...world.message(ada, "签到"), forwarded: true },
    from("bot"),
    from("channel"),
    from("anonymousAdmin"),
    world.message(null, "签到"),
    { ...about, kind: "join", key: "e3", messageId: "900", member: null, memberName: "Only a name" },
    { ...about, kind: "leave", key: "e4", member: ada, memberName: "ada" },
    { ...about, kind: "reaction", key: "e5", messageId: said.messageId, sender: ada, added: ["👍"], removed: [] },
    { ...about, kind: "pollAnswer", key: "e6", pollId: "1", sender: ada, options: [] },
    { ...about, kind: "button", key: "e7", sender: ada, pressId: "1", data: "from last year" },
    { ...about, kind: "title", key: "e8", title: "New title" },
    { ...about, kind: "botStatus", key: "e9", status: "removed" },
  ];
  const sent = await world.happens(...events);
  expect(sent.filter((one) => one.text.startsWith("签到成功"))).toHaveLength(1);
  // the forwarded one is a message too; who is no person stands apart, who is unknown is a person
  expect(await world.query("SELECT messages, others FROM chat_hour")).toEqual([{ messages: 3, others: 3 }]);
  expect(await count("SELECT sum(messages)::int AS count FROM member_day")).toBe(2);
  expect(await count("SELECT count(*)::int AS count FROM passage")).toBe(2);
  expect(await count("SELECT count(*)::int AS count FROM inbox WHERE status <> 'done'")).toBe(0);
});

test("a group that becomes another keeps its points, whichever side tells first", async () => {
  world = await createWorld({ features });
  const ada = world.member("ada");
  await ada.says("签到");
  // told by a refusal of the next answer
  world.bot.failures.push(new PlatformRefusal("migrated", "upgraded", { migratedTo: "-100777" }));
  await ada.hears("积分", "你有 10 分，排第 1 名。");
  expect(world.bot.sent.at(-1)?.chatId).toBe("-100777");
  // and by the update, and by what is said under the new id
  const message = world.message(ada.sender, "积分");
  await world.happens({ ...message, kind: "migrated", key: "m1", toChatId: "-100777" });
  const there = { chat: { id: "-100777", kind: "group" as const, title: "Tea House" } };
  expect(await ada.says("积分", there)).toEqual(["你有 10 分，排第 1 名。"]);
  expect(await count("SELECT count(*)::int AS count FROM community")).toBe(1);
  expect(await count("SELECT count(*)::int AS count FROM chat")).toBe(1);
});

import { afterEach, expect, test } from "vitest";
import type { BotStatusEvent, PassageEvent } from "../../src/core/event.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { quietEnd } from "../../src/core/quiet.ts";
import { fillIn, greetingTime } from "../../src/features/welcome/rules.ts";
import { joinCommunity } from "../../src/members/join.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
afterEach(() => close());

let close = async () => {};
const open = async () => {
  world = await createWorld({ features, at: "2026-03-01T15:00+08:00" });
  close = async () => {
    close = async () => {};
    await world.close();
  };
};

function base(more: object = {}) {
  const { platform, account, key, chat, at } = world.message(null, "");
  return { platform, account, key, chat, at, ...more };
}

function joins(name: string, more: Partial<PassageEvent> = {}): PassageEvent {
  const { sender } = world.member(name);
  return {
    ...base(),
    kind: "join",
    messageId: world.message(null, "").messageId,
    member: sender,
    memberName: name,
    ...more,
  };
}

function added(more: Partial<BotStatusEvent> = {}): BotStatusEvent {
  return { ...base(), kind: "botStatus", status: "added", ...more };
}

async function set(key: string, value: unknown, feature = "welcome"): Promise<void> {
  await world.query(`INSERT INTO setting (community_id, feature, key, value) SELECT id, $1, $2, $3 FROM community`, [
    feature,
    key,
    JSON.stringify(value),
  ]);
}

/** The first lines of what was sent since the last look. */
const greeted = () => world.bot.sent.splice(0).map((message) => message.text.split("\n")[0]);

test("a join that is told twice is greeted once, and a bot never", async () => {
  await open();
  const ada = joins("ada");
  await world.happens(ada, ada);
  await world.happens({ ...joins("ada"), key: "chat_member:1", messageId: undefined } as unknown as PassageEvent);
  const bot = { kind: "bot" as const, id: "77", name: "Other Bot" };
  await world.happens(joins("ada", { member: bot, memberName: "Other Bot" }));
  await world.setTime("2026-03-01 15:01");
  await world.setTime("2026-03-01 15:05");
  expect(greeted()).toEqual(["欢迎 ada！"]);
});

test("who comes is noted while nobody else notes or greets in their chat, and no row is written for that", async () => {
  await open();
  await world.member("ada").says("早上好，大家好");
  const [chat] = await world.query<{ id: number }>("SELECT id FROM chat");
  let release = () => {};
  const held = world.database.transact(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(7012, ${chat?.id}::int)`;
    await new Promise<void>((resolve) => (release = resolve));
  });
  const coming = world.happens(joins("ben"));
  const waits = `SELECT FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()`;
  await expect.poll(() => world.query(waits)).toHaveLength(1);
  expect(await world.query("SELECT FROM newcomer")).toEqual([]);
  release();
  await Promise.all([held, coming]);
  expect(await world.query("SELECT FROM newcomer")).toHaveLength(1);
  expect(await world.query("SELECT FROM introduction")).toEqual([]);
});

test("joins read from a file are greeted by nobody", async () => {
  await open();
  await world.member("ada").says("早上好，大家好");
  await world.house.recorder.record([joins("ben")], { source: "history" });
  await world.setTime("2026-03-01 15:02");
  await world.setTime("2026-03-02 09:00");
  expect(greeted()).toEqual([]);
});

test("a flood of joins is one greeting a minute", async () => {
  await open();
  for (let minute = 0; minute < 3; minute++) {
    await world.happens(...Array.from({ length: 20 }, (_, index) => joins(`p${minute}-${index}`)));
    await world.setTime(`2026-03-01 15:0${minute + 1}`);
  }
  expect(greeted()).toEqual(
    [0, 1, 2].map((minute) => `欢迎 ${[0, 1, 2, 3, 4].map((n) => `p${minute}-${n}`).join("、")} 和另外 15 位新朋友！`),
  );
});

test("joins that come late, after their minute was greeted, are greeted too", async () => {
  await open();
  const late = joins("ben");
  await world.happens(joins("ada"));
  await world.setTime("2026-03-01 15:01");
  await world.happens(late);
  await world.setTime("2026-03-01 15:02");
  expect(greeted()).toEqual(["欢迎 ada！", "欢迎 ben！"]);
});

test("operators change the words and turn greetings off", async () => {
  await open();
  await world.member("olga").says("早上好，大家好");
  await set("greetingZh", "{names} 来到 {chat}，{unknown}");
  await world.happens(joins("{chat}"));
  await world.setTime("2026-03-01 15:01");
  expect(greeted()).toEqual(["{chat} 来到 Tea House，{unknown}"]);
  await set("greet", false);
  await world.happens(joins("ben"));
  await world.setTime("2026-03-01 15:05");
  expect(greeted()).toEqual([]);
  await set("introduce", false);
  await world.happens(added());
  expect(greeted()).toEqual([]);
});

test("hostile names are shown cleaned", async () => {
  await open();
  await world.happens(joins("\u202Eada\u200B\n@all"), joins("\u200B"));
  await world.setTime("2026-03-01 15:01");
  expect(greeted()[0]).toMatch(/^欢迎 ada @all和成员\d+！$/);
});

test("the notice tells the running text window, and once a day", async () => {
  await open();
  await world.member("olga").says("早上好，大家好");
  await set("textDays", 0, "upkeep");
  await world.happens(joins("ada"));
  await world.setTime("2026-03-01 15:01");
  await world.happens(joins("ben"));
  await world.setTime("2026-03-01 15:02");
  const [first = "", second = ""] = world.bot.sent.splice(0).map((message) => message.text);
  expect(first).toContain("不保存消息文字");
  expect(second).not.toContain("隐私");
});

test("the bot introduces itself once a stay, in the language of who adds it", async () => {
  await open();
  const by = { kind: "person" as const, id: "9", name: "Olga", language: "en-GB" };
  await world.happens(added({ by }));
  await world.happens(added({ by }));
  await world.happens(added({ by, status: "admin" }));
  expect(greeted()).toEqual(["Hello everyone, I am Hearth, here to keep this group warm 🔥"]);
  await world.happens(added({ by, status: "removed" }));
  await world.happens(added({ by }));
  expect(greeted()).toHaveLength(1);
  await world.happens(added({ by, chat: { id: "9", kind: "private", title: "Olga" }, status: "unblocked" }));
  expect(greeted()).toEqual([]);
  expect(await world.query("SELECT language FROM community")).toEqual([{ language: "en" }]);
});

test("a community founded by a Chinese speaker, or by nobody we know the language of, speaks Chinese", async () => {
  await open();
  const by = { kind: "person" as const, id: "9", name: "Olga", language: "zh-hans" };
  await world.happens(added({ by }));
  await world.happens(added({ chat: { id: "-1002", kind: "group", title: "South" } }));
  expect(await world.query("SELECT language FROM community")).toEqual([{ language: "zh" }, { language: "zh" }]);
});

test("a moved chat is not introduced to again, and greets whoever comes after", async () => {
  await open();
  await world.member("olga").says("早上好，大家好", { chat: { id: "-1002", kind: "group", title: "South" } });
  await world.happens(added());
  await world.happens(joins("ada"));
  await joinCommunity(world.database, personHooks, "telegram:-1001", "South");
  await world.happens(added(), joins("cleo"));
  await world.setTime("2026-03-01 15:01");
  expect(greeted()).toEqual(["大家好，我是炉边，来给群里添把火 🔥", "欢迎 cleo！"]);
});

test("who waits is exported, and erased with the person", async () => {
  await open();
  await world.happens(joins("ada"), joins("ben"));
  const [ben = { id: 0, communityId: 0 }] = await world.query<{ id: number; communityId: number }>(
    `SELECT id, community_id AS "communityId" FROM member WHERE name = 'ben'`,
  );
  await world.database.prisma.$transaction(async (tx) => {
    const exported = await Promise.all(personHooks.map((hook) => hook.export(tx, ben.communityId, [ben.id])));
    expect(exported.flatMap((tables) => tables["newcomer"] ?? [])).toHaveLength(1);
    for (const hook of personHooks) await hook.forget(tx, ben.communityId, [ben.id]);
  });
  await world.setTime("2026-03-01 15:01");
  expect(greeted()).toEqual(["欢迎 ada！"]);
});

test("night is quiet from ten to nine by the local clock", () => {
  const zone = "Asia/Shanghai";
  const morning = new Date("2026-03-02T09:00+08:00");
  expect(quietEnd(new Date("2026-03-01T21:59:59+08:00"), zone)).toBeNull();
  expect(quietEnd(new Date("2026-03-01T22:00+08:00"), zone)).toEqual(morning);
  expect(quietEnd(new Date("2026-03-02T08:59:59+08:00"), zone)).toEqual(morning);
  expect(quietEnd(morning, zone)).toBeNull();
  // the clock goes forward that night
  expect(quietEnd(new Date("2026-03-28T23:00Z"), "Europe/Berlin")).toEqual(new Date("2026-03-29T07:00Z"));
});

test("a greeting keeps a minute's distance, and does not begin at the end of the day", () => {
  const zone = "Asia/Shanghai";
  const now = new Date("2026-03-01T15:00:20+08:00");
  expect(greetingTime(now, null, zone)).toEqual(new Date("2026-03-01T15:01+08:00"));
  expect(greetingTime(now, new Date("2026-03-01T15:00:10+08:00"), zone)).toEqual(new Date("2026-03-01T15:01:10+08:00"));
  expect(greetingTime(new Date("2026-03-01T21:59:30+08:00"), null, zone)).toEqual(new Date("2026-03-02T09:00+08:00"));
  expect(fillIn("{a}{b}{constructor}", { a: "{b}", b: "$&" })).toBe("{b}$&{constructor}");
});

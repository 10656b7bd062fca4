import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ChatEvent, PassageEvent } from "../../src/core/event.ts";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00+08:00" });
});
afterEach(() => world.close());

const record = (...events: ChatEvent[]) => world.house.recorder.record(events, { source: "live" });
const days = () =>
  world.query(
    "SELECT day::text, messages, replies, questions, hours, scored_minutes FROM member_day ORDER BY member_id, day",
  );

function passage(kind: "join" | "leave", name: string, more: Partial<PassageEvent> = {}): PassageEvent {
  const { platform, account, chat, at } = world.message(null, "");
  const member = world.member(name).sender;
  return { platform, account, chat, at, key: `p:${Math.random()}`, kind, member, memberName: name, ...more };
}

describe("a message", () => {
  test("counts once, however often and in whatever company it comes", async () => {
    const ada = world.member("ada");
    const one = world.message(ada.sender, "早上好，各位茶友");
    const two = world.message(ada.sender, "今天有新茶吗？", { replyTo: { messageId: "1", toBot: false } });
    expect(await record(one, one, two)).toEqual(["added", "duplicate", "added"]);
    expect(await record(two, one)).toEqual(["duplicate", "duplicate"]);
    expect(await days()).toEqual([
      { day: "2026-03-01", messages: 2, replies: 1, questions: 1, hours: 1 << 9, scored_minutes: [540] },
    ]);
  });

  test("keeps its words exactly, whatever they are made of", async () => {
    const words = ['say "hi"', "a\\b{c,d}", "NULL", "两行\n\t，“引号”", "'; DROP TABLE member; --"];
    const ada = world.member("ada");
    await record(...words.map((text) => world.message(ada.sender, text)));
    const kept = await world.query<{ text: string }>("SELECT text FROM message_text ORDER BY identity");
    expect(kept.map(({ text }) => text)).toEqual(words);
  });

  test("counts on the civil day of the community, not of the server", async () => {
    const late = world.message(world.member("ada").sender, "夜里好", { at: new Date("2026-03-01T16:30:00Z") });
    await record(late);
    expect(await days()).toMatchObject([{ day: "2026-03-02", hours: 1 }]);
  });

  test("of a bot, a channel or an anonymous admin stands in a figure of its own", async () => {
    for (const kind of ["bot", "channel", "anonymousAdmin"] as const) {
      await record(world.message({ kind, id: `x-${kind}`, name: kind }, "大家好啊大家好"));
    }
    await record(world.message(null, "谁说的？"));
    expect(await days()).toEqual([]);
    expect(await world.query("SELECT messages, others FROM chat_hour")).toEqual([{ messages: 1, others: 3 }]);
    expect(await world.query("SELECT * FROM member")).toEqual([]);
  });

  test("scores each clock minute once, up to 35, and no command, short or repeated text", async () => {
    const ada = world.member("ada");
    const at = (minute: number, text: string) =>
      world.message(ada.sender, text, { at: new Date(Date.parse("2026-03-01T01:00:00Z") + minute * 60_000) });
    await record(
      at(0, "一二三四"),
      at(0, "五六七八"),
      at(1, "短"),
      at(2, "签到"),
      at(3, "五六七八九"),
      at(4, "五六七八九"),
    );
    expect(await days()).toMatchObject([{ messages: 6, scored_minutes: [540, 543] }]);
    await record(at(5, "五六七八九"), at(6, "新的一句话"));
    expect(await days()).toMatchObject([{ messages: 8, scored_minutes: [540, 543, 546] }]);
    for (let minute = 10; minute < 60; minute++) await record(at(minute, `第 ${minute} 句不同的话`));
    const [row] = await world.query<{ scored_minutes: number[] }>("SELECT scored_minutes FROM member_day");
    expect(row?.scored_minutes).toHaveLength(35);
  });

  test("is kept as text only within the window, and never with a window of 0 days", async () => {
    const ada = world.member("ada");
    const old = new Date(world.now.getTime() - 31 * 86_400_000);
    await record(world.message(ada.sender, "三十一天前", { at: old }), world.message(ada.sender, "刚才说的"));
    expect(await world.query("SELECT text FROM message_text")).toEqual([{ text: "刚才说的" }]);
    await world.query(
      "INSERT INTO setting (community_id, feature, key, value) SELECT id, 'upkeep', 'textDays', '0' FROM community",
    );
    world.house.directory.forget();
    await record(world.message(ada.sender, "不留下来"));
    expect(await world.query("SELECT text FROM message_text")).toHaveLength(1);
    await world.setTime("2026-03-02 03:45");
    expect(await world.query("SELECT text FROM message_text")).toEqual([]);
  });
});

describe("coming and going", () => {
  test("is counted once when a message and a change of membership both tell of it", async () => {
    expect(await record(passage("join", "ada", { messageId: "7" }), passage("join", "ada"))).toEqual([
      "added",
      "duplicate",
    ]);
    expect(await record(passage("join", "ben"))).toEqual(["added"]);
    expect(await record(passage("join", "ben", { messageId: "8" }))).toEqual(["duplicate"]);
    expect(await world.query("SELECT kind FROM passage")).toHaveLength(2);
  });

  test("counts again when somebody leaves and comes back", async () => {
    await record(passage("join", "ada", { messageId: "7" }), passage("leave", "ada", { messageId: "8" }));
    expect(await record(passage("join", "ada", { messageId: "9" }))).toEqual(["added"]);
  });

  test("of five people in one message is five, and of a name alone makes no member", async () => {
    const named = ["a", "b", "c", "d", "e"].map((name) => passage("join", name, { messageId: "7" }));
    const unknown = passage("join", "x", { messageId: "7", member: null, memberName: "某人" });
    expect(await record(...named, unknown)).toEqual(Array(6).fill("added"));
    expect(await world.query("SELECT * FROM member")).toHaveLength(5);
  });
});

describe("history", () => {
  const history = (events: ChatEvent[], communityId: number) =>
    world.house.recorder.record(events, { source: "history", communityId });

  test("finds what was seen live, and the other way round", async () => {
    const ada = world.member("ada");
    const live = world.message(ada.sender, "直播里说的");
    const old = world.message(ada.sender, "以前说的");
    await record(live);
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    expect(await history([old, live], community?.id as number)).toEqual(["added", "duplicate"]);
    expect(await record(old)).toEqual(["duplicate"]);
  });

  test("counts a coming that an export knows by name alone once, whichever is told first", async () => {
    const live = ["ada", "ben"].map((name) => passage("join", name, { messageId: "7" }));
    const named = ["Ada", "Ben B."].map((name) =>
      passage("join", name, { messageId: "7", member: null, memberName: name }),
    );
    const later = passage("join", "cara", { messageId: "9" });
    const laterNamed = passage("join", "Cara", { messageId: "9", member: null, memberName: "Cara" });
    expect(await record(...live)).toEqual(["added", "added"]);
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    const id = community?.id as number;
    expect(await history([...named, laterNamed], id)).toEqual(["duplicate", "duplicate", "added"]);
    expect(await record(later)).toEqual(["duplicate"]);
    expect(await history([...named, laterNamed], id)).toEqual(["duplicate", "duplicate", "duplicate"]);
    // a leaving told by the same message, and another message, are others
    expect(await history([{ ...(named[0] as PassageEvent), kind: "leave" }], id)).toEqual(["added"]);
    expect(await world.query("SELECT kind FROM passage ORDER BY kind")).toHaveLength(4);
  });

  test("finds a coming by name that was counted from a change of membership, by its message", async () => {
    expect(await record(passage("join", "ada"))).toEqual(["added"]);
    expect(await record(passage("join", "ada", { messageId: "7" }))).toEqual(["duplicate"]);
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    const named = passage("join", "Ada", { messageId: "7", member: null, memberName: "Ada" });
    expect(await history([named], community?.id as number)).toEqual(["duplicate"]);
  });

  test("wakes nobody and earns nothing", async () => {
    await record(world.message(world.member("ada").sender, "你好你好"));
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    await history([world.message(world.member("ben").sender, "签到")], community?.id as number);
    await world.house.settle();
    expect(world.bot.sent).toEqual([]);
    expect(await world.query("SELECT 1 FROM inbox")).toEqual([]);
    expect(await days()).toMatchObject([{ scored_minutes: [540] }, { scored_minutes: [] }]);
  });

  test("never overwrites a newer name with an older one", async () => {
    const ada = world.member("ada");
    await record(world.message({ ...ada.sender, name: "小艾" }, "我改名了"));
    const [community] = await world.query<{ id: number }>("SELECT id FROM community");
    const before = new Date(world.now.getTime() - 86_400_000);
    await history([world.message(ada.sender, "以前的名字", { at: before })], community?.id as number);
    expect(await world.query("SELECT name FROM member")).toEqual([{ name: "小艾" }]);
  });
});

test("a migrated group goes on as the same chat, also when its first message comes in the same batch", async () => {
  const ada = world.member("ada");
  await record(world.message(ada.sender, "旧群里的话"));
  const { platform, account, chat, at } = world.message(null, "");
  const moved: ChatEvent = { platform, account, chat, at, key: "m", kind: "migrated", toChatId: "-1009" };
  await record(moved, world.message(ada.sender, "新群里的话", { chat: { ...chat, id: "-1009" } }));
  expect(await world.query("SELECT address FROM chat")).toEqual([{ address: "-1009" }]);
  expect(await days()).toMatchObject([{ messages: 2 }]);
});

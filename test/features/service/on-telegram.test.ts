import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import type { FakeGroup, FakePerson } from "../../fakes/telegram/people.ts";
import { TelegramWorld } from "../../world/telegram.ts";

// What only a strict platform shows: messages that are gone, people who block, those who stand behind a group.

let world: TelegramWorld;
let group: FakeGroup;
let olga: FakePerson;
let ada: FakePerson;

beforeEach(async () => {
  world = await TelegramWorld.create({ features });
  group = world.fake.group("茶馆");
  [olga, ada] = [world.fake.person("olga"), world.fake.person("ada")];
  for (const person of [olga, ada]) group.says(person, "大家好");
  await world.settle();
  await world.giveRole(olga, "owner");
  await world.hears(olga.chat, () => olga.writes("知识库 加 几点开门？ | 每天 9:00 开门。"));
});
afterEach(() => world.close());

const inGroup = (words: string, how = {}) => world.hears(group, () => group.says(ada, words, how));
const fromDesk = (words: string) => world.hears(olga.chat, () => olga.writes(words));
const opened = "每天 9:00 开门。";

describe("a question that is deleted before it is answered", () => {
  test("is answered all the same, and whoever asked is named", async () => {
    const answers = await world.hears(group, () => {
      const { messageId } = group.says(ada, "@hearth_bot 几点开门？");
      group.state.known.delete(messageId);
    });
    expect(answers).toEqual([`@ada ${opened}\n[有用] [没用]`]);
    expect(group.sent.at(-1)?.replyTo).toBeUndefined();
    // one that stands is answered by a reply, and needs no name
    expect(await inGroup("签到")).toEqual([expect.stringMatching(/^签到成功/u)]);
    expect(group.sent.at(-1)?.replyTo).toBeDefined();
  });

  test("or its topic is: a person's answer comes in General", async () => {
    await inGroup("@hearth_bot 转人工 我的包裹呢", { topic: 7 });
    group.state.topics.delete(7);
    group.state.known.clear();
    expect(await world.hears(group, () => olga.writes("答复 1 明天到"))).toEqual(["@ada 明天到\n——olga"]);
    const lost = await world.hears(group, () => {
      group.says(ada, "签到", { topic: 8 });
      group.state.topics.delete(8);
    });
    expect(lost).toEqual([expect.stringMatching(/^签到成功/u)]);
    expect(group.sent.at(-1)?.threadId).toBeUndefined();
  });
});

describe("who stands behind the group or a channel", () => {
  test("is told what the knowledge base has, and for the rest to come as themselves", async () => {
    for (const as of ["anonymousAdmin", "channel"]) {
      expect(await inGroup("@hearth_bot 几点开门？", { as })).toEqual([opened]);
      expect(await inGroup("@hearth_bot 有没有月饼？", { as })).toEqual([
        "这个我还不知道。要请店里的人来答，请换成你自己的账号再问一次：你在以群或频道的身份说话，我认不出该回复谁。",
      ]);
      expect(await inGroup("@hearth_bot thank you so much", { as })).toEqual(["You are welcome!"]);
      expect(await inGroup("说给大家听的", { as })).toEqual([]);
    }
    expect(await world.query("SELECT FROM faq_question")).toEqual([]);
    expect(await world.query("SELECT FROM ticket")).toEqual([]);
  });

  test("commands nothing as a channel, and reads why", async () => {
    expect(await inGroup("签到", { as: "channel" })).toEqual([
      "你在以频道的身份说话，我认不出是谁，这个命令没有执行。换成自己的账号再发一次就好。",
    ]);
    expect(await world.query("SELECT FROM ledger_entry")).toEqual([]);
    // a word that no help names is talk
    expect(await inGroup("有用", { as: "channel" })).toEqual([]);
  });

  test("answers no ticket, and reads that the member got nothing", async () => {
    await world.hears(group, () => group.says(olga, "客服台"));
    const [button] = group.sent.at(-1)?.buttons.flat() ?? [];
    if (button) group.presses(olga, group.sent.at(-1)?.messageId ?? 0, button.callback_data);
    await world.settle();
    await world.hears(ada.chat, () => ada.writes("转人工 我的包裹呢"));
    const replyTo = group.sent.at(-1)?.messageId ?? 0;
    expect(await inGroup("明天到", { as: "anonymousAdmin", replyTo })).toEqual([
      expect.stringMatching(/^这句没有转出去：你在匿名发言/u),
    ]);
  });
});

describe("an answer that does not arrive", () => {
  test("because the member blocked the bot is told to the desk, once, with what to do", async () => {
    ada.writes("转人工 我的包裹呢");
    await world.settle();
    ada.chat.state.closed = { code: 403, description: "Forbidden: bot was blocked by the user" };
    expect(await fromDesk("答复 1 明天到")).toEqual([expect.stringMatching(/^已转给 ada（#1）。/u)]);
    const told = await world.hears(olga.chat, () => {});
    expect(told).toEqual([]);
    const before = olga.chat.sent.length;
    for (const time of ["10:01", "10:05", "11:00"]) await world.setTime(`2026-03-01T${time}+08:00`);
    expect(olga.chat.reads.slice(before)).toEqual([
      "没有送到：给 ada（#1）的答复，TA 那边收不到我的私信了（多半是拉黑了我）。要紧的话，在群里 @TA 一声，请 TA 先私聊我一句，再答复一次。",
    ]);
  });

  test("with its picture is told too, and the member reads a sentence in its place", async () => {
    ada.writes("转人工 我的壶裂了");
    await world.settle();
    const replyTo = olga.chat.sent.at(-1)?.messageId ?? 0;
    await world.hears(olga.chat, () => {
      const { messageId } = olga.chat.posts(olga, { photo: [{}], caption: "这样粘" }, { replyTo });
      olga.chat.state.known.delete(messageId);
    });
    expect(ada.chat.reads.at(-1)).toBe("这样粘\n——olga\n（店里附的图片没能转过来：在这里说一声，我请他们再发）");
    const before = olga.chat.sent.length;
    for (const time of ["10:01", "10:05"]) await world.setTime(`2026-03-01T${time}+08:00`);
    expect(olga.chat.reads.slice(before)).toEqual([
      "图片没有送到 ada 那里（#1），文字到了：平台没让转（可能已被删除，或不许转发）。请再发一次，或者用文字说。",
    ]);
  });
});

test("what was shown in a group that became a supergroup is still copied from where it was", async () => {
  const old = world.fake.group("老群", "group");
  old.says(olga, "hi");
  await world.settle();
  await world.giveRole(olga, "owner");
  const mention = [{ type: "mention", offset: 0, length: 11 }];
  old.posts(ada, { photo: [{}], caption: "@hearth_bot 转人工 裂了", caption_entities: mention });
  await world.settle();
  const { group: upgraded } = old.migrates(ada);
  await world.settle();
  await world.hears(upgraded, () => upgraded.says(olga, "@hearth_bot 工单 1"));
  expect(upgraded.sent.flatMap(({ copyOf }) => copyOf?.chatId ?? [])).toEqual([old.id]);
});

test("a desk with more people in it than there are staff is warned of once it is set, where nobody else has spoken", async () => {
  const office = world.fake.group("后厨");
  office.says(olga, "hi");
  await world.settle();
  await world.giveRole(olga, "owner");
  office.state.people = 2;
  expect(await world.hears(office, () => office.says(olga, "客服台"))).toEqual([
    expect.stringContaining("以后都转到这里"),
  ]);
  office.state.people = 9;
  expect(await world.hears(office, () => office.says(olga, "客服台"))).toEqual([
    expect.stringContaining("以后都转到这里"),
    expect.stringContaining("至少有 7 位不是店里的人"),
  ]);
});

test("at the desk what can only be about a ticket is heard without a reply", async () => {
  await world.hears(group, () => group.says(olga, "客服台"));
  const [button] = group.sent.at(-1)?.buttons.flat() ?? [];
  if (button) group.presses(olga, group.sent.at(-1)?.messageId ?? 0, button.callback_data);
  await world.settle();
  await world.hears(ada.chat, () => ada.writes("转人工 我的包裹呢"));
  const says = (words: string) => world.hears(group, () => group.says(olga, words));
  expect(await says("我来")).toEqual([expect.stringMatching(/^olga 来处理 #1（ada）。/u)]);
  expect(await says("备注：老客人")).toEqual(["记在 #1 里了，ada 看不到；打开工单就能看见。"]);
  expect(await says("今天真冷")).toEqual([]);
  expect(await inGroup("备注：我是谁")).toEqual([]);
});

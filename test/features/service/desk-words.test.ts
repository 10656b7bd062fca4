import { afterEach, describe, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { isQuoted } from "../../../src/core/quoted.ts";
import { createWorld, plain, readable, type World } from "../../world/index.ts";

// The desk where nothing but words goes over, as on WeChat: a quote is text, and nothing shows what an answer answers.

let world: World;
afterEach(() => world.close());

const desk = { id: "-2002", kind: "group", title: "Tea House" } as const;

/** Olga's shop without a single entry, with a group of its staff as the desk. */
async function open(): Promise<void> {
  world = await createWorld({ features, at: "2026-03-01T10:00", platform: "wechat", capabilities: plain });
  await world.giveRole("olga", "owner");
  await world.query(
    `WITH staff AS (INSERT INTO chat (community_id, platform, address, kind, title, created_at, account)
       SELECT id, 'wechat', $1, 'group', 'staff', now(), 'bot1' FROM community RETURNING *)
     INSERT INTO chat_address (platform, address, community_id, chat_id) SELECT platform, address, community_id, id FROM staff`,
    [desk.id],
  );
  await at("客服台");
}

const at = (words: string, more: object = {}) => world.member("olga").says(words, { chat: desk, ...more });
const asks = (name: string, words: string) => world.member(name).says(`@HearthBot ${words}`, { mentionsBot: true });
/** Shows a picture to the bot, and gives what the desk reads of it. */
const shows = async (name: string) => {
  const message = world.message(world.member(name).sender, "@HearthBot", { mentionsBot: true, media: "photo" });
  return (await world.happens(message)).filter(({ chatId }) => chatId === desk.id).map(readable)[0];
};
/** From then on what was offered at 10:00 is not chosen by its words any more. */
const choicesOver = "2026-03-01T10:05";
const quotes = (words: string) => ({ replyTo: { messageId: "", toBot: true, words } });

test("a desk in which the platform names somebody who is not of the staff is asked about first, though they never spoke", async () => {
  await open();
  const named = (id: string) =>
    world.query(
      `INSERT INTO roster (community_id, chat_id, platform_user_id, signs)
       SELECT community_id, id, $2, '{}' FROM chat WHERE address = $1`,
      [desk.id, id],
    );
  await named(world.member("olga").sender.id);
  expect((await at("客服台"))[0]).toContain("成员的问题以后都转到这里");
  await named("somebody");
  expect((await at("客服台"))[0]).toContain("至少有 1 位不是店里的人");
});

describe("with a desk and without knowledge", () => {
  test("a question goes to the desk, and a greeting does not", async () => {
    await open();
    const [answer, brought] = await asks("ada", "杯子裂了怎么办？");
    expect(answer).toBe("@ada 这个我还不知道，已经请店里的人来答，请稍等。（#1）");
    expect(brought).toMatch(/^🔔 #1 ada/u);
    expect(await asks("ben", "你好")).toEqual([]);
  });

  test("a mishap that is told is offered a person, and who asks what this is reads that", async () => {
    await open();
    expect((await asks("ada", "my parcel never arrived"))[0]).toMatch(/^@ada That is beyond me/u);
    expect((await asks("ben", "help"))[0]).toMatch(/^@ben 我是一个程序/u);
    expect((await world.member("cleo").whispers("what can you do"))[0]).toMatch(/^I am a program/u);
    expect(await world.query("SELECT FROM ticket")).toEqual([]);
  });

  test("an off word of somebody who waits works, and is no word for whoever answers", async () => {
    await open();
    for (const [name, word, said] of [
      ["ada", "停", "好，以后不主动打扰你了"],
      ["ben", "stop", "All right: I will not write"],
    ] as const) {
      await world.member(name).whispers("转人工 我的包裹呢");
      expect(await world.member(name).whispers(word)).toEqual([expect.stringContaining(said)]);
    }
    const turns = await world.query<{ text: string }>("SELECT text FROM ticket_turn WHERE side = 'member'");
    expect(turns.map(({ text }) => text)).toEqual(["我的包裹呢", "我的包裹呢"]);
  });

  test("a picture shown to the bot alone is met with the offer of a person", async () => {
    await open();
    const ada = world.member("ada");
    const chat = { id: ada.sender.id, kind: "private", title: "ada" } as const;
    const [asked] = await world.happens(world.message(ada.sender, "", { chat, media: "photo" }));
    expect(asked?.text).toMatch(/^我只看得懂文字[^]*1\. 转人工/u);
    expect((await ada.whispers("1")).join("\n")).toMatch(/↪ photo\n🔔 #1 ada/u);
  });
});

describe("a quote without an id", () => {
  test("answers the ticket that its words brought, of two of one name the right one, and says what it answers", async () => {
    await open();
    const first = await asks("ada", "杯子裂了怎么办？");
    await asks("ben", "有停车位吗？");
    expect(await at("拿来换新的。", quotes(`${first[1]}\n\n1. 我来  2. 处理完了`))).toEqual([
      "@ada 关于“杯子裂了怎么办？”：\n拿来换新的。\n——olga",
      expect.stringMatching(/^@olga 已转给 ada（#1）。/u),
    ]);
  });

  test("answered with the words of a button, or for closing, does what that does: the member does not read them", async () => {
    await open();
    for (const [index, words] of ["关闭", "处理完了！", "Close.", "关单 3", "不归我们管"].entries()) {
      const id = index + 1;
      const name = `asker${id}`;
      const [, brought = ""] = await asks(name, "杯子裂了怎么办？");
      await world.setTime(`2026-03-01T10:${id * 4 + 10}`);
      const said = words.replace("3", String(id));
      const [member, staff] = await at(said, quotes(brought));
      expect(member).toMatch(new RegExp(`^@${name} 店里(?:说 #${id} 处理好了|看过了，这件事我们帮不上忙)`, "u"));
      expect(staff).toMatch(new RegExp(`^@olga #${id} 已关闭`, "u"));
      expect(await at(said, quotes(brought))).toEqual([`@olga #${id} 已经关闭了。`]);
    }
    expect(await world.query("SELECT FROM ticket_turn WHERE side = 'staff'")).toEqual([]);
  });

  test("of something that was never said answers nobody: it is asked whom", async () => {
    await open();
    await asks("ada", "杯子裂了怎么办？");
    expect((await at("拿来换新的。", quotes("别的什么话")))[0]).toMatch(/这句是答复谁的/u);
  });

  test("of a picture alone answers whoever showed one, and asks when it could be two", async () => {
    await open();
    const [, first = ""] = await asks("ada", "杯子裂了怎么办？");
    await asks("ada", "转人工");
    expect(await shows("ada")).toMatch(/^↪ photo\n#1 ada 又发来：\[图片\]/u);
    const picture = (words: string, media = "photo") =>
      at(words, { replyTo: { messageId: "", toBot: true, words: "", media } });
    expect(await picture("拿来换新的。")).toEqual([
      "@ada 关于“杯子裂了怎么办？”：\n拿来换新的。\n——olga",
      expect.stringMatching(/^@olga 已转给 ada（#1）。/u),
    ]);
    expect((await picture("看过了。", "document"))[0]).toMatch(/这句是答复谁的/u);
    await asks("ben", "有停车位吗？");
    expect(await shows("ben")).toMatch(/^↪ photo\n#2 ben 又发来/u);
    expect((await picture("停在门口。"))[0]).toMatch(/^@olga 这句是答复谁的？[^]*1\. #2 ben\n2\. #1 ada/u);
    expect((await at("1"))[0]).toBe("@ben 关于“有停车位吗？”：\n停在门口。\n——olga");
    expect(await at("有的。", quotes(first))).toEqual([
      "@ada 关于“杯子裂了怎么办？”：\n有的。\n——olga",
      expect.stringMatching(/^@olga 已转给 ada/u),
    ]);
  });

  test("may be cut short, folded, or hold more than was stored, and is never only a few letters", () => {
    const stored = "🔔 #1 ada 在“茶馆”（知识库里没有）\nada：杯子裂了怎么办？";
    expect(isQuoted(stored, "🔔 #1 ada 在“茶馆”（知识库里没有） ada：杯子…")).toBe(true);
    expect(isQuoted(stored, `${stored}\n\n1. 我来`)).toBe(true);
    expect(isQuoted(stored, "🔔 #1")).toBe(false);
    expect(isQuoted(stored, "🔔 #12 ada 在“茶馆”")).toBe(false);
    expect(isQuoted("", stored)).toBe(false);
    expect(isQuoted("", "")).toBe(false);
    expect(isQuoted("#1 ada", "#1  ada")).toBe(true);
  });
});

test("a picture that the platform would not send on is told to whoever showed it, once, and not where the desk has it", async () => {
  await open();
  await asks("ada", "杯子裂了怎么办？");
  await shows("ada");
  await world.setTime("2026-03-01T10:01");
  world.bot.refusesCopies = true;
  await shows("ada");
  const before = world.bot.sent.length;
  for (const time of ["10:02", "10:05", "11:00"]) await world.setTime(`2026-03-01T${time}`);
  const told = world.bot.sent.slice(before).filter(({ chatId }) => chatId !== desk.id);
  expect(told.map(({ text }) => text)).toEqual(["@ada 你发来的图片没能转给店里（#1）：请再发一次，或者用几句话说说。"]);
});

describe("words at the desk that reply to nothing", () => {
  test("take the only ticket there is, one by its number, or ask which", async () => {
    await open();
    expect(await at("我来")).toEqual([]);
    await asks("ada", "杯子裂了怎么办？");
    expect((await at("我来"))[0]).toMatch(/^@olga olga 来处理 #1（ada）。/u);
    await asks("ben", "有停车位吗？");
    await asks("cleo", "能寄外地吗？");
    expect((await at("我来"))[0]).toBe("@olga 你来处理哪一条？\n\n1. #2 ben\n2. #3 cleo\n回复数字选择");
    expect((await at("2"))[0]).toMatch(/^@olga olga 来处理 #3（cleo）。/u);
    expect((await at("我来 2"))[0]).toMatch(/^@olga olga 来处理 #2（ben）。/u);
    expect((await at("放回去 2"))[0]).toMatch(/#2/u);
  });

  test("are no work in the Act lane where they are only talk", async () => {
    await open();
    await asks("ada", "杯子裂了怎么办？");
    await world.setTime(choicesOver);
    for (const words of ["今天好忙", "我来晚了", "处理完了吗"]) expect(await at(words)).toEqual([]);
    await at("我来");
    const heard = `SELECT event ->> 'text' AS text FROM inbox WHERE event -> 'chat' ->> 'id' = '${desk.id}' ORDER BY id`;
    expect((await world.query<{ text: string }>(heard)).map(({ text }) => text)).toEqual(["客服台", "我来"]);
  });

  test("close a ticket by its number; without one it is asked which, be it the only one", async () => {
    await open();
    expect(await at("处理完了")).toEqual([]);
    await asks("ada", "杯子裂了怎么办？");
    await world.setTime(choicesOver);
    expect((await at("處理完了。"))[0]).toBe("@olga 哪一条处理完了？\n\n1. #1 ada\n回复数字选择");
    expect((await at("1")).join("\n")).toContain("店里说 #1 处理好了");
    await asks("ben", "有停车位吗？");
    expect((await at("close 2")).at(-1)).toMatch(/^@olga #2 (?:已关闭|is closed)/u);
    expect(await world.query("SELECT FROM ticket WHERE state <> 'closed'")).toEqual([]);
  });

  test("note it with the only ticket, or with the one whose number stands there; anywhere else they are talk", async () => {
    await open();
    await asks("ada", "杯子裂了怎么办？");
    expect(await at("备注：买了 3 个")).toEqual(["@olga 记在 #1 里了，ada 看不到；打开工单就能看见。"]);
    await asks("ben", "有停车位吗？");
    expect(await at("备注：老客人")).toEqual([
      "@olga 记在哪一条里？在“备注”后面写上编号，例如：备注 1：老客人。等着的有 #1、#2。",
    ]);
    for (const words of ["备注 2：老客人", "#2 备注：老客人"])
      expect(await at(words)).toEqual(["@olga 记在 #2 里了，ben 看不到；打开工单就能看见。"]);
    const notes = await world.query<{ text: string }>("SELECT text FROM ticket_turn WHERE side = 'note' ORDER BY id");
    expect(notes.map(({ text }) => text)).toEqual(["买了 3 个", "老客人", "老客人"]);
    expect(await world.member("ada").says("备注：我是老客人", { chat: desk })).toEqual([]);
    expect(await world.member("olga").says("我来")).toEqual([]);
  });
});

test("who asked in English is answered in English, also with a word that could be anybody's", async () => {
  await open();
  const cleo = world.member("cleo");
  const chat = { id: cleo.sender.id, kind: "private", title: "cleo" } as const;
  expect((await cleo.whispers("Do you ship to Berlin?"))[0]).toMatch(/^I do not know that yet/u);
  await at("答复 1 Yes, we do.");
  const sent = await world.happens(world.message(cleo.sender, "thanks", { chat }));
  expect(sent.map(readable)).toEqual(["You are welcome!"]);
});

import { afterEach, expect, test } from "vitest";
import { lookForFont, type Office } from "../../../src/features/digest/office.ts";
import { features, withOffice } from "../../../src/features/index.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

/** Olga owns the tea house and manages a shop in Berlin, where ten people came and said nothing. */
async function open(office: Office = {}): Promise<void> {
  world = await createWorld({ features: withOffice(features, office), at: "2026-05-12 10:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("你好");
  await world.member("ada").says("早");
  const olga = world.member("olga").sender.id;
  await world.query(`INSERT INTO community (id, name, time_zone, language, salt, created_at)
    VALUES (2, 'Shop', 'Asia/Shanghai', 'zh', '00', now())`);
  await world.query("INSERT INTO member (community_id, id, name, created_at) VALUES (2, 900, 'olga', now())");
  await world.query(
    `INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, named_at)
     VALUES (2, 'telegram', $1, 900, 'olga', now())`,
    [olga],
  );
  await world.query(
    "INSERT INTO member_role (community_id, member_id, role, given_at) VALUES (2, 900, 'manager', now())",
  );
  await world.query("INSERT INTO chat_hour VALUES (2, 77, '2026-05-13', 10, 40, 0)");
  await world.query(`INSERT INTO member (community_id, id, name, created_at)
    SELECT 2, n, 'newcomer ' || n, now() FROM generate_series(901, 910) AS n`);
  await world.query(`INSERT INTO passage (community_id, chat_id, identity, member_id, kind, at, day, is_message)
    SELECT 2, 77, gen_random_uuid(), n, 'join', '2026-05-13 04:00+00', '2026-05-13', true FROM generate_series(901, 910) AS n`);
  world.bot.sent.length = 0;
}

const sent = () => world.bot.sent.map(({ text }) => text);

test("who looks after several communities gets one message on Monday, once, with what to do where", async () => {
  await open();
  await world.setTime("2026-05-18 09:00");
  await world.setTime("2026-05-18 08:30");
  await world.setTime("2026-05-18 09:30");
  expect(sent()).toHaveLength(1);
  expect(sent()[0]).toContain("2 个社群 · 群周报 2026-W20（2026年5月11日 至 5月17日）");
  expect(sent()[0]).toContain("Shop 2026-W20：消息 40");
  expect(sent()[0]).toContain("Shop 可以做的事\n1. 10 位新人来了还没说过话");
  const rows = await world.query("SELECT key, kind FROM outbox WHERE key LIKE 'digest:%'");
  expect(rows).toEqual([{ key: expect.stringMatching(/^digest:rollup:\d+:2026-W20$/), kind: "digest" }]);
});

test("who wants one of them no more gets the other alone; who wants none gets nothing", async () => {
  await open();
  await world.query("INSERT INTO digest_choice (community_id, member_id, weekly) VALUES (2, 900, false)");
  await world.setTime("2026-05-18 09:00");
  expect(sent()).toHaveLength(1);
  expect(sent()[0]).toContain("Tea House · 群周报 2026-W20");
  const [answer] = await world.member("olga").whispers("群周报 全部 开");
  expect(answer).toContain("2 个社群");
  world.bot.sent.length = 0;
  await world.setTime("2026-05-25 09:00");
  expect(sent()[0]).toContain("2 个社群 · 群周报 2026-W21");
  await world.member("olga").whispers("群周报 全部 关");
  world.bot.sent.length = 0;
  await world.setTime("2026-06-01 09:00");
  expect(sent()).toEqual([]);
});

test.skipIf(lookForFont() === null)("the message about several has one picture of them all, once", async () => {
  await open({ font: lookForFont() ?? "" });
  await world.setTime("2026-05-18 09:00");
  const [message, ...more] = world.bot.sent;
  expect(more).toEqual([]);
  expect(message?.picture?.alt).toContain("2 个社群 · 群周报 2026-W20");
  const png = Buffer.from(message?.picture?.png.split(",")[1] ?? "", "base64");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  world.bot.sent.length = 0;
  await world.member("olga").whispers("群周报 全部");
  expect(world.bot.sent.map(({ picture }) => picture?.alt)).toEqual([message?.picture?.alt]);
});

test("the whole page of one or of all is a file, in private only", async () => {
  await open();
  await world.setTime("2026-05-18 08:00");
  await world.member("olga").whispers("群周报 全部 整页");
  const all = world.bot.sent.at(-1);
  expect(all?.text).toContain("2 个社群 · 群周报 2026-W20（2026年5月11日 至 5月17日）\n整页在文件里，用浏览器打开。");
  expect(all?.file?.name).toBe("digest-all.html");
  expect(all?.file?.content).toMatch(/<h2>Shop · 2026-W20<\/h2>[^]*<h2>Tea House · 2026-W20<\/h2>/);
  await world.member("olga").whispers("/digest page 2026-W20");
  expect(world.bot.sent.at(-1)?.file?.name).toBe("digest-2026-W20.html");
  expect(world.bot.sent.at(-1)?.file?.content).toContain("Tea House");
  await world.member("olga").hears("群周报 整页", "整页只发给你一个人：请私聊我发同样的话。");
});

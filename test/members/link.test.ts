import { afterEach, describe, expect, test } from "vitest";
import { joinCommunity } from "../../src/members/join.ts";
import { features, personHooks } from "../../src/features/index.ts";
import type { MessageEvent } from "../../src/core/event.ts";
import { seededRng, type Rng } from "../../src/core/rng.ts";
import { createWorld, plain, type Speaker, type World } from "../world/index.ts";

let world: World;
afterEach(() => world.close());

const wechat = { platform: "wechat", capabilities: plain };
const open = (at = "2026-03-01T09:00") => createWorld({ features, at, others: [wechat] });

/** One group on each platform, in one community. */
async function together(): Promise<void> {
  await world.member("host").says("大家早上好");
  await world.member("host", "wechat").says("大家早上好", wechatGroup);
  const [chats] = [await world.query<{ community: string }>("SELECT name AS community FROM community ORDER BY id")];
  const hooks = personHooks;
  await joinCommunity(world.database, hooks, "wechat:room", chats[0]?.community ?? "");
}
const wechatGroup = { chat: { id: "room", kind: "group" as const, title: "茶馆二群" } };

async function link(one: Speaker, other: Speaker): Promise<string[]> {
  const [answer = ""] = await one.whispers("绑定");
  const code = /[2-9A-Z]{10}/.exec(answer)?.[0] ?? "";
  return other.whispers(`绑定 ${code}`);
}

const pointsOf = async (speaker: Speaker) =>
  Number(/(\d+) 分/.exec((await speaker.whispers("积分")).join(""))?.[1] ?? Number.NaN);

describe("linking two accounts", () => {
  test("makes one person: points add, the same day's check-in counts once, streaks go on", async () => {
    world = await open();
    await together();
    const ada = world.member("ada");
    const ada2 = world.member("艾达", "wechat");
    await ada.says("签到");
    await ada2.says("签到", wechatGroup);
    await world.setTime("2026-03-02T09:00");
    await ada2.says("签到", wechatGroup);
    expect(await link(ada, ada2)).toEqual([
      "【Tea House】\n绑定好了！现在你在两边是同一个人，共 22 分；同一天的签到只算一次。30 天内可以发送“取消绑定”。",
    ]);
    expect(await pointsOf(ada)).toBe(22);
    expect(await pointsOf(ada2)).toBe(22);
    await ada.hears("签到", "今天已经签到过啦，连续 2 天，明天见！");
    await world.setTime("2026-03-03T09:00");
    await ada.hears("签到", "签到成功！+14 分，连续 3 天，共 36 分。");
    await world.setTime("2026-03-04T09:00");
    expect(await ada2.says("签到", wechatGroup)).toEqual(["@ada 签到成功！+16 分，连续 4 天，共 52 分。"]);
    expect((await ada.says("排行榜"))[0]).not.toContain("艾达");
  });

  test("is taken back exactly, and again made", async () => {
    world = await open();
    await together();
    const ada = world.member("ada");
    const ada2 = world.member("艾达", "wechat");
    await ada.says("签到");
    await ada2.says("签到", wechatGroup);
    const books = "SELECT member_id, period, points FROM points_total ORDER BY 1, 2";
    const before = await world.query(books);
    await link(ada, ada2);
    const linked = await world.query(books);
    expect(linked).not.toEqual(before);
    expect(await ada2.whispers("取消绑定")).toEqual(["【Tea House】\n已取消绑定，两个账号各自的积分和记录都恢复了。"]);
    expect(await world.query(books)).toEqual(before);
    await link(ada2, ada);
    expect(await world.query(books)).toEqual(linked);
  });

  test("takes a code once, for ten minutes, from another platform, in private", async () => {
    world = await open();
    await together();
    const [ada, ben] = [world.member("ada"), world.member("ben")];
    const [ada2, mallory] = [world.member("艾达", "wechat"), world.member("mallory", "wechat")];
    const wrong = "这个绑定码不对，或者已经用过、过期了（10 分钟内有效）。请在另一边重新发送 绑定。";
    expect(await ada.says("绑定")).toEqual(["这个请私聊我用。"]);
    const code = /[2-9A-Z]{10}/.exec((await ada.whispers("绑定"))[0] ?? "")?.[0] ?? "";
    expect(await ben.whispers(`绑定 ${code}`)).toEqual(["绑定码要在另一个平台上使用，不是在这里。"]);
    expect(await mallory.whispers("绑定 AAAAAAAAAA")).toEqual([wrong]);
    await world.setTime("2026-03-01T09:10");
    expect(await ada2.whispers(`绑定 ${code}`)).toEqual([wrong]);
    expect((await link(ada, ada2))[0]).toContain("绑定好了");
    const used = /[2-9A-Z]{10}/.exec((await ben.whispers("绑定"))[0] ?? "")?.[0] ?? "";
    expect((await mallory.whispers(`绑定 ${used.toLowerCase()}`))[0]).toContain("绑定好了");
    expect(await mallory.whispers(`绑定 ${used}`)).toEqual([wrong]);
    expect(await world.query("SELECT 1 FROM link_code WHERE hash = $1", [used])).toEqual([]);
  });

  test("cannot be taken back after 30 days, nor by a member for somebody else", async () => {
    world = await open();
    await together();
    const [ada, ada2, ben] = [world.member("ada"), world.member("艾达", "wechat"), world.member("ben")];
    await link(ada, ada2);
    const mentions = [{ id: ada.sender.id, name: "ada" }];
    expect(await ben.says("解绑 @ada", { mentions })).toEqual(["只有管理员可以替别人取消绑定。"]);
    await world.query(
      "INSERT INTO member_role SELECT community_id, member_id, 'manager', now() FROM identity WHERE name = 'ben'",
    );
    await world.setTime("2026-03-31T10:00");
    expect((await ada.whispers("解绑"))[0]).toContain("没有可以取消的绑定");
    await world.setTime("2026-03-31T08:00");
    expect((await ben.says("解绑 @ada", { mentions }))[0]).toContain("已取消绑定");
  });

  test("holds for an account that appears in a community later", async () => {
    world = await open();
    const [ada, ada2] = [world.member("ada"), world.member("艾达", "wechat")];
    await ada.says("签到");
    await link(ada, ada2);
    const other = { chat: { id: "-2002", kind: "group" as const, title: "Second" } };
    await ada.says("签到", other);
    await ada2.says("hello there", { chat: { id: "room", kind: "group", title: "Third" } });
    await joinCommunity(world.database, personHooks, "wechat:room", "Second");
    const rows = await world.query<{ people: number }>(
      `SELECT count(DISTINCT coalesce(merged_into_id, m.id))::int AS people FROM member m
       JOIN community c ON c.id = m.community_id WHERE c.name = 'Second'`,
    );
    expect(rows).toEqual([{ people: 1 }]);
  });
});

test("talk, check-ins, awards, imports, links and undoings in any order leave the figures that the rows alone give", async () => {
  world = await open();
  await together();
  await world.giveRole("host", "manager");
  const rng = seededRng("links in any order");
  const names = ["ada", "ben"];
  const people = [
    ...names.map((name) => world.member(name)),
    ...names.map((name) => world.member(`${name}2`, "wechat")),
  ];
  const placeOf = (speaker: Speaker) => (speaker.name.endsWith("2") ? { ...wechatGroup, platform: "wechat" } : {});
  const speak = async (speaker: Speaker, words: string) => speaker.says(words, placeOf(speaker));
  const past: MessageEvent[] = [];
  for (let step = 0; step < 80; step++) {
    const chance = rng.whole(14);
    const speaker = people[rng.whole(people.length)] as Speaker;
    if (chance < 3) await checkStreak(speaker, await speak(speaker, "签到"));
    else if (chance < 6) await speak(speaker, `今天的茶真不错 ${step}`);
    else if (chance < 8)
      await world.setTime(new Date(world.now.getTime() + (1 + rng.whole(20)) * 3_600_000).toISOString());
    else if (chance < 10) await link(people[rng.whole(2)] as Speaker, people[2 + rng.whole(2)] as Speaker);
    else if (chance < 11) await speaker.whispers("取消绑定");
    else if (chance < 12)
      await award(people[rng.whole(2)] as Speaker, `${rng.whole(2) ? "加" : "扣"}积分 ${1 + rng.whole(40)}`);
    else await importPast(past, speaker, placeOf(speaker), rng);
    await checkFigures();
    await checkPoints(speaker);
  }
  expect(past.length).toBeGreaterThan(10);
}, 300_000);

const award = (speaker: Speaker, words: string) =>
  world.member("host").says(`${words} @${speaker.name}`, { mentions: [{ id: speaker.sender.id, name: speaker.name }] });

/** Imports a file that holds some of what an earlier one held, and some new words of the days before. */
async function importPast(past: MessageEvent[], speaker: Speaker, place: object, rng: Rng): Promise<void> {
  const known = past.filter(() => rng.whole(2) === 0);
  const fresh = Array.from({ length: 3 }, () => {
    const at = new Date(world.now.getTime() - rng.whole(20 * 24) * 3_600_000);
    return world.message(speaker.sender, "以前说过的话", { ...place, at });
  });
  past.push(...fresh);
  const [community] = await world.query<{ id: number }>("SELECT id FROM community WHERE joined_into_id IS NULL");
  const options = { source: "history", communityId: community?.id ?? 0 } as const;
  const outcomes = await world.house.recorder.record([...known, ...fresh], options);
  expect(outcomes).toEqual([...known.map(() => "duplicate"), ...fresh.map(() => "added")]);
}

const platformOf = (speaker: Speaker) => (speaker.name.endsWith("2") ? "wechat" : "telegram");

/** What a person reads of their points is the sum of their rows; nobody has less than none. */
async function checkPoints(speaker: Speaker): Promise<void> {
  const [sum] = await world.query<{ points: number }>(
    `SELECT coalesce(sum(delta), 0)::int AS points FROM identity i JOIN member own ON own.id = i.member_id
       JOIN member m ON coalesce(m.merged_into_id, m.id) = coalesce(own.merged_into_id, own.id)
       JOIN ledger_entry l ON l.community_id = m.community_id AND l.member_id = m.id
     WHERE i.platform_user_id = $1 AND i.platform = $2 AND i.community_id = (SELECT min(id) FROM community)`,
    [speaker.sender.id, platformOf(speaker)],
  );
  expect(sum?.points).toBeGreaterThanOrEqual(0);
  expect(await pointsOf(speaker)).toBe(sum?.points);
}

/** The streak that a check-in was answered with is the run of days up to today on which the person checked in. */
async function checkStreak(speaker: Speaker, [answer = ""]: string[]): Promise<void> {
  const [row] = await world.query<{ run: number }>(
    `WITH days AS (SELECT DISTINCT day FROM check_in c JOIN member m ON m.community_id = c.community_id AND m.id = c.member_id
       WHERE coalesce(m.merged_into_id, m.id) = (SELECT coalesce(o.merged_into_id, o.id) FROM identity i JOIN member o
         ON o.id = i.member_id WHERE i.platform_user_id = $1 AND i.platform = $2 AND i.community_id = (SELECT min(id) FROM community))),
     runs AS (SELECT day, day - (row_number() OVER (ORDER BY day))::int AS start FROM days)
     SELECT count(*)::int AS run FROM runs GROUP BY start ORDER BY max(day) DESC LIMIT 1`,
    [speaker.sender.id, platformOf(speaker)],
  );
  expect(Number(/连续 (\d+) 天/.exec(answer)?.[1])).toBe(row?.run);
}

/** Everything that is kept as a sum, computed again from the rows it is made of. */
async function checkFigures(): Promise<void> {
  const kept = await world.query(
    "SELECT community_id, member_id, period, points FROM points_total WHERE points <> 0 ORDER BY 1, 2, 3",
  );
  const fresh = await world.query(
    `SELECT l.community_id, coalesce(m.merged_into_id, m.id) AS member_id, period, sum(delta)::int AS points
     FROM ledger_entry l JOIN member m ON m.community_id = l.community_id AND m.id = l.member_id JOIN community c
       ON c.id = l.community_id AND c.joined_into_id IS NULL,
       LATERAL (VALUES ('all'), (to_char(day, 'YYYY-MM')), (to_char(day, 'IYYY-"W"IW'))) AS p(period)
     GROUP BY 1, 2, 3 HAVING sum(delta) <> 0 ORDER BY 1, 2, 3`,
  );
  expect(kept).toEqual(fresh);
  // a person is paid once for a check-in day, and the talk of a settled day by its distinct minutes
  const twice = await world.query(
    `SELECT person, day FROM (SELECT coalesce(m.merged_into_id, m.id) AS person, regexp_replace(key, '^.*checkin:', '') AS day,
       sum(delta) AS net, max(delta) AS most FROM ledger_entry l JOIN member m ON m.community_id = l.community_id AND m.id = l.member_id
       WHERE key LIKE '%checkin:%' GROUP BY 1, 2) AS days WHERE net <> most`,
  );
  expect(twice).toEqual([]);
  const talk = await world.query<{ paid: number; minutes: number }>(
    `SELECT sum(paid)::int AS paid, (SELECT count(DISTINCT minute)::int FROM member_day o JOIN member om ON om.community_id = o.community_id
         AND om.id = o.member_id, unnest(o.scored_minutes) AS minute WHERE o.day = t.day AND coalesce(om.merged_into_id, om.id) = t.person) AS minutes
     FROM (SELECT coalesce(m.merged_into_id, m.id) AS person, d.day, settled_points AS paid FROM member_day d
       JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id) AS t GROUP BY t.person, t.day HAVING sum(paid) > 0`,
  );
  for (const { paid, minutes } of talk) expect(paid).toBe(minutes * 2);
  const [sum] = await world.query<{ ledger: number; settled: number }>(
    `SELECT (SELECT coalesce(sum(delta), 0)::int FROM ledger_entry WHERE key LIKE '%chat:%') AS ledger,
       (SELECT coalesce(sum(settled_points), 0)::int FROM member_day) AS settled`,
  );
  expect(sum?.ledger).toBe(sum?.settled);
}

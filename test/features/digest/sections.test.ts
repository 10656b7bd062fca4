import { afterEach, expect, test } from "vitest";
import { baseContext, loadCommunity } from "../../../src/act/context.ts";
import type { Day } from "../../../src/core/time.ts";
import { refreshStandings } from "../../../src/engagement/standings/index.ts";
import { buildDigest } from "../../../src/features/digest/build.ts";
import { toJson } from "../../../src/features/digest/forms/json.ts";
import { toText } from "../../../src/features/digest/forms/lines.ts";
import { toPage } from "../../../src/features/digest/forms/page.ts";
import { lastOver } from "../../../src/features/digest/period.ts";
import { unheardMs } from "../../../src/features/status/digest.ts";
import { features } from "../../../src/features/index.ts";
import { createWorld, type World } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

/** The digest of the week before `day`, in every form. */
async function digestOn(day: string) {
  const now = new Date(`${day}T09:00:00+08:00`);
  const digest = await world.database.transact(
    async (tx) => {
      const { community } = await loadCommunity(tx, 1);
      const { ctx } = baseContext({ tx, community, now, writtenAt: now, seed: "digest" });
      return buildDigest(ctx, features, lastOver("week", ctx.today));
    },
    { timeout: 60_000 },
  );
  const { sections } = toJson(digest, "en") as { sections: Record<string, Record<string, unknown>> };
  return { digest, text: toText(digest, "en"), page: await toPage(digest, "en"), sections };
}

/** Ada and ben, who wrote on every day of January; ben goes on. Returns their ids. */
async function anOldTeaHouse(): Promise<{ ada: number; ben: number }> {
  world = await createWorld({ features, at: "2026-01-01 10:00" });
  for (const name of ["ada", "ben"]) await world.member(name).says("早");
  const people = await world.query<{ id: number }>("SELECT id FROM member WHERE name IN ('ada', 'ben') ORDER BY name");
  const [ada = 0, ben = 0] = people.map(({ id }) => id);
  const days = (id: number, until: string) =>
    world.query(
      `INSERT INTO member_day (community_id, member_id, day, messages) SELECT 1, $1, day, 3
         FROM generate_series(date '2026-01-02', $2::date, interval '1 day') AS day`,
      [id, until],
    );
  await days(ada, "2026-01-31");
  await days(ben, "2026-03-20");
  await world.query(`INSERT INTO chat_hour SELECT 1, (SELECT min(id) FROM chat), day, 10, 3, 0
    FROM generate_series(date '2026-01-02', '2026-03-20', interval '1 day') AS day`);
  return { ada, ben };
}

const look = (day: string) => refreshStandings((part) => world.database.transact(part), 1, day as Day);

test("who began to drift and who came back is counted once each, and named on the page alone", async () => {
  const { ada, ben } = await anOldTeaHouse();
  await look("2026-02-02");
  await world.query("DELETE FROM standing_change");
  const change = (id: number, day: string, before: string, after: string) =>
    world.query("INSERT INTO standing_change VALUES (1, $1, $2, $3, $4)", [id, day, before, after]);
  // ada there and back within the week; ben away in two steps, the first known on its Tuesday, the last on the next Monday
  await change(ada, "2026-01-28", "active", "drifting");
  await change(ada, "2026-01-30", "drifting", "active");
  await change(ben, "2026-01-27", "active", "drifting");
  await change(ben, "2026-02-02", "drifting", "dormant");
  const { sections, text, page } = await digestOn("2026-02-02");
  expect(sections.drift).toMatchObject({ beganToDrift: 0, fellSilent: 1, cameBack: 0, firstWord: 0 });
  expect(text).toContain("changes of state · 1 fell silent");
  expect(text).not.toContain("fell silent: ben");
  expect(page).toContain("fell silent: ben");
});

test("a look on a day writes down who stands elsewhere than at the look before, and a second look nothing more", async () => {
  await anOldTeaHouse();
  for (const day of ["02-01", "02-05", "02-10", "02-15", "02-20", "02-28", "03-10", "03-20"]) {
    await look(`2026-${day}`);
    await look(`2026-${day}`);
  }
  const changes = await world.query<{ before: string; after: string }>(
    "SELECT before, after FROM standing_change c JOIN member m ON m.id = c.member_id WHERE name = 'ada' ORDER BY day",
  );
  expect(changes.length).toBeGreaterThan(0);
  const [now] = await world.query<{ state: string }>(
    "SELECT state FROM member_standing s JOIN member m ON m.id = s.member_id WHERE name = 'ada'",
  );
  expect(changes.at(-1)?.after).toBe(now?.state);
  // each begins where the last ended
  for (const [index, { before }] of changes.entries()) if (index > 0) expect(before).toBe(changes[index - 1]?.after);
});

test("times in which nothing was heard are cut to the week, and those that overlap count once", async () => {
  world = await createWorld({ features, at: "2026-05-12 10:00" });
  await world.member("ada").says("早");
  const gap = (platform: string, from: string, until: string) =>
    world.query("INSERT INTO gap VALUES (1, $1, 'a', $2, $3, 'logged out')", [platform, from, until]);
  await gap("wechat", "2026-05-10T15:00:00Z", "2026-05-10T17:00:00Z"); // an hour of it before the week
  await gap("wechat", "2026-05-13T00:00:00Z", "2026-05-13T06:00:00Z");
  await gap("telegram", "2026-05-13T03:00:00Z", "2026-05-13T08:00:00Z");
  const { sections, digest } = await digestOn("2026-05-18");
  expect(sections.status).toMatchObject({ unheardMinutes: 9 * 60 });
  expect(digest.things.map(({ command }) => command.en())).toContain("/status");
  expect(unheardMs([])).toBe(0);
});

test("what is said in several communities is put together for whoever looks after them, and only for them", async () => {
  world = await createWorld({ features, at: "2026-05-12 10:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").whispers("你好");
  await world.member("ada").says("早");
  await world.query(`INSERT INTO community (id, name, time_zone, language, salt, created_at)
    SELECT n, 'Shop ' || n, 'Europe/Berlin', 'zh', '00', now() FROM generate_series(2, 3) AS n`);
  await world.query(
    `INSERT INTO member (community_id, id, name, created_at) VALUES (2, 900, 'olga', now()), (3, 901, 'olga', now())`,
  );
  await world.query(
    `INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, named_at)
     SELECT n, 'telegram', $1, 898 + n, 'olga', now() FROM generate_series(2, 3) AS n`,
    [world.member("olga").sender.id],
  );
  await world.query(
    "INSERT INTO member_role (community_id, member_id, role, given_at) VALUES (2, 900, 'manager', now())",
  );
  await world.query("INSERT INTO chat_hour VALUES (2, 77, '2026-05-13', 10, 40, 0)");
  await world.setTime("2026-05-18 10:00");
  const [answer = ""] = await world.member("olga").whispers("群周报 全部");
  expect(answer).toContain("消息 41");
  expect(answer).toContain("Shop 2 2026-W20：消息 40");
  expect(answer).not.toContain("Shop 3");
});

import { addDays, type Day } from "../../../src/core/time.ts";
import type { Feature } from "../../../src/core/feature.ts";
import { features } from "../../../src/features/index.ts";
import { createWorld, type World } from "../../world/index.ts";

/** A group with a manager, and arms that are dealt the same way every time. */
export async function journeyWorld(of: readonly Feature[] = features): Promise<World> {
  const world = await createWorld({ features: of, at: "2026-03-01 21:00" });
  await world.member("ada").says("大家好");
  await manager(world, "mona");
  await world.query("UPDATE community SET salt = '00'");
  return world;
}

interface MemberRow {
  member_id: number;
  arm: string;
  way: string;
  ended_for: string | null;
  due_day: Date | null;
  returned: boolean | null;
}

/** Who is or was on a journey. */
export const onJourney = (world: World, journey: string) =>
  world.query<MemberRow>("SELECT * FROM journey_member WHERE journey = $1 ORDER BY member_id, entered_day", [journey]);

/** What acquaintances have read in private. */
export const privately = (world: World) => world.bot.sent.filter(({ chatId }) => chatId.startsWith("5"));

/** A night, and the look of the morning after it. */
export async function morning(world: World, day: string): Promise<void> {
  await world.setTime(`${day} 03:11`);
  await world.setTime(`${day} 10:06`);
}

/** The same, as if every morning before it had been looked at too. */
export async function laterMorning(world: World, day: string): Promise<void> {
  await world.query("UPDATE journey_watch SET looked_at = $1::timestamptz - interval '1 day', held_until = NULL", [
    day,
  ]);
  await morning(world, day);
}

/** A member was active from one day to another, every `gap` days. */
export async function activeOn(world: World, member: number, from: string, to: string, gap = 1): Promise<void> {
  const days: Day[] = [];
  for (let day = from as Day; day <= to; day = addDays(day, gap)) days.push(day);
  await world.query(
    `INSERT INTO member_day (community_id, member_id, day, messages) SELECT 1, $1, day, 1 FROM unnest($2::date[]) AS day
     ON CONFLICT DO NOTHING`,
    [member, days],
  );
  await world.query(
    "INSERT INTO chat_hour (community_id, chat_id, day, hour, messages) SELECT 1, 1, day, 12, 1 FROM unnest($1::date[]) AS day ON CONFLICT DO NOTHING",
    [days],
  );
}

/** Somebody who manages the community and has spoken to the bot in private. */
export async function manager(world: World, name: string): Promise<void> {
  await world.giveRole(name, "manager");
  await world.member(name).whispers("帮助");
}

/** So many members who can be written to in private; the first gets the id returned, the others those after it. */
export async function acquaintances(world: World, count: number, name = "member"): Promise<number[]> {
  const rows = await world.query<{ id: number }>(
    `WITH made AS (INSERT INTO member (community_id, name, created_at)
       SELECT 1, $2 || n, '2025-12-01T00:00Z' FROM generate_series(1, $1::int) AS n RETURNING id, name),
     known AS (INSERT INTO identity (community_id, platform, platform_user_id, member_id, name, named_at)
       SELECT 1, 'telegram', (50000 + id)::text, id, name, '2025-12-01T00:00Z' FROM made),
     chats AS (INSERT INTO chat (community_id, platform, address, kind, title, created_at, account)
       SELECT 1, 'telegram', (50000 + id)::text, 'private', name, '2025-12-01T00:00Z', 'bot1' FROM made RETURNING id, address)
     SELECT id FROM made ORDER BY id`,
    [count, name],
  );
  return rows.map(({ id }) => id);
}

/** Regulars until ten days before the first of March 2026, and silent since, beside a group that goes on. */
export async function drifters(world: World, count: number): Promise<number[]> {
  const ids = await acquaintances(world, count);
  const [carrier = 0] = await acquaintances(world, 1, "carrier");
  await activeOn(world, carrier, "2025-12-01", "2026-05-30");
  for (const id of ids) await activeOn(world, id, "2025-12-01", "2026-02-19");
  return ids;
}

/** A manager starts a journey, after having seen its preview. */
export async function starts(world: World, journey: string): Promise<string[]> {
  const asked = await world.member("mona").whispers(`旅程 开始 ${journey}`);
  const { sender } = world.member("mona");
  const chat = { id: sender.id, kind: "private" as const, title: "mona" };
  const label = world.bot.pressable.at(-1)?.buttons?.[0]?.[0]?.label ?? "";
  await world.happens(world.press(sender, label, chat));
  return asked;
}

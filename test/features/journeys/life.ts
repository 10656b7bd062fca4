import { addDays, type Day } from "../../../src/core/time.ts";
import type { World } from "../../world/index.ts";

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

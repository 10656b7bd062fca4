import { expect, test } from "vitest";
import { baseContext, loadCommunity } from "../../../src/act/context.ts";
import type { Tx } from "../../../src/core/database/index.ts";
import { features } from "../../../src/features/index.ts";
import { reserve } from "../../../src/features/service/rephrasing/budget.ts";
import { createWorld } from "../../world/index.ts";

test("of the 10,000 requests that one member's questions of a day would make, twenty are made, five an hour at most", async () => {
  const world = await createWorld({ features, at: "2026-03-01T00:00" });
  try {
    await world.member("ada").says("大家好");
    const [place] = await world.query<{ member: number; chat: number }>(
      "SELECT (SELECT min(id) FROM member) AS member, (SELECT min(id) FROM chat) AS chat",
    );
    const { member = 0, chat = 0 } = place ?? {};
    const model = { cost: () => 1, monthlyCap: null };
    const who = { chatId: chat, memberIds: [member], via: member, hash: "h", entries: [] };
    const perHour: number[] = [];
    // in each of the day's hours as many as make ten thousand, on a clock that goes on with every one of them
    for (let hour = 0; hour < 24; hour++) {
      const hourOfIt = async (tx: Tx) => {
        const { community } = await loadCommunity(tx, 1);
        let made = 0;
        for (let number = 0; number < 417; number++) {
          const now = new Date(world.now.getTime() + hour * 3_600_000 + number * 8_000);
          const { ctx } = baseContext({ tx, community, now, writtenAt: now, seed: "budget", settings: [] });
          if ((await reserve(ctx, model, who)).id !== null) made++;
        }
        return made;
      };
      perHour.push(await world.database.transact(hourOfIt, { timeout: 60_000 }));
    }
    expect(perHour.reduce((sum, made) => sum + made)).toBe(20);
    expect(Math.max(...perHour)).toBe(5);
  } finally {
    await world.close();
  }
});

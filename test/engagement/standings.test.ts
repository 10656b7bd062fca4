import { expect, test } from "vitest";
import type { Day } from "../../src/core/time.ts";
import { refreshStandings, type InParts } from "../../src/engagement/standings/index.ts";
import { features } from "../../src/features/index.ts";
import { long } from "../long.ts";
import { createWorld } from "../world/index.ts";

const members = 100_000;
const p95 = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;

test.skipIf(!long)(
  "100,000 members are looked at in a night while people get their answers",
  { timeout: 600_000 },
  async () => {
    const world = await createWorld({ features, at: "2026-03-02 09:00" });
    try {
      await world.member("ada").says("积分");
      await world.query(
        `INSERT INTO member (community_id, name, created_at) SELECT 1, 'm' || n, '2025-09-01T00:00Z' FROM generate_series(1, $1::int) n`,
        [members],
      );
      // most come a few times, some daily: on average seven active days
      await world.query(`INSERT INTO member_day (community_id, member_id, day, messages)
      SELECT 1, id, d::date, 1 FROM member, generate_series('2025-09-01'::date, '2026-03-01', '1 day') d
      WHERE ('x' || substr(md5(id || ':' || d::date), 1, 6))::bit(24)::int < 16777216 * 0.04 * 3 / (1 + id % 50 * 0.2)`);
      await world.query(`INSERT INTO chat_hour (community_id, chat_id, day, hour, messages)
      SELECT 1, 1, d::date, 12, 9 FROM generate_series('2025-09-01'::date, '2026-03-01', '1 day') d ON CONFLICT DO NOTHING`);
      await world.query("ANALYZE");
      const rows = await world.query<{ count: number }>("SELECT count(*)::int FROM member_day");
      const reply = async () => {
        const startedAt = performance.now();
        await world.member("ada").says("积分");
        return performance.now() - startedAt;
      };
      const alone: number[] = [];
      for (let n = 0; n < 50; n++) alone.push(await reply());

      for (const night of ["2026-03-02", "2026-03-03"]) {
        const startedAt = performance.now();
        const refresh = { isOver: false };
        const inParts: InParts = (part) => world.database.transact(part);
        const refreshed = refreshStandings(inParts, 1, night as Day).finally(() => (refresh.isOver = true));
        const meanwhile: number[] = [];
        while (!refresh.isOver) meanwhile.push(await reply());
        expect(await refreshed).toBe(members + 1);
        const seconds = (performance.now() - startedAt) / 1000;
        process.stdout.write(
          `${JSON.stringify({ night, members, activeDays: rows[0]?.count, seconds: Number(seconds.toFixed(1)), repliesMeanwhile: meanwhile.length, p95Alone: Math.round(p95(alone)), p95Meanwhile: Math.round(p95(meanwhile)), slowest: Math.round(meanwhile.at(-1) ?? 0) })}\n`,
        );
      }
    } finally {
      await world.close();
    }
  },
);

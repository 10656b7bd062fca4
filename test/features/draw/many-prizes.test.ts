import { expect, test } from "vitest";
import { long } from "../../long.ts";
import { drawRig } from "./rig.ts";
import { fillDraw } from "./many.ts";

/** More than one INSERT has parameters for. */
const count = long ? 10_000 : 4_000;

test(
  "thousands of prizes in points are paid, and taken back when the draw is void, each once",
  { timeout: 120_000 },
  async () => {
    const rig = await drawRig();
    const { world } = rig;
    try {
      await rig.opens("", `50积分x${count}(1元)`);
      await fillDraw((sql, values) => world.query(sql, values), count, 1);
      await rig.freezes();
      await rig.settles();
      const paid = "SELECT count(*)::int AS value FROM ledger_entry WHERE reason = 'prize' AND delta = 50";
      expect(await rig.one(paid)).toBe(count);
      await world.query(
        `UPDATE points_total SET points = 20 WHERE member_id = (SELECT member_id FROM draw_winner WHERE rank = 1)`,
      );
      await world.member("olga").says("作废抽奖 1 名单里漏了人");
      await world.happens(world.press(world.member("olga").sender, "确定"));
      expect(await rig.state()).toBe("void");
      const back =
        "SELECT count(*)::int AS value FROM ledger_entry WHERE reason = 'prize' AND key LIKE '%:back' AND delta = ";
      expect(await rig.one(`${back} -50`)).toBe(count - 1);
      expect(await rig.one(`${back} -20`)).toBe(1);
      expect(await rig.one("SELECT max(points) AS value FROM points_total WHERE period = 'all' AND points <> 0")).toBe(
        null,
      );
      expect(await rig.one("SELECT message ->> 'text' AS value FROM outbox WHERE key = 'draw:1:void'")).toContain(
        `已收回（${count} 份）`,
      );
    } finally {
      await world.close();
    }
  },
);

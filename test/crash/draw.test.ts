import { beforeAll, expect, test } from "vitest";
import type { CrashGap } from "../../src/core/crash.ts";
import { checkedReceipt } from "../../src/features/draw/check.ts";
import { findDraw } from "../../src/features/draw/store.ts";
import { verifyReceipt } from "../../src/features/draw/verify.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { openLife, type Live } from "./life.ts";

type Step = "arrive" | "open" | "enter" | "freeze" | "result";

let liveThrough: Live;
beforeAll(async () => void (liveThrough = await openLife("draw-life")));

/** Lives these steps; gives the signal that ended it in the last, null when it ended by itself. */
const live = (database: TestDatabase, steps: readonly Step[], gap?: CrashGap) =>
  liveThrough([JSON.stringify(database.config), ...steps], gap);

test(
  "killed at every one of its moments, a draw has one announcement, one entry each, one list and one result",
  {
    timeout: 600_000,
  },
  async () => {
    const database = await createTestDatabase();
    try {
      await live(database, ["arrive"]);
      await database.pool.query(
        `INSERT INTO member_role (community_id, member_id, role, given_at)
       SELECT community_id, id, 'host', now() FROM member WHERE name = 'olga'`,
      );
      const moments = [
        ["open", "draw-opening"],
        ["enter", "draw-entering"],
        ["freeze", "draw-freezing"],
        ["result", "draw-beacon"],
        ["result", "draw-settling"],
        ["result", "after-sending"],
      ] as const;
      let killed: Step | undefined;
      for (const [step, gap] of moments) {
        // the next life has the same step again, and goes on
        const steps = killed === undefined || killed === step ? [step] : [killed, step];
        expect(await live(database, steps, gap), gap).toBe("SIGKILL");
        killed = step;
      }
      // and once more: nothing is left to be done
      for (const _ of ["again", "once more"]) expect(await live(database, ["result"])).toBeNull();

      const count = async (what: string) =>
        (await database.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${what}`)).rows[0]?.count;
      expect(await count("draw WHERE state = 'settled'")).toBe(1);
      expect(await count("draw")).toBe(1);
      expect(await count("draw_entry")).toBe(2);
      expect(await count("draw_winner")).toBe(1);
      expect(await count("ledger_entry WHERE reason = 'draw' AND delta = -5")).toBe(2);
      for (const what of ["notice", "announcement", "freeze", "result"])
        expect(
          await count(`outbox WHERE key = 'draw:' || (SELECT id FROM draw) || ':${what}' AND state = 'sent'`),
          what,
        ).toBe(1);
      const { rows } = await database.pool.query<{ communityId: number; id: number }>(
        `SELECT community_id AS "communityId", id FROM draw`,
      );
      const { communityId = 0, id = 0 } = rows[0] ?? {};
      const draw = await findDraw(database.prisma, communityId, id);
      const receipt = (draw && (await checkedReceipt(database.prisma, draw)))?.receipt;
      expect(receipt && verifyReceipt(receipt).valid).toBe(true);
      expect(receipt?.entries).toHaveLength(2);
    } finally {
      await database.close();
    }
  },
);

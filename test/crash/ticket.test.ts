import { beforeAll, expect, test } from "vitest";
import type { CrashGap } from "../../src/core/crash.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { openLife, type Live } from "./life.ts";

type Said = readonly [name: string, words: string, key: string, where: "group" | "private", media?: "photo"];

let liveThrough: Live;
beforeAll(async () => void (liveThrough = await openLife("ticket-life")));

/**
 * Lives as long as it takes to hear this, one after the other; gives the signal that ended it in the last, null when it
 * ended by itself.
 */
const live = (database: TestDatabase, said: readonly (readonly Said[])[], gap?: CrashGap) =>
  liveThrough([JSON.stringify(database.config), ...said.map((one) => JSON.stringify(one))], gap);

/** For answers: a picture of the staff goes to the member once, too. */
const answerGaps = ["inside-effect", "after-sending"] as const;
const gaps = ["after-accept", "after-ticket", "inside-effect", "after-effect", "after-sending"] as const;

test(
  "killed between a question, its ticket and the ticket's notice, no ticket is lost and none is there twice",
  { timeout: 600_000 },
  async () => {
    const database = await createTestDatabase();
    try {
      const hello: readonly Said[] = [
        ["olga", "大家好", "g1", "group"],
        ["olga", "帮助", "p1", "private"],
      ];
      await live(database, [hello]);
      await database.pool.query(
        `INSERT INTO member_role (community_id, member_id, role, given_at)
         SELECT community_id, id, 'host', now() FROM member WHERE name = 'olga'`,
      );
      let again: readonly Said[] = [];
      const dieHearing = async (said: readonly Said[], gap: CrashGap) => {
        // the platform brings again what it may not have handed over: to the next life, which hears more
        expect(await live(database, [again, said], gap), gap).toBe("SIGKILL");
        again = said;
      };
      for (const gap of gaps)
        await dieHearing([[`asker of ${gap}`, "转人工 我的杯子碎了", gap, "group", "photo"]], gap);
      const opened = await database.pool.query<{ id: number }>("SELECT id FROM ticket ORDER BY id");
      const ids = opened.rows.slice(0, answerGaps.length).map(({ id }) => id);
      for (const [index, gap] of answerGaps.entries())
        await dieHearing([["olga", `答复 ${ids[index]}`, `answer ${gap}`, "private", "photo"]], gap);
      expect(await live(database, [again])).toBeNull();
      expect(await live(database, [[]])).toBeNull(); // nothing is left to be done

      const { rows } = await database.pool.query(
        `SELECT m.name, count(*)::int AS tickets,
           (SELECT count(*)::int FROM ticket_turn WHERE ticket_id = min(t.id) AND side = 'member' AND media = 'photo') AS turns,
           (SELECT count(*)::int FROM outbox WHERE key LIKE 'ticket:' || min(t.id) || ':open:%' AND state = 'sent'
             AND message -> 'copyOf' ->> 'chatId' = '-1001') AS notices,
           (SELECT count(*)::int FROM job WHERE key = 'service:remind:' || min(t.id) || ':0:1') AS reminders
         FROM ticket t JOIN member m ON m.community_id = t.community_id AND m.id = t.member_id GROUP BY 1`,
      );
      const once = { tickets: 1, turns: 1, notices: 1, reminders: 1 };
      expect(rows.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual(
        gaps.toSorted((a, b) => a.localeCompare(b)).map((gap) => ({ name: `asker of ${gap}`, ...once })),
      );
      const answers = await database.pool.query(
        `SELECT ticket_id, count(*)::int AS turns, (SELECT count(*)::int FROM outbox WHERE state = 'sent'
           AND key LIKE 'ticket:' || ticket_id || ':a:%' AND message -> 'copyOf' ->> 'chatId' = 'olga') AS sent
         FROM ticket_turn WHERE side = 'staff' AND media = 'photo' GROUP BY 1 ORDER BY 1`,
      );
      expect(answers.rows).toEqual(ids.map((id) => ({ ticket_id: id, turns: 1, sent: 1 })));
      const unsent = await database.pool.query("SELECT key, state FROM outbox WHERE state <> 'sent'");
      expect(unsent.rows).toEqual([]);
    } finally {
      await database.close();
    }
  },
);

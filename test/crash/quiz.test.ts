import { beforeAll, expect, test } from "vitest";
import type { CrashGap } from "../../src/core/crash.ts";
import { readBank, saveQuestions } from "../../src/features/quiz/bank/index.ts";
import { createTestDatabase, type TestDatabase } from "../world/database.ts";
import { openLife, type Live } from "./life.ts";

type Step = "arrive" | "begin" | "answer" | "settle" | "ask" | "second" | "finish";

let liveThrough: Live;
beforeAll(async () => void (liveThrough = await openLife("quiz-life")));

/** Lives these steps; gives the signal that ended it in the last, null when it ended by itself. */
const live = (database: TestDatabase, steps: readonly Step[], gap?: CrashGap) =>
  liveThrough([JSON.stringify(database.config), ...steps], gap);

const bank = "- question: 谁写了《茶经》？\n  answer: 陆羽\n- question: 谁是茶圣？\n  answer: 陆羽\n";

test(
  "killed at every one of its moments, a quiz goes on where it was: nothing counts, is paid or is asked twice",
  { timeout: 600_000 },
  async () => {
    const database = await createTestDatabase();
    try {
      await live(database, ["arrive"]);
      const { rows: members } = await database.pool.query<{ communityId: number }>(
        `INSERT INTO member_role (community_id, member_id, role, given_at)
         SELECT community_id, id, 'host', now() FROM member WHERE name = 'olga' RETURNING community_id AS "communityId"`,
      );
      const { questions } = readBank(Buffer.from(bank), "yaml");
      await database.prisma.$transaction((tx) =>
        saveQuestions(tx, members[0]?.communityId ?? 0, "tea", questions, new Date("2026-03-01T15:00:00+08:00")),
      );
      const moments: [Step, CrashGap][] = [
        ["begin", "quiz-asking"],
        ["answer", "quiz-answering"],
        ["answer", "inside-effect"],
        ["settle", "quiz-settling"],
        ["settle", "after-sending"],
        ["ask", "quiz-asking"],
        ["second", "after-effect"],
        ["finish", "quiz-settling"],
      ];
      let killed: Step | undefined;
      for (const [step, gap] of moments) {
        // the next life has the same step again, and goes on
        const steps = killed === undefined || killed === step ? [step] : [killed, step];
        expect(await live(database, steps, gap), `${step}: ${gap}`).toBe("SIGKILL");
        killed = step;
      }
      // and once more: nothing is left to be done
      for (const _ of ["again", "once more"]) expect(await live(database, ["finish"])).toBeNull();

      const all = async <T extends object>(sql: string) => (await database.pool.query<T>(sql)).rows;
      expect(await all("SELECT status, position FROM quiz")).toEqual([{ status: "over", position: 2 }]);
      // each question had its own time, whatever happened meanwhile
      expect(
        await all(
          "SELECT position, extract(epoch FROM closes_at - asked_at)::int AS seconds FROM quiz_turn ORDER BY 1",
        ),
      ).toEqual([
        { position: 1, seconds: 30 },
        { position: 2, seconds: 30 },
      ]);
      const names = "JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id";
      expect(
        await all(`SELECT m.name, a.position, a.is_right AS "right" FROM quiz_answer a ${names} ORDER BY 2, 1`),
      ).toEqual([
        { name: "ada", position: 1, right: true },
        { name: "ben", position: 1, right: false },
        { name: "ben", position: 2, right: true },
      ]);
      expect(
        await all(`SELECT m.name, count(*)::int AS times, sum(a.delta)::int = (SELECT sum(paid)::int FROM quiz_answer q
          WHERE q.member_id = m.id) AS booked FROM ledger_entry a ${names} WHERE reason = 'quiz' GROUP BY m.id, m.name ORDER BY 1`),
      ).toEqual([
        { name: "ada", times: 1, booked: true },
        { name: "ben", times: 1, booked: true },
      ]);
      const told = await all<{ key: string }>(
        "SELECT key FROM outbox WHERE key LIKE 'quiz:%' AND state = 'sent' ORDER BY id",
      );
      expect(told.map(({ key }) => key.replace(/^quiz:\d+:/, ""))).toEqual([
        "1:ask",
        "1:result",
        "2:ask",
        "2:result",
        "end",
      ]);
    } finally {
      await database.close();
    }
  },
);

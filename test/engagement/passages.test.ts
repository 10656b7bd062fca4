import { expect, test } from "vitest";
import { Prisma, type Tx } from "../../src/core/database/index.ts";
import { cameOrWent } from "../../src/engagement/passages.ts";
import { borrowTestDatabase } from "../world/database.ts";

test("whether a person was here is read by person, in many communities with one chat each", async () => {
  const database = await borrowTestDatabase();
  const plans: string[] = [];
  const explain = async (text: TemplateStringsArray, ...values: unknown[]): Promise<unknown[]> => {
    const asked = Prisma.sql(text, ...values);
    const { rows } = await database.pool.query<{ "QUERY PLAN": string }>(
      `EXPLAIN (COSTS OFF) ${asked.text}`,
      asked.values,
    );
    plans.push(rows.map((row) => row["QUERY PLAN"]).join("\n"));
    return [];
  };
  try {
    // with one chat in each community the planner takes all who came into the chat for as few as one person's comings
    await database.pool.query(`
      INSERT INTO passage SELECT 1 + n % 20, 1 + n % 20, gen_random_uuid(), n, 'join', now(), now(), true
      FROM generate_series(1, 2000) n; ANALYZE passage`);
    const of = { communityId: 1, chatId: 1, memberId: 1 };
    await cameOrWent({ $queryRaw: explain } as unknown as Tx, of, new Date(0), new Date(1));
    expect(plans.join()).toContain("(community_id = 1) AND (member_id = ANY");
  } finally {
    await database.close();
  }
});

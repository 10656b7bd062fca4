import { expect, test } from "vitest";
import { checkin } from "../../src/features/checkin/index.ts";
import { runBacklog } from "../crash/backlog.ts";
import { createWorld } from "../world/index.ts";

// `npm run crash -- backlog` does it with 100,000.
test(
  "a backlog after an outage is counted whole, every command in it answered once, and nobody is bothered",
  { timeout: 120_000 },
  async () => {
    const report = await runBacklog(5_000);
    expect(report).toMatchObject({ counted: 5_000, checkins: 100, answers: 100, unasked: 0 });
  },
);

test("after an outage everybody is answered, those who asked more than ten minutes ago last", async () => {
  const world = await createWorld({ features: [checkin] });
  const ask = (name: string, minutes: number) => {
    const at = new Date(world.now.getTime() - minutes * 60_000);
    return world.message(world.member(name).sender, "签到", { at });
  };
  await world.happens(ask("ada", 40), ask("ben", 11), ask("cleo", 9), ask("dan", 0));
  const answers = await world.query<{ name: string; priority: number }>(
    `SELECT m.name, o.priority FROM outbox o JOIN ledger_entry l ON l.community_id = o.community_id
     JOIN member m ON m.id = l.member_id WHERE o.message ->> 'replyTo' = (
       SELECT i.event ->> 'messageId' FROM inbox i WHERE i.event -> 'sender' ->> 'name' = m.name)
     ORDER BY o.priority DESC, o.id`,
  );
  expect(answers.map(({ name }) => name)).toEqual(["cleo", "dan", "ada", "ben"]);
  await world.close();
});

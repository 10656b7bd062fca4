import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { draw } from "../../../src/features/draw/index.ts";
import { firstHead, nextHead, type Entry } from "../../../src/features/draw/scheme.ts";
import { features } from "../../../src/features/index.ts";
import { long } from "../../long.ts";
import { knownSignature } from "../../world/beacon.ts";
import { createWorld } from "../../world/index.ts";

const count = 100_000;

// `HEARTH_TEST_LONG=1 npx vitest run test/features/draw/large.test.ts` prints what it measures; nothing is asserted of time.
test.skipIf(!long)("100,000 people enter and one result comes of it", { timeout: 900_000 }, async () => {
  const own = features.map((one) => (one.name === "draw" ? draw({ fetchBeacon: async () => knownSignature }) : one));
  const world = await createWorld({ features: own, at: "2023-08-23T20:00" });
  try {
    await world.giveRole("olga", "owner");
    await world.member("olga").says("开启抽奖 耳机x3(300元) 今天23:54:22截止，主办 茶馆，联系 olga");
    await fill(world);
    const timesOf = async (words: string) => {
      const times: number[] = [];
      for (let index = 0; index < 40; index++) {
        const event = world.message(world.member(`late ${index}`).sender, words);
        const startedAt = performance.now();
        await world.happens(event);
        times.push(performance.now() - startedAt);
      }
      return times.sort((a, b) => a - b);
    };
    await timesOf("早上好");
    const usual = await timesOf("积分");
    const times = await timesOf("抽奖");
    await world.setTime("2023-08-23 23:55:30");
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    await world.setTime("2023-08-23 23:59:30");
    const used = process.cpuUsage(cpu);
    process.stdout.write(
      `entry, from the platform's event to its answer, after ${count} others: median ${times[20]?.toFixed(1)} ms ` +
        `(积分, which only reads: ${usual[20]?.toFixed(1)} ms), ` +
        `slowest ${times.at(-1)?.toFixed(1)} ms; result: ${(performance.now() - startedAt).toFixed(0)} ms, ` +
        `${((used.user + used.system) / 1000).toFixed(0)} ms CPU of the program\n`,
    );
    const [made] = await world.query<{ state: string; entries: number }>("SELECT state, entries FROM draw");
    expect(made).toEqual({ state: "settled", entries: count + 40 });
  } finally {
    await world.close();
  }
});

/** So many entries with weights 1 to 10, written as the feature writes them. */
async function fill(world: Awaited<ReturnType<typeof createWorld>>): Promise<void> {
  const [made] = await world.query<{ id: number; community: number; announcement: string }>(
    "SELECT id, community_id AS community, announcement FROM draw",
  );
  const rows: { ticket: string; weight: number; head: string }[] = [];
  let head = firstHead(made?.announcement ?? "");
  for (let index = 0; index < count; index++) {
    const entry: Entry = [index.toString(16).padStart(16, "0"), 1 + (index % 10)];
    head = nextHead(head, entry);
    rows.push({ ticket: entry[0], weight: entry[1], head });
  }
  await world.query(
    `INSERT INTO member (community_id, id, name, created_at)
     SELECT $1, 100000 + g, 'm' || g, now() FROM generate_series(1, $2::int) g`,
    [made?.community, count],
  );
  await world.query(
    `INSERT INTO draw_entry (community_id, draw_id, member_id, number, ticket, weight, head, at)
     SELECT $1, $2, 100000 + t.n, t.n, ticket, weight, head, '2023-08-23T12:30:00Z'
     FROM unnest($3::text[], $4::int[], $5::text[]) WITH ORDINALITY AS t(ticket, weight, head, n)`,
    [
      made?.community,
      made?.id,
      rows.map((one) => one.ticket),
      rows.map((one) => one.weight),
      rows.map((one) => one.head),
    ],
  );
  await world.query("UPDATE draw SET entries = $1, head = $2", [count, head]);
  await world.query("ANALYZE");
}

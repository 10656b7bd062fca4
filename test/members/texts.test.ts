import { afterEach, expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";
import { dump } from "./dump.ts";

// How long what people said is kept, wherever it stands.

let world: World;
afterEach(() => world.close());

const marker = (index: number) => `marker sentence ${index}, the tea is good`;
const marked = async () =>
  [...(await dump(world)).values()]
    .join("\n")
    .match(/marker sentence \d+/g)
    ?.map((found) => Number(found.slice(16))) ?? [];

test("of 1,000 sentences none is older than the window, none said to the bot older than a day", async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00" });
  const ada = world.member("ada");
  for (let batch = 0; batch < 4; batch++) {
    const said = Array.from({ length: 250 }, (_, index) =>
      world.message(ada.sender, marker(batch * 250 + index), { mentionsBot: index % 5 === 0 }),
    );
    await world.happens(...said);
    if (batch < 3) await world.setTime(`2026-03-${String(11 + batch * 10)}T09:00`);
  }
  await world.setTime("2026-04-05T03:41");
  const left = await marked();
  expect(Math.min(...left)).toBe(250);
  expect(new Set(left).size).toBe(750);
  expect(await world.query("SELECT 1 FROM inbox WHERE event IS NOT NULL")).toEqual([]);
});

test("no text is ever older than the window, what was done for somebody never older than a day", async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00" });
  const { sender, says } = world.member("ada");
  await says("hello");
  await world.query("INSERT INTO setting SELECT id, 'upkeep', 'textDays', '2' FROM community");
  for (let hour = 10; hour < 24; hour++) {
    await world.setTime(`2026-03-01T${hour}:00`);
    await world.happens(world.message(sender, marker(hour), { mentionsBot: hour % 2 === 0 }));
  }
  await world.query(
    `INSERT INTO job (community_id, key, name, payload, status, run_at, created_at, done_at)
     SELECT id, 'k', 'x.y', '{"event":{"text":"marker sentence 99"}}', 'done', $1, $1, $1 FROM community`,
    [world.now],
  );
  for (let hour = 0; hour < 96; hour++) {
    const at = new Date(Date.parse("2026-03-02T00:41:00+08:00") + hour * 3_600_000);
    await world.setTime(new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16));
    const texts = await world.query("SELECT 1 FROM message_text WHERE at < $1::timestamptz - interval '2 days'", [at]);
    expect(texts, at.toISOString()).toEqual([]);
    const events = await world.query(
      "SELECT 1 FROM inbox WHERE event IS NOT NULL AND done_at < $1::timestamptz - interval '24 hours'",
      [at],
    );
    expect(events, at.toISOString()).toEqual([]);
    const jobs = await world.query(
      "SELECT 1 FROM job WHERE payload <> '{}' AND done_at < $1::timestamptz - interval '24 hours'",
      [at],
    );
    expect(jobs, at.toISOString()).toEqual([]);
  }
  expect(await marked()).toEqual([]);
});

test("of what failed only that it did is known after a month; of what was set aside nothing after a week", async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00" });
  await world.member("ada").says("hello");
  await world.query(
    `INSERT INTO outbox (community_id, chat_id, key, kind, priority, message, state, created_at)
     SELECT community_id, id, 'lost', 'unasked', 0, $1, 'unknown', $2 FROM chat`,
    [JSON.stringify({ text: marker(1) }), world.now],
  );
  await world.query(
    `INSERT INTO inbox (community_id, chat_id, account, key, event, status, event_at, created_at)
     SELECT community_id, id, 'a', 'k', $1, 'dead', $2, $2 FROM chat`,
    [JSON.stringify({ text: marker(2) }), world.now],
  );
  await world.setTime("2026-03-08T03:41");
  expect(await marked()).toEqual([1]);
  await world.setTime("2026-03-31T09:41");
  expect(await marked()).toEqual([]);
  expect(await world.query("SELECT state FROM outbox WHERE key = 'lost'")).toEqual([{ state: "unknown" }]);
});

test("with a window of 0 days none is kept at all, from the next message on", async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00" });
  const ada = world.member("ada");
  await ada.says("hello");
  await world.query("INSERT INTO setting SELECT id, 'upkeep', 'textDays', '0' FROM community");
  await world.happens(
    ...Array.from({ length: 1000 }, (_, index) =>
      world.message(ada.sender, marker(index), { mentionsBot: index % 5 === 0 }),
    ),
  );
  expect(await marked()).toEqual([]);
});

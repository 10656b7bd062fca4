import { afterEach, expect, test } from "vitest";
import type { BaseCtx } from "../../src/core/context.ts";
import { defineFeature } from "../../src/core/feature.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let ran: string[] = [];
afterEach(() => world.close());

const note = (name: string) => async (ctx: BaseCtx) => void ran.push(`${name} ${ctx.now.toISOString()}`);
/** A daily job at 02:30 and a weekly one on Monday at 09:00. */
const clockwork = defineFeature({
  name: "clockwork",
  schedules: [
    { name: "daily", at: "02:30", run: note("daily") },
    { name: "weekly", at: "09:00", weekday: 1, run: note("weekly") },
  ],
});

async function worldIn(zone: string, at: string): Promise<void> {
  ran = [];
  world = await createWorld({ features: [clockwork], at });
  await world.happens(world.message(world.member("ada").sender, "hello"));
  await world.query("UPDATE community SET time_zone = $1", [zone]);
}

/** Ticks each quarter of an hour. */
async function pass(from: string, hours: number): Promise<void> {
  for (let quarter = 0; quarter <= hours * 4; quarter++) {
    await world.setTime(new Date(Date.parse(from) + quarter * 900_000).toISOString());
  }
}

test("a clock that jumps back an hour runs nothing again, one that jumps forward skips nothing", async () => {
  await worldIn("Asia/Shanghai", "2026-03-04T02:00+08:00");
  await world.setTime("2026-03-04T02:31+08:00");
  await world.setTime("2026-03-04T01:31+08:00");
  await world.setTime("2026-03-04T02:31+08:00");
  expect(ran).toEqual(["daily 2026-03-03T18:30:00.000Z"]);
  await world.setTime("2026-03-05T02:00+08:00");
  await world.setTime("2026-03-05T03:00+08:00");
  expect(ran).toEqual(["daily 2026-03-03T18:30:00.000Z", "daily 2026-03-04T18:30:00.000Z"]);
});

test("a day without 02:30 and a day with two of them have one run each", { timeout: 60_000 }, async () => {
  await worldIn("Europe/Berlin", "2026-03-28T12:00+01:00");
  await pass("2026-03-28T22:00Z", 24); // clocks go from 02:00 to 03:00
  await pass("2026-10-24T12:00Z", 36); // clocks go from 03:00 back to 02:00
  expect(ran.filter((line) => line.startsWith("daily"))).toEqual([
    "daily 2026-03-29T01:30:00.000Z",
    "daily 2026-10-24T00:30:00.000Z",
    "daily 2026-10-25T00:30:00.000Z",
  ]);
});

test("the 29th of February is a day like others, and the new year's week is one week", async () => {
  await worldIn("Asia/Shanghai", "2028-02-28T12:00+08:00");
  for (const day of ["2028-02-29", "2028-03-01"]) await world.setTime(`${day}T02:30+08:00`);
  expect(ran.map((line) => line.slice(0, 16))).toEqual(["daily 2028-02-28", "daily 2028-02-29"]);
  ran = [];
  // Chinese New Year 2029 is on Tuesday, 13 February: no schedule knows holidays
  for (const at of ["2029-02-12T09:00", "2029-02-13T09:00", "2029-02-18T23:59", "2029-02-19T09:00"]) {
    await world.setTime(`${at}+08:00`);
  }
  expect(ran.filter((line) => line.startsWith("weekly"))).toEqual([
    "weekly 2029-02-12T01:00:00.000Z",
    "weekly 2029-02-19T01:00:00.000Z",
  ]);
});

test("asleep for three days, each schedule runs once, for its newest moment", async () => {
  await worldIn("Asia/Shanghai", "2026-03-01T12:00+08:00"); // a Sunday
  await world.setTime("2026-03-04T12:00+08:00");
  await world.setTime("2026-03-04T12:01+08:00");
  expect(ran.sort()).toEqual(["daily 2026-03-03T18:30:00.000Z", "weekly 2026-03-02T01:00:00.000Z"]);
});

test("a schedule of several times a day runs for each of them, and after a pause once, for the newest", async () => {
  ran = [];
  const often = defineFeature({
    name: "often",
    schedules: [{ name: "look", at: ["03:40", "15:40"], run: note("look") }],
  });
  world = await createWorld({ features: [often], at: "2026-03-01T12:00+08:00" });
  await world.happens(world.message(world.member("ada").sender, "hello"));
  for (const at of ["01T15:39", "01T15:41", "01T23:00", "02T03:41", "04T12:00"])
    await world.setTime(`2026-03-${at}+08:00`);
  expect(ran).toEqual([
    "look 2026-03-01T07:40:00.000Z",
    "look 2026-03-01T19:40:00.000Z",
    "look 2026-03-03T19:40:00.000Z",
  ]);
});

test("two processes share what is due: each schedule runs once, and neither waits for a community the other is at", async () => {
  ran = [];
  let enter = () => {};
  const entered = new Promise<void>((resolve) => (enter = resolve));
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const slow = defineFeature({
    name: "slow",
    schedules: [
      {
        name: "daily",
        at: "02:30",
        run: async (ctx) => {
          ran.push(`${ctx.community.id}`);
          if (ran.length > 1) return;
          enter();
          await released;
        },
      },
    ],
  });
  world = await createWorld({ features: [slow], at: "2026-03-01T12:00+08:00" });
  await world.happens(world.message(world.member("ada").sender, "hello"));
  await world.query("INSERT INTO community (name, salt, created_at) SELECT 'other', salt, created_at FROM community");
  const ids = (await world.query<{ id: number }>("SELECT id FROM community ORDER BY id")).map(({ id }) => `${id}`);
  const first = world.setTime("2026-03-02T02:31+08:00");
  await entered;
  await world.house.tick(); // as another process would: the first community is passed by, the second done
  expect(ran).toEqual(ids);
  release();
  await first;
  await world.house.tick();
  expect(ran).toEqual(ids);
});

test("a nudge whose window passed while the process slept is not sent", async () => {
  await worldIn("Asia/Shanghai", "2026-03-01T12:00+08:00");
  const [chat] = await world.query<{ communityId: number; id: number }>(
    `SELECT community_id AS "communityId", id FROM chat`,
  );
  if (!chat) throw new Error("there is a chat");
  await world.database.prisma.outbox.create({
    data: {
      communityId: chat.communityId,
      chatId: chat.id,
      key: "nudge:1",
      kind: "unasked",
      priority: 10,
      message: { text: "come back" },
      createdAt: world.now,
      notBeforeAt: new Date("2026-03-01T13:00+08:00"),
      deadlineAt: new Date("2026-03-01T15:00+08:00"),
    },
  });
  await world.setTime("2026-03-04T12:00+08:00");
  expect(world.bot.sent).toEqual([]);
  expect(await world.query("SELECT state FROM outbox")).toEqual([{ state: "dropped" }]);
});

test("the server's own time zone decides nothing", async () => {
  const { TZ } = process.env;
  try {
    process.env.TZ = "America/Los_Angeles";
    await worldIn("Asia/Shanghai", "2026-03-04T02:00+08:00");
    await world.setTime("2026-03-04T02:31+08:00");
    expect(ran).toEqual(["daily 2026-03-03T18:30:00.000Z"]);
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
});

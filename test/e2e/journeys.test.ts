import { expect, test } from "vitest";
import type pg from "pg";
import { TestInstallation } from "../crash/installation.ts";
import type { FakePerson } from "../fakes/telegram/people.ts";
import { addDays, localTime, type Day } from "../../src/core/time.ts";

// The product as a process, on Telegram: what a manager sees of the silent, and what one of them reads and answers.

let installation: TestInstallation;

/** Resolves when something is so, or after a minute. */
async function until(isSo: () => boolean): Promise<void> {
  for (let waits = 0; waits < 600 && !isSo(); waits++) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Says something to the bot alone; what it answers there. */
async function whispers(person: FakePerson, text: string): Promise<string[]> {
  const before = person.chat.reads.length;
  person.writes(text);
  await until(() => person.chat.reads.length > before);
  await installation.workedOff();
  return person.chat.reads.slice(before);
}

async function within<T>(ask: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = await installation.connect();
  try {
    return await ask(db);
  } finally {
    await db.end();
  }
}

/** It is one o'clock in the afternoon where the community is; everybody but the manager fell silent ten days ago. */
async function fallSilent(db: pg.Client): Promise<void> {
  const ahead = 13 - new Date().getUTCHours();
  const timeZone = `Etc/GMT${ahead >= 0 ? "-" : "+"}${Math.abs(ahead)}`;
  const today: Day = localTime(new Date(), timeZone).day;
  await db.query("UPDATE community SET time_zone = $1, salt = '00'", [timeZone]);
  await db.query("UPDATE member_day SET day = day - 20");
  await db.query(
    `INSERT INTO member_role (community_id, member_id, role, given_at)
     SELECT community_id, id, 'manager', now() FROM member WHERE name = 'Mona'`,
  );
  await db.query(
    `INSERT INTO member_standing (community_id, member_id, as_of_day, state, chance, chance_at_last, active_days, usual_gap_days, first_day, last_day)
     SELECT community_id, id, $1, 'drifting', .3, .8, 40, 2, $2, $3 FROM member`,
    [today, addDays(today, -90), addDays(today, -11)],
  );
}

const looksLeft = "(SELECT count(*) FROM job WHERE name = 'journeys.run' AND done_at IS NULL)::int";
const look = (db: pg.Client) =>
  db.query(
    `INSERT INTO job (community_id, key, name, payload, run_at, created_at)
     SELECT id, 'look ' || clock_timestamp(), 'journeys.run', '{}', now(), now() FROM community`,
  );

test(
  "a manager finds the silent, starts a journey after its preview, and one of them reads a kind word and stops it",
  { timeout: 120_000 },
  async () => {
    installation = await TestInstallation.create({ seed: 4 });
    try {
      const { telegram } = installation;
      const group = telegram.group("Tea House");
      const mona = telegram.person("Mona");
      const others = Array.from({ length: 8 }, (_, index) => telegram.person(`Person ${index}`));
      for (const person of [mona, ...others]) {
        group.says(person, "大家好");
        person.writes("帮助");
      }
      await installation.start().ready();
      await installation.workedOff();
      await within(fallSilent);

      const [list = ""] = await whispers(mona, "不活跃名单 走远");
      expect(list).toMatch(/^成员名单 · 截至 .*（只有你看得到）\n渐渐走远 8\n/);
      expect(list).toMatch(/Person 3 · 渐渐走远：安静了 10 天；以前大约每 2 天来一次；再来的机会 30%/);
      expect(await whispers(others[0]!, "不活跃名单")).not.toContain(list);
      await whispers(mona, "不活跃名单 走远 csv");
      expect(mona.chat.sent.at(-1)?.document?.name).toMatch(/^members-.*\.csv$/);

      const [preview = ""] = await whispers(mona, "旅程 开始 drifting");
      expect(preview).toContain("「走远提醒」今天符合 8 人");
      expect(preview.match(/^— #/gm)).toHaveLength(5);
      const asked = mona.chat.sent.at(-1);
      mona.chat.presses(mona, asked?.messageId ?? 0, asked?.buttons[0]?.[0]?.callback_data ?? "");
      await until(() => (mona.chat.reads.at(-1) ?? "").startsWith("drifting 开始了。"));
      expect(mona.chat.reads.at(-1)).toMatch(/^drifting 开始了。/);

      const before = others.map((person) => person.chat.reads.length);
      await within(look);
      await installation.workedOff(looksLeft);
      const written = await installation.ask("SELECT count(*)::int FROM nudge");
      const more = () => others.filter((person, index) => person.chat.reads.length > before[index]!).length;
      await until(() => more() === written);
      const heard = others.filter((person, index) => person.chat.reads.length > before[index]!);
      expect(heard.length).toBeGreaterThan(3);
      expect(heard.length).toBeLessThan(8);
      for (const person of heard)
        expect(person.chat.reads.at(-1)).toMatch(/^Person \d，.*\n\n（不想收到这样的消息，回复“别打扰我”就好。）$/s);
      expect(await whispers(heard[0]!, "别打扰我")).toEqual([
        "好，以后不主动打扰你了。签到、积分照常用；要找店里的人，发“转人工”，他们的答复还会到这里。想恢复提醒，发“恢复提醒”。",
      ]);
      const [stats = ""] = await whispers(mona, "旅程 统计 drifting");
      expect(stats).toContain(`私聊 ${heard.length} 条 · 群里 0 条 · 任务 0 个 · 拉黑 0 · 退订 1`);
    } finally {
      await installation.close();
    }
  },
);

import { afterEach, expect, test } from "vitest";
import { createTurns } from "../../../src/core/turns.ts";
import { hasWechaty } from "../../fakes/wechat/puppet.ts";
import { borrowTestDatabase } from "../../world/database.ts";
import { createRig, online, until, type Rig } from "./rig.ts";

const installed = await hasWechaty();

let rig: Rig;
afterEach(() => rig?.close());

/** Why a message does not go to the group. */
const refused = ({ bot, wechat, room }: Rig) =>
  bot.send({ id: wechat.id(room), kind: "group" }, { text: "早" }, new AbortController().signal).then(
    () => null,
    (error: unknown) => error,
  );

test.skipIf(!installed)(
  "of two processes on one database one logs in and the other stands by, until the first ends or loses its turn",
  async () => {
    const database = await borrowTestDatabase();
    const hours = { one: 0, two: 0 };
    const lease = 3_600_000;
    const turnsOf = (owner: keyof typeof hours) => createTurns({ database, owner, lease, now: () => hours[owner] });
    rig = await createRig({}, {}, undefined, turnsOf("one"));
    await online(rig.bot);
    const other = await createRig({}, {}, undefined, turnsOf("two"));
    try {
      await other.hours.pass(30_000);
      expect(other.wechat.starts).toBe(0);
      expect(other.bot.status()).toMatchObject({ state: "online", standsBy: true });
      expect(await refused(other)).toMatchObject({ reason: "rateLimited" });
      // stalled: it knows by its own clock that it is late, and says nothing any more
      hours.one += lease;
      expect(await refused(rig)).toMatchObject({ reason: "rateLimited" });
      expect(rig.wechat.sent).toEqual([]);
      await rig.bot.stop();
      await database.pool.query("UPDATE bot_turn SET until = now() - interval '1 minute'");
      await passUntil(other, () => other.wechat.starts === 1);
      await online(other.bot);
      other.wechat.says(other.room.people[0] ?? { name: "ada" }, other.room, "还在吗");
      await until(() => other.events.length === 1);
    } finally {
      await other.close();
      await database.close();
    }
  },
);

/** Time passes until it is so; what the database answers takes real time. */
async function passUntil({ hours }: Rig, condition: () => boolean): Promise<void> {
  while (!condition()) {
    await hours.pass(1_000);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

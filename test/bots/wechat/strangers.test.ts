import { afterEach, describe, expect, test } from "vitest";
import type { ChatEvent } from "../../../src/core/event.ts";
import { features } from "../../../src/features/index.ts";
import { hasWechaty } from "../../fakes/wechat/puppet.ts";
import type { FakePerson } from "../../fakes/wechat/wechat.ts";
import { createWorld, plain, type World } from "../../world/index.ts";
import { createRig, online, until, type Rig } from "./rig.ts";

// What is heard between a login and the end of the reading of all groups, which takes minutes.

const installed = await hasWechaty();

let rig: Rig;
let world: World | null = null;
afterEach(async () => {
  await rig.close();
  await world?.close();
  world = null;
});

const [ada, bea, cem] = [{ name: "ada" }, { name: "bea" }, { name: "cem" }] as const;
const said = () => rig.events.flatMap((event) => (event.kind === "message" ? [event.text] : [event.kind]));
/** Everything that has been told has gone as far as it goes for now. */
const calm = () => new Promise((resolve) => setTimeout(resolve, 30));

/** A login whose groups are never done reading before `release` is called; the house knows these. */
async function reading(known: readonly FakePerson[]): Promise<() => void> {
  let release: () => void = () => {};
  const meeting = new Promise<void>((resolve) => (release = resolve));
  rig = await createRig(
    {},
    {
      known: async () => ({
        groups: new Set([rig.wechat.id(rig.room)]),
        people: new Set(known.map((person) => rig.wechat.id(person))),
      }),
      meet: () => meeting,
    },
  );
  rig.room.people = [ada, bea, cem];
  await online(rig.bot);
  return release;
}

describe.skipIf(!installed)("while the groups are read after a login", () => {
  test("whoever is known is heard at once, and strangers when it is over", async () => {
    const release = await reading([ada, bea]);
    rig.wechat.says(cem, rig.room, "我换号了");
    rig.wechat.says(ada, rig.room, "签到");
    rig.wechat.says(bea, null, "积分");
    await until(() => rig.events.length === 2);
    await calm();
    expect(said()).toEqual(["签到", "积分"]);
    release();
    await until(() => rig.events.length === 3);
    expect(said()).toEqual(["签到", "积分", "我换号了"]);
  });

  test("a group that is not known waits whole, whoever speaks in it", async () => {
    const release = await reading([ada, bea]);
    rig.wechat.says(ada, rig.wechat.room("新群", [ada]), "大家好");
    rig.wechat.says(bea, rig.room, "早");
    await until(() => rig.events.length === 1);
    await calm();
    expect(said()).toEqual(["早"]);
    release();
    await until(() => rig.events.length === 2);
  });

  test("nobody's words change their order: after one that names a stranger the next ones wait as well", async () => {
    const release = await reading([ada, bea]);
    rig.wechat.says(ada, rig.room, "加积分 10 @cem\u2005", { mention: [cem] });
    rig.wechat.says(bea, rig.room, "早");
    rig.wechat.says(ada, rig.room, "积分");
    await until(() => rig.events.length === 1);
    await calm();
    expect(said()).toEqual(["早"]);
    release();
    await until(() => rig.events.length === 3);
    expect(said().slice(1)).toEqual(["加积分 10 @cem\u2005", "积分"]);
  });

  test("what is taken back waits for what was said there before", async () => {
    const release = await reading([ada, bea]);
    const id = rig.wechat.says(cem, rig.room, "说错了");
    rig.wechat.says(cem, rig.room, id, { type: 13 });
    rig.wechat.says(ada, rig.room, "哈哈");
    await until(() => rig.events.length === 1);
    await calm();
    expect(said()).toEqual(["哈哈"]);
    release();
    await until(() => rig.events.length === 3);
    expect(said()).toEqual(["哈哈", "说错了", "recall"]);
  });
});

describe.skipIf(!installed)("groups read one after the other", () => {
  test("are heard one after the other: nobody waits for the groups of others, and whoever is in two waits for both", async () => {
    const readers = new Map<string, () => void>();
    rig = await createRig(
      {},
      {
        meet: () => new Promise(() => {}),
        meetOne: async (_, { group, elsewhere }) => {
          await new Promise<void>((resolve) => readers.set(group.topic, resolve));
          return new Set(group.members.map(({ id }) => id).filter((id) => !elsewhere.has(id)));
        },
      },
    );
    rig.room.people = [ada, bea];
    const other = rig.wechat.room("书房", [bea, cem, { name: "dan" }]);
    await online(rig.bot);
    rig.wechat.says(cem, other, "书到了");
    rig.wechat.says(ada, rig.room, "签到");
    rig.wechat.says(bea, rig.room, "我在两个群");
    rig.wechat.says(ada, rig.room, "积分");
    // the smaller one is read first
    await until(() => readers.has("茶馆"));
    await calm();
    expect(said()).toEqual([]);
    readers.get("茶馆")?.();
    await until(() => rig.events.length === 2);
    expect(said()).toEqual(["签到", "积分"]);
    await until(() => readers.has("书房"));
    readers.get("书房")?.();
    await until(() => rig.events.length === 3);
    expect(said()).toEqual(["签到", "积分", "书到了"]);
  });
});

describe.skipIf(!installed)("with a puppet that gives every id anew", () => {
  test("forty who speak before the groups are read are who they were, and nobody is taken for another", async () => {
    world = await createWorld({ features, platform: "wechat", capabilities: plain });
    const { house } = world;
    const people = Array.from({ length: 40 }, (_, index) => ({ name: `成员${index}` }));
    // the world's own bot answers, and is the account
    const own = (event: ChatEvent) => ({ ...event, account: "bot1" });
    const account = { platform: "wechat", account: "bot1" };
    const taken: Promise<void>[] = [];
    rig = await createRig(
      {},
      {
        known: () => house.acquaintances.known(account),
        meet: async (_, seen) => {
          await Promise.all(taken);
          await house.acquaintances.meet(account, seen);
        },
        meetOne: async (_, seen) => (await house.acquaintances.meetOne?.(account, seen)) ?? null,
      },
      (event) => {
        const work = house.accept(own(event));
        taken.push(work);
        return work;
      },
    );
    rig.room.people = people;
    const everybodySpeaks = async (times: number) => {
      const before = rig.events.length;
      for (const person of people) rig.wechat.says(person, rig.room, "早");
      await until(() => rig.events.length === before + people.length);
      await Promise.all(taken);
      await house.settle();
      expect(await messages()).toEqual(people.map(({ name }) => ({ name, messages: times })));
    };
    await online(rig.bot);
    await everybodySpeaks(1);
    for (const times of [2, 3]) {
      if (times === 2) await rig.hours.pass(2 * 3_600_000); // the hourly look: now the house has met everybody
      await until(() => rig.met.length > 0);
      rig.wechat.newIds();
      await rig.wechat.logout();
      await rig.hours.pass(70_000, () => rig.bot.status().state === "online");
      await everybodySpeaks(times);
    }
    expect(await world.query("SELECT id FROM member WHERE merged_into_id IS NOT NULL")).toEqual([]);
    expect(await world.query("SELECT id FROM chat WHERE kind = 'group'")).toHaveLength(1);
  }, 60_000);
});

const messages = () =>
  world?.query<{ name: string; messages: number }>(
    `SELECT m.name, sum(d.messages)::int AS messages FROM member_day d
     JOIN member m ON m.community_id = d.community_id AND m.id = d.member_id GROUP BY m.id, m.name ORDER BY substr(m.name, 3)::int`,
  );

import { expect, test } from "vitest";
import { features } from "../../src/features/index.ts";
import { createWorld } from "../world/index.ts";

test("groups that are no longer remembered, as after any change of settings, are looked up together", async () => {
  const world = await createWorld({ features });
  const { quick: pool } = world.database;
  const query = pool.query.bind(pool) as (...given: unknown[]) => Promise<unknown>;
  try {
    const { sender } = world.member("ada");
    const talk = () =>
      Array.from({ length: 30 }, (_, group) =>
        world.message(sender, "早上好", { chat: { id: `g${group}`, kind: "group", title: `群 ${group}` } }),
      );
    const record = () => world.house.recorder.record(talk(), { source: "live" });
    expect(new Set(await record())).toEqual(new Set(["added"]));
    world.house.directory.forget();
    const asked: string[] = [];
    const listen = (...given: unknown[]) => {
      asked.push(typeof given[0] === "string" ? given[0] : String((given[0] as { text?: unknown }).text));
      return query(...given);
    };
    Object.assign(pool, { query: listen });
    expect(new Set(await record())).toEqual(new Set(["added"]));
    expect(asked.filter((sql) => sql.includes("chat_address"))).toHaveLength(1);
    Object.assign(pool, { query });
    expect(await world.query("SELECT count(*)::int AS chats, sum(messages)::int AS said FROM chat_hour")).toEqual([
      { chats: 30, said: 60 },
    ]);
  } finally {
    Object.assign(pool, { query });
    await world.close();
  }
});

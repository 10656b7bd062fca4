import { expect, test } from "vitest";
import { defineFeature } from "../../src/core/feature.ts";
import type { Ctx } from "../../src/core/context.ts";
import { PlatformRefusal } from "../../src/core/bot.ts";
import { createLog } from "../../src/core/log.ts";
import { createWorld } from "../world/index.ts";

// Whoever reads the log reads what went wrong, and nothing of what people said or who they are to a platform.

const words = "我家住在桂花巷七号";
const help = { zh: () => "", en: () => "" };

/** Mistakes of a feature's code with what somebody said in their hands, as the database and Prisma tell them. */
const clumsy = defineFeature({
  name: "clumsy",
  commands: [
    { name: "model", aliases: ["甲"], who: "member", takesArguments: true, help, run: wrongType },
    { name: "row", aliases: ["乙"], who: "member", takesArguments: true, help, run: wrongRow },
    { name: "key", aliases: ["丙"], who: "member", takesArguments: true, help, run: sameKey },
    { name: "later", aliases: ["丁"], who: "member", takesArguments: true, help, run: later },
  ],
  jobs: { fail: (job) => job.act((ctx) => wrongRow({ ...ctx, args: String(job.payload) })) },
});

async function wrongType({ tx, args }: Pick<Ctx, "tx" | "args">): Promise<void> {
  await tx.member.update({ where: { id: args } as never, data: { name: args } });
}
async function wrongRow({ tx, args }: Pick<Ctx, "tx" | "args">): Promise<void> {
  await tx.$executeRaw`INSERT INTO message_text (community_id, text) VALUES (1, ${args})`;
}
async function sameKey({ tx, args }: Pick<Ctx, "tx" | "args">): Promise<void> {
  for (let twice = 0; twice < 2; twice++)
    await tx.$executeRaw`INSERT INTO last_done (name, at) VALUES (${args}, now())`;
}
async function later(ctx: Ctx): Promise<void> {
  await ctx.enqueue({ name: "fail", key: "fail", payload: ctx.args });
  await ctx.reply({ zh: () => "好", en: () => "ok" });
}

test("every line is JSON with a level, a time and a message, and none has words, names or platform ids in it", async () => {
  let written = "";
  const log = createLog("debug", (line) => line, { write: (line: string) => void (written += line) });
  const world = await createWorld({ features: [clumsy], log });
  try {
    const ada = { kind: "person", id: "4471023399", name: "欧阳慕白" } as const;
    for (const command of ["甲", "乙", "丙", "丁"]) await world.happens(world.message(ada, `${command} ${words}`));
    world.bot.failures.push(new PlatformRefusal("rejected", "the message is too long"));
    await world.happens(world.message(ada, `丁 ${words}`));
    const kept = await world.query<{ error: string | null }>("SELECT error FROM inbox UNION ALL SELECT error FROM job");
    written += JSON.stringify(kept.filter(({ error }) => error !== null));
  } finally {
    await world.close();
  }
  const lines = written.split("\n").filter((line) => line !== "");
  const errors = JSON.parse(lines.pop() ?? "[]") as unknown[];
  expect(errors.length).toBe(4);
  expect(lines.length).toBeGreaterThanOrEqual(4);
  for (const line of lines)
    expect(JSON.parse(line)).toMatchObject({
      level: expect.any(Number),
      time: expect.any(Number),
      msg: expect.stringMatching(/\w/),
    });
  for (const secret of [words, "桂花巷", "欧阳慕白", "4471023399"]) expect(written).not.toContain(secret);
});

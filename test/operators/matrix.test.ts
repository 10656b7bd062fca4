import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EditEvent, MessageEvent, Sender } from "../../src/core/event.ts";
import type { Who } from "../../src/core/context.ts";
import { defineFeature, type Feature } from "../../src/core/feature.ts";
import { text } from "../../src/core/text.ts";
import { features } from "../../src/features/index.ts";
import { createWorld, type World } from "../world/index.ts";

// Every command × everybody who may say it, from the declarations: what is declared is what happens.

const commands = features.flatMap((feature) => feature.commands ?? []);

/** The same commands, whose work is only to say that they were run: the gate is what is tested. */
const probes: readonly Feature[] = features.map((feature) =>
  defineFeature({
    name: feature.name,
    commands: (feature.commands ?? []).map(({ name, aliases, alsoNamed = [], who, help }) => ({
      name,
      aliases,
      alsoNamed,
      who,
      help,
      run: (ctx) => ctx.reply(text({ zh: `ran ${name}`, en: `ran ${name}` })),
    })),
  }),
);

const givers = [
  "owner",
  "manager",
  "host",
  "viewer",
  "member",
  "anonymous admin",
  "channel",
  "bot",
  "forwarded",
  "edited",
  "other group's owner",
  "ex-manager",
] as const;
type Giver = (typeof givers)[number];
type Outcome = "runs" | "refused" | "asked who" | "told to come as themselves" | "silence";

/** Who may, written out and not computed as the product does it. */
const mayUse: Readonly<Record<Who, readonly Giver[]>> = {
  member: ["owner", "manager", "host", "viewer", "member", "other group's owner", "ex-manager"],
  viewer: ["owner", "manager", "host", "viewer"],
  host: ["owner", "manager", "host"],
  manager: ["owner", "manager"],
  owner: ["owner"],
};

function expected(who: Who, giver: Giver): Outcome {
  if (giver === "anonymous admin") return "asked who";
  if (giver === "channel") return "told to come as themselves";
  if (giver === "bot" || giver === "forwarded" || giver === "edited") return "silence";
  return mayUse[who].includes(giver) ? "runs" : "refused";
}

let world: World;
beforeAll(async () => {
  world = await createWorld({ features: probes });
  for (const role of ["owner", "manager", "host", "viewer"] as const) await world.giveRole(role, role);
  // each of these two was a person of power, elsewhere or once
  await world.giveRole("ex-manager", "manager");
  await world.giveRole("ex-manager", null);
  const other = { chat: { id: "-2002", kind: "group" as const, title: "Coffee House" } };
  await world.member("other group's owner").says("hello", other);
  await world.query(
    `INSERT INTO member_role (community_id, member_id, role, given_at)
     SELECT community_id, member_id, 'owner', now() FROM identity WHERE name = $1`,
    ["other group's owner"],
  );
  await world.member("other group's owner").says("hello");
});
afterAll(() => world.close());

function given(giver: Giver, words: string): MessageEvent | EditEvent {
  const owner = world.member("owner").sender;
  const as = (kind: Sender["kind"], id: string) => world.message({ kind, id, name: giver }, words);
  switch (giver) {
    case "anonymous admin":
      return as("anonymousAdmin", "-1001");
    case "channel":
      return as("channel", "-1009");
    case "bot":
      return as("bot", owner.id);
    case "forwarded":
      return world.message(owner, words, { forwarded: true });
    case "edited": {
      const { platform, account, key, chat, at, messageId } = world.message(owner, words);
      return { kind: "edit", platform, account, key, chat, at, messageId, sender: owner, text: words };
    }
    case "owner":
    case "manager":
    case "host":
    case "viewer":
    case "member":
    case "other group's owner":
    case "ex-manager":
      return world.message(world.member(giver).sender, words);
    default: {
      const exhaustive: never = giver;
      return exhaustive;
    }
  }
}

async function outcome(giver: Giver, name: string): Promise<string> {
  const said = (await world.happens(given(giver, `/${name}`))).map((message) => message.text);
  if (said.length === 0) return "silence";
  if (said[0] === `ran ${name}`) return "runs";
  if (/^这个命令只有.+可以用。$/.test(said[0] ?? "")) return "refused";
  if (said[0]?.startsWith("你在以频道的身份说话")) return "told to come as themselves";
  return said[0]?.startsWith("匿名管理员请点一下") ? "asked who" : said.join("\n");
}

describe("who may use which command", () => {
  test("there are commands for members and for operators", () => {
    expect(new Set(commands.map((command) => command.who)).size).toBeGreaterThan(2);
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    "/%s",
    { timeout: 60_000 },
    async (_, command) => {
      const happened = new Map<Giver, string>();
      for (const giver of givers) happened.set(giver, await outcome(giver, command.name));
      expect(Object.fromEntries(happened)).toEqual(
        Object.fromEntries(givers.map((giver) => [giver, expected(command.who, giver)])),
      );
    },
  );

  test("every operator's command left one row in the audit, whatever became of it", async () => {
    const rows = await world.query<{ command: string; result: string; rows: number }>(
      "SELECT command, result, count(*)::int AS rows FROM audit GROUP BY 1, 2 ORDER BY 1, 2",
    );
    const operators = commands.filter((command) => command.who !== "member");
    // refused: those without the role, and the channel; bots, forwards and edits give no command at all
    const wanted = operators.flatMap(({ name, who }) => [
      { command: name, result: "done", rows: mayUse[who].length },
      { command: name, result: "refused", rows: 8 - mayUse[who].length },
    ]);
    const order = (one: { command: string; result: string }) => `${one.command} ${one.result}`;
    expect(rows.filter((row) => row.command !== "claim")).toEqual(
      wanted.sort((one, other) => (order(one) < order(other) ? -1 : 1)),
    );
  });
});

import path from "node:path";
import type { Database } from "../../src/core/database/index.ts";
import type { Feature } from "../../src/core/feature.ts";
import type { Log } from "../../src/core/log.ts";
import { createHouse } from "../../src/house.ts";
import { giveRole } from "../../src/members/roles.ts";
import { PlaygroundBot, playGroup, senderNamed, type PlayMessage } from "./bot.ts";
import { PlayClock } from "./clock.ts";

export { runTerminal } from "./terminal.ts";

/** A community to play in: its own database, its own clock, its own house. */
export interface Playground {
  now(): Date;
  /** Somebody says something in the group; resolves when everything it caused is over. */
  say(name: string, text: string): Promise<void>;
  /** Lets time pass; what becomes due on the way is done, day by day. */
  pass(ms: number): Promise<void>;
  /** Hears what the bot says; returns how to stop. */
  onMessage(listener: (message: PlayMessage) => void): () => void;
  close(): Promise<void>;
}

const dayMs = 86_400_000;

/** Opens the playground on its database and fills it with its people when it is new. */
export async function openPlayground(options: {
  database: Database;
  features: readonly Feature[];
  dataDir: string;
  log: Log;
}): Promise<Playground> {
  const clock = new PlayClock(path.join(options.dataDir, "playground.clock"));
  const listeners = new Set<(message: PlayMessage) => void>();
  const bot = new PlaygroundBot(
    () => clock.now(),
    (message) => {
      for (const listener of listeners) listener(message);
    },
  );
  const house = createHouse({ ...options, bots: [bot], clock, pacing: false, seed: "playground", owner: "playground" });
  await bot.start(house.accept);
  await house.start();
  await settleIn(options.database, bot, house.settle);
  await house.tick();

  return {
    now: () => clock.now(),
    say: async (name, text) => {
      await bot.say(name, text);
      await house.settle();
    },
    pass: async (ms) => {
      for (let left = ms; left > 0; left -= dayMs) {
        clock.pass(Math.min(left, dayMs));
        await house.tick();
        await house.settle();
      }
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      await bot.stop();
      await house.stop();
    },
  };
}

/** The people of a new playground: ada, ben, and the operator, who owns it. */
async function settleIn(database: Database, bot: PlaygroundBot, settle: () => Promise<void>): Promise<void> {
  const known = await database.prisma.chatAddress.findUnique({
    where: { platform_address: { platform: bot.platform, address: playGroup.id } },
  });
  if (known) return;
  for (const name of ["operator", "ada", "ben"]) await bot.join(name);
  await settle();
  await giveRole(database.prisma, {
    platform: bot.platform,
    platformUserId: senderNamed("operator").id,
    role: "owner",
    at: new Date(),
  });
}

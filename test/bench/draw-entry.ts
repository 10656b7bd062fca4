import { openDatabase } from "../../src/core/database/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { systemClock } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";
import { giveRole } from "../../src/members/roles.ts";
import { fillDraw } from "../features/draw/many.ts";
import { openEmbedded } from "./contestants.ts";
import { quantile } from "./figures.ts";
import { DeafBot } from "./growth.ts";
import { said } from "./said.ts";

/** What entering a draw costs that so many have entered already: milliseconds from the platform's event to its answer. */
export interface EntryCost {
  others: number;
  /** the command that enters */
  p50: number;
  p95: number;
  max: number;
  /** a command beside it that only reads */
  usual: number;
  /** entries that were made while measuring, and those that should have been */
  entered: number;
  asked: number;
}

const asked = 100;
const host = "1";
const chat = { id: "-1001", kind: "group" as const, title: "Bench" };

/** Members enter one after the other, each a new one, on the embedded database. */
export async function measureEntry(others: number): Promise<EntryCost> {
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  const bot = new DeafBot();
  const house = createHouse({ database, features, bots: [bot], clock: systemClock, log: silentLog, pacing: false });
  const timesOf = async (words: string, from: number): Promise<number[]> => {
    const times: number[] = [];
    for (let index = 0; index < asked; index++) {
      const startedAt = performance.now();
      await house.accept(said(String(from + index), words, chat));
      await house.settle();
      times.push(performance.now() - startedAt);
    }
    return times;
  };
  try {
    await bot.start(house.accept);
    await house.start();
    await house.accept(said(host, "hello", chat));
    await giveRole(database.prisma, {
      platform: "telegram",
      platformUserId: host,
      role: "owner",
      at: systemClock.now(),
    });
    await house.accept(said(host, "开启抽奖 耳机x3(300元) 60分钟后截止，主办 茶馆，联系 群主，不限条件", chat));
    await house.settle();
    await fillDraw(async (sql, values) => (await database.pool.query(sql, values)).rows as unknown[], others);
    await timesOf("早上好", 1_000); // known, compiled, planned
    await timesOf("抽奖", 2_000);
    const usual = await timesOf("积分", 1_000);
    const times = await timesOf("抽奖", 1_000);
    const entered = (await database.prisma.drawEntry.count()) - others - asked;
    const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
    return { others, p50, p95, max: Math.max(...times), usual: quantile(usual, 0.5), entered, asked };
  } finally {
    await house.stop();
    await database.close();
    await bench.close();
  }
}

import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createWechatBot } from "../../bots/wechat/index.ts";
import { openDatabase } from "../../src/core/database/index.ts";
import type { Log } from "../../src/core/log.ts";
import { systemClock } from "../../src/core/time.ts";
import { features } from "../../src/features/index.ts";
import { createHouse } from "../../src/house.ts";
import { openEmbedded } from "./contestants.ts";

export interface WechatLoad {
  rooms: number;
  members: number;
  /** messages a second */
  rate: number;
  seconds: number;
}

export interface WechatResult extends WechatLoad {
  /** from the login until everybody in the groups is known, s */
  readyS: number;
  said: number;
  recorded: number;
  /** rows that count them, in the database */
  counted: number;
  /** most that were said and not yet recorded, at any second */
  behindMost: number;
  /** … and at the end */
  behindAtEnd: number;
  /** memory of the adapter and the house, MB, at each tenth of the time */
  memoryMb: number[];
}

/** Whatever goes wrong is seen. */
const complain = (...words: unknown[]): void =>
  void process.stderr.write(
    `${words.map((one) => (one instanceof Object ? JSON.stringify(one, Object.getOwnPropertyNames(one)) : String(one))).join(" ")}\n`,
  );
const loud: Log = { debug() {}, info() {}, warn: complain, error: complain };

/** One account in many groups, over gRPC from another process, into the books. */
export async function measureWechat(load: WechatLoad, tell: (line: string) => void): Promise<WechatResult> {
  const home = mkdtempSync(path.join(os.tmpdir(), "hearth-bench-"));
  process.env.HOME = home; // wechaty's cache is for this run alone
  const server = fork(fileURLToPath(new URL("wechat-server.js", import.meta.url)), [
    String(load.rooms),
    String(load.members),
  ]);
  const heard = { said: 0 };
  const address = await new Promise<{ token: string; endpoint: string }>((resolve) => {
    server.on("message", (message: { token: string; endpoint: string } | { said: number }) => {
      if ("said" in message) heard.said = message.said;
      else resolve(message);
    });
  });
  const bench = await openEmbedded();
  const database = await openDatabase({ config: bench.config });
  const bot = createWechatBot({
    ...address,
    puppet: "wechaty-puppet-service",
    account: "bench",
    log: loud,
    since: null,
    careful: true,
    accept: "none",
  });
  const house = createHouse({ database, features, bots: [bot], clock: systemClock, log: loud, pacing: true });
  await house.start();
  let recorded = 0;
  const began = performance.now();
  await new Promise<void>((ready, fail) => {
    bot
      .start((event) => house.accept(event).then(() => void recorded++), {
        ...house.acquaintances,
        meet: (account, seen) => house.acquaintances.meet(account, seen).then(ready),
      })
      .catch(fail);
  });
  const readyS = (performance.now() - began) / 1000;
  tell(`everybody known after ${readyS.toFixed(1)} s`);

  server.send({ rate: load.rate, seconds: load.seconds });
  const memoryMb: number[] = [];
  let behindMost = 0;
  for (let second = 1; second <= load.seconds; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    behindMost = Math.max(behindMost, heard.said - recorded);
    if (second % Math.ceil(load.seconds / 10) !== 0) continue;
    memoryMb.push(Math.round(process.memoryUsage().rss / 2 ** 20));
    tell(`${second} s: ${heard.said} said, ${recorded} recorded, ${memoryMb.at(-1)} MB`);
  }
  const behindAtEnd = heard.said - recorded;
  for (let waits = 0; recorded < load.rate * load.seconds && waits < 30; waits++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  const { rows } = await database.pool.query<{ counted: number }>(
    "SELECT sum(messages)::int AS counted FROM member_day",
  );
  await bot.stop();
  await house.stop();
  await database.close();
  await bench.close();
  server.kill();
  rmSync(home, { recursive: true, force: true });
  const counted = rows[0]?.counted ?? 0;
  return { ...load, readyS, said: heard.said, recorded, counted, behindMost, behindAtEnd, memoryMb };
}

import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createWechatBot } from "../../bots/wechat/index.ts";
import type { Acquaintances, GroupSeen } from "../../src/core/acquaintances.ts";
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
  /** after a login in which every id changed: s until the people of the first group, of half of them and of all are known */
  reloginS: { first: number; half: number; all: number };
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
  const known = new Acquainted(house.acquaintances);
  await bot.start((event) => house.accept(event).then(() => void recorded++), known);
  await known.all();
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
  // what the hourly look does: now the groups have chats, and are kept
  await house.acquaintances.meet({ platform: "wechat", account: "bench" }, { groups: known.groups, whole: false });
  const reloginS = await known.again(() => server.send("relogin"), load.rooms);
  tell(`after a login with other ids: ${JSON.stringify(reloginS)}`);
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
  return { ...load, readyS, said: heard.said, recorded, counted, behindMost, behindAtEnd, reloginS, memoryMb };
}

/** Notes when the house knew whom. */
class Acquainted implements Acquaintances {
  groups: readonly GroupSeen[] = [];
  readonly #house: Acquaintances;
  #settledAt: number[] = [];
  #done: () => void = () => {};
  #whole = new Promise<void>((resolve) => (this.#done = resolve));

  constructor(house: Acquaintances) {
    this.#house = house;
  }

  known: Acquaintances["known"] = (account) => this.#house.known(account);

  meet: Acquaintances["meet"] = async (account, seen) => {
    await this.#house.meet(account, seen);
    this.groups = seen.groups;
    if (seen.whole) this.#done();
  };

  meetOne: NonNullable<Acquaintances["meetOne"]> = async (account, seen) => {
    const settled = (await this.#house.meetOne?.(account, seen)) ?? null;
    if (settled) this.#settledAt.push(performance.now());
    return settled;
  };

  all(): Promise<void> {
    return this.#whole;
  }

  /** Seconds from the call of `begin`, the login's own five and its wait included. */
  async again(begin: () => void, rooms: number): Promise<WechatResult["reloginS"]> {
    this.#whole = new Promise<void>((resolve) => (this.#done = resolve));
    this.#settledAt = [];
    const began = performance.now();
    begin();
    await this.#whole;
    const after = (at: number | undefined) => Math.round(((at ?? NaN) - began) / 100) / 10;
    const half = this.#settledAt[Math.floor(rooms / 2)];
    return { first: after(this.#settledAt[0]), half: after(half), all: after(performance.now()) };
  }
}

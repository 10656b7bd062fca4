import type { Database } from "../../../src/core/database/index.ts";
import type { ChatEvent } from "../../../src/core/event.ts";
import type { Feature } from "../../../src/core/feature.ts";
import type { Log } from "../../../src/core/log.ts";
import type { Language } from "../../../src/core/text.ts";
import { addDays, instantOf, localDay, type Clock } from "../../../src/core/time.ts";
import { createHouse, type House } from "../../../src/house.ts";
import { Directory } from "../../../src/members/directory.ts";
import { giveRole } from "../../../src/members/roles.ts";
import { sameOn } from "../../../src/members/same-person.ts";
import { PlaygroundBot } from "../bot.ts";
import { likeTelegram, likeWechat, telegramGroup, wechatGroup } from "../chats.ts";
import { StillClock } from "../clock.ts";
import { senderNamed } from "../names.ts";
import { stockKnowledge } from "./stock.ts";
import { demoDays, demoLife, type DemoEvent } from "./life.ts";
import { demoWords } from "./words.ts";

/** Whom the playground's own people are, beside those of the demo: who owns it, and two who have just come. */
const ownPeople = ["operator", "ada", "ben"] as const;

export interface FurnishOptions {
  database: Database;
  features: readonly Feature[];
  log: Log;
  /** the present of the playground: the three weeks end here */
  now: Date;
  timeZone: string;
  seed: string;
  /** only the people it needs, without the three weeks */
  bare?: boolean;
  language: Language;
  /** Hears how many of the days are lived. */
  onFurnishing?(days: number, of: number): void;
}

/** The row that says so; people may have themselves forgotten, and nothing is made anew for it. */
const furnished = { feature: "playground", key: "furnished" } as const;

/** Whether the playground was furnished to the end: it says so, or ben is there, who comes last. */
export async function isFurnished({ prisma }: Database): Promise<boolean> {
  const ben = { platform: likeWechat.name, platformUserId: senderNamed("ben").id };
  return (await prisma.setting.count({ where: furnished })) + (await prisma.identity.count({ where: ben })) > 0;
}

/** Notes that it is furnished; and gives it its operator again, where that one is forgotten and nobody else owns it. */
export async function keepFurnished(database: Database, clock: Clock): Promise<void> {
  const { prisma } = database;
  const { id: communityId } = await prisma.community.findFirstOrThrow();
  const mark = { ...furnished, communityId };
  await prisma.setting.createMany({ data: { ...mark, value: true }, skipDuplicates: true });
  if ((await prisma.memberRole.count({ where: { role: "owner" } })) > 0) return;
  await introduce(database, new Directory(database.pool, clock), communityId, [ownPeople[0]], clock.now());
  await giveRole(prisma, { ...owner, at: clock.now() });
}

/**
 * Empties the playground's database and lives three weeks of a tea shop in it, through the same
 * house as everything else, day by day with a clock of its own: talk is recorded in bulk, each
 * check-in is acted on, and what is due at night is done. Deterministic by seed and last day.
 */
export async function furnish(options: FurnishOptions): Promise<void> {
  const { database, now, timeZone } = options;
  await empty(database);
  const last = localDay(now, timeZone);
  const clock = new StillClock(instantOf(addDays(last, -demoDays + 1), "07:00", timeZone));
  const silent = { onMessage: () => {} };
  const bots = {
    telegram: new PlaygroundBot(likeTelegram, () => clock.now(), silent),
    wechat: new PlaygroundBot(likeWechat, () => clock.now(), silent),
  };
  const house = createHouse({
    database,
    features: options.features,
    log: options.log,
    bots: [bots.telegram, bots.wechat],
    clock,
    pacing: false,
    seed: options.seed,
    owner: "furnishing",
  });
  await house.start();
  const words = demoWords[options.language];
  const communityId = await foundCommunity(house, options.language, words.titles);
  const { directory } = house;
  const first = [...(options.bare ? [] : words.names), ownPeople[0]];
  await introduce(database, directory, communityId, first, clock.now());
  await giveRole(database.prisma, { ...owner, at: clock.now() });
  // tickets come to the operator in private, from the first on
  const { id } = senderNamed(ownPeople[0]);
  const chat = { id, kind: "private", title: ownPeople[0] } as const;
  await house.directory.privates([{ platform: likeTelegram.name, chat, person: id, account: "playground" }]);
  await stockKnowledge(database, communityId, clock.now());
  if (!options.bare) await live(options, house, clock, bots);
  clock.set(now);
  await house.tick();
  await house.settle();
  await house.stop();
  await introduce(database, directory, communityId, ownPeople, now);
}

const owner = { platform: likeTelegram.name, platformUserId: senderNamed(ownPeople[0]).id, role: "owner" } as const;

/** So many of the last days are seen in the chats. */
const shownDays = 3;

async function live(
  options: FurnishOptions,
  house: House,
  clock: StillClock,
  bots: Record<DemoEvent["chat"], PlaygroundBot>,
): Promise<void> {
  const { now, timeZone } = options;
  const last = localDay(now, timeZone);
  const life = demoLife(options.seed, last, timeZone, demoWords[options.language]).filter((event) => event.at < now);
  for (let day = 0; day < demoDays; day++) {
    const date = addDays(last, day - demoDays + 1);
    const today = life.filter((event) => localDay(event.at, timeZone) === date);
    // of the days a page shows, answers bear the hour of what they answer; the others are lived at a stretch
    for (const batch of day < demoDays - shownDays ? [today] : batches(today)) {
      if (batch.length === 0) continue;
      clock.set((batch[batch.length - 1] as DemoEvent).at);
      await house.recorder.record(toEvents(batch, bots, clock), { source: "live" });
      await house.settle();
    }
    options.onFurnishing?.(day + 1, demoDays);
    const midnight = instantOf(addDays(date, 1), "00:06", timeZone);
    if (midnight < now) {
      clock.set(midnight);
      await house.tick();
      await house.settle();
    }
  }
}

/** Splits a day after every event that the bot answers. */
function batches(day: readonly DemoEvent[]): DemoEvent[][] {
  const split: DemoEvent[][] = [[]];
  for (const event of day) {
    split[split.length - 1]?.push(event);
    if (/^(签到|打卡|\/checkin)/.test(event.text)) split.push([]);
  }
  return split.filter((batch) => batch.length > 0);
}

function toEvents(
  batch: readonly DemoEvent[],
  bots: Record<DemoEvent["chat"], PlaygroundBot>,
  clock: StillClock,
): ChatEvent[] {
  const until = clock.now();
  const before: { [chat: string]: string | undefined } = {};
  const events = batch.map((one) => {
    clock.set(one.at);
    const bot = bots[one.chat];
    const chat = one.chat === "telegram" ? telegramGroup : wechatGroup;
    if (one.kind === "join") return bot.passage("join", one.who, chat);
    const event = bot.message(one.who, one.text, chat, one.answers ? before[one.chat] : undefined);
    before[one.chat] = event.messageId;
    return event;
  });
  clock.set(until);
  return events;
}

/** The two groups are one community from the beginning. */
async function foundCommunity(house: House, language: Language, titles: readonly [string, string]): Promise<number> {
  const [one, other] = [
    { ...telegramGroup, title: titles[0] },
    { ...wechatGroup, title: titles[1] },
  ];
  const { communityId } = await house.directory.group(likeTelegram.name, one, "playground", undefined, language);
  await house.directory.group(likeWechat.name, other, "playground", communityId);
  return communityId;
}

/** Makes people known on both platforms as the same members. */
async function introduce(
  database: Database,
  directory: Directory,
  communityId: number,
  names: readonly string[],
  at: Date,
): Promise<void> {
  const platform = likeTelegram.name;
  await directory.people(names.map((name) => ({ communityId, platform, sender: senderNamed(name), at })));
  await sameOn(database.prisma, communityId, likeTelegram.name, likeWechat.name);
}

/** Empties every table of the playground's own database; nothing real is ever in it. */
async function empty(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ tables: string | null }>(
    `SELECT string_agg(format('%I', tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  if (rows[0]?.tables) await database.pool.query(`TRUNCATE ${rows[0].tables} RESTART IDENTITY`);
}

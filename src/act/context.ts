import { leastCapabilities, type Capabilities, type Outgoing } from "../core/bot.ts";
import { Prisma, writeAtEnd, type Tx } from "../core/database/index.ts";
import type { BaseCtx, CommunityInfo, EventCtx, FactName, Facts, Post } from "../core/context.ts";
import { enqueue } from "../core/outbox.ts";
import { seededRng } from "../core/rng.ts";
import { asLanguage } from "../core/text.ts";
import { localDay } from "../core/time.ts";
import { Replies, type Asked } from "./replies.ts";
import { ActSettings, settingRowsSql, type BadStored, type SettingRow } from "./settings.ts";

export interface ActContextOptions {
  tx: Tx;
  community: CommunityInfo;
  now: Date;
  /** the real present by the house's clock, for rows' createdAt */
  writtenAt: Date;
  seed: string;
  /** the community's settings where they are known already */
  settings?: readonly SettingRow[];
  /** what a platform can do; absent: the least is counted on */
  capabilitiesOf?(platform: string): Capabilities;
  /** hears of each stored value that is not allowed any more, whenever it is read */
  onBadSetting?: ((bad: BadStored) => void) | undefined;
  /** called when slow work was ordered that is due at once */
  onJobDue?(): void;
}

type Told = { [N in FactName]: { name: N; fact: Facts[N] } }[FactName];

/** An act's context, and the facts it told, still to be heard. */
export interface OpenAct<C extends BaseCtx> {
  ctx: C;
  told: Told[];
}

/** An act woken by an event, and what it says to its person. */
export interface OpenEventAct extends OpenAct<EventCtx> {
  replies: Replies;
}

/** By hand and at once: every schedule and every job begins with it. */
export async function loadCommunity(
  tx: Tx,
  id: number,
): Promise<{ community: CommunityInfo; settings: readonly SettingRow[] }> {
  const [row] = await tx.$queryRaw<(Omit<CommunityInfo, "id"> & { settings: SettingRow[] | null })[]>`
    SELECT name, time_zone AS "timeZone", salt, language, ${settingRowsSql(id)} AS settings FROM community WHERE id = ${id}`;
  if (!row) throw new Error(`there is no community ${id}`);
  const { settings, ...community } = row;
  return { community: { id, ...community, language: asLanguage(row.language) }, settings: settings ?? [] };
}

/** What every act has; see BaseCtx. */
export function baseContext(options: ActContextOptions): OpenAct<BaseCtx> {
  const { tx, community, now, writtenAt } = options;
  const told: Told[] = [];
  const settings = new ActSettings(tx, community.id, options.settings, options.onBadSetting);
  const ctx: BaseCtx = {
    tx,
    community,
    now,
    today: localDay(now, community.timeZone),
    rng: seededRng(options.seed),
    settings: (feature) => settings.read(feature),
    emit: (name, fact) => {
      if (name === "configuration.changed") settings.forget();
      told.push({ name, fact } as Told);
    },
    enqueue: async ({ name, key, payload, runAt }) => {
      // by hand: many acts use no model else, and Prisma's engine takes longer than the database does
      const statement = Prisma.sql`
        INSERT INTO job (community_id, key, name, payload, run_at, created_at)
        VALUES (${community.id}, ${key}, ${name}, ${JSON.stringify(payload)}::jsonb, ${runAt ?? writtenAt}, ${writtenAt})
        ON CONFLICT DO NOTHING`;
      await writeAtEnd(tx, "job", statement);
      if (!runAt || runAt <= writtenAt) options.onJobDue?.();
    },
    capabilitiesOf: (platform) => (options.capabilitiesOf ? options.capabilitiesOf(platform) : leastCapabilities),
    post: (chatId, message) => post(options, chatId, message),
  };
  return { ctx, told };
}

async function post(options: ActContextOptions, chatId: number, message: Post): Promise<void> {
  const { tx, community } = options;
  const outgoing: Outgoing = { text: message.text };
  if (message.buttons) outgoing.buttons = message.buttons;
  if (message.replyTo) outgoing.replyTo = message.replyTo;
  if (message.threadId) outgoing.threadId = message.threadId;
  if (message.picture) outgoing.picture = message.picture;
  if (message.copyOf) outgoing.copyOf = message.copyOf;
  if (message.unpins) outgoing.unpins = message.unpins;
  await enqueue(tx, {
    communityId: community.id,
    chatId,
    key: message.key,
    kind: message.kind,
    priority: message.priority,
    message: outgoing,
    createdAt: options.writtenAt,
    ...(message.deadlineAt ? { deadlineAt: message.deadlineAt } : {}),
  });
}

export type EventActOptions = ActContextOptions & Asked;

/** An act woken by an event; what it says is keyed by the event, so that a repeat of the act repeats nothing. */
export function eventContext(options: EventActOptions): OpenEventAct {
  const { event, chat, member, community, capabilities } = options;
  const language = member?.language ? asLanguage(member.language) : community.language;
  const { ctx, told } = baseContext(options);
  const replies = new Replies(options, language);
  const { reply, notice, unlessAnswered } = replies;
  return { ctx: { event, chat, member, language, capabilities, reply, notice, unlessAnswered, ...ctx }, told, replies };
}

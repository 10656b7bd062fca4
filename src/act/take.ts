import { Prisma, type Tx } from "../core/database/index.ts";
import type { ChatWords } from "../core/commands.ts";
import type { ChatEvent, Sender } from "../core/event.ts";
import type { ChatInfo, CommunityInfo } from "../core/context.ts";
import type { AnswerPlace } from "../core/outbox.ts";
import { asLanguage } from "../core/text.ts";
import { communityLock } from "../members/join.ts";
import { lockingSql, lockPerson, personFrom, type Person, type PersonRow } from "../members/person.ts";
import { asChatWords, wordRowsSql, type WordRows } from "../operators/words.ts";
import { settingRowsSql, type SettingRow } from "./settings.ts";

/** How long one act may take before it is cut off, and how long one wait for a lock, in ms. */
export const actLimits = { actMs: 20_000, lockMs: 4_000 };
export type ActLimits = typeof actLimits;

/** One event to act on. */
export interface Work {
  communityId: number;
  chatId: number;
  id: bigint;
  account: string;
  key: string;
  event: ChatEvent;
}

/** An event in hand. */
export interface TakenWork extends Work, Taken {
  /** whom it is about, locked; null = nobody who is known */
  person: Person | null;
  /** whoever writes this in private is known in other communities as well */
  isElsewhere: boolean;
}

/** Where an event happened, and what operators set there. */
interface Taken {
  community: CommunityInfo;
  chat: ChatInfo;
  answers: Answers;
  words: ChatWords;
  settings: SettingRow[];
}

/** How an answer gets there. */
interface Answers {
  /** the bot account that answers there; null = none yet */
  account: string | null;
  address: string;
  unreachable: string | null;
}

/** Several events of one chat, in hand together. */
export interface TakenCrowd extends Taken, Omit<Work, "id" | "key" | "event"> {
  works: readonly Work[];
}

/** Where an event happened, as the statements that take it return it. */
export interface Scene {
  name: string;
  timeZone: string;
  salt: string;
  language: string;
  platform: string;
  kind: string;
  title: string;
  /** the bot account that answers there */
  account: string | null;
  address: string;
  unreachable: string | null;
  words: WordRows;
  settings: SettingRow[] | null;
}

/** All that an act needs to know of where it happens: read with the event, so that it costs no round trip. */
export const sceneColumns = ({ communityId, chatId }: Work): Prisma.Sql => Prisma.sql`
  m.name, m.time_zone AS "timeZone", m.salt, m.language, c.platform, c.kind, c.title, c.account, c.address, c.unreachable,
  ${wordRowsSql(communityId, chatId)} AS words, ${settingRowsSql(communityId)} AS settings`;

export function withScene(work: Work, row: Scene): Work & Taken {
  const { name, timeZone, salt, platform, title, account, address, unreachable } = row;
  // own properties first: whatever follows a spread is added to the copy one by one, which takes far longer
  return {
    community: { id: work.communityId, name, timeZone, salt, language: asLanguage(row.language) },
    chat: { id: work.chatId, platform, kind: row.kind as ChatInfo["kind"], title },
    answers: { account, address, unreachable },
    words: asChatWords(row.words),
    settings: row.settings ?? [],
    ...work,
  };
}

/** Locks a community (shared: a join of communities waits for us, and we for it), and lets the server end what takes too long. */
const still = ({ communityId }: Work, { actMs, lockMs }: ActLimits): Prisma.Sql => Prisma.sql`still AS MATERIALIZED (
  SELECT pg_advisory_xact_lock_shared(${communityLock}::int, ${communityId}::int)::text,
    set_config('statement_timeout', ${String(actMs)}, true), set_config('lock_timeout', ${String(lockMs)}, true))`;

/** An event that is done. What was said is erased within a day, and at once where no texts are kept. */
const done = (now: Date): Prisma.Sql => Prisma.sql`
  status = 'done', done_at = ${now}, event = CASE WHEN EXISTS (SELECT FROM setting s
    WHERE s.community_id = i.community_id AND s.feature = 'upkeep' AND s.key = 'textDays' AND s.value = '0'::jsonb)
    THEN NULL ELSE event END`;

/**
 * Marks the event as done, first of all and in the act's own transaction: so its row is locked, and
 * undone with the rest when the act fails. Null when somebody else has dealt with it or it went over to
 * another community; whom it is about is locked in the same round trip.
 * From then on the server itself ends a statement that takes too long: nothing else can, while it runs.
 */
export async function takeWork(tx: Tx, work: Work, now: Date, limits: ActLimits): Promise<TakenWork | null> {
  const locking = lockingOf(work);
  const taking = tx.$queryRaw<(Scene & { person: PersonRow | null })[]>`
    WITH ${still(work, limits)} ${locking ? Prisma.sql`, ${locking.used}` : Prisma.empty}
    UPDATE inbox i SET ${done(now)} FROM still, community m JOIN chat c ON c.community_id = m.id
    WHERE i.community_id = ${work.communityId} AND i.chat_id = ${work.chatId} AND i.id = ${work.id} AND i.status = 'new'
      AND m.id = i.community_id AND c.id = i.chat_id
    RETURNING ${sceneColumns(work)}, ${locking ? Prisma.sql`(SELECT row_to_json(p) FROM (${locking.person}) AS p)` : null} AS person`;
  const [[row], isElsewhere] = await Promise.all([taking, isKnownElsewhere(tx, work)]);
  if (!row) return null;
  return { person: row.person && personFrom(work.communityId, row.person), isElsewhere, ...withScene(work, row) };
}

/** What locks the person an event is about; null = it is about nobody. */
function lockingOf({ communityId, event }: Work) {
  const sender = personOf(event);
  return sender?.kind === "person" ? lockingSql(communityId, event.platform, sender, event.at) : null;
}

/** Whether whoever writes in private is known in more than one community. */
export async function isKnownElsewhere(tx: Tx, { event }: Work): Promise<boolean> {
  const person = event.chat.kind === "private" ? personOf(event) : null;
  if (!person) return false;
  const known = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM identity WHERE platform = ${event.platform} AND platform_user_id = ${person.id} LIMIT 2`;
  return known.length > 1;
}

/** The person an event is about, locked until the act is over; null = nobody who is known. */
export function lockPersonOf(tx: Tx, { communityId, event }: Work): Promise<Person | null> {
  return lockPerson(tx, communityId, event.platform, personOf(event), event.at);
}

export function personOf(event: ChatEvent): Sender | null {
  if (event.kind === "join" || event.kind === "leave") return event.member;
  return "sender" in event ? event.sender : null;
}

/** Where its answers go; null = no bot is there. */
export function answerPlace({ communityId, chatId, community, chat, answers }: TakenWork): AnswerPlace | null {
  const { account, address, unreachable } = answers;
  if (account === null) return null;
  const { platform, kind } = chat;
  return { communityId, chatId, platform, account, address, unreachable, chatKind: kind, language: community.language };
}

/** The same for several events of one chat; null unless every one of them is still to be dealt with. */
export async function takeCrowd(
  tx: Tx,
  works: readonly Work[],
  now: Date,
  limits: ActLimits,
): Promise<TakenCrowd | null> {
  const [first] = works;
  if (!first) return null;
  const [row] = await tx.$queryRaw<(Scene & { taken: number })[]>`
    WITH ${still(first, limits)},
    taken AS (UPDATE inbox i SET ${done(now)} FROM still WHERE i.community_id = ${first.communityId} AND i.chat_id = ${first.chatId}
        AND i.id = ANY(${works.map((work) => work.id)}::bigint[]) AND i.status = 'new' RETURNING i.id)
    SELECT (SELECT count(*)::int FROM taken) AS taken, ${sceneColumns(first)} FROM community m JOIN chat c ON c.community_id = m.id
    WHERE m.id = ${first.communityId} AND c.id = ${first.chatId}`;
  return row?.taken === works.length ? { works, ...withScene(first, row) } : null;
}

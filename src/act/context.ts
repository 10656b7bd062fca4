import { leastCapabilities, type Capabilities, type Outgoing } from "../core/bot.ts";
import { Prisma, writeAtEnd, type Tx } from "../core/database/index.ts";
import type { ChatEvent } from "../core/event.ts";
import type {
  BaseCtx,
  ChatInfo,
  CommunityInfo,
  EventCtx,
  FactName,
  Facts,
  Post,
  ReplyOptions,
} from "../core/context.ts";
import { enqueue, priorities } from "../core/outbox.ts";
import { seededRng } from "../core/rng.ts";
import { asLanguage, type Language, type Text } from "../core/text.ts";
import { localDay } from "../core/time.ts";
import { shownNames } from "../members/lookalike.ts";
import { displayName } from "../members/names.ts";
import type { Person } from "../members/person.ts";
import { offerChoices } from "../operators/choices.ts";
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

/** After an outage what was asked longer ago than this is answered after what is asked now. */
const lateMs = 600_000;

type Told = { [N in FactName]: { name: N; fact: Facts[N] } }[FactName];

/** An act's context, and the facts it told, still to be heard. */
export interface OpenAct<C extends BaseCtx> {
  ctx: C;
  told: Told[];
}

/** An act woken by an event. */
export interface OpenEventAct extends OpenAct<EventCtx> {
  /** whether anything was said to the person so far */
  hasAnswered(): boolean;
  /** See `EventCtx.unlessAnswered`. */
  sayLast(): Promise<void>;
  /** Stops a pressed button's spinner, unless a notice already does. */
  acknowledge(): Promise<void>;
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

export interface EventActOptions extends ActContextOptions {
  event: ChatEvent;
  chat: ChatInfo;
  member: Person | null;
  capabilities: Capabilities;
  /** in private, with somebody who is known in several communities: which of them the bot speaks for */
  speaksFor: string | null;
}

/** An act woken by an event; replies are keyed by the event, so that a repeat of the act repeats none. */
export function eventContext(options: EventActOptions): OpenEventAct {
  const { event, chat, member, community, capabilities } = options;
  const language = member?.language ? asLanguage(member.language) : community.language;
  const { ctx, told } = baseContext(options);
  const isLate = options.writtenAt.getTime() - event.at.getTime() > lateMs;
  let replies = 0;
  const reply = async (text: Text<unknown>, params?: unknown, more: ReplyOptions = {}) => {
    const outgoing: Outgoing = { text: await addressed(text[language](params), options, language) };
    if (event.kind === "message" && capabilities.replies) {
      outgoing.replyTo = event.messageId;
      if (member && chat.kind === "group") outgoing.asker = displayName(member, language);
    }
    if (event.chat.threadId) outgoing.threadId = event.chat.threadId;
    if (more.buttons) outgoing.buttons = more.buttons;
    if (more.picture && capabilities.pictures) outgoing.picture = more.picture;
    if (more.file && capabilities.files) outgoing.file = more.file;
    const number = ++replies;
    await enqueue(options.tx, {
      communityId: community.id,
      chatId: chat.id,
      key: `re:${event.platform}:${event.account}:${event.key}${number > 1 ? `:${number}` : ""}`,
      kind: "reply",
      priority: isLate ? priorities.lateAnswer : priorities.answer,
      message: outgoing,
      createdAt: options.writtenAt,
    });
    if (!more.buttons || capabilities.buttons) return;
    const choosers = more.choosers ?? (member ? [member.id] : []);
    const place = { communityId: community.id, chatId: chat.id };
    await offerChoices(options.tx, place, choosers, more.buttons.flat(), options.now);
  };
  const pressId = event.kind === "button" ? event.pressId : "";
  // a vote has been shown to its person by the poll itself
  const isVote = event.kind === "button" && event.isVote === true;
  let isNoticed = false;
  const answerPress = async (words: string) => {
    if (isNoticed) return;
    isNoticed = true;
    await enqueue(options.tx, {
      communityId: community.id,
      chatId: chat.id,
      key: `press:${event.platform}:${event.account}:${event.key}`,
      kind: "reply",
      priority: priorities.answer,
      message: { text: words, pressId },
      createdAt: options.writtenAt,
    });
  };
  const hasAnswered = () => replies > 0 || isNoticed;
  let last: (() => Promise<void>) | undefined;
  const unlessAnswered = async (say: () => Promise<void>) => void (last = say);
  const notice = (text: Text<unknown>, params?: unknown) =>
    isVote
      ? Promise.resolve()
      : pressId === "" || isNoticed
        ? reply(text, params)
        : answerPress(text[language](params));
  return {
    ctx: { event, chat, member, language, capabilities, reply, notice, unlessAnswered, ...ctx },
    told,
    hasAnswered,
    sayLast: async () => {
      if (!hasAnswered()) await last?.();
    },
    acknowledge: async () => {
      if (pressId !== "") await answerPress("");
    },
  };
}

/**
 * Where a platform cannot tie an answer to a message, it begins with the member's name, once; in
 * private it names the community where there could be a doubt.
 */
async function addressed(words: string, options: EventActOptions, language: Language): Promise<string> {
  const { chat, member, capabilities, speaksFor } = options;
  if (speaksFor !== null) return `${language === "zh" ? `【${speaksFor}】` : `[${speaksFor}]`}\n${words}`;
  if (chat.kind !== "group" || capabilities.replies || !member) return words;
  const [name] = await shownNames(options.tx, member.communityId, [member], language);
  return `@${name} ${words}`;
}

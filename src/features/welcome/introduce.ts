import type { BotStatusEvent } from "../../core/event.ts";
import type { BaseCtx, EventCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import { dayToDate } from "../../core/time.ts";
import { textWindow } from "../../engagement/texts.ts";
import { welcomeSettings } from "./settings.ts";
import { mend, text } from "./text.ts";

/**
 * What the bot says of itself when it is added to a group: what it does, sees and keeps. Once per
 * stay; when its sight changes later (it is made an admin where it saw commands only), it says so.
 */
export async function introduce(ctx: EventCtx<BotStatusEvent>, features: readonly Feature[]): Promise<void> {
  const { tx, chat, community, event } = ctx;
  if (chat.kind !== "group") return;
  const where = { communityId: community.id, chatId: chat.id };
  if (event.status === "removed") {
    await tx.introduction.deleteMany({ where });
    return;
  }
  if (event.status !== "added" && event.status !== "admin") return;
  if (!(await ctx.settings(welcomeSettings)).introduce) return;

  const isAdmin = event.status === "admin";
  const seesAll = isAdmin || ctx.capabilities.sees !== "commands";
  const key = `welcome:self:${event.platform}:${event.account}:${event.key}`;
  await say(ctx, { chatId: chat.id, key, seesAll, isAdmin }, features);
}

/**
 * The same to groups that the bot was in before the program came to know them: nobody added it there, as on WeChat,
 * where the account may have been in them for years. Said when somebody makes the community theirs, and not before.
 */
export async function introduceAtClaim(ctx: BaseCtx, features: readonly Feature[]): Promise<void> {
  if (!(await ctx.settings(welcomeSettings)).introduce) return;
  const groups = await ctx.tx.$queryRaw<{ id: number; platform: string }[]>`
    SELECT id, platform FROM chat c WHERE community_id = ${ctx.community.id} AND kind = 'group' AND account IS NOT NULL
      AND unreachable IS NULL AND NOT EXISTS (SELECT FROM introduction i WHERE i.community_id = c.community_id
        AND i.chat_id = c.id AND i.sees_all IS NOT NULL) ORDER BY id`;
  for (const { id, platform } of groups) {
    const seesAll = ctx.capabilitiesOf(platform).sees !== "commands";
    await say(ctx, { chatId: id, key: `welcome:claim:${id}`, seesAll, isAdmin: false }, features);
  }
}

interface Sight {
  chatId: number;
  key: string;
  seesAll: boolean;
  isAdmin: boolean;
}

/** Says it, or what has changed about its sight; nothing where it has said just that. */
async function say(ctx: BaseCtx, { chatId, key, seesAll, isAdmin }: Sight, features: readonly Feature[]) {
  const { tx, community } = ctx;
  const where = { communityId: community.id, chatId };
  const said = await tx.introduction.findUnique({ where: { communityId_chatId: where } });
  const saidBefore = said?.seesAll ?? null;
  if (saidBefore === seesAll) return;
  const noticed = saidBefore === null ? { noticedDay: dayToDate(ctx.today) } : {};
  const row = { seesAll, ...noticed };
  await tx.introduction.upsert({ where: { communityId_chatId: where }, create: { ...where, ...row }, update: row });

  const { language } = community;
  const words =
    saidBefore === null
      ? text.introduction[language]({ seesAll, isAdmin, ...(await noticeOf(ctx, features)) })
      : seesAll
        ? text.seesNow[language]()
        : `${text.seesLess[language]()}\n${mend[language]}`;
  // whoever added the bot, or changed its rights, waits for a sign
  await ctx.post(chatId, { key, text: words, kind: "receipt", priority: priorities.welcome });
}

/** What the notice of privacy says here, by the settings in force. */
export async function noticeOf(ctx: Pick<EventCtx, "settings">, features: readonly Feature[]) {
  const { textDays } = await ctx.settings(textWindow);
  const hasPrivacy = features.some((feature) => feature.commands?.some((command) => command.name === "privacy"));
  return { textDays, hasPrivacy };
}

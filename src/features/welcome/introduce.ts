import type { BotStatusEvent } from "../../core/event.ts";
import type { EventCtx } from "../../core/context.ts";
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
  await ctx.post(chat.id, {
    key: `welcome:self:${event.platform}:${event.account}:${event.key}`,
    text: words,
    // whoever added the bot, or changed its rights, waits for a sign
    kind: "receipt",
    priority: priorities.welcome,
  });
}

/** What the notice of privacy says here, by the settings in force. */
export async function noticeOf(ctx: Pick<EventCtx, "settings">, features: readonly Feature[]) {
  const { textDays } = await ctx.settings(textWindow);
  const hasPrivacy = features.some((feature) => feature.commands?.some((command) => command.name === "privacy"));
  return { textDays, hasPrivacy };
}

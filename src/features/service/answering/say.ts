import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import { may } from "../../../members/person.ts";
import { isValidAt, sentAnswer } from "../knowledge/content.ts";
import { entryById, type StoredEntry } from "../knowledge/entries.ts";
import type { Knowledge } from "../knowledge/shelf.ts";
import { deskRole, isDesk } from "../tickets/desk.ts";
import { text } from "./text.ts";

/** An entry that this member may be shown now, here: what is for the staff is said where only they read it. null = nobody in the books */
export async function showable(
  ctx: EventCtx,
  member: MemberInfo | null,
  id: number,
  knowledge?: Knowledge,
): Promise<StoredEntry | null> {
  const entry = knowledge?.entry(id) ?? (await entryById(ctx.tx, ctx.community.id, id));
  if (entry?.state !== "live" || !isValidAt(entry, ctx.now)) return null;
  if (entry.audience === "member") return entry;
  return member && may(member.role, deskRole) && (await isAmongStaff(ctx)) ? entry : null;
}

/** Alone with the bot, or at the desk. */
const isAmongStaff = async (ctx: EventCtx): Promise<boolean> => ctx.chat.kind === "private" || isDesk(ctx);

/** Tells one of the staff who asks among members for an entry that is not for these; false when it is no such entry. */
export async function sayAmongStaff(ctx: EventCtx, member: MemberInfo, id: number): Promise<boolean> {
  const entry = may(member.role, deskRole) ? await entryById(ctx.tx, ctx.community.id, id) : null;
  if (entry?.state !== "live" || entry.audience === "member" || (await isAmongStaff(ctx))) return false;
  await ctx.reply(text.amongStaff);
  return true;
}

/** Posts an entry as the platform can show it, and asks whether it helped. `words`: the same in other words. */
export async function sayAnswer(ctx: EventCtx, entry: StoredEntry, questionId: number, words?: string): Promise<void> {
  const buttons = ctx.capabilities.buttons ? { buttons: feedbackButtons(ctx, questionId) } : {};
  const { text: answer, more } = sentAnswer(entry, ctx.capabilities, words);
  await ctx.reply(text.answer, { answer }, { ...buttons, ...more });
}

const feedbackButtons = (ctx: Pick<EventCtx, "language">, questionId: number) => [
  [
    { label: text.useful[ctx.language](), data: `svc:fb:${questionId}:1` },
    { label: text.useless[ctx.language](), data: `svc:fb:${questionId}:-1` },
  ],
];

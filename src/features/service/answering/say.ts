import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import { may } from "../../../members/person.ts";
import { isValidAt, sentAnswer } from "../knowledge/content.ts";
import { entryById, type StoredEntry } from "../knowledge/entries.ts";
import type { Knowledge } from "../knowledge/shelf.ts";
import { deskRole } from "../tickets/desk.ts";
import { text } from "./text.ts";

/** An entry that this member may be shown now. */
export async function showable(
  ctx: EventCtx,
  member: MemberInfo,
  id: number,
  knowledge?: Knowledge,
): Promise<StoredEntry | null> {
  const entry = knowledge?.entry(id) ?? (await entryById(ctx.tx, ctx.community.id, id));
  if (entry?.state !== "live" || !isValidAt(entry, ctx.now)) return null;
  return entry.audience === "member" || may(member.role, deskRole) ? entry : null;
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

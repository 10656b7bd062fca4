import { z } from "zod";
import type { BaseCtx, Ctx, JobCtx } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import { fill } from "../../../core/text.ts";
import type { Question } from "../../../core/feature.ts";
import { heardIn } from "../../../engagement/texts.ts";
import { othersIn } from "../../../members/roster.ts";
import { text } from "./text.ts";

// A chat is made the desk. Whoever else is in it would read what members ask in private.

/** Everybody of the staff, by the numbers of the people. */
async function staffOf({ tx, community }: BaseCtx): Promise<number[]> {
  const where = { communityId: community.id, role: { not: "viewer" } };
  const rows = await tx.memberRole.findMany({ where, select: { memberId: true } });
  return [...new Set(rows.map(({ memberId }) => memberId))];
}

/** How many are known to be in a chat who are not of the staff: those who spoke lately, or whom the platform names. */
async function othersKnown(ctx: BaseCtx, chatId: number, staff: readonly number[]): Promise<number> {
  const heard = (await heardIn(ctx.tx, ctx.community.id, chatId)).filter((id) => !staff.includes(id));
  return Math.max(heard.length, await othersIn(ctx.tx, ctx.community.id, chatId, staff));
}

/** Is the desk to be where members talk? They would read what others ask in private, so whoever sets it is asked. */
export async function askDesk(ctx: Ctx): Promise<Question | null> {
  if (ctx.chat.kind === "private") return null;
  const others = await othersKnown(ctx, ctx.chat.id, await staffOf(ctx));
  return others === 0 ? null : { summary: fill(text.deskAmongMembers, { others }) };
}

/** 客服台: tickets come to this chat from now on. */
export async function desk(ctx: Ctx): Promise<void> {
  const communityId = ctx.community.id;
  const chatId = ctx.chat.id;
  await ctx.tx.ticketDesk.upsert({ where: { communityId }, create: { communityId, chatId }, update: { chatId } });
  await ctx.reply(text.deskHere);
  if (ctx.chat.kind !== "private")
    await ctx.enqueue({ name: "service.desk", key: `service:desk:${ctx.event.key}`, payload: { chatId } });
}

const set = z.object({ chatId: z.number().int() });

/** Warns, once, of a desk with more people in it than there are staff, where the platform only tells how many they are. */
export async function countDesk(job: JobCtx): Promise<void> {
  const { chatId } = set.parse(job.payload);
  const chat = await job.read(({ tx, community }) =>
    tx.chat.findUnique({ where: { communityId_id: { communityId: community.id, id: chatId } } }),
  );
  const people = chat && (await job.countMembers(chat));
  await job.act(async (ctx) => {
    const staff = await staffOf(ctx);
    // our own account is among them; of others who are known it was asked already
    const others = (people ?? 0) - 1 - staff.length;
    if (others <= 0 || (await othersKnown(ctx, chatId, staff)) > 0) return;
    await ctx.post(chatId, {
      key: `desk:${chatId}:${ctx.now.getTime()}`,
      text: text.deskAmongMembers[ctx.community.language]({ others }),
      kind: "receipt",
      priority: priorities.answer,
    });
  });
}

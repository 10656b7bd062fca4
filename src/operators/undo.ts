import { Refusal, type Ctx, type ReplyOptions } from "../core/context.ts";
import type { Command, Feature } from "../core/feature.ts";
import { may } from "../members/person.ts";
import { appendAudit } from "./audit.ts";
import { text } from "./text.ts";

/** How long something done can be taken back. */
const undoMs = 600_000;

/**
 * Remembers for ten minutes what the command needs to take back what it just did, and gives the
 * button that does it, to be put under the reply. Where there are no buttons /undo does it: a
 * number would be met in talk. `what` must hold no texts and no names, only ids and figures.
 */
export async function undoable(ctx: Ctx, command: string, what: object): Promise<ReplyOptions> {
  const offer = await ctx.tx.undoOffer.create({
    data: {
      communityId: ctx.community.id,
      memberId: ctx.member.id,
      command,
      what,
      validUntil: new Date(ctx.now.getTime() + undoMs),
    },
  });
  if (!ctx.capabilities.buttons) return {};
  return { buttons: [[{ label: text.undo[ctx.language](), data: `undo:${offer.id}` }]] };
}

/** The offer a button means; undefined when the data is not one of ours. */
export function undoIdOf(data: string): number | undefined {
  const found = /^undo:(\d{1,9})$/.exec(data)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The newest thing this person did that can still be taken back. */
export async function newestUndoable(ctx: Ctx): Promise<{ id: number; command: string } | null> {
  return ctx.tx.undoOffer.findFirst({
    where: { communityId: ctx.community.id, memberId: ctx.member.id, undoneAt: null, validUntil: { gt: ctx.now } },
    orderBy: { id: "desc" },
  });
}

/**
 * Takes back one thing, or the newest that this person did. Once; whoever may give the command may
 * take it back. Returns the command.
 * @throws Refusal when there is nothing to take back, it is too late, or this person may not
 */
export async function undo(ctx: Ctx, features: readonly Feature[], id?: number): Promise<Command> {
  const { tx, member, now } = ctx;
  const chosen = id ?? (await newestUndoable(ctx))?.id;
  if (chosen === undefined) throw new Refusal(text.nothingToUndo);
  await tx.$executeRaw`SELECT 1 FROM undo_offer WHERE community_id = ${ctx.community.id} AND id = ${chosen} FOR UPDATE`;
  const where = { communityId_id: { communityId: ctx.community.id, id: chosen } };
  const offer = await tx.undoOffer.findUnique({ where });
  if (!offer) throw new Refusal(text.nothingToUndo);
  const command = features.flatMap((feature) => feature.commands ?? []).find((one) => one.name === offer.command);
  if (!command?.undo) throw new Refusal(text.nothingToUndo);
  if (!may(member.role, command.who)) throw new Refusal(text.mayNotUndo);
  if (offer.undoneAt) throw new Refusal(text.alreadyUndone);
  if (offer.validUntil <= now) throw new Refusal(text.tooLateToUndo);
  await command.undo(ctx, offer.what);
  await tx.undoOffer.update({ where, data: { undoneAt: now, undoneById: member.id } });
  return command;
}

/** The audit's row of something taken back by its button; /undo writes its own. */
export async function auditUndo(ctx: Ctx, command: string): Promise<void> {
  const { member, chat, now } = ctx;
  const who = { actor: "person", memberId: member.id, role: member.role } as const;
  await appendAudit(ctx.tx, ctx.community.id, {
    at: now,
    ...who,
    chatId: chat.id,
    command,
    args: "",
    result: "undone",
  });
}

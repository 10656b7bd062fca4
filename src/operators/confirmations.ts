import { Prisma, type Tx } from "../core/database/index.ts";
import type { MessageEvent } from "../core/event.ts";
import type { BaseCtx, EventCtx } from "../core/context.ts";
import type { Question } from "../core/feature.ts";

/** How long a question waits for its press, and then for the second manager's. */
const confirmMs = 120_000;

export type ConfirmationState = "open" | "second" | "done" | "cancelled" | "refused";

/** A command that waits for a press. */
export interface Pending {
  id: number;
  kind: "confirm" | "identify";
  memberId: number | null;
  command: string;
  args: string;
  event: MessageEvent | null;
  needsSecond: boolean;
  exceptId: number | null;
  state: ConfirmationState;
  doneById: number | null;
  validUntil: Date;
}

export type Answer = "yes" | "no";

export const pressData = (id: number, answer: Answer): string => `confirm:${id}:${answer}`;

/** Which question a press answers; null when it is another button's. */
export function pressOf(data: string): { id: number; answer: Answer } | null {
  const found = /^confirm:(\d{1,9}):(yes|no)$/.exec(data);
  return found ? { id: Number(found[1]), answer: found[2] as Answer } : null;
}

/** Writes down a command that waits for a press; gives its number. */
export async function hold(
  ctx: Pick<BaseCtx, "tx" | "community" | "now"> & {
    event: MessageEvent;
    chat: { id: number };
    member: { id: number } | null;
  },
  pending: { kind: Pending["kind"]; command: string; args: string; question?: Question },
): Promise<number> {
  const { question } = pending;
  const row = await ctx.tx.confirmation.create({
    data: {
      communityId: ctx.community.id,
      chatId: ctx.chat.id,
      kind: pending.kind,
      memberId: ctx.member?.id ?? null,
      command: pending.command,
      args: pending.args,
      event: ctx.event as unknown as Prisma.InputJsonObject,
      needsSecond: question?.second !== undefined,
      exceptId: question?.second?.exceptId ?? null,
      validUntil: new Date(ctx.now.getTime() + confirmMs),
    },
  });
  return row.id;
}

/** The question, locked until the end of the transaction: of two presses one comes first. */
export async function lockPending(tx: Tx, communityId: number, id: number): Promise<Pending | null> {
  const rows = await tx.$queryRaw<Pending[]>`
    SELECT id, kind, member_id AS "memberId", command, args, event, needs_second AS "needsSecond", except_id AS "exceptId",
      state, done_by_id AS "doneById", valid_until AS "validUntil"
    FROM confirmation WHERE community_id = ${communityId} AND id = ${id} FOR UPDATE`;
  const row = rows[0];
  return row ? { ...row, event: row.event ? { ...row.event, at: new Date(row.event.at) } : null } : null;
}

/** Ends a question; what was asked in it is erased. */
export async function close(
  ctx: EventCtx,
  id: number,
  state: "done" | "cancelled" | "refused",
  byId: number | null,
): Promise<void> {
  await ctx.tx.confirmation.update({
    where: { communityId_id: { communityId: ctx.community.id, id } },
    data: { state, doneById: byId, event: Prisma.DbNull, args: "" },
  });
}

/** The first person agreed; the second has two minutes more. */
export async function awaitSecond(ctx: EventCtx, id: number): Promise<void> {
  await ctx.tx.confirmation.update({
    where: { communityId_id: { communityId: ctx.community.id, id } },
    data: { state: "second", validUntil: new Date(ctx.now.getTime() + confirmMs) },
  });
}

/** Managers and owners who could be the second to agree: neither who asked nor whom it is about. */
export async function secondManagers(tx: Tx, communityId: number, pending: Pending): Promise<number[]> {
  const rows = await tx.memberRole.findMany({
    where: { communityId, role: { in: ["manager", "owner"] } },
    select: { memberId: true },
    orderBy: { memberId: "asc" },
  });
  return rows.map((row) => row.memberId).filter((id) => id !== pending.memberId && id !== pending.exceptId);
}

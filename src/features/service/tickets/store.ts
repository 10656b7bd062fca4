import type { BaseCtx } from "../../../core/context.ts";
import { shownNames } from "../../../members/lookalike.ts";
import { personOf } from "../../../members/person.ts";
import { isCourtesy, looksAsked, saysSomething } from "../answering/rules.ts";
import type { Shown } from "./shown.ts";
import type { Reason } from "./text.ts";

/** A member who waits for a person. */
export interface Ticket {
  id: number;
  chatId: number;
  memberId: number;
  reason: Reason;
  state: "open" | "answered" | "closed";
  question: string | null;
  nearest: number[];
  messageId: string | null;
  openedAt: Date;
  answeredAt: Date | null;
  answer: string | null;
  answeredById: number | null;
  /** who of the staff sees to it, as long as it is not closed */
  takenById: number | null;
  closedAt: Date | null;
  /** when staff said that it is not the shop's business */
  declinedAt: Date | null;
  /** fingerprint of what was declined, as long as nobody was answered the same since */
  declinedHash: string | null;
  reminders: number;
  /** when the desk is reminded next */
  remindAt: Date | null;
  rating: number | null;
  entryId: number | null;
}

/** One ticket; null when there is none of this number here. */
export async function ticketById(ctx: BaseCtx, id: number): Promise<Ticket | null> {
  const row = await ctx.tx.ticket.findUnique({ where: { communityId_id: { communityId: ctx.community.id, id } } });
  return row as Ticket | null;
}

/** The ticket, locked until the act is over; null when there is none of this number here. */
export async function lockTicket(ctx: BaseCtx, id: number): Promise<Ticket | null> {
  const communityId = ctx.community.id;
  await ctx.tx.$executeRaw`SELECT 1 FROM ticket WHERE community_id = ${communityId} AND id = ${id} FOR UPDATE`;
  return ticketById(ctx, id);
}

/** Changes a ticket; nobody is seeing to one that is closed. */
export async function changeTicket(ctx: BaseCtx, id: number, change: Partial<Omit<Ticket, "id">>): Promise<void> {
  const data = change.state === "closed" ? { ...change, takenById: null } : change;
  await ctx.tx.ticket.update({ where: { communityId_id: { communityId: ctx.community.id, id } }, data });
}

/** The ticket in which this person waits in this chat, if any. */
export async function currentTicket(
  ctx: BaseCtx,
  chatId: number,
  memberIds: readonly number[],
): Promise<Ticket | null> {
  const row = await ctx.tx.ticket.findFirst({
    where: { communityId: ctx.community.id, chatId, memberId: { in: [...memberIds] }, state: { not: "closed" } },
    orderBy: { id: "desc" },
  });
  return row as Ticket | null;
}

interface NewTurn {
  ticketId: number;
  memberId: number;
  /** note: the staff among themselves */
  side: "member" | "staff" | "note";
  text: string;
  shown?: Shown | null;
}

export async function addTurn(ctx: BaseCtx, { shown, ...turn }: NewTurn): Promise<number> {
  const data = { communityId: ctx.community.id, ...turn, ...shown, at: ctx.now };
  const row = await ctx.tx.ticketTurn.create({ data });
  return row.id;
}

/** What to call a member in the community's language; somebody who only looks like staff is called so. */
export async function nameOf(ctx: BaseCtx, memberId: number): Promise<string> {
  const member = await personOf(ctx.tx, ctx.community.id, memberId);
  if (!member) return `#${memberId}`;
  const [name] = await shownNames(ctx.tx, ctx.community.id, [member], ctx.community.language);
  return name ?? "";
}

/** What whoever sees to a ticket is called; null = nobody has said that they do. */
export const takerOf = async (ctx: BaseCtx, { takenById }: Pick<Ticket, "takenById">): Promise<string | null> =>
  takenById === null ? null : nameOf(ctx, takenById);

/** What a member wants to be answered, and since when. */
export interface Waiting {
  /** 0 = the ticket itself */
  turn: number;
  at: Date;
  question: string | null;
}

/** What the member said first after an answer, if they said more since; else the ticket itself. */
export async function waitsSince(ctx: BaseCtx, ticket: Ticket): Promise<Waiting> {
  const { question, openedAt } = ticket;
  const [next] = await ctx.tx.$queryRaw<{ turn: number; at: Date; text: string }[]>`
    SELECT id AS turn, at, text FROM ticket_turn AS t
    WHERE community_id = ${ctx.community.id} AND ticket_id = ${ticket.id} AND side = 'member' AND id > (
      SELECT max(id) FROM ticket_turn WHERE community_id = t.community_id AND ticket_id = t.ticket_id AND side = 'staff' AND id < (
        SELECT max(id) FROM ticket_turn WHERE community_id = t.community_id AND ticket_id = t.ticket_id AND side = 'member'))
    ORDER BY id LIMIT 1`;
  if (!next) return { turn: 0, at: openedAt, question };
  const asksMore = !isCourtesy(next.text) && (looksAsked(next.text) || saysSomething(next.text));
  return { turn: next.turn, at: next.at, question: asksMore ? next.text : question };
}

import type { Tx } from "../core/database/index.ts";
import { roles, type EventCtx } from "../core/feature.ts";
import { findPerson } from "./meant.ts";

/** A member somebody pointed at. */
export interface Pointed {
  id: number;
  name: string;
  role: string | null;
}

/**
 * The person a message points at: by a mention, by answering their message, or by their member
 * number in the text ("#12"). Never by display name: names repeat. null when nobody is meant or known.
 */
export async function personPointedAt(ctx: EventCtx): Promise<Pointed | null> {
  const { event } = ctx;
  if (event.kind !== "message") return null;
  const mention = event.mentions[0];
  if (mention?.id !== undefined || mention?.username !== undefined) return known(ctx, mention);
  const number = /[#＃]\s?(\d{1,9})(?!\d)/u.exec(event.text)?.[1];
  if (number !== undefined) return memberOf(ctx.tx, ctx.community.id, Number(number));
  const answered = event.replyTo?.from;
  return answered?.kind === "person" ? known(ctx, { id: answered.id }) : null;
}

async function known(ctx: EventCtx, who: { id?: string; username?: string }): Promise<Pointed | null> {
  const found = await findPerson(ctx.tx, ctx.community.id, ctx.chat.platform, who);
  return found ? memberOf(ctx.tx, ctx.community.id, found.id) : null;
}

/** A member by id; somebody merged into another is that other. */
export async function memberOf(tx: Tx, communityId: number, id: number): Promise<Pointed | null> {
  const rows = await tx.$queryRaw<Pointed[]>`
    SELECT p.id, p.name, (
      SELECT role FROM member_role r JOIN member own ON own.community_id = r.community_id AND own.id = r.member_id
      WHERE r.community_id = p.community_id AND coalesce(own.merged_into_id, own.id) = p.id
      ORDER BY array_position(${roles}::text[], r.role) DESC LIMIT 1) AS role
    FROM member m JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE m.community_id = ${communityId} AND m.id = ${id}`;
  return rows[0] ?? null;
}

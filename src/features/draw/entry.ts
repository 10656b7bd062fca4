import { crashPoint } from "../../core/crash.ts";
import { Refusal, type BaseCtx } from "../../core/context.ts";
import { memberIdsOf } from "../../members/person.ts";
import { writeChanges } from "../../points/index.ts";
import { factsOf } from "./facts.ts";
import { barFor, entriesLimit, weightFor, type Facts } from "./rules.ts";
import { nextHead, ticketOf } from "./scheme.ts";
import type { Draw } from "./store.ts";
import { text, type Entered } from "./text.ts";

/** Who enters, through which identity. */
export interface Entrant {
  /** the person */
  memberId: number;
  /** the member of the identity they came through */
  via: number;
  platform: string;
  userId: string;
}

/** How an entry is made. */
export interface EntryOptions {
  /** the platform's own time of the act that enters */
  at: Date;
  /** agreed to be named in full */
  named?: boolean;
  /** key of the reply that tells the head in the group; null when nobody else sees it */
  toldBy?: string | null;
}

/**
 * Enters a person into an open draw whose row the act has locked: weight and cost from the ledger as
 * it is now, the next link of the chain, all in the act's transaction.
 * @throws Refusal when it is too late, full, entered already, or a condition is not met
 */
export async function enter(ctx: BaseCtx, draw: Draw, who: Entrant, options: EntryOptions): Promise<Entered> {
  const { community } = ctx;
  // an erased member's entry bears a pseudonym; its ticket is still theirs
  const ticket = ticketOf(Buffer.from(draw.salt, "hex"), who.platform, who.userId, String(draw.id));
  const [before, known] = await Promise.all([
    madeBefore(ctx, draw, who.memberId, ticket),
    factsOf(ctx, [who.memberId], draw.terms),
  ]);
  if (before) throw new Refusal(text.already, { id: draw.id, number: before.number, ticket: before.ticket });
  // late by the platform's time; and what arrives when the list is frozen can no longer be put in
  if (draw.state !== "open" || options.at > draw.closeAt) throw new Refusal(text.tooLate, { id: draw.id });
  const limit = entriesLimit(draw.terms);
  if (limit !== null && draw.entries >= limit) throw new Refusal(text.full, { id: draw.id, limit });
  const facts = known.get(who.memberId);
  if (!facts) throw new Error(`member ${who.memberId} is not in community ${community.id}`);
  refuseBarred(draw, facts);
  const link = await addEntry(ctx, draw, who, { ...options, ticket, weight: weightFor(draw.terms, facts) });
  await pay(ctx, draw, who.via);
  crashPoint("draw-entering");
  return link;
}

/** The entry this person has in the draw, through whichever identity. */
export async function entryOf(ctx: BaseCtx, draw: Pick<Draw, "id">, person: number) {
  const memberId = { in: await memberIdsOf(ctx.tx, ctx.community.id, person) };
  return ctx.tx.drawEntry.findFirst({ where: { communityId: ctx.community.id, drawId: draw.id, memberId } });
}

/** The entry of this person, through whichever identity, or with this ticket. */
async function madeBefore({ tx, community }: BaseCtx, { id }: Draw, person: number, ticket: string) {
  const rows = await tx.$queryRaw<{ number: number; ticket: string }[]>`
    SELECT e.number, e.ticket FROM draw_entry e WHERE e.community_id = ${community.id} AND e.draw_id = ${id} AND e.ticket = ${ticket}
    UNION ALL
    SELECT e.number, e.ticket FROM member m
      JOIN draw_entry e ON e.community_id = m.community_id AND e.draw_id = ${id} AND e.member_id = m.id
     WHERE m.community_id = ${community.id} AND (m.id = ${person} OR m.merged_into_id = ${person}) LIMIT 1`;
  return rows[0] ?? null;
}

function refuseBarred({ id, terms }: Draw, facts: Facts): void {
  const bar = barFor(terms, facts);
  if (!bar) return;
  throw new Refusal(text.barred, { bar, id, need: terms.need, cost: terms.cost, facts });
}

async function addEntry(
  ctx: BaseCtx,
  draw: Draw,
  who: Entrant,
  { at, named = false, toldBy = null, ticket, weight }: EntryOptions & { ticket: string; weight: number },
): Promise<Entered> {
  const head = nextHead(draw.head, [ticket, weight]);
  const number = draw.entries + 1;
  const paid = draw.terms.cost;
  await ctx.tx.$executeRaw`
    WITH link AS (
      INSERT INTO draw_entry (community_id, draw_id, member_id, number, ticket, weight, head, at, paid, named, told_by)
      VALUES (${ctx.community.id}, ${draw.id}, ${who.via}, ${number}, ${ticket}, ${weight}, ${head}, ${at}, ${paid}, ${named}, ${toldBy})
      RETURNING community_id, draw_id, number, head)
    UPDATE draw d SET entries = link.number, head = link.head FROM link
    WHERE d.community_id = link.community_id AND d.id = link.draw_id`;
  return { id: draw.id, number, ticket, weight, head, paid, named };
}

async function pay(ctx: BaseCtx, draw: Draw, memberId: number): Promise<void> {
  if (draw.terms.cost === 0) return;
  const change = { memberId, delta: -draw.terms.cost, key: `draw:${draw.id}:entry`, reason: "draw" };
  await writeChanges(ctx.tx, ctx.community.id, [change], { at: ctx.now, day: ctx.today });
}

/**
 * Gives back what entries cost: of all of a draw, or of those after number `after`. Keyed, so once.
 * Returns how many members got something back.
 */
export async function payBack(ctx: BaseCtx, draw: Draw, after = 0): Promise<number> {
  const paid = await ctx.tx.drawEntry.findMany({
    where: { communityId: ctx.community.id, drawId: draw.id, paid: { gt: 0 }, number: { gt: after } },
    select: { memberId: true, paid: true },
  });
  if (paid.length === 0) return 0;
  const changes = paid.map(({ memberId, paid: delta }) => ({
    memberId,
    delta,
    key: `draw:${draw.id}:back`,
    reason: "draw",
  }));
  return writeChanges(ctx.tx, ctx.community.id, changes, { at: ctx.now, day: ctx.today });
}

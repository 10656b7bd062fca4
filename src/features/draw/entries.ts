import { Prisma } from "../../core/database/index.ts";
import type { BaseCtx } from "../../core/context.ts";
import { writeChanges } from "../../points/index.ts";
import type { Entrant } from "./entry.ts";
import { factsOf } from "./facts.ts";
import { barFor, entriesLimit, weightFor } from "./rules.ts";
import { nextHead, ticketOf } from "./scheme.ts";
import { changeDraw, type Draw } from "./store.ts";

/** An entry made among others. */
export interface Entry {
  who: Entrant;
  number: number;
  ticket: string;
  weight: number;
  head: string;
}

interface EntriesOptions {
  at: Date;
  /** points each of them pays */
  cost: number;
  /** key of the message that tells the newest head in the group */
  toldBy: string | null;
}

/**
 * Puts everybody in who qualifies and has an identity on the draw's platform, in the order of their
 * ids; for draws without entering. One pass, at the freeze. The weights are those of that moment.
 */
export async function enterAll(ctx: BaseCtx, draw: Draw, platform: string): Promise<Draw> {
  const known = Prisma.sql`m.name <> '' AND m.created_at <= ${draw.closeAt}`;
  const people = await entrantsOn(ctx, platform, known);
  const entries = await append(ctx, draw, people, { at: draw.closeAt, cost: 0, toldBy: null });
  return { ...draw, entries: draw.entries + entries.length, head: entries.at(-1)?.head ?? draw.head };
}

/**
 * Enters people, in this order, into a draw whose row the act has locked, as far as they may enter,
 * are not in it yet and can be reached there; the others are left out without a word. Returns the
 * new entries. `toldBy` must tell the head of the last of them.
 */
export async function enterSome(
  ctx: BaseCtx,
  draw: Draw,
  platform: string,
  people: readonly number[],
  toldBy: string,
): Promise<Entry[]> {
  const { tx, community, now } = ctx;
  if (draw.state !== "open" || now > draw.closeAt) return [];
  const meant = Prisma.sql`coalesce(m.merged_into_id, m.id) = ANY(${[...people]}::int[])`;
  const found = new Map((await entrantsOn(ctx, platform, meant)).map((one) => [one.memberId, one]));
  const inside = await tx.$queryRaw<{ person: number; ticket: string }[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS person, e.ticket FROM draw_entry e
    JOIN member m ON m.community_id = e.community_id AND m.id = e.member_id
    WHERE e.community_id = ${community.id} AND e.draw_id = ${draw.id}`;
  // an erased member's entry bears a pseudonym; its ticket is still theirs
  const taken = new Set(inside.flatMap(({ person, ticket }) => [person, ticket]));
  const fresh = people.flatMap((person) => {
    const who = found.get(person);
    return who && !taken.has(person) && !taken.has(ticketFor(draw, who)) ? [who] : [];
  });
  return append(ctx, draw, fresh, { at: now, cost: draw.terms.cost, toldBy });
}

const ticketFor = (draw: Draw, { platform, userId }: Entrant): string =>
  ticketOf(Buffer.from(draw.salt, "hex"), platform, userId, String(draw.id));

/** One identity of each person on a platform, by person. */
async function entrantsOn({ tx, community }: BaseCtx, platform: string, which: Prisma.Sql): Promise<Entrant[]> {
  return tx.$queryRaw<Entrant[]>`
    SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS "memberId", m.id AS via, i.platform,
      i.platform_user_id AS "userId"
    FROM identity i JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.community_id = ${community.id} AND i.platform = ${platform} AND ${which}
    ORDER BY 1, m.id`;
}

/** The next links of the chain: weights and costs from the ledger as it is now, all in one pass. */
async function append(
  ctx: BaseCtx,
  draw: Draw,
  people: readonly Entrant[],
  { at, cost, toldBy }: EntriesOptions,
): Promise<Entry[]> {
  const { tx, community, now, today } = ctx;
  const ids = people.map(({ memberId }) => memberId);
  const facts = await factsOf(ctx, ids, draw.terms);
  const room = (entriesLimit(draw.terms) ?? Infinity) - draw.entries;
  const entries: Entry[] = [];
  let { head } = draw;
  for (const who of people) {
    const known = facts.get(who.memberId);
    if (!known || barFor(draw.terms, known) !== null || entries.length >= room) continue;
    const ticket = ticketFor(draw, who);
    const weight = weightFor(draw.terms, known);
    head = nextHead(head, [ticket, weight]);
    entries.push({ who, number: draw.entries + entries.length + 1, ticket, weight, head });
  }
  if (entries.length === 0) return [];
  await tx.drawEntry.createMany({
    data: entries.map(({ who, ...entry }) => {
      return { communityId: community.id, drawId: draw.id, memberId: who.via, ...entry, at, paid: cost, toldBy };
    }),
  });
  if (cost > 0) {
    const key = `draw:${draw.id}:entry`;
    const changes = entries.map(({ who }) => ({ memberId: who.via, delta: -cost, key, reason: "draw" }));
    await writeChanges(tx, community.id, changes, { at: now, day: today });
  }
  await changeDraw(tx, draw, { entries: draw.entries + entries.length, head });
  return entries;
}

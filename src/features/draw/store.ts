import { z } from "zod";
import { Prisma, type Tx } from "../../core/database/index.ts";
import { Refusal, type BaseCtx } from "../../core/context.ts";
import { text } from "./text.ts";
import { supplementSchema, termsSchema, type DrawPrize, type FullTerms, type Supplement } from "./terms.ts";

export type DrawState = "open" | "frozen" | "settled" | "over" | "void" | "cancelled";

/** A draw as it stands in the books. */
export interface Draw {
  communityId: number;
  id: number;
  chatId: number;
  state: DrawState;
  terms: FullTerms;
  supplements: Supplement[];
  /** those that were announced, then those that were added: a winner's row names its prize by its place here */
  prizes: DrawPrize[];
  /** as announced, or longer by a supplement */
  claimDays: number;
  notice: string;
  announcement: string;
  salt: string;
  seed: string | null;
  closeAt: Date;
  openedAt: Date;
  entries: number;
  head: string;
  frozenAt: Date | null;
  beacon: string | null;
  signature: string | null;
  posted: unknown;
  settledAt: Date | null;
  endedAt: Date | null;
  reason: string | null;
}

type Row = NonNullable<Awaited<ReturnType<Tx["draw"]["findFirst"]>>>;

function asDraw(row: Row): Draw {
  const terms = termsSchema.parse(row.terms) as FullTerms;
  const supplements = z.array(supplementSchema).parse(row.supplements);
  return {
    ...row,
    state: row.state as DrawState,
    terms,
    supplements,
    prizes: [...terms.prizes, ...supplements.flatMap(({ prizes }) => prizes)],
    claimDays: Math.max(terms.claimDays, ...supplements.map(({ claimDays }) => claimDays ?? 0)),
  };
}

/** Every entry reads a draw, and so may everything that is said: one statement, and none of Prisma's engine. */
const columns = Prisma.sql`community_id AS "communityId", id, chat_id AS "chatId", state, terms, notice, announcement, salt, seed,
  close_at AS "closeAt", opened_at AS "openedAt", opened_by AS "openedBy", plan_id AS "planId", entries, head,
  frozen_at AS "frozenAt", beacon, signature, posted, settled_at AS "settledAt", claim_until AS "claimUntil",
  ended_at AS "endedAt", supplements, reason`;

async function read(tx: Tx, communityId: number, which: Prisma.Sql): Promise<Draw[]> {
  const rows = await tx.$queryRaw<Row[]>`SELECT ${columns} FROM draw WHERE community_id = ${communityId} AND ${which}`;
  return rows.map(asDraw);
}

/** A draw by number; null when this community has none of that number. */
export async function findDraw(tx: Tx, communityId: number, id: number): Promise<Draw | null> {
  return (await read(tx, communityId, Prisma.sql`id = ${id}`))[0] ?? null;
}

/**
 * The draw, its row locked until the act is over: the chain of entries grows one by one, and of a
 * freeze and an entry one comes first.
 */
export async function lockDraw(tx: Tx, communityId: number, id: number): Promise<Draw | null> {
  return (await read(tx, communityId, Prisma.sql`id = ${id} FOR UPDATE`))[0] ?? null;
}

/** The open draws of a chat, the oldest first, locked in the same way. */
export const lockOpen = (tx: Tx, communityId: number, chatId: number): Promise<Draw[]> =>
  read(tx, communityId, Prisma.sql`chat_id = ${chatId} AND state = 'open' ORDER BY id FOR UPDATE`);

/** @throws Refusal when there is no such draw */
export async function mustFind(ctx: BaseCtx, id: number, lock = false): Promise<Draw> {
  const draw = await (lock ? lockDraw : findDraw)(ctx.tx, ctx.community.id, id);
  if (!draw) throw new Refusal(text.noSuch, { id });
  return draw;
}

/** Draws in these states, the oldest first: of one chat, or of the whole community. */
export async function drawsIn(
  tx: Tx,
  communityId: number,
  states: readonly DrawState[],
  chatId?: number,
): Promise<Draw[]> {
  const here = chatId === undefined ? Prisma.empty : Prisma.sql`AND chat_id = ${chatId}`;
  return read(tx, communityId, Prisma.sql`state = ANY(${states}::text[]) ${here} ORDER BY id`);
}

/** What a draw's row may change to; the announcement, the notice, the salt and the close are not among it. */
export type Change = Partial<
  Pick<
    Row,
    | "state"
    | "entries"
    | "head"
    | "frozenAt"
    | "beacon"
    | "signature"
    | "settledAt"
    | "claimUntil"
    | "endedAt"
    | "reason"
  >
> & { posted?: object; supplements?: object[] };

export async function changeDraw(tx: Tx, draw: Pick<Draw, "communityId" | "id">, change: Change): Promise<void> {
  await tx.draw.update({ where: { communityId_id: { communityId: draw.communityId, id: draw.id } }, data: change });
}

/** Entries read at once. */
const page = 5_000;

/** The entries as the scheme takes them, in the order of the chain; page by page, so that others have turns in between. */
export async function rosterOf(tx: Tx, draw: Pick<Draw, "communityId" | "id">): Promise<[string, number][]> {
  const roster: [string, number][] = [];
  for (let last = 0; ;) {
    const rows = await tx.$queryRaw<{ number: number; ticket: string; weight: number }[]>`
      SELECT number, ticket, weight::int AS weight FROM draw_entry
      WHERE community_id = ${draw.communityId} AND draw_id = ${draw.id} AND number > ${last}
      ORDER BY number LIMIT ${page}`;
    for (const { ticket, weight } of rows) roster.push([ticket, weight]);
    if (rows.length < page) return roster;
    last = rows.at(-1)?.number ?? last;
  }
}

/** The job that looks at a draw when something is due for it; `round`: drand's value is to be fetched before. */
export interface LookPayload {
  drawId: number;
  round?: number;
}

/** Has a draw looked at, once for each moment. What is due is found out then, so a look too many does no harm. */
export async function lookAt(ctx: BaseCtx, drawId: number, runAt: Date, round?: number): Promise<void> {
  const payload: LookPayload = round === undefined ? { drawId } : { drawId, round };
  await ctx.enqueue({ name: "draw.look", key: `draw:${drawId}:look:${runAt.toISOString()}`, payload, runAt });
}

/** "telegram:-100123": how announcement and receipt name the group, as it was when the draw opened. */
export const groupOf = (draw: Pick<Draw, "announcement">): string =>
  /^group=(.+)$/mu.exec(draw.announcement)?.[1] ?? "";

import type { Tx } from "../../core/database/index.ts";
import type { BaseCtx } from "../../core/context.ts";
import { dayMs } from "../../core/time.ts";
import { maskedName } from "../../members/names.ts";
import { checkedReceipt } from "./check.ts";
import type { Receipt } from "./receipt.ts";
import { keepDays } from "./rules.ts";
import { H } from "./scheme.ts";
import { findDraw } from "./store.ts";
import { prizeName } from "./terms.ts";

/** What became of one place of the result. */
interface ArchivedWinner {
  place: number;
  ticket: string;
  prize: string;
  /** shortened, as it was published */
  name: string;
  /** won | claimed | skipped */
  state: string;
  reason: string | null;
  wonAt: string;
  claimedAt: string | null;
}

/** The record that the rules of prize promotions ask to keep for two years: rules, notice, result, winners. */
export interface Archive {
  v: 1;
  id: number;
  state: string;
  notice: string;
  noticeHash: string;
  announcement: string;
  openedAt: string;
  closeAt: string;
  frozenAt: string | null;
  settledAt: string | null;
  endedAt: string | null;
  /** why it was void or cancelled */
  reason: string | null;
  entries: number;
  pointsSpent: number;
  terms: unknown;
  /** what was added after it opened, as posted, each with its hash */
  supplements: { text: string; hash: string; at: string }[];
  winners: ArchivedWinner[];
  witnesses: { number: number; word: string; at: string }[];
  /** null while there is no result */
  receipt: Receipt | null;
  /** whether the receipt was found valid when this was written */
  isValid: boolean | null;
}

/** Everything kept of a draw, without names of people; null when there is no such draw. */
export async function archiveOf(tx: Tx, communityId: number, id: number): Promise<Archive | null> {
  const draw = await findDraw(tx, communityId, id);
  if (!draw) return null;
  const of = { communityId, drawId: id };
  const rows = await tx.drawWinner.findMany({ where: of, orderBy: { rank: "asc" } });
  const memberIds = rows.map(({ memberId }) => memberId);
  const members = await tx.member.findMany({ where: { communityId, id: { in: memberIds } } });
  const names = new Map(members.map(({ id: memberId, name }) => [memberId, maskedName(name)]));
  const witnesses = await tx.drawWitness.findMany({ where: of, orderBy: { number: "asc" } });
  const { _sum } = await tx.drawEntry.aggregate({ where: of, _sum: { paid: true } });
  const checked = await checkedReceipt(tx, draw);
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    v: 1,
    id,
    state: draw.state,
    notice: draw.notice,
    noticeHash: H(draw.notice),
    announcement: draw.announcement,
    openedAt: draw.openedAt.toISOString(),
    closeAt: draw.closeAt.toISOString(),
    frozenAt: iso(draw.frozenAt),
    settledAt: iso(draw.settledAt),
    endedAt: iso(draw.endedAt),
    reason: draw.reason,
    entries: draw.entries,
    pointsSpent: _sum.paid ?? 0,
    terms: draw.terms,
    supplements: draw.supplements.map(({ text, hash, at }) => ({ text, hash, at: at.toISOString() })),
    winners: rows.map((row) => ({
      place: row.rank,
      ticket: row.ticket,
      prize: prizeName(draw.prizes[row.prize] ?? { rank: "", name: "?" }),
      name: names.get(row.memberId) ?? "*",
      state: row.state,
      reason: row.reason,
      wonAt: row.wonAt.toISOString(),
      claimedAt: iso(row.claimedAt),
    })),
    witnesses: witnesses.map(({ number, word, at }) => ({ number, word, at: at.toISOString() })),
    receipt: checked?.receipt ?? null,
    isValid: checked?.verdict.valid ?? null,
  };
}

/** The community a draw belongs to; draws are numbered over all communities. */
export async function communityOfDraw(tx: Tx, id: number): Promise<number | null> {
  const row = await tx.draw.findFirst({ where: { id }, select: { communityId: true } });
  return row?.communityId ?? null;
}

/** Two years after its end a draw is reduced to totals: who entered and won, the salt and the codes go. */
export async function reduceOld(ctx: BaseCtx): Promise<void> {
  const { tx, community, now } = ctx;
  const before = new Date(now.getTime() - keepDays * dayMs);
  const old = await tx.draw.findMany({
    where: { communityId: community.id, endedAt: { lt: before }, salt: { not: "" } },
    select: { id: true },
  });
  if (old.length === 0) return;
  const where = { communityId: community.id, drawId: { in: old.map(({ id }) => id) } };
  await tx.drawEntry.deleteMany({ where });
  await tx.drawWinner.deleteMany({ where });
  await tx.drawCode.deleteMany({ where });
  await tx.drawWitness.deleteMany({ where });
  await tx.draw.updateMany({
    where: { communityId: community.id, id: where.drawId },
    data: { salt: "", seed: null },
  });
}

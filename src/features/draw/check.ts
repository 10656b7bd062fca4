import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import { maskedName } from "../../members/names.ts";
import { memberIdsOf } from "../../members/person.ts";
import { buildReceipt, receiptText, type Receipt } from "./receipt.ts";
import { isWeak } from "./rules.ts";
import { H, outcomeSteps } from "./scheme.ts";
import { inTurns } from "./steps.ts";
import { mustFind, rosterOf, type Draw } from "./store.ts";
import { checkText } from "./text-check.ts";
import { judge, type Verdict } from "./verify.ts";

/** Longest list of wins that a message bears. */
const winsShown = 10;

/** A receipt, and what computing it again comes to. */
interface Checked {
  receipt: Receipt;
  verdict: Verdict;
}

/**
 * The receipt of a draw that has a result: the same bytes however often it is made. Its head is the one that was
 * published, so a list that is another by now does not fit it. Computed in slices, everything once.
 */
export async function checkedReceipt(tx: BaseCtx["tx"], draw: Draw): Promise<Checked | null> {
  const { announcement, head, beacon, signature } = draw;
  if (beacon === null || draw.posted === null || draw.salt === "") return null;
  const entries = await rosterOf(tx, draw);
  const outcome = await inTurns(outcomeSteps(announcement, entries, beacon));
  const record = {
    announcement,
    entries,
    beacon,
    ...(signature === null ? {} : { signature }),
    posted: draw.posted as Receipt["posted"],
  };
  const receipt = buildReceipt(record, { ...outcome, head });
  return { receipt, verdict: await inTurns(judge(receipt, outcome)) };
}

/** The places that were told and are not those of the order: the books would contradict the receipt. */
async function misplaced({ tx, community }: BaseCtx, draw: Draw, { ranking }: Receipt): Promise<number[]> {
  const told = await tx.drawWinner.findMany({
    where: { communityId: community.id, drawId: draw.id },
    select: { rank: true, ticket: true },
    orderBy: { rank: "asc" },
  });
  return told.filter(({ rank, ticket }) => ranking[rank - 1] !== ticket).map(({ rank }) => rank);
}

/** 核对抽奖 12: computes a draw again and explains it in three sentences; the receipt comes with it where files can be sent. */
export async function check(ctx: Ctx, id: number): Promise<void> {
  const draw = await mustFind(ctx, id);
  const isGone = draw.state === "cancelled" || (draw.state === "void" && draw.beacon === null);
  if (isGone) {
    throw new Refusal(checkText.checkGone, { id, reason: (draw.reason ?? "").replace(/[。.]$/u, "") });
  }
  if (draw.salt === "") throw new Refusal(checkText.checkReduced, { id });
  const supplements = draw.supplements.map(({ hash }) => hash.slice(0, 8));
  const hash = H(draw.announcement).slice(0, 8);
  const shown = { id, hash, count: draw.entries, head: draw.head.slice(0, 8), supplements };
  const checked = await checkedReceipt(ctx.tx, draw);
  if (!checked) return ctx.reply(checkText.checkOpen, shown);
  const { receipt, verdict } = checked;
  const content = receiptText(receipt); // some megabytes at most; the question to the database lets others in
  const failed = verdict.checks.flatMap(({ problem }) => problem?.[ctx.language]() ?? []);
  const wrong = await misplaced(ctx, draw, receipt);
  if (wrong.length > 0) failed.push(checkText.misplaced[ctx.language]({ places: wrong }));
  const { level } = draw.terms;
  await ctx.reply(
    checkText.checked,
    { ...shown, level, weak: isWeak(level), failed: failed.join("；"), voided: draw.reason },
    { file: { name: `draw-${id}.json`, content } },
  );
}

/** 抽奖统计: what makes selective cancelling visible. Wins under shortened names, at most ten. */
export async function stats(ctx: Ctx): Promise<void> {
  const { tx, community, member } = ctx;
  const states = await tx.draw.groupBy({
    by: ["state"],
    where: { communityId: community.id },
    _count: true,
    _sum: { entries: true },
  });
  const count = (...names: string[]) =>
    states.filter(({ state }) => names.includes(state)).reduce((sum, { _count }) => sum + _count, 0);
  const wins = await tx.$queryRaw<{ name: string; count: number }[]>`
    SELECT p.name, count(*)::int AS count FROM draw_winner w
    JOIN member m ON m.community_id = w.community_id AND m.id = w.member_id
    JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    JOIN draw d ON d.community_id = w.community_id AND d.id = w.draw_id AND d.state <> 'void'
    WHERE w.community_id = ${community.id} AND w.state <> 'skipped' AND p.name <> ''
      AND NOT EXISTS (SELECT FROM opt_out o WHERE o.community_id = p.community_id AND o.member_id = p.id AND o.choice = 'boards')
    GROUP BY p.id, p.name ORDER BY 2 DESC, p.id LIMIT ${winsShown}`;
  const own = await memberIdsOf(tx, community.id, member.id);
  await ctx.reply(checkText.stats, {
    draws: count("settled", "over"),
    voids: count("void"),
    cancelled: count("cancelled"),
    skips: await tx.drawWinner.count({ where: { communityId: community.id, state: "skipped" } }),
    entries: states.reduce((sum, { _sum }) => sum + (_sum.entries ?? 0), 0),
    wins: wins.map(({ name, count: times }) => ({ name: maskedName(name), count: times })),
    own: await winsOf(ctx, own),
  });
}

/** How often somebody has won; a draw that was void later does not count. */
async function winsOf({ tx, community }: BaseCtx, memberIds: readonly number[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM draw_winner w
    JOIN draw d ON d.community_id = w.community_id AND d.id = w.draw_id AND d.state <> 'void'
    WHERE w.community_id = ${community.id} AND w.member_id = ANY(${[...memberIds]}::int[]) AND w.state <> 'skipped'`;
  return row?.count ?? 0;
}

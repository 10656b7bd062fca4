import { Refusal, type BaseCtx, type Ctx } from "../../core/feature.ts";
import { memberIdsOf } from "../../members/person.ts";
import { buildReceipt, receiptText, type Receipt } from "./receipt.ts";
import { isWeak, maskedName } from "./rules.ts";
import { H } from "./scheme.ts";
import { mustFind, rosterOf, type Draw } from "./store.ts";
import { checkText } from "./text-check.ts";
import { verifyReceipt } from "./verify.ts";

/** Longest list of wins that a message bears. */
const winsShown = 10;

/** The receipt of a draw that has a result: the same bytes however often it is made. */
export async function receiptOf(tx: BaseCtx["tx"], draw: Draw): Promise<Receipt | null> {
  if (draw.beacon === null || draw.posted === null || draw.salt === "") return null;
  return buildReceipt({
    announcement: draw.announcement,
    entries: await rosterOf(tx, draw),
    beacon: draw.beacon,
    ...(draw.signature === null ? {} : { signature: draw.signature }),
    posted: draw.posted as Receipt["posted"],
  });
}

/** 核对抽奖 12: computes a draw again and explains it in three sentences; the receipt comes with it where files can be sent. */
export async function check(ctx: Ctx, id: number): Promise<void> {
  const draw = await mustFind(ctx, id);
  if (draw.state === "void" || draw.state === "cancelled") {
    throw new Refusal(checkText.checkGone, { id, reason: (draw.reason ?? "").replace(/[。.]$/u, "") });
  }
  if (draw.salt === "") throw new Refusal(checkText.checkReduced, { id });
  const shown = { id, hash: H(draw.announcement).slice(0, 8), count: draw.entries, head: draw.head.slice(0, 8) };
  const receipt = await receiptOf(ctx.tx, draw);
  if (!receipt) return ctx.reply(checkText.checkOpen, shown);
  const verdict = verifyReceipt(receipt);
  const failed = verdict.checks.flatMap(({ problem }) => problem?.[ctx.language]() ?? []);
  const { level } = draw.terms;
  await ctx.reply(
    checkText.checked,
    { ...shown, level, weak: isWeak(level), failed: failed.join("；") },
    { file: { name: `draw-${id}.json`, content: receiptText(receipt) } },
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
  const won = { communityId: community.id, state: { in: ["won", "claimed"] } };
  const wins = await tx.$queryRaw<{ name: string; count: number }[]>`
    SELECT p.name, count(*)::int AS count FROM draw_winner w
    JOIN member m ON m.community_id = w.community_id AND m.id = w.member_id
    JOIN member p ON p.community_id = m.community_id AND p.id = coalesce(m.merged_into_id, m.id)
    WHERE w.community_id = ${community.id} AND w.state <> 'skipped' AND p.name <> ''
      AND NOT EXISTS (SELECT FROM opt_out o WHERE o.community_id = p.community_id AND o.member_id = p.id AND o.choice = 'boards')
    GROUP BY p.id, p.name ORDER BY 2 DESC, p.id LIMIT ${winsShown}`;
  const own = { ...won, memberId: { in: await memberIdsOf(tx, community.id, member.id) } };
  await ctx.reply(checkText.stats, {
    draws: count("settled", "over"),
    voids: count("void"),
    cancelled: count("cancelled"),
    skips: await tx.drawWinner.count({ where: { communityId: community.id, state: "skipped" } }),
    entries: states.reduce((sum, { _sum }) => sum + (_sum.entries ?? 0), 0),
    wins: wins.map(({ name, count: times }) => ({ name: maskedName(name), count: times })),
    own: await tx.drawWinner.count({ where: own }),
  });
}

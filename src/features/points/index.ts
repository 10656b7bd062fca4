import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import { shownNames } from "../../members/lookalike.ts";
import {
  accountOf,
  periodOf,
  ranking,
  settleChatPoints,
  standingOf,
  tierName,
  tierSettings,
} from "../../points/index.ts";
import { carriedOut } from "./award.ts";
import { showBill, showRules, talkToday } from "./bill.ts";
import { exportPoints } from "./export.ts";
import { daysIn, meansExport, spanFrom } from "./rules.ts";
import { pointsFigures, pointsOfPeriod } from "./digest.ts";
import { text } from "./text.ts";

/** How many people a ranking in the group shows. */
const boardLength = 10;

/** Members' points, their bill and the ranking; pays the day's talk when the day is over. */
export function points(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "points",
    title: text.title,
    commands: [
      {
        name: "points",
        aliases: ["积分", "我的积分", "查询积分", "查积分"],
        who: "member",
        help: text.pointsHelp,
        instead: { command: "points_export", when: ({ args }) => meansExport(args) },
        run: (ctx) => (/^(rules|规则|規則)$/i.test(ctx.args) ? showRules(ctx, features()) : showPoints(ctx)),
      },
      {
        name: "top",
        alsoNamed: ["rank"],
        aliases: ["排行榜", "排行", "积分榜", "积分排行", "活跃榜"],
        who: "member",
        takesArguments: true,
        help: text.topHelp,
        run: showTop,
      },
      {
        name: "why",
        // a bare 为什么 is talk
        alsoNamed: ["为什么"],
        aliases: ["积分明细", "我的明细", "积分记录", "数字说明"],
        who: "member",
        takesArguments: true,
        help: text.whyHelp,
        run: (ctx) => (ctx.args === "" ? showBill(ctx, features()) : explain(ctx, features())),
      },
      {
        name: "points_rules",
        aliases: ["积分规则", "怎么得积分"],
        who: "member",
        help: text.rulesHelp,
        run: (ctx) => showRules(ctx, features()),
      },
      {
        name: "points_export",
        aliases: ["导出积分"],
        who: "manager",
        where: "private",
        takesArguments: true,
        help: text.exportHelp,
        audit: (ctx) => (daysIn(ctx.args) ? ctx.args : ""),
        run: (ctx) => exportPoints(ctx, features()),
      },
      {
        name: "award",
        aliases: ["加积分", "加分"],
        who: "manager",
        takesArguments: true,
        help: text.awardHelp,
        ...carriedOut("award"),
      },
      {
        name: "deduct",
        aliases: ["扣积分", "扣分"],
        who: "manager",
        takesArguments: true,
        help: text.deductHelp,
        ...carriedOut("deduct"),
      },
    ],
    schedules: [{ name: "settleChat", at: "00:05", run: settleYesterday }],
    digest: pointsOfPeriod,
    figures: pointsFigures,
    points: {
      reasons: { chat: text.chatReason, award: text.awardReason, deduct: text.deductReason, moved: text.movedReason },
      rules: async () => [text.chatRule],
      today: talkToday,
    },
  });
}

async function showPoints(ctx: Ctx): Promise<void> {
  const { tx, member, today } = ctx;
  const { tiers } = await ctx.settings(tierSettings);
  const { points, rank, tier, pending } = await accountOf(tx, member.communityId, member.id, today);
  await ctx.reply(text.points, {
    balance: points,
    rank,
    // staff are not paid for talk
    pending: member.role ? 0 : pending,
    tier: tierName(tiers, tier, ctx.language),
  });
}

async function showTop(ctx: Ctx): Promise<void> {
  const { tx, member, today, language } = ctx;
  const span = spanFrom(ctx.args);
  if (!span) throw new Refusal(text.unknownSpan, { word: ctx.args.slice(0, 20) });
  const period = periodOf(span, today);
  const ranked = ranking(tx, member.communityId, period, boardLength);
  const named = ranked.then((people) => people.map((one) => ({ id: one.memberId, name: one.name })));
  const [people, own, names] = await Promise.all([
    ranked,
    standingOf(tx, member.communityId, member.id, period),
    shownNames(tx, member.communityId, named, language),
  ]);
  if (people.length === 0) throw new Refusal(text.empty, { span });
  const { tiers } = await ctx.settings(tierSettings);
  const lines = people.map((one, index) => ({
    rank: one.rank,
    points: one.points,
    tier: tierName(tiers, one.tier, language),
    name: names[index] ?? "",
  }));
  await ctx.reply(text.board, { span, lines, own });
}

/** "/why wau": whichever feature has a figure of that name tells what it means. */
async function explain(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  for (const feature of features) {
    const words = await feature.why?.(ctx, ctx.args);
    if (words) return ctx.reply(words);
  }
  throw new Refusal(text.unknownFigure, { word: ctx.args.slice(0, 20) });
}

async function settleYesterday(ctx: BaseCtx): Promise<void> {
  await settleChatPoints(ctx.tx, ctx.community.id, ctx.today, { at: ctx.now, day: ctx.today });
}

import type { BaseCtx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import type { Text } from "../../core/text.ts";
import { dayMs } from "../../core/time.ts";
import { privateChatOf } from "../../members/chats.ts";
import { mayWriteFirst } from "../../members/choices.ts";
import { shownNames } from "../../members/lookalike.ts";
import {
  earnedBy,
  earnedLately,
  nextTier,
  tierFor,
  tierSettings,
  tierStates,
  warningDays,
  writeTier,
  type TierMove,
  type Tiers,
  type TierState,
} from "../../points/index.ts";
import { text } from "./text.ts";

declare module "../../core/context.ts" {
  interface Facts {
    "tier.changed": { memberId: number; from: number; to: number };
  }
}

/** Tiers (会员等级) by the points of 90 days: up at once, down slowly and never unannounced. */
export const tiers = defineFeature({
  name: "tiers",
  title: text.title,
  settings: tierSettings.settings,
  settingTexts: text.settings,
  on: { "points.earned": (ctx, { memberId, chatId }) => raise(ctx, memberId, chatId) },
  // after the day's talk is paid
  schedules: [{ name: "review", at: "00:20", run: review }],
});

async function raise(ctx: BaseCtx, person: number, chatId: number | null): Promise<void> {
  const { tiers } = await ctx.settings(tierSettings);
  const { earned, tier } = await earnedBy(ctx.tx, ctx.community.id, ctx.today, person);
  if (tierFor(tiers, earned) <= tier) return;
  const states = await tierStates(ctx.tx, ctx.community.id, [person]);
  await look(ctx, { person, state: states.get(person) ?? lowest(ctx), earned, tiers, chatId });
}

/** Everybody who has a tier or earned points lately. */
async function review(ctx: BaseCtx): Promise<void> {
  const { tiers } = await ctx.settings(tierSettings);
  const earned = await earnedLately(ctx.tx, ctx.community.id, ctx.today);
  const states = await tierStates(ctx.tx, ctx.community.id);
  for (const person of new Set([...earned.keys(), ...states.keys()])) {
    const state = states.get(person) ?? lowest(ctx);
    await look(ctx, { person, state, earned: earned.get(person) ?? 0, tiers, chatId: null });
  }
}

const lowest = (ctx: BaseCtx): TierState => ({ tier: 0, sinceDay: ctx.today, warnedDay: null, loweredDay: null });

interface Look {
  person: number;
  state: TierState;
  earned: number;
  tiers: Tiers;
  /** where they may be congratulated if not in private */
  chatId: number | null;
}

async function look(ctx: BaseCtx, { person, state, earned, tiers, chatId }: Look): Promise<void> {
  const { state: next, move } = nextTier(state, tierFor(tiers, earned), ctx.today);
  if (move === "none") return;
  await writeTier(ctx.tx, ctx.community.id, person, next);
  if (next.tier !== state.tier) ctx.emit("tier.changed", { memberId: person, from: state.tier, to: next.tier });
  if (move === "safe") return;
  await tell(ctx, { person, move, tiers, tier: next.tier, earned, chatId });
}

interface Told {
  person: number;
  move: TierMove;
  tiers: Tiers;
  tier: number;
  earned: number;
  chatId: number | null;
}

/**
 * In private where the person has spoken to the bot and does not mind; only good news may be told in
 * the group, of those who cannot be told in private.
 */
async function tell(ctx: BaseCtx, told: Told): Promise<void> {
  const { person, move, tiers, tier, chatId } = told;
  const where = await privateChatOf(ctx.tx, ctx.community.id, person);
  const chat = where ?? (move === "raised" ? chatId : null);
  if (chat === null || (where !== null && !(await mayWriteFirst(ctx, person)))) return;
  const member = await ctx.tx.member.findUniqueOrThrow({
    where: { communityId_id: { communityId: ctx.community.id, id: person } },
  });
  const language = member.language === "en" || member.language === "zh" ? member.language : ctx.community.language;
  const say = <P>(words: Text<P>, params: P) => words[language](params);
  const named = tiers[tier]?.[language] ?? "";
  const words = {
    raised: where
      ? say(text.raised, { tier: named })
      : say(text.raisedHere, {
          tier: named,
          name: (await shownNames(ctx.tx, ctx.community.id, [member], language))[0] ?? "",
        }),
    warned: say(text.warned, { tier: named, days: warningDays, missing: (tiers[tier]?.from ?? 0) - told.earned }),
    lowered: say(text.lowered, { tier: named }),
    none: "",
    safe: "",
  } satisfies Record<TierMove, string>;
  await ctx.post(chat, {
    key: `tier:${person}:${move}:${tier}:${ctx.today}`,
    text: words[move],
    kind: "unasked",
    priority: priorities.nudge,
    // in a group with no room for it, today or tomorrow morning, it is old news
    ...(where === null ? { deadlineAt: new Date(ctx.now.getTime() + dayMs) } : {}),
  });
}

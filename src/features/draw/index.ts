import { Refusal, type BaseCtx, type Ctx, type EventCtx } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import type { ButtonEvent, MessageEvent } from "../../core/event.ts";
import { dayToDate, type Day } from "../../core/time.ts";
import { may } from "../../members/person.ts";
import { reduceOld } from "./archive.ts";
import { bringBeacon, look, witness, witnessByReply, type FetchBeacon } from "./beacons.ts";
import { check, stats } from "./check.ts";
import { claim, hush, showWinners } from "./claim.ts";
import { showCounter } from "./counter.ts";
import { answer, auditHost, drop, newDraw, pressDraft } from "./draft.ts";
import { enterByDeed, enterHere, hearKeyword, info, pressEntry, wishIn } from "./enter.ts";
import { addCodes, cancelling, numberFrom, voiding } from "./host.ts";
import { opening, stopInstant } from "./instant/open.ts";
import { checkPlay, play, reveal } from "./instant/play.ts";
import { instantText } from "./instant/text.ts";
import { drawFigures, drawsOfPeriod, firstDraw } from "./digest.ts";
import { drawPerson } from "./person.ts";
import { showPicture } from "./picture.ts";
import { openPlanned, plans, replan } from "./plan.ts";
import { settings, settingTexts } from "./settings.ts";
import { hostText } from "./text-host.ts";
import { lookAt, type Draw } from "./store.ts";
import { supplementing } from "./supplement.ts";
import { planText } from "./text-plan.ts";
import { supplementText } from "./text-supplement.ts";
import { text } from "./text.ts";

/** What the feature needs of the world outside; tests bring their own. */
export interface DrawPorts {
  fetchBeacon: FetchBeacon;
  /** file of a font with Chinese; absent: results come without a picture */
  font?: string | undefined;
}

/** Lucky draws (抽奖) by scheme cs-draw/1: nobody can bend them, and anybody can compute the result again. */
export function draw({ fetchBeacon, font }: DrawPorts): Feature {
  return defineFeature({
    name: "draw",
    title: text.title,
    commands: [
      {
        name: "draw",
        aliases: ["抽奖", "参加抽奖", "我要抽奖"],
        who: "member",
        takesArguments: true,
        help: text.help,
        run: dispatch,
      },
      {
        name: "new_draw",
        aliases: ["开启抽奖", "发起抽奖", "新建抽奖"],
        who: "host",
        takesArguments: true,
        help: hostText.newHelp,
        run: (ctx) => newDraw(ctx, ctx.args),
      },
      {
        name: "draw_info",
        aliases: ["抽奖详情"],
        who: "member",
        takesArguments: true,
        listed: false,
        help: text.infoHelp,
        run: (ctx) => info(ctx, ctx.args),
      },
      {
        name: "winners",
        aliases: ["中奖名单"],
        who: "member",
        listed: false,
        help: text.winnersHelp,
        run: showWinners,
      },
      {
        name: "claim_prize",
        aliases: ["领奖", "兑奖"],
        who: "member",
        where: "private",
        help: text.claimHelp,
        run: claim,
      },
      {
        name: "draw_check",
        aliases: ["核对抽奖", "查验抽奖"],
        who: "member",
        takesArguments: true,
        listed: false,
        help: text.checkHelp,
        run: (ctx) => check(ctx, numberFrom(ctx.args).id),
      },
      { name: "draw_stats", aliases: ["抽奖统计"], who: "member", listed: false, help: text.statsHelp, run: stats },
      {
        name: "draw_beacon",
        aliases: ["开奖"],
        who: "member",
        takesArguments: true,
        listed: false,
        help: text.beaconHelp,
        run: (ctx) => bringBeacon(ctx, ctx.args),
      },
      {
        name: "witness",
        aliases: ["见证"],
        who: "member",
        where: "group",
        takesArguments: true,
        listed: false,
        help: text.witnessHelp,
        run: (ctx) => witness(ctx, ctx.args),
      },
      {
        name: "cancel_draw",
        aliases: ["取消抽奖"],
        who: "host",
        takesArguments: true,
        help: hostText.cancelHelp,
        ...cancelling,
      },
      {
        name: "void_draw",
        aliases: ["作废抽奖"],
        who: "manager",
        takesArguments: true,
        help: hostText.voidHelp,
        ...voiding,
      },
      {
        name: "draw_add",
        aliases: ["添加奖品", "抽奖补充", "延长领奖"],
        who: "host",
        takesArguments: true,
        help: supplementText.help,
        ...supplementing,
      },
      {
        name: "draw_plan",
        aliases: ["抽奖计划"],
        who: "host",
        takesArguments: true,
        help: planText.help,
        run: (ctx) => plans(ctx, ctx.args),
      },
      {
        name: "scratch",
        aliases: ["刮刮乐", "刮一刮"],
        who: "member",
        takesArguments: true,
        help: instantText.help,
        run: scratch,
      },
      {
        name: "new_scratch",
        aliases: ["开启刮刮乐"],
        who: "host",
        takesArguments: true,
        help: instantText.newHelp,
        ...opening,
      },
      { name: "stop_scratch", aliases: ["停止刮刮乐"], who: "host", help: instantText.stopHelp, run: stopInstant },
      {
        name: "prize_codes",
        aliases: ["录入奖品码"],
        who: "host",
        where: "private",
        takesArguments: true,
        help: hostText.codesHelp,
        audit: (ctx) => numberFrom(ctx.args).id.toString(),
        run: addCodes,
      },
    ],
    // "stop" to what was asked about a draw ends that, and nothing else
    takes: drop,
    events: { button: press, message: hear },
    on: {
      "configuration.changed": async (ctx, { key }) => (key === "community.timeZone" ? replan(ctx) : undefined),
      "checkin.done": (ctx, { memberId, day, streak }) => heardStreak(ctx, memberId, day, streak),
      "checkin.madeUp": (ctx, { memberId, streak }) => heardStreak(ctx, memberId, ctx.today, streak),
      "quiz.finished": (ctx, { quizId, memberIds }) => enterByDeed(ctx, `quiz:${quizId}`, memberIds, byQuiz),
      "quiz.seasonClosed": (ctx, { number, memberIds }) => enterByDeed(ctx, `season:${number}`, memberIds, byQuiz),
    },
    jobs: {
      "draw.look": (job) => look(job, fetchBeacon),
      "draw.counter": showCounter,
      "draw.picture": (job) => showPicture(job, font ?? null),
      "draw.plan": openPlanned,
      "draw.hush": hush,
      "instant.reveal": (job) => reveal(job, fetchBeacon),
    },
    // should a job have been lost: every draw that is not over is looked at again
    schedules: [{ name: "look", at: ["04:10", "10:10", "16:10", "22:10"], run: lookAtAll }],
    settings,
    settingTexts,
    digest: drawsOfPeriod,
    figures: drawFigures,
    milestones: [firstDraw],
    person: drawPerson,
    points: { reasons: { draw: text.spentReason, prize: text.prizeReason } },
  });
}

/** /draw with a word behind it, in either language; alone, or with a number, it enters. */
const subcommands: readonly [form: RegExp, run: (ctx: Ctx, rest: string) => Promise<void>][] = [
  [/^(?:new|新建|开启)$/iu, newByHost],
  [/^(?:info|详情|列表|list)$/iu, info],
  [/^(?:winners|名单|中奖名单)$/iu, (ctx) => showWinners(ctx)],
  [/^(?:check|verify|核对|查验)$/iu, (ctx, rest) => check(ctx, numberFrom(rest).id)],
  [/^(?:stats|统计)$/iu, (ctx) => stats(ctx)],
  [/^(?:beacon|开奖)$/iu, bringBeacon],
  [/^(?:witness|见证)$/iu, witness],
];

async function dispatch(ctx: Ctx): Promise<void> {
  const wish = wishIn(ctx.args);
  if (wish) return enterHere(ctx, wish);
  const [word = ""] = ctx.args.split(/\s/u);
  const found = subcommands.find(([form]) => form.test(word));
  if (!found) throw new Refusal(text.unknownWord);
  await found[1](ctx, ctx.args.slice(word.length).trim());
}

/** 刮刮乐 plays; with 核对 and a number it explains a play. */
async function scratch(ctx: Ctx): Promise<void> {
  const found = /^(?:核对|check)\s*#?(\d{1,9})$/iu.exec(ctx.args);
  await (found ? checkPlay(ctx, Number(found[1])) : play(ctx));
}

async function newByHost(ctx: Ctx, words: string): Promise<void> {
  if (!may(ctx.member.role, "host")) throw new Refusal(hostText.hostOnly);
  await newDraw(ctx, words);
  await auditHost(ctx, "new_draw", "");
}

async function press(ctx: EventCtx<ButtonEvent>): Promise<void> {
  if (!(await pressEntry(ctx))) await pressDraft(ctx);
}

async function hear(ctx: EventCtx<MessageEvent>): Promise<void> {
  if (ctx.event.forwarded) return;
  if (await answer(ctx)) return;
  if (await witnessByReply(ctx)) return;
  await hearKeyword(ctx);
}

/** Remembers how long somebody checks in, and enters them where that is what it takes. */
async function heardStreak(ctx: BaseCtx, memberId: number, day: Day, streak: number): Promise<void> {
  const note = ctx.tx.$executeRaw`
    INSERT INTO draw_streak (community_id, member_id, day, streak)
    VALUES (${ctx.community.id}, ${memberId}, ${dayToDate(day)}::date, ${streak})
    ON CONFLICT (community_id, member_id) DO UPDATE SET day = excluded.day, streak = excluded.streak`;
  const deed = `${memberId}:${day}`;
  const isEarned = ({ terms }: Draw) => terms.streak !== null && streak >= terms.streak;
  await Promise.all([note, enterByDeed(ctx, deed, [memberId], isEarned)]);
}

const byQuiz = ({ terms }: Draw): boolean => terms.quiz;

async function lookAtAll(ctx: BaseCtx): Promise<void> {
  const { tx, community } = ctx;
  const states = ["open", "frozen", "settled"];
  const draws = await tx.draw.findMany({
    where: { communityId: community.id, state: { in: states } },
    select: { id: true },
  });
  for (const { id } of draws) await lookAt(ctx, id, ctx.now);
  await reduceOld(ctx);
}

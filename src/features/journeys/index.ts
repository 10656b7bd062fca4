import type { BotStatusEvent, MessageEvent } from "../../core/event.ts";
import type { BaseCtx, EventCtx, MemberInfo } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import { Prisma, writeAtEnd } from "../../core/database/index.ts";
import { anyOf } from "../../core/person.ts";
import { dayToDate, type Day } from "../../core/time.ts";
import { choose } from "../../members/choices.ts";
import { askBeforeStart, auditedOrder, journeyCommand, wordOfOrder } from "./commands.ts";
import { tellManagers } from "./managers.ts";
import { journeyFigures, journeysOfPeriod } from "./digest.ts";
import { journeysPerson } from "./person.ts";
import { phrase, type Phraser } from "./phrasing.ts";
import { runJourneys } from "./run.ts";
import { tasksCommand } from "./tasks.ts";
import { auditFile, fileJob, neverUnasked, takeFile, takeJourney } from "./intake.ts";
import { saysStop } from "../../core/off-words.ts";
import { inLanguage } from "../../core/written.ts";
import { text } from "./text.ts";
import { noteBlock } from "./upkeep.ts";

/**
 * Journeys: a kind word at the right moment, within manners, and the proof whether it helped.
 * @param phraser who may put private words in other words, where a journey wishes it; null = nobody
 */
export function journeys(features: () => readonly Feature[], phraser: Phraser | null = null): Feature {
  return defineFeature({
    name: "journeys",
    title: text.title,
    commands: [
      {
        name: "journey",
        alsoNamed: ["journeys"],
        aliases: ["旅程", "关怀旅程"],
        who: "manager",
        where: "private",
        takesArguments: true,
        help: text.journeyHelp,
        audit: auditedOrder,
        auditWord: wordOfOrder,
        confirm: (ctx) => askBeforeStart(ctx, features()),
        run: (ctx) => journeyCommand(ctx, features()),
      },
      {
        name: "journey_take",
        aliases: ["确认保存旅程"],
        who: "manager",
        where: "private",
        listed: false,
        help: text.journeyHelp,
        audit: auditFile,
        confirm: neverUnasked,
        run: takeJourney,
      },
      {
        name: "tasks",
        aliases: ["任务", "待办"],
        who: "manager",
        where: "private",
        takesArguments: true,
        help: text.tasksHelp,
        run: (ctx) => tasksCommand(ctx, features()),
      },
      {
        name: "stop",
        aliases: ["别打扰我", "不要打扰我"],
        who: "member",
        listed: false,
        help: text.stopHelp,
        run: stop,
      },
    ],
    takes: taken,
    events: { message: heard, botStatus: blocked },
    on: {
      "checkin.done": noteStreak,
      "checkin.madeUp": noteStreak,
      "journey.stopped": (ctx, { journey, because }) =>
        tellManagers(ctx, `journeys:stopped:${journey}:${ctx.today}`, text.stoppedByItself, { name: journey, because }),
    },
    // after the night's look at everybody; the evening is for what ends with the day
    schedules: [
      { name: "morning", at: "10:05", run: ask },
      { name: "evening", at: "18:30", run: ask },
    ],
    // a job knows the real present: a schedule made up for late would speak at night
    jobs: {
      "journeys.run": (job) => job.act((ctx) => runJourneys(ctx, features(), phraser)),
      "journeys.phrase": (job) => phrase(job, phraser),
      "journeys.file": (job) => fileJob(job, features()),
    },
    points: { reasons: { gift: text.giftReason } },
    digest: journeysOfPeriod,
    figures: journeyFigures,
    person: journeysPerson,
  });
}

const ask = (ctx: BaseCtx): Promise<void> =>
  ctx.enqueue({ name: "journeys.run", key: `journeys:${ctx.now.toISOString()}`, payload: {} });

/** 别打扰我: one word, and it is confirmed. */
async function stop(ctx: EventCtx & { readonly member: MemberInfo }): Promise<void> {
  await choose(ctx.tx, ctx.member, "nudges", false, ctx.now);
  await ctx.tx.$executeRaw`
    UPDATE journey_member SET due_day = NULL, ended_for = 'optedOut' WHERE community_id = ${ctx.community.id}
      AND member_id = ${anyOf(ctx.community.id, ctx.member.id)} AND due_day IS NOT NULL`;
  await ctx.reply(text.stopped);
}

/**
 * An off word, also from somebody who waits for a person, or a file that says it is a journey: nothing for anybody else. In a
 * group it is said to the bot or answers something of ours, whatever that asked for; who is asked for more takes it first.
 */
async function taken(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { member, event } = ctx;
  if (!member) return false;
  if (ctx.chat.kind === "private" && (await takeFile(ctx, member))) return true;
  const said = event.forwarded ? null : saysStop(event.text);
  if (said === null) return false;
  await stop({ ...inLanguage(ctx, said), member });
  return true;
}

/** The first word in private after a nudge is an answer: those journeys that end with one do. */
async function heard(ctx: EventCtx<MessageEvent>): Promise<void> {
  const { tx, community, member, chat } = ctx;
  if (!member || chat.kind !== "private") return;
  const statement = Prisma.sql`
    UPDATE journey_member j SET due_day = NULL, ended_for = 'answered'
    WHERE j.community_id = ${community.id} AND j.member_id = ${anyOf(community.id, member.id)} AND j.due_day IS NOT NULL
      AND NOT EXISTS (SELECT FROM journey d WHERE d.community_id = j.community_id AND d.name = j.journey
        AND NOT d.declaration->'endOn' ? 'answered')`;
  await writeAtEnd(tx, "journey_member", statement);
}

async function blocked(ctx: EventCtx<BotStatusEvent>): Promise<void> {
  if (ctx.event.status === "blocked") await noteBlock(ctx, ctx.chat.id);
}

/** Check-in tells how long somebody's run is; what it says last is kept. */
async function noteStreak(ctx: BaseCtx, { memberId, day, streak }: { memberId: number; day: Day; streak: number }) {
  const statement = Prisma.sql`
    INSERT INTO journey_streak AS s (community_id, member_id, day, streak) VALUES (${ctx.community.id}, ${memberId}, ${dayToDate(day)}, ${streak})
    ON CONFLICT (community_id, member_id) DO UPDATE SET day = excluded.day, streak = excluded.streak WHERE excluded.day >= s.day`;
  await writeAtEnd(ctx.tx, "journey_streak", statement);
}

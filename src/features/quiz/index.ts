import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import { defineFeature, type Command, type Feature } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { dayMs } from "../../core/time.ts";
import { may } from "../../members/person.ts";
import { appendAudit } from "../../operators/audit.ts";
import { wordsKept } from "../../operators/shown.ts";
import { accept } from "./accept.ts";
import { auditImport, importCommand, importJob, neverUnasked, takeBank } from "./bank/intake.ts";
import { dailyJob, planDay } from "./daily.ts";
import { firstQuiz, quizFigures, quizzesOfPeriod } from "./digest.ts";
import { draftCommand, draftJob, type Drafter } from "./drafts/draft.ts";
import { sitBy, startSitting } from "./exam/sit.ts";
import { offerQuestion } from "./offer.ts";
import { pause, resume, skip, start, stop } from "./manage.ts";
import { quizPerson } from "./person.ts";
import { advanceJob } from "./play/advance.ts";
import { answeredByOffWord, pressed, said } from "./play/answer.ts";
import { crowd } from "./play/crowd.ts";
import { askClose, closeSeason } from "./season.ts";
import { quizSettings, settings } from "./settings.ts";
import { show, showBanks, showOwn, showTop } from "./show.ts";
import { showStats } from "./stats.ts";
import { text } from "./text.ts";

const inGroup = { where: "group" } as const;
const withWords = { takesArguments: true } as const;

/** What may also be said behind /quiz: "/quiz stats" is /quiz_stats. */
const verbs: readonly Command[] = [
  {
    name: "quiz_start",
    aliases: ["开始答题", "开启答题"],
    who: "host",
    ...inGroup,
    ...withWords,
    help: text.startHelp,
    run: start,
  },
  { name: "quiz_pause", aliases: ["暂停答题"], who: "host", ...inGroup, help: text.pauseHelp, run: pause },
  { name: "quiz_resume", aliases: ["继续答题"], who: "host", ...inGroup, help: text.resumeHelp, run: resume },
  { name: "quiz_skip", aliases: ["跳过", "下一题"], who: "host", ...inGroup, help: text.skipHelp, run: skip },
  { name: "quiz_stop", aliases: ["结束答题", "停止答题"], who: "host", ...inGroup, help: text.stopHelp, run: stop },
  {
    name: "quiz_accept",
    aliases: ["认可答案"],
    who: "host",
    ...inGroup,
    ...withWords,
    help: text.acceptHelp,
    run: accept,
  },
  { name: "quiz_stats", aliases: ["答题统计"], who: "host", where: "private", help: text.statsHelp, run: showStats },
  { name: "quiz_banks", aliases: ["题库"], who: "host", help: text.banksHelp, run: showBanks },
  { name: "quiz_top", aliases: ["答题榜", "答题排行"], who: "member", ...withWords, help: text.topHelp, run: showTop },
  { name: "quiz_me", aliases: ["我的答题"], who: "member", help: text.ownHelp, run: showOwn },
];

/** Only where there is a model to do it. */
const draftOrder: Command = {
  name: "quiz_draft",
  aliases: ["出题"],
  who: "host",
  where: "private",
  takesArguments: true,
  help: text.draftHelp,
  auditWord: wordsKept({ taken: "收下", dropped: "不要" }),
  run: draftCommand,
};

/**
 * Quizzes (答题): races, rounds, marathons, a question a day, and exams in private.
 * @param drafter a model that may draft questions for operators to approve; null = none
 */
export const quiz = (drafter: Drafter | null = null): Feature =>
  defineFeature({
    name: "quiz",
    title: text.title,
    commands: [
      { name: "quiz", aliases: ["答题"], who: "member", help: text.help, run: quizCommand },
      ...verbs,
      {
        name: "quiz_season",
        aliases: ["结束赛季"],
        who: "manager",
        takesArguments: true,
        help: text.seasonHelp,
        confirm: askClose,
        run: closeSeason,
      },
      {
        name: "quiz_import",
        aliases: ["导入题库"],
        who: "host",
        where: "private",
        takesArguments: true,
        help: text.importHelp,
        run: importCommand,
      },
      {
        name: "quiz_take",
        aliases: ["确认导入题库"],
        who: "host",
        where: "private",
        listed: false,
        help: text.importHelp,
        confirm: neverUnasked,
        audit: auditImport,
        auditWord: wordsKept({ characters: "字" }),
        run: takeBank,
      },
      ...(drafter ? [draftOrder] : []),
      {
        name: "exam",
        aliases: ["考试", "参加考试"],
        who: "member",
        where: "private",
        help: text.examHelp,
        run: startSitting,
      },
    ],
    events: { button: pressed, message: said },
    takes: async (ctx) => (await sitBy(ctx)) || answeredByOffWord(ctx),
    crowd,
    jobs: {
      "quiz.advance": advanceJob,
      "quiz.daily": dailyJob,
      "quiz.import": importJob,
      "quiz.draft": (job) => draftJob(job, drafter),
    },
    schedules: [
      { name: "planDay", at: "00:00", run: planDay },
      { name: "prune", at: "03:45", run: prune },
    ],
    settings,
    settingTexts: text.settings,
    points: {
      reasons: { quiz: text.reason, "quiz-season": text.seasonReason },
      rules: async (ctx) => [fill(text.pointsRule, await ctx.settings(quizSettings))],
    },
    digest: quizzesOfPeriod,
    figures: quizFigures,
    milestones: [firstQuiz],
    person: quizPerson,
    offer: offerQuestion,
  });

/** "/quiz race 10" and "/quiz stats": the words behind it may be a command of their own. */
async function quizCommand(ctx: Ctx): Promise<void> {
  const [word = ""] = ctx.args.split(/\s+/u);
  const named = verbs.find((one) => one.name === `quiz_${word.toLowerCase()}` || one.aliases.includes(word));
  const isFormat = /^(?:race|round|marathon|daily|exam|抢答|轮答|限时|马拉松|每日一题|每日|考试)$/iu.test(word);
  const verb = named ?? (isFormat ? verbs[0] : undefined);
  if (!verb) return show(ctx);
  if (!may(ctx.member.role, verb.who)) throw new Refusal(text.hostsOnly);
  if (verb.where && verb.where !== ctx.chat.kind)
    throw new Refusal(verb.where === "private" ? text.inPrivate : text.inTheGroup);
  await verb.run({ ...ctx, args: named ? ctx.args.slice(word.length).trim() : ctx.args });
  if (verb.who === "member") return;
  const { member, chat, now } = ctx;
  const entry = {
    at: now,
    actor: "person",
    memberId: member.id,
    role: member.role,
    chatId: chat.id,
    args: "",
    result: "done",
  } as const;
  await appendAudit(ctx.tx, ctx.community.id, { ...entry, command: verb.name });
}

/** Words of answers are kept for accepting one afterwards, no longer. */
const textDays = 30;

async function prune(ctx: BaseCtx): Promise<void> {
  const before = new Date(ctx.now.getTime() - textDays * dayMs);
  await ctx.tx.quizAnswer.updateMany({
    where: { communityId: ctx.community.id, at: { lt: before }, text: { not: "" } },
    data: { text: "" },
  });
}

import { text as words } from "../../core/text.ts";
import type { SettingText } from "../../core/feature.ts";
import type { QuizSettings } from "./settings.ts";

const of = (zh: string, en: string, zhHelp: string, enHelp: string): SettingText => ({
  name: words({ zh, en }),
  help: words({ zh: zhHelp, en: enHelp }),
});

/** What each setting of the quizzes is called and does. */
export const settingText: { readonly [K in keyof QuizSettings]: SettingText } = {
  points: of(
    "每题积分",
    "points a question",
    "简单题答对得几分，中等两倍，难题三倍",
    "For an easy question; twice for a middling, three times for a hard one",
  ),
  dailyCap: of(
    "每日上限",
    "points a day",
    "一个人一天答题最多得几分",
    "Most points one member earns by quizzes in a day",
  ),
  raceCount: of("抢答题数", "race length", "一场抢答几道题", "Questions in a race"),
  raceSeconds: of("抢答时限", "race time", "抢答和马拉松每题几秒", "Seconds a question in races and marathons"),
  hintSeconds: of(
    "提示间隔",
    "seconds to a hint",
    "几秒没人答对就给提示，0 为按秒不提示",
    "Seconds without a right answer before a hint; 0 = none",
  ),
  hintWrong: of(
    "答错提示",
    "wrong answers to a hint",
    "答错几次就给提示，0 为不给",
    "Wrong answers before a hint; 0 = none",
  ),
  roundCount: of("轮答题数", "round length", "一场轮答几道题", "Questions in a round"),
  roundSeconds: of("轮答时限", "round time", "轮答每题几秒", "Seconds a question in rounds"),
  marathonTarget: of("马拉松目标", "marathon target", "先答对几道获胜", "Right answers that win a marathon"),
  dailyOpens: of(
    "每日出题",
    "daily opens",
    "每日一题几点出，如 10:00",
    "When the daily question is put, such as 10:00",
  ),
  dailyCloses: of("每日揭晓", "daily closes", "每日一题几点揭晓，如 20:00", "When its answer is shown, such as 20:00"),
  examCount: of("考试题数", "exam length", "一场考试几道题", "Questions in an exam"),
  examDays: of("考试天数", "exam days", "考试开放几天", "Days an exam stays open"),
  gapSeconds: of("题间休息", "pause between", "揭晓以后隔几秒出下一题", "Seconds from an answer to the next question"),
  graceSeconds: of(
    "等待晚到",
    "grace",
    "截止后再等几秒网络慢的作答（以发出时间为准）",
    "Seconds in which answers that were given in time may still arrive",
  ),
  polls: of(
    "投票答题",
    "native polls",
    "轮答和每日一题用 Telegram 自带的测验投票；答完的人可能马上看到对错",
    "Rounds and daily questions as Telegram's own quizzes; whoever has voted may see at once what is right",
  ),
  bank: of("默认题库", "usual bank", "开始答题不写题库时用哪个", "The bank where none is named"),
};

import { text as words } from "../../core/text.ts";
import type { SettingText } from "../../core/feature.ts";
import type { QuizSettings } from "./settings.ts";

const of = (
  name: [zh: string, en: string],
  help: [zh: string, en: string],
  ...formerly: readonly string[]
): SettingText => ({
  name: words({ zh: name[0], en: name[1] }),
  help: words({ zh: help[0], en: help[1] }),
  formerly,
});

/** What each setting of the quizzes is called and does. */
export const settingText: { readonly [K in keyof QuizSettings]: SettingText } = {
  points: of(
    ["每题积分", "points a question"],
    ["简单题答对得几分，中等两倍，难题三倍", "For an easy question; twice for a middling, three times for a hard one"],
  ),
  dailyCap: of(
    ["答题每日积分上限", "most quiz points a day"],
    ["一个人一天答题最多得几分", "What one member can earn by quizzes in a day"],
    "每日上限",
  ),
  raceCount: of(["抢答题数", "questions in a race"], ["一场抢答几道题", "Where its host says nothing else"]),
  raceSeconds: of(
    ["抢答每题秒数", "seconds a question in a race"],
    ["抢答和马拉松每题几秒", "In marathons as well"],
    "抢答时限",
  ),
  hintSeconds: of(
    ["几秒没人答对就提示", "seconds before a hint"],
    ["几秒没人答对就给提示，0 为按秒不提示", "Without a right answer; 0 = no hint for waiting"],
    "提示间隔",
  ),
  hintWrong: of(
    ["答错几次就提示", "wrong answers before a hint"],
    ["答错几次就给提示，0 为不给", "However soon they come; 0 = no hint for them"],
    "答错提示",
  ),
  roundCount: of(["轮答题数", "questions in a round"], ["一场轮答几道题", "Where its host says nothing else"]),
  roundSeconds: of(
    ["轮答每题秒数", "seconds a question in a round"],
    ["轮答每题几秒", "Everybody may answer so long"],
    "轮答时限",
  ),
  marathonTarget: of(
    ["马拉松答对几道赢", "right answers that win a marathon"],
    ["先答对几道获胜", "Whoever has them first has won"],
    "马拉松目标",
  ),
  dailyOpens: of(
    ["每日一题几点出", "daily question comes at"],
    ["每日一题几点出，如 10:00", "Local time such as 10:00"],
    "每日出题",
  ),
  dailyCloses: of(
    ["每日一题几点揭晓", "its answer is shown at"],
    ["每日一题几点揭晓，如 20:00", "The daily question's, at a local time such as 20:00"],
    "每日揭晓",
  ),
  examCount: of(["考试题数", "questions in an exam"], ["一场考试几道题", "Where its host says nothing else"]),
  examDays: of(["考试开放几天", "days an exam is open"], ["考试开放几天", "From when its host opens it"], "考试天数"),
  gapSeconds: of(
    ["两题隔几秒", "seconds between questions"],
    ["揭晓以后隔几秒出下一题", "From an answer to the next question"],
    "题间休息",
  ),
  graceSeconds: of(
    ["截止后再等几秒", "seconds that late answers are waited for"],
    [
      "截止后再等几秒网络慢的作答（以发出时间为准）",
      "Answers that were given in time may arrive later; what counts is when they were given",
    ],
    "等待晚到",
  ),
  polls: of(
    ["用自带投票出题", "questions as Telegram's own quizzes"],
    [
      "轮答和每日一题用 Telegram 自带的测验投票；答完的人可能马上看到对错",
      "Rounds and daily questions; whoever has voted may see at once what is right",
    ],
    "投票答题",
  ),
  bank: of(["默认题库", "bank when none is named"], ["开始答题不写题库时用哪个", "/quiz banks lists them"]),
};

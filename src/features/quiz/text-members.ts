import {
  formatDay,
  formatDelta,
  formatNumber,
  formatTime,
  plural,
  text as words,
  type Language,
  type Text,
} from "../../core/text.ts";
import { localDay } from "../../core/time.ts";
import { lineEn, lineZh, type Line } from "./text-lines.ts";

/** A question of an exam that somebody got wrong. */
export interface Reviewed {
  position: number;
  text: string;
  /** what they answered */
  said: Text;
  key: Text;
  explanation: string;
}

/** What an instant is called: "20:00" today, with the day otherwise. */
function whenIn(at: Date, zone: string, language: Language): string {
  return `${formatDay(localDay(at, zone), language)} ${formatTime(at, zone, language)}`;
}

/** What members read outside a question: how to play, boards, their own record, exams. */
export const memberText = {
  help: words({ zh: "看现在的题目，或怎么玩", en: "the question that is on, or how to play" }),
  topHelp: words({ zh: "答题排行：答题榜 周、赛季、总", en: "quiz ranking: /quiz_top week, season or all" }),
  ownHelp: words({ zh: "我的正确率和连对", en: "your accuracy and streak" }),
  examHelp: words({ zh: "参加正在进行的考试", en: "sit the exam that is open" }),
  howToPlay: words<{ mayStart: boolean; hasExam: boolean }>({
    zh: ({ mayStart, hasExam }) =>
      `现在没有答题。${hasExam ? "有一场考试开着，私聊我发送“考试”。" : ""}${mayStart ? "\n开一场：开始答题 抢答 10、开始答题 轮答 5、开始答题 马拉松 10、开始答题 考试 10、开始答题 每日一题 10:00-20:00。" : "等主持人开始，或发送“答题榜”看排行。"}`,
    en: ({ mayStart, hasExam }) =>
      `No quiz is on.${hasExam ? " An exam is open: write /exam to me in private." : ""}${mayStart ? "\nBegin one: /quiz race 10, /quiz round 5, /quiz marathon 10, /quiz exam 10, /quiz daily 10:00-20:00." : " Wait for a host to begin one, or see /quiz_top."}`,
  }),
  unknownSpan: words<{ word: string }>({
    zh: ({ word }) => `没有“${word}”榜，可以看：答题榜 周、答题榜 赛季、答题榜 总。`,
    en: ({ word }) => `There is no ranking "${word}"; these are: week, season, all.`,
  }),
  emptyBoard: words({ zh: "还没有人得分。", en: "Nobody has scored yet." }),
  board: words<{ span: "week" | "season" | "all"; lines: Line[]; own: Line | null }>({
    zh: ({ span, lines, own }) =>
      [
        `🏆 答题榜 · ${{ week: "本周", season: "本赛季", all: "总榜" }[span]}`,
        ...lines.map(lineZh),
        ...(own && own.rank > lines.length ? [`你：第 ${own.rank} 名，${formatNumber(own.score, "zh")} 分`] : []),
      ].join("\n"),
    en: ({ span, lines, own }) =>
      [
        `🏆 Quiz ranking · ${{ week: "this week", season: "this season", all: "all time" }[span]}`,
        ...lines.map(lineEn),
        ...(own && own.rank > lines.length ? [`You: place ${own.rank}, ${formatNumber(own.score, "en")}`] : []),
      ].join("\n"),
  }),
  neverPlayed: words({ zh: "你还没答过题，下次一起玩！", en: "You have not played yet; join the next one!" }),
  own: words<{
    season: Record<"answered" | "right" | "score" | "streak", number>;
    all: Record<"answered" | "right" | "score" | "streak", number>;
  }>({
    zh: ({ season, all }) =>
      `本赛季：答对 ${season.right}/${season.answered}，${formatNumber(season.score, "zh")} 分。\n一共：答对 ${all.right}/${all.answered}（${percent(all)}），${formatNumber(all.score, "zh")} 分，连对 ${all.streak} 题。`,
    en: ({ season, all }) =>
      `This season: ${season.right} of ${season.answered} right, ${formatNumber(season.score, "en")}.\nIn all: ${all.right} of ${all.answered} right (${percent(all)}), ${formatNumber(all.score, "en")}; ${all.streak} right in a row.`,
  }),
  noExam: words({ zh: "现在没有考试。", en: "No exam is open." }),
  satAlready: words({ zh: "这场考试你已经考过了，每人一次。", en: "You have sat this exam; everybody sits it once." }),
  examBegins: words<{ count: number }>({
    zh: ({ count }) => `考试开始，共 ${count} 题，每题只能答一次，全部答完给分数和讲解。`,
    en: ({ count }) =>
      `The exam begins: ${plural(count, "question", "questions")}, one answer each; score and review when you are through.`,
  }),
  notAnAnswer: words({
    zh: "这不像这道题的答案，再看看题目？",
    en: "That is no answer to this question; look at it again?",
  }),
  graded: words<{
    right: number;
    count: number;
    score: number;
    points: number;
    review: Reviewed[];
  }>({
    zh: ({ right, count, points, review }) =>
      [
        `📝 考完了：${count} 题答对 ${right} 题${points > 0 ? `，${formatDelta(points, "zh")} 分` : ""}。` +
          (right === count ? "全对，真棒！" : ""),
        ...review.map(
          (one) =>
            `✗ ${one.position}. ${one.text}\n　你答：${one.said.zh()}\n　答案：${one.key.zh()}${one.explanation ? `。${one.explanation}` : ""}`,
        ),
      ].join("\n"),
    en: ({ right, count, points, review }) =>
      [
        `📝 Done: ${right} of ${count} right${points > 0 ? `, ${formatDelta(points, "en")} points` : ""}.` +
          (right === count ? " All of them, well done!" : ""),
        ...review.map(
          (one) =>
            `✗ ${one.position}. ${one.text}\n   You said: ${one.said.en()}\n   Answer: ${one.key.en()}${one.explanation ? `. ${one.explanation}` : ""}`,
        ),
      ].join("\n"),
  }),
  examOpen: words<{ count: number; closesAt: Date; timeZone: string }>({
    zh: ({ count, closesAt, timeZone }) =>
      `📝 考试开始了：${count} 题，每人一次，到 ${whenIn(closesAt, timeZone, "zh")} 为止。私聊我发送“考试”参加，别人看不到你的答案。`,
    en: ({ count, closesAt, timeZone }) =>
      `📝 An exam is open: ${plural(count, "question", "questions")}, once for everybody, until ${whenIn(closesAt, timeZone, "en")}. Write /exam to me in private; nobody sees your answers.`,
  }),
  reason: words({ zh: "答题", en: "quiz" }),
  seasonReason: words({ zh: "答题赛季奖励", en: "quiz season prize" }),
  pointsRule: words<{ points: number; dailyCap: number }>({
    zh: ({ points, dailyCap }) =>
      `答题：简单题 ${points} 分，中等 ${points * 2}，难题 ${points * 3}；轮答按速度最多翻倍；每天最多 ${dailyCap} 分。`,
    en: ({ points, dailyCap }) =>
      `quizzes: ${points} for an easy question, ${points * 2} and ${points * 3} for harder ones; in rounds up to double for speed; ${dailyCap} a day at most.`,
  }),
};

function percent({ right, answered }: { right: number; answered: number }): string {
  return `${answered === 0 ? 0 : Math.round((100 * right) / answered)}%`;
}

import { formatNumber, plural, text as words } from "../../core/text.ts";

const short = (question: string) =>
  Array.from(question).length > 40 ? `${Array.from(question).slice(0, 39).join("")}…` : question;

interface Asked {
  text: string;
  answered: number;
  right: number;
}

/** What the digest says of quizzes. */
export const digestText = {
  title: words({ zh: "答题", en: "quizzes" }),
  players: words({ zh: "答题的人", en: "players" }),
  answers: words({ zh: "作答", en: "answers" }),
  line: words<{ players: number; answers: number; right: number; questions: number }>({
    zh: ({ players, answers, right, questions }) =>
      `${formatNumber(players, "zh")} 人答了 ${formatNumber(questions, "zh")} 道题，作答 ${formatNumber(answers, "zh")} 次，第一次就对 ${formatNumber(right, "zh")} 次`,
    en: ({ players, answers, right, questions }) =>
      `${plural(players, "player", "players")}, ${plural(questions, "question", "questions")}, ${plural(answers, "answer", "answers")}, ${formatNumber(right, "en")} right at once`,
  }),
  season: words<{ number: number; winners: number; points: number }>({
    zh: ({ number, winners, points }) =>
      `第 ${number} 赛季结束了${points > 0 ? `，发给 ${formatNumber(winners, "zh")} 人共 ${formatNumber(points, "zh")} 积分的奖励` : "，没有奖励"}`,
    en: ({ number, winners, points }) =>
      `season ${number} was closed, ${points > 0 ? `with ${plural(points, "point", "points")} in prizes for ${plural(winners, "player", "players")}` : "without prizes"}`,
  }),
  hardest: words<Asked>({
    zh: ({ text, answered, right }) =>
      `最难：“${short(text)}”，${formatNumber(answered, "zh")} 人答，${formatNumber(right, "zh")} 人对`,
    en: ({ text, answered, right }) =>
      `hardest: “${short(text)}”, ${formatNumber(right, "en")} of ${formatNumber(answered, "en")} right`,
  }),
  asked: words<Asked>({
    zh: ({ text, answered, right }) =>
      `“${short(text)}” ${formatNumber(answered, "zh")} 人答，${formatNumber(right, "zh")} 人对`,
    en: ({ text, answered, right }) =>
      `“${short(text)}” ${formatNumber(right, "en")} of ${formatNumber(answered, "en")} right`,
  }),
  thingHard: words<Asked>({
    zh: ({ text, answered, right }) =>
      `“${short(text)}”${formatNumber(answered, "zh")} 人答只有 ${formatNumber(right, "zh")} 人对，看看题目或答案有没有问题`,
    en: ({ text, answered, right }) =>
      `“${short(text)}”: ${formatNumber(right, "en")} of ${formatNumber(answered, "en")} right. See whether the question or its answer is wrong`,
  }),
  thingHardCommand: words({ zh: "答题统计", en: "/quiz_stats" }),
  meaning: words({
    zh: "答题：这几天作答过的人，每人只数一次；作答按人和题数。最难的题：至少 5 人答过的题里，第一次就答对的比例最低的那道。",
    en: "quizzes: people who answered in these days, each once; answers are counted by person and question. Hardest: of the questions with at least 5 answers, the one with the least share right at the first try.",
  }),
};

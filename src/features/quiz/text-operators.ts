import { formatList, formatNumber, plural, text as words, type Language } from "../../core/text.ts";
import type { Format, Rules } from "./formats.ts";

/** One question in the figures. */
export interface Figured {
  text: string;
  asked: number;
  answered: number;
  right: number;
}

const formatNames: Readonly<Record<Format, Record<Language, string>>> = {
  race: { zh: "抢答", en: "Race" },
  round: { zh: "轮答", en: "Round" },
  marathon: { zh: "马拉松", en: "Marathon" },
  daily: { zh: "每日一题", en: "Question of the day" },
  exam: { zh: "考试", en: "Exam" },
};

interface Figures {
  questions: number;
  unseen: number;
  hardest: Figured[];
  allRight: Figured[];
  wrongWins: Figured[];
  pairs: { names: string[]; times: number }[];
}

const short = (question: string): string => (question.length > 40 ? `${question.slice(0, 40)}…` : question);

/** A heading with its lines, or nothing. */
const part = (heading: string, lines: string[]): string[] => (lines.length > 0 ? [heading, ...lines] : []);

const figuresZh = ({ questions, unseen, hardest, allRight, wrongWins, pairs }: Figures): string =>
  [
    `题目 ${questions} 道，还没出过 ${unseen} 道。`,
    ...part(
      "最难：",
      hardest.map((one) => `· ${short(one.text)}（${one.answered} 人答，对 ${one.right}）`),
    ),
    ...part(
      "人人都对，太简单？",
      allRight.map((one) => `· ${short(one.text)}（${one.answered} 人）`),
    ),
    ...part(
      "错的选项比对的多，答案写错了？",
      wrongWins.map((one) => `· ${short(one.text)}（${one.answered} 人答，对 ${one.right}）`),
    ),
    ...part(
      "作答时间总是差不多（仅供参考，别急着下结论）：",
      pairs.map((one) => `· ${one.names.join("、")}：连续 ${one.times} 题相差不到 0.3 秒`),
    ),
  ].join("\n");
const figuresEn = ({ questions, unseen, hardest, allRight, wrongWins, pairs }: Figures): string =>
  [
    `${plural(questions, "question", "questions")}, ${formatNumber(unseen, "en")} never put.`,
    ...part(
      "Hardest:",
      hardest.map((one) => `· ${short(one.text)} (${one.right} of ${one.answered} right)`),
    ),
    ...part(
      "Everybody right, too easy?",
      allRight.map((one) => `· ${short(one.text)} (${one.answered})`),
    ),
    ...part(
      "A wrong option beats the right one, is the key wrong?",
      wrongWins.map((one) => `· ${short(one.text)} (${one.right} of ${one.answered} right)`),
    ),
    ...part(
      "Answer at the same time again and again (a hint, no proof):",
      pairs.map((one) => `· ${one.names.join(", ")}: within 0.3 s, ${one.times} in a row`),
    ),
  ].join("\n");

/** What those who run quizzes read. */
export const operatorText = {
  startHelp: words({
    zh: "开一场：开始答题 抢答 10 题库名 标签:茶，或 轮答 5 投票",
    en: "begin: /quiz race 10 BANK tag:tea, or round 5 polls, marathon, exam, daily",
  }),
  pauseHelp: words({ zh: "暂停正在进行的答题", en: "pause the quiz that is on" }),
  resumeHelp: words({ zh: "从剩下的时间接着答", en: "go on with the time that was left" }),
  skipHelp: words({ zh: "这题到此为止，出下一题", en: "end this question, go on to the next" }),
  stopHelp: words({ zh: "结束答题，公布排名", en: "end the quiz and show the standing" }),
  acceptHelp: words({
    zh: "上一道问答题的另一种对的答案，补上积分",
    en: "accept another answer to the last open question",
  }),
  statsHelp: words({ zh: "哪些题太难、太简单、可疑（私聊）", en: "hardest and suspicious questions, in private" }),
  banksHelp: words({ zh: "有哪些题库", en: "the banks of questions" }),
  seasonHelp: words({
    zh: "结束赛季并发奖：结束赛季 500 300 100",
    en: "close the season with prizes: /quiz_season 500 300 100",
  }),
  hostsOnly: words({ zh: "这要由主持人来。", en: "That is for hosts." }),
  inPrivate: words({ zh: "请私聊我发送。", en: "Please write that to me in private." }),
  inTheGroup: words({ zh: "请在群里发送。", en: "Please write that in the group." }),
  unknownWord: words<{ word: string }>({
    zh: ({ word }) => `没看懂“${word}”。这样写：开始答题 抢答 10 题库名，或者轮答、马拉松、考试、每日一题。`,
    en: ({ word }) => `"${word}" makes no sense here. Such as: /quiz race 10 BANK; or round, marathon, exam, daily.`,
  }),
  alreadyOn: words({
    zh: "这里已经有一场答题了，先发送“结束答题”。",
    en: "A quiz is on here already; /quiz_stop ends it.",
  }),
  nothingOn: words({ zh: "现在没有进行中的答题。", en: "No quiz is on." }),
  noBank: words<{ name: string; banks: string[] }>({
    zh: ({ name, banks }) => `没有“${name}”这个题库。${banks.length > 0 ? `现有：${banks.join("、")}。` : ""}`,
    en: ({ name, banks }) => `There is no bank "${name}".${banks.length > 0 ? ` There are: ${banks.join(", ")}.` : ""}`,
  }),
  noSuchTag: words<{ name: string; tags: string[] }>({
    zh: ({ name, tags }) => `题库“${name}”里没有标签是${tags.map((tag) => `“${tag}”`).join("、")}的题。`,
    en: ({ name, tags }) => `The bank "${name}" has no questions tagged ${formatList(tags, "en")}.`,
  }),
  noPollsFor: words({
    zh: "投票只用在轮答和每日一题：抢答比快，考试要保密。",
    en: "Polls are for rounds and daily questions: in a race seconds count, and exams are private.",
  }),
  noPollsHere: words({ zh: "这个平台没有测验投票。", en: "This platform has no quiz polls." }),
  pollGoesOn: words({
    zh: "投票停不下来，等这题揭晓以后再暂停，或者发送“跳过”。",
    en: "A poll cannot be stopped halfway: pause after its answer, or /quiz_skip it.",
  }),
  emptyBank: words<{ name: string }>({
    zh: ({ name }) => `题库“${name}”里还没有题。`,
    en: ({ name }) => `The bank "${name}" has no questions yet.`,
  }),
  banks: words<{ banks: { name: string; questions: number }[] }>({
    zh: ({ banks }) =>
      [
        ...(banks.length > 0
          ? banks.map((one) => `· ${one.name}：${one.questions} 题`)
          : ["还没有自己的题库，自带的 starter 开始答题时就有。"]),
        "导入：把文件私聊发给我，或 hearth quiz import 文件 --bank 名字。",
      ].join("\n"),
    en: ({ banks }) =>
      [
        ...(banks.length > 0
          ? banks.map((one) => `· ${one.name}: ${plural(one.questions, "question", "questions")}`)
          : ["No banks of your own yet; the starter bank comes with the first quiz."]),
        "Import: send me the file in private, or hearth quiz import FILE --bank NAME.",
      ].join("\n"),
  }),
  started: words<{ format: Format; rules: Rules; bank: string }>({
    zh: ({ format, rules, bank }) =>
      `🎉 ${formatNames[format].zh}开始！${format === "marathon" ? `先答对 ${rules.target} 道的人获胜` : `${rules.count} 道题`}，每题 ${rules.seconds} 秒，题库：${bank}。${format === "round" ? "每人答一次，越快分越高。" : "第一个答对的人得分；选择题每人答一次，要写答案的题可以多猜几次。"}`,
    en: ({ format, rules, bank }) =>
      `🎉 ${formatNames[format].en}! ${format === "marathon" ? `First to ${plural(rules.target, "right answer", "right answers")} wins` : plural(rules.count, "question", "questions")}, ${rules.seconds} s each, bank: ${bank}. ${format === "round" ? "One answer each; the faster, the more." : "The first right answer scores; one try at choices, several where you write the answer."}`,
  }),
  paused: words({ zh: "答题暂停，发送“继续答题”接着来。", en: "Paused; /quiz_resume goes on." }),
  alreadyPaused: words({ zh: "答题已经暂停了，发送“继续答题”接着来。", en: "It is paused; /quiz_resume goes on." }),
  notPaused: words({ zh: "答题没有暂停。", en: "It is not paused." }),
  /** null: no question is on; 0: one that has its answer already */
  resumed: words<{ seconds: number | null }>({
    zh: ({ seconds }) =>
      seconds === null
        ? "继续！下一题马上来。"
        : seconds === 0
          ? "继续！这题马上揭晓。"
          : `继续！这题还剩 ${Math.ceil(seconds)} 秒。`,
    en: ({ seconds }) =>
      seconds === null
        ? "On we go! The next question is coming."
        : seconds === 0
          ? "On we go! The answer to this one is coming."
          : `On we go! ${plural(Math.ceil(seconds), "second", "seconds")} left for this one.`,
  }),
  skipped: words({ zh: "好，这题到此为止。", en: "All right, this one ends here." }),
  nothingToSkip: words({ zh: "现在没有可以跳过的题。", en: "There is no question to skip." }),
  stopped: words({
    zh: "好，答题到此结束，没揭晓的题不算。",
    en: "The quiz ends here; a question that was not settled counts for nobody.",
  }),
  dailyOn: words<{ opensAt: string; closesAt: string; bank: string }>({
    zh: ({ opensAt, closesAt, bank }) =>
      `每日一题开了：每天 ${opensAt} 出题，${closesAt} 揭晓，题库：${bank}。关闭：开始答题 每日一题 关。`,
    en: ({ opensAt, closesAt, bank }) =>
      `A question every day at ${opensAt}, its answer at ${closesAt}; bank: ${bank}. /quiz daily off ends it.`,
  }),
  dailyOff: words({ zh: "每日一题关了。", en: "No more questions of the day." }),
  noDaily: words({ zh: "这里没有开每日一题。", en: "There is no question of the day here." }),
  badTimes: words({
    zh: "时间这样写：10:00-20:00，揭晓要在出题之后。",
    en: "Times such as 10:00-20:00, the answer after the question.",
  }),
  whatToAccept: words({
    zh: "写上要认可的答案：认可答案 龙井茶。",
    en: "Name the answer to accept: /quiz_accept Dragon Well.",
  }),
  nothingToAccept: words({
    zh: "刚揭晓的不是问答题，没有可以补充的答案。",
    en: "The last question was no open one; there is nothing to add.",
  }),
  acceptedAlready: words({ zh: "这个答案本来就算对。", en: "That answer counts already." }),
  accepted: words<{ variant: string; people: number; points: number }>({
    zh: ({ variant, people, points }) =>
      `以后“${variant}”也算对。${people > 0 ? `补给 ${people} 人，共 ${formatNumber(points, "zh")} 分。` : "这题没有人这样答。"}`,
    en: ({ variant, people, points }) =>
      `"${variant}" counts from now on. ${people > 0 ? `${plural(people, "person", "people")} said so: ${formatNumber(points, "en")} points in all.` : "Nobody had said so."}`,
  }),
  noStats: words({ zh: "还没有题目。", en: "There are no questions yet." }),
  stats: words<Figures>({ zh: figuresZh, en: figuresEn }),
  badPrizes: words<{ limit: number; places: number }>({
    zh: ({ limit, places }) => `奖励按名次写，如：结束赛季 500 300 100。每名 1 到 ${limit} 分，最多 ${places} 名。`,
    en: ({ limit, places }) =>
      `Prizes by place, such as /quiz_season 500 300 100: 1 to ${limit} points each, at most ${places} places.`,
  }),
  askClose: words<{ number: number; people: number; winners: number; points: number }>({
    zh: ({ number, people, winners, points }) =>
      `结束第 ${number} 赛季：${people} 人上榜${winners > 0 ? `，奖励 ${winners} 人共 ${formatNumber(points, "zh")} 分` : "，不发积分"}，赛季榜从头开始。`,
    en: ({ number, people, winners, points }) =>
      `Season ${number} closes: ${plural(people, "person", "people")} in the standing, ${winners > 0 ? `${formatNumber(points, "en")} points for ${winners} of them` : "no points"}; the season's ranking begins anew.`,
  }),
  seasonClosed: words<{ number: number; lines: { rank: number; name: string; score: number; prize: number }[] }>({
    zh: ({ number, lines }) =>
      [
        `🏆 第 ${number} 赛季结束！`,
        ...lines.map(
          (one) =>
            `${one.rank}. ${one.name} ${formatNumber(one.score, "zh")} 分${one.prize > 0 ? `，奖励 ${formatNumber(one.prize, "zh")} 积分` : ""}`,
        ),
      ].join("\n"),
    en: ({ number, lines }) =>
      [
        `🏆 Season ${number} is over!`,
        ...lines.map(
          (one) =>
            `${one.rank}. ${one.name} ${formatNumber(one.score, "en")}${one.prize > 0 ? `, prize: ${formatNumber(one.prize, "en")} points` : ""}`,
        ),
      ].join("\n"),
  }),
};

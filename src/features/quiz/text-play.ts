import { formatDelta, formatList, formatTime, plural, text as words, type Text } from "../../core/text.ts";
import type { Question } from "./bank/question.ts";
import { firstWins, type Format } from "./formats.ts";
import type { Quiz } from "./play/quiz.ts";
import { lineEn, lineZh, type Line } from "./text-lines.ts";

interface Asked {
  quiz: Pick<Quiz, "format" | "rules">;
  position: number;
  question: Question;
  order: readonly number[];
  closesAt: Date;
  timeZone: string;
}

interface Winner {
  name: string;
  seconds: number;
  points: number;
  isStaff: boolean;
  isCapped: boolean;
}

const tenths = (seconds: number): string => seconds.toFixed(1);
const letter = (index: number): string => String.fromCharCode(65 + index);

const truth = words<boolean>({ zh: (isTrue) => (isTrue ? "对" : "错"), en: (isTrue) => (isTrue ? "True" : "False") });

const headZh = ({ quiz, position, closesAt, timeZone }: Asked): string => {
  const { format, rules } = quiz;
  if (format === "daily") return `🫖 每日一题（${formatTime(closesAt, timeZone, "zh")} 揭晓）`;
  if (format === "exam") return `第 ${position}/${rules.count} 题`;
  if (format === "marathon") return `第 ${position} 题（先答对 ${rules.target} 道获胜，${rules.seconds} 秒）`;
  return `第 ${position}/${rules.count} 题（${firstWins(format) ? "抢答，" : ""}${rules.seconds} 秒）`;
};
const headEn = ({ quiz, position, closesAt, timeZone }: Asked): string => {
  const { format, rules } = quiz;
  if (format === "daily") return `🫖 Question of the day (answer at ${formatTime(closesAt, timeZone, "en")})`;
  if (format === "exam") return `Question ${position} of ${rules.count}`;
  if (format === "marathon") return `Question ${position} (first to ${rules.target} wins, ${rules.seconds} s)`;
  return `Question ${position} of ${rules.count} (${firstWins(format) ? "first right answer, " : ""}${rules.seconds} s)`;
};

/** How to answer, where it does not go without saying. */
function footZh({ quiz, question }: Asked): string[] {
  const { kind, right } = question;
  const isMultiple = kind === "choice" && right.length > 1;
  if (kind === "open" || kind === "number") {
    if (quiz.format === "daily") return ["回复这条消息，或发送“答 ……”，以第一次为准。"];
    return firstWins(quiz.format) ? ["直接发送答案。"] : ["直接发送答案，以第一次为准。"];
  }
  if (isMultiple)
    return [quiz.rules.buttons ? "多选题：选好以后按“提交”。" : "多选题：把选中的字母连着发，如 AC，以第一次为准。"];
  if (quiz.rules.buttons) return [];
  return [kind === "truefalse" ? "发送“对”或“错”，以第一次为准。" : "发送字母，以第一次为准。"];
}
function footEn({ quiz, question }: Asked): string[] {
  const { kind, right } = question;
  const isMultiple = kind === "choice" && right.length > 1;
  if (kind === "open" || kind === "number") {
    if (quiz.format === "daily") return ["Reply to this message, or write “answer …”; your first answer counts."];
    return firstWins(quiz.format) ? ["Just write the answer."] : ["Just write the answer; your first one counts."];
  }
  if (isMultiple)
    return [
      quiz.rules.buttons
        ? "Several are right: choose them, then press Send."
        : "Several are right: write their letters, such as AC; your first answer counts.",
    ];
  if (quiz.rules.buttons) return [];
  return [
    kind === "truefalse"
      ? "Write true or false; your first answer counts."
      : "Write the letter; your first answer counts.",
  ];
}

const optionLines = ({ question, order }: Asked): string[] =>
  question.kind === "choice" ? order.map((option, shown) => `${letter(shown)}. ${question.options[option]}`) : [];

const asked = words<Asked>({
  zh: (one) =>
    [
      headZh(one),
      `${one.question.kind === "truefalse" ? "判断：" : ""}${one.question.text}`,
      ...optionLines(one),
      ...footZh(one),
    ].join("\n"),
  en: (one) =>
    [
      headEn(one),
      `${one.question.kind === "truefalse" ? "True or false: " : ""}${one.question.text}`,
      ...optionLines(one),
      ...footEn(one),
    ].join("\n"),
});

/** A native poll has its options and its time of its own. */
const pollQuestion = words<Pick<Asked, "quiz" | "position" | "question">>({
  zh: ({ quiz, position, question }) =>
    `${quiz.format === "daily" ? "🫖 每日一题" : `第 ${position}/${quiz.rules.count} 题`}\n${question.text}`,
  en: ({ quiz, position, question }) =>
    `${quiz.format === "daily" ? "🫖 Question of the day" : `Question ${position} of ${quiz.rules.count}`}\n${question.text}`,
});

const gainZh = ({ points, isStaff, isCapped }: Winner): string =>
  isStaff
    ? "（管理员不计积分）"
    : isCapped
      ? `（${formatDelta(points, "zh")} 分，今天的答题积分已满）`
      : points > 0
        ? `${formatDelta(points, "zh")} 分`
        : "";
const gainEn = ({ points, isStaff, isCapped }: Winner): string =>
  isStaff
    ? " (staff earn no points)"
    : isCapped
      ? ` (${formatDelta(points, "en")}; that is all for today)`
      : points > 0
        ? `, ${formatDelta(points, "en")}`
        : "";

interface Result {
  position: number;
  key: Text;
  explanation: string;
}

const tail = (explanation: string): string => (explanation === "" ? "" : `\n💡 ${explanation}`);

const raceResult = words<Result & { winner: Winner | undefined; late: string[] }>({
  zh: ({ position, key, explanation, winner, late }) =>
    (winner
      ? `✅ 第 ${position} 题：${winner.name} 最快答对（${tenths(winner.seconds)} 秒）${gainZh(winner)}`
      : `⏰ 第 ${position} 题：时间到，没人答对。`) +
    `\n答案：${key.zh()}${late.length > 0 ? `\n也答对了，只是慢了一点：${late.join("、")}` : ""}${tail(explanation)}`,
  en: ({ position, key, explanation, winner, late }) =>
    (winner
      ? `✅ Question ${position}: ${winner.name} was first (${tenths(winner.seconds)} s)${gainEn(winner)}`
      : `⏰ Question ${position}: time is up, nobody had it.`) +
    `\nAnswer: ${key.en()}${late.length > 0 ? `\nRight too, only a little later: ${formatList(late, "en")}` : ""}${tail(explanation)}`,
});

const roundResult = words<Result & { answered: number; right: number; fastest: Winner | undefined; format: Format }>({
  zh: ({ position, key, explanation, answered, right, fastest, format }) =>
    `⏰ ${format === "daily" ? "每日一题揭晓" : `第 ${position} 题`}：${key.zh()}\n` +
    (answered === 0
      ? "这次没人作答。"
      : `${answered} 人作答，${right} 人答对${fastest && format !== "daily" ? `，最快的是 ${fastest.name}（${tenths(fastest.seconds)} 秒）${gainZh(fastest)}` : ""}。`) +
    tail(explanation),
  en: ({ position, key, explanation, answered, right, fastest, format }) =>
    `⏰ ${format === "daily" ? "The answer of the day" : `Question ${position}`}: ${key.en()}\n` +
    (answered === 0
      ? "Nobody answered this time."
      : `${answered} answered, ${right} rightly${fastest && format !== "daily" ? `; the fastest was ${fastest.name} (${tenths(fastest.seconds)} s)${gainEn(fastest)}` : ""}.`) +
    tail(explanation),
});

/** A heading with the first places under it. */
function board(heading: string, { lines, none, more }: { lines: string[]; none: string; more: string }): string {
  if (lines.length === 0) return heading + none;
  return [`${heading}${/[\u4e00-\u9fff]$/u.test(heading) ? "！" : "!"}`, ...lines, ...(more === "" ? [] : [more])].join(
    "\n",
  );
}

/** What players read. */
export const playText = {
  title: words({ zh: "答题", en: "quizzes" }),
  truth,
  asked,
  pollQuestion,
  raceResult,
  roundResult,
  send: words({ zh: "提交", en: "Send" }),
  hintNot: words<{ letter: string }>({
    zh: (one) => `💡 提示：不是 ${one.letter}。`,
    en: (one) => `💡 Hint: it is not ${one.letter}.`,
  }),
  hintLetters: words<{ masked: string; count: number }>({
    zh: ({ masked, count }) => `💡 提示：${masked}（${count} 个字）`,
    en: ({ masked, count }) => `💡 Hint: ${masked} (${plural(count, "letter", "letters")})`,
  }),
  hintBetween: words<{ from: string; to: string }>({
    zh: ({ from, to }) => `💡 提示：在 ${from} 和 ${to} 之间。`,
    en: ({ from, to }) => `💡 Hint: between ${from} and ${to}.`,
  }),
  extended: words<{ position: number; seconds: number }>({
    zh: ({ position, seconds }) => `我刚才断线了一会儿，第 ${position} 题再给大家 ${seconds} 秒。`,
    en: ({ position, seconds }) => `I was away for a moment: ${seconds} more seconds for question ${position}.`,
  }),
  abandoned: words({
    zh: "我断线太久了，这场答题就到这里；答对的都算。",
    en: "I was away for too long, so this quiz ends here. What was right counts.",
  }),
  ended: words<{ lines: Line[]; people: number; format: Format }>({
    zh: ({ lines, people, format }) =>
      board(`🏁 ${format === "exam" ? "考试" : "答题"}结束`, {
        lines: lines.map(lineZh),
        none: "，这次没人得分。下次再来！",
        more: people > lines.length ? `共 ${people} 人得分。` : "",
      }),
    en: ({ lines, people, format }) =>
      board(`🏁 The ${format === "exam" ? "exam" : "quiz"} is over`, {
        lines: lines.map(lineEn),
        none: ", and nobody scored. Next time!",
        more: people > lines.length ? `${people} people scored.` : "",
      }),
  }),
  taken: words<{ letter: string | null }>({
    zh: (one) => `收到${one.letter ? `：${one.letter}` : "你的答案"}，揭晓时见！`,
    en: (one) => `${one.letter ? `${one.letter} it is` : "Got your answer"}: see you at the result!`,
  }),
  rightNow: words({ zh: "答对了！看看是不是最快的……", en: "Right! Let us see who was first…" }),
  wrongNow: words({ zh: "可惜，不是这个。", en: "Not that one, sorry." }),
  late: words({
    zh: "晚了一步，这题已经截止了。下一题加油！",
    en: "A moment too late: this question is closed. Good luck with the next!",
  }),
  again: words({ zh: "你已经答过这题了，以第一次为准。", en: "You have answered this one; your first answer counts." }),
  over: words({ zh: "这道题已经结束了。", en: "This question is over." }),
  pausedNow: words({ zh: "答题暂停中，等一等再答。", en: "The quiz is paused; wait a moment." }),
  membersOnly: words({ zh: "请用自己的账号答题。", en: "Please answer as yourself." }),
  ticked: words<{ letters: string[] }>({
    zh: ({ letters }) => (letters.length === 0 ? "都没选。" : `已选 ${letters.join("、")}，选好按“提交”。`),
    en: ({ letters }) =>
      letters.length === 0 ? "Nothing chosen." : `Chosen: ${letters.join(", ")}. Press Send when ready.`,
  }),
  tickFirst: words({ zh: "先选再提交。", en: "Choose first, then send." }),
};

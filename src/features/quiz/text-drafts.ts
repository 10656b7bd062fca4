import { plural, text as words } from "../../core/text.ts";
import type { Question } from "./bank/question.ts";

interface Shown {
  bank: string;
  question: Question;
  quote: string;
  left: number;
}

const optionsOf = ({ options, right }: Question): string[] =>
  options.map((option, index) => `${right.includes(index) ? "✓" : "·"} ${option}`);

const draftZh = ({ bank, question, quote, left }: Shown): string =>
  [
    `📝 草稿（题库“${bank}”${left > 0 ? `，后面还有 ${left} 道` : ""}）`,
    question.text,
    ...optionsOf(question),
    `依据：“${quote}”（${question.source}）`,
  ].join("\n");
const draftEn = ({ bank, question, quote, left }: Shown): string =>
  [
    `📝 Draft for the bank "${bank}"${left > 0 ? `; ${left} more wait` : ""}`,
    question.text,
    ...optionsOf(question),
    `From: “${quote}” (${question.source})`,
  ].join("\n");

/** What is said to whoever has questions drafted by a model. */
export const draftText = {
  draftHelp: words({
    zh: "用模型从知识库出题，你点头才进题库：出题 5 题库名",
    en: "questions drafted from your own knowledge base, for you to approve: /quiz_draft 5 BANK",
  }),
  ownBank: words({ zh: "自家", en: "own" }),
  drafting: words<{ count: number }>({
    zh: ({ count }) => `好，从知识库里出 ${count} 道题试试，稍等。`,
    en: ({ count }) => `All right: trying ${plural(count, "question", "questions")} from the knowledge base. A moment.`,
  }),
  noModelHere: words({
    zh: "这里可能有未成年人，不用语言模型出题（设置 可能有未成年人）。",
    en: "Minors may be present here, so no language model drafts questions (setting privacy.minors).",
  }),
  noDrafts: words<{ asked: number }>({
    zh: ({ asked }) =>
      asked === 0
        ? "知识库里没有还没出过题的内容，或者今天的次数、这个月的费用用完了。"
        : `看了 ${asked} 条，没有一道合格的题，什么都没有进题库。`,
    en: ({ asked }) =>
      asked === 0
        ? "Nothing in the knowledge base is left to ask about, or today's tries or this month's money are used up."
        : `${plural(asked, "passage", "passages")} gave no sound question; nothing went into a bank.`,
  }),
  draft: words<Shown>({ zh: draftZh, en: draftEn }),
  takeDraft: words({ zh: "收进题库", en: "Into the bank" }),
  dropDraft: words({ zh: "不要", en: "Drop it" }),
  draftOver: words({ zh: "这道草稿已经处理过了。", en: "That draft has been dealt with." }),
  draftJudged: words<{ isTaken: boolean; bank: string; next: Shown }>({
    zh: ({ isTaken, next }) => `${isTaken ? "收下了。" : "不要了。"}\n\n${draftZh(next)}`,
    en: ({ isTaken, next }) => `${isTaken ? "It is in the bank." : "Dropped."}\n\n${draftEn(next)}`,
  }),
  draftsDone: words<{ isTaken: boolean; bank: string }>({
    zh: ({ isTaken, bank }) => `${isTaken ? `收进题库“${bank}”了。` : "不要了。"}没有别的草稿了。`,
    en: ({ isTaken, bank }) => `${isTaken ? `It is in the bank "${bank}".` : "Dropped."} No more drafts wait.`,
  }),
};

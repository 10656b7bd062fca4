import { formatDuration, formatNumber, plural, text as words, type Language } from "../../core/text.ts";
import type { Asked } from "./asked.ts";

interface Gap {
  question: string;
  count: number;
}

const short = (question: string) =>
  Array.from(question).length > 30 ? `${Array.from(question).slice(0, 29).join("")}…` : question;
const minuteMs = 60_000;

/** What became of what was asked; together it is all of it. `share`: of it that was answered. */
export function became(asked: Asked, language: Language, share?: string): string[] {
  const { answered, handedOver, askedBack, declined } = asked;
  const [open, close] = language === "zh" ? ["（", "）"] : [" (", ")"];
  const say = (count: number, zh: string, en: string) =>
    language === "zh" ? `${zh} ${formatNumber(count, "zh")} 次` : `${formatNumber(count, "en")} ${en}`;
  return [
    say(answered, "机器人答了", "answered by the bot") + (share === undefined ? "" : `${open}${share}${close}`),
    say(handedOver, "转人工", "handed to people"),
    ...(askedBack > 0 ? [say(askedBack, "反问后没选", "asked back without a choice")] : []),
    ...(declined > 0 ? [say(declined, "说过帮不上", "told that the shop cannot help")] : []),
  ];
}
const inUnits = (millionths: number) => (millionths / 1_000_000).toFixed(2);

/** What the digest says of customer service. */
export const digestText = {
  title: words({ zh: "客服", en: "customer service" }),
  questions: words({ zh: "提问", en: "asked" }),
  answered: words({ zh: "机器人答了", en: "answered by the bot" }),
  handedOver: words({ zh: "转人工", en: "handed to people" }),
  askedBack: words({ zh: "反问后没选", en: "asked back without a choice" }),
  declined: words({ zh: "说过帮不上", en: "told that the shop cannot help" }),
  line: words<Asked>({
    zh: (asked) => `提问 ${formatNumber(asked.questions, "zh")} 次：${became(asked, "zh").join("，")}`,
    en: (asked) => `asked ${plural(asked.questions, "time", "times")}: ${became(asked, "en").join(", ")}`,
  }),
  wait: words<{ minutes: number }>({
    zh: ({ minutes }) => `等到人工第一次答复：一半在${formatDuration(minutes * minuteMs, "zh")}以内`,
    en: ({ minutes }) => `first answer of a person: half within ${formatDuration(minutes * minuteMs, "en")}`,
  }),
  satisfaction: words<{ content: number; said: number }>({
    zh: ({ content, said }) => `${formatNumber(said, "zh")} 人评价，${formatNumber(content, "zh")} 个满意`,
    en: ({ content, said }) => `satisfied: ${formatNumber(content, "en")} of ${formatNumber(said, "en")} who said`,
  }),
  gaps: words<{ gaps: readonly Gap[] }>({
    zh: ({ gaps }) =>
      `还没有答案：${gaps.map(({ question, count }) => `“${short(question)}” ${formatNumber(count, "zh")} 次`).join("；")}`,
    en: ({ gaps }) =>
      `no answer yet: ${gaps.map(({ question, count }) => `“${short(question)}” ${plural(count, "time", "times")}`).join("; ")}`,
  }),
  gap: words<Gap>({
    zh: ({ question, count }) => `“${short(question)}” ${formatNumber(count, "zh")} 次`,
    en: ({ question, count }) => `“${short(question)}” ${plural(count, "time", "times")}`,
  }),
  cost: words<{ calls: number; cost: number }>({
    zh: ({ calls, cost }) => `模型请求 ${formatNumber(calls, "zh")} 次，花费 ${inUnits(cost)}（服务商的货币）`,
    en: ({ calls, cost }) =>
      `${plural(calls, "request", "requests")} to the model, ${inUnits(cost)} in the provider's currency`,
  }),
  thingGap: words<Gap>({
    zh: ({ question, count }) => `“${short(question)}”问了 ${formatNumber(count, "zh")} 次还没有答案，写一条`,
    en: ({ question, count }) =>
      `“${short(question)}” was asked ${plural(count, "time", "times")} and has no answer: write one`,
  }),
  thingGapCommand: words({ zh: "知识库 缺口", en: "/faq gaps" }),
  thingWait: words<{ minutes: number }>({
    zh: ({ minutes }) => `等人工答复的人一半要等${formatDuration(minutes * minuteMs, "zh")}以上，看看还有谁在等`,
    en: ({ minutes }) =>
      `half of those who wait for a person wait over ${formatDuration(minutes * minuteMs, "en")}: see who still does`,
  }),
  thingWaiting: words<{ questions: number }>({
    zh: ({ questions }) => `${formatNumber(questions, "zh")} 个问题还在等人工答复，先答`,
    en: ({ questions }) =>
      `${plural(questions, "question still waits", "questions still wait")} for a person: answer ${questions === 1 ? "it" : "them"} first`,
  }),
  thingWaitCommand: words({ zh: "工单", en: "/tickets" }),
  meaning: words({
    zh: "客服：提问是问到机器人的问题，和要找人工的；它等于下面几项相加：机器人答了（给出知识库答案，或成员自己选中的）、转人工、反问后没选、说过帮不上（店里看过，说不归我们管）。第一次答复的时间取中位数。缺口是没找到答案的问题，相近的算一个；文字过了保留期就不再列出。",
    en: 'customer service: asked are questions put to the bot, and wishes for a person. They are the sum of: answered by the bot (with an entry of the knowledge base, chosen ones included), handed to people, asked back without a choice, and told that the shop cannot help (it had called the same "not for us"). The wait is a median. Gaps are questions that found no entry, alike ones together, listed while their words are kept.',
  }),
};

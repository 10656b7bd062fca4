import type { FigureMeaning } from "../../core/digest.ts";
import type { Feature } from "../../core/feature.ts";
import { languages, text as words, type Text } from "../../core/text.ts";
import { pageText } from "./forms/page-text.ts";
import { text } from "./text.ts";

/** The group's own figures; docs/metrics.md says the same at length. */
const definitions: readonly (FigureMeaning & { shownAs: readonly Text[] })[] = [
  {
    key: "active",
    names: ["wau", "活跃", "活跃成员", "七日活跃"],
    shownAs: [text.active, text.wau],
    meaning: words({
      zh: "活跃：这几天里至少发过一条消息的人，每人只数一次。命令也算消息，加入和离开不算；机器人和频道不算人。数自每人每天的计数。",
      en: "active: people who wrote at least once in these days, each counted once. Commands count; joins, leaves, bots and channels do not. Counted from everybody's daily counts.",
    }),
  },
  {
    key: "messages",
    names: ["消息"],
    shownAs: [text.messages],
    meaning: words({
      zh: "消息：人发的消息，包括命令和管理员的。机器人和频道的不算。数自每个群每小时的计数。",
      en: "messages: those of people, commands and staff's included; not of bots and channels. Counted from the hourly counts of every chat.",
    }),
  },
  {
    key: "joins",
    names: ["加入", "leaves", "离开"],
    shownAs: [text.joins, text.leaves],
    meaning: words({
      zh: "加入、离开：平台告诉我们的进出人次，同一个人来两次算两次。",
      en: "joins, leaves: comings and goings as the platform tells them; who comes twice counts twice.",
    }),
  },
  {
    key: "silent",
    names: ["silentnewcomers", "新人", "没说话", "静默新人"],
    shownAs: [text.silentNewcomers],
    meaning: words({
      zh: "来了没说话的新人：这几天加入、到最后一天结束还从没发过言的人，包括又走了的。",
      en: "silent newcomers: people who joined in these days and had never written by the end of the last, those who went again included.",
    }),
  },
  {
    key: "mau28",
    names: ["mau", "月活"],
    shownAs: [text.mau28],
    meaning: words({
      zh: "28 天活跃：到这天为止 28 天里发过言的人，每人只数一次。用 28 天，每个星期几都正好四次。",
      en: "MAU28: people who wrote in the 28 days that end here, each once; 28, so that every weekday is in it four times.",
    }),
  },
  {
    key: "stickiness",
    names: ["粘性", "黏性", "daumean28"],
    shownAs: [text.stickiness, text.dauMean28],
    meaning: words({
      zh: "粘性 = 28 天里每天活跃人数的平均 ÷ 28 天活跃人数，也就是一个成员平均有多大比例的日子在说话。",
      en: "stickiness = mean of the daily active people over 28 days ÷ people active in those 28: on what share of days a member writes.",
    }),
  },
  {
    key: "new",
    names: ["新发言", "新成员", "lifecycle"],
    shownAs: [text.new, pageText.rates],
    meaning: words({
      zh: "新发言：第一次发言就在这几天的人。",
      en: "new: people whose first message ever lies in these days.",
    }),
  },
  {
    key: "returning",
    names: ["留下"],
    shownAs: [text.returning],
    meaning: words({
      zh: "留下：上一期和这一期都发过言的人。",
      en: "returning: active in this period and in the last.",
    }),
  },
  {
    key: "resurrecting",
    names: ["回来"],
    shownAs: [text.resurrecting],
    meaning: words({
      zh: "回来：以前发过言，上一期没有，这一期又说话的人。",
      en: "back again: active in this period, not in the last, but some time before.",
    }),
  },
  {
    key: "lapsed",
    names: ["没再说话", "流失"],
    shownAs: [text.lapsed],
    meaning: words({
      zh: "没再说话：上一期发过言、这一期一句也没有的人。",
      en: "lapsed: active in the last period and not in this one.",
    }),
  },
  {
    key: "pulse",
    names: ["脉搏"],
    shownAs: [text.pulse],
    meaning: words({
      zh: "脉搏 =（新发言 + 回来）÷ 没再说话。大于 1，说话的人在变多。",
      en: "pulse = (new + back again) ÷ lapsed. Above 1, more people speak than before.",
    }),
  },
  {
    key: "retention",
    names: ["留存", "d1", "d7", "d30"],
    shownAs: [text.d1, text.d7, text.d30, pageText.retention],
    meaning: words({
      zh: "新成员留存：第一次发言后的第 1、7、30 天落在这一期的人里，那一天又发言的有多少。括号里是人数。",
      en: "newcomers still there: of the people whose day 1, 7 or 30 after their first message lies in this period, how many wrote on that very day.",
    }),
  },
  {
    key: "cohorts",
    names: ["同期群", "cohort"],
    shownAs: [pageText.cohorts],
    meaning: words({
      zh: "同期群：第一次发言在同一周的人；第 k 周一栏是他们之中 k 周后那一周又发过言的人数。没过完的周空着。",
      en: "cohorts: people who first wrote in the same week; column k tells how many of them wrote in the k-th week after. Weeks that are not over stay empty.",
    }),
  },
  {
    key: "heatmap",
    names: ["热力图", "时段"],
    shownAs: [pageText.heat],
    meaning: words({
      zh: "热力图：这几天每个星期几、每个钟头的消息数，按群的时区。",
      en: "heat map: messages of these days by weekday and hour, in the community's zone.",
    }),
  },
  {
    key: "top",
    names: ["carried", "撑起", "发言最多"],
    shownAs: [pageText.carried, pageText.replies, pageText.received, pageText.answers, pageText.questions],
    meaning: words({
      zh: "撑起这个群的人：按消息数排。旁边是回复别人的条数、收到别人回复的条数、解答提问（回复别人提问）的条数、自己提问的条数和发言的天数；平台不说回复的是谁、原话也不再保留的，不算收到。管理员、机器人和选择不上榜的人不在内。",
      en: "who carried the group: by messages; beside them their replies to others, replies received from others, answers (their replies to what another asked), questions of their own, and days. A reply counts as received where the platform says whom it answers or the answered text is still kept. Staff, bots and who does not want to stand on boards are not among them.",
    }),
  },
  {
    key: "funnel",
    names: ["漏斗"],
    shownAs: [pageText.funnel],
    meaning: words({
      zh: "走到了哪一步：这段时间加入的人里，到期末为止发过言、签过到、答过题或参加过抽奖的各有几位；除以上一步，也除以加入的人。没有开的功能不列。",
      en: "how far those who joined have come: of the people who joined in these days, how many had by their end written, checked in, played a quiz or entered a draw; each of the step before and of those who joined. Steps whose feature is not there are absent.",
    }),
  },
  {
    key: "topics",
    names: ["话题", "热词"],
    shownAs: [text.topics],
    meaning: words({
      zh: "话题：至少 3 个人说过、出现在更多消息里的词和两词短语，和前 28 天比，按 Dunning 的对数似然比 G² 排，超过 10.83（千分之一的偶然）才算；以前的话太少时按人数排。只看还保留着的文字，最多各抽 3000 条。",
      en: "topics: words and pairs of words said by at least 3 people that stand in a greater share of messages than in the 28 days before, by Dunning's log-likelihood ratio G², above 10.83 (once in a thousand by chance); with too little said before, by people. Read from texts that are still kept, 3,000 of each at most.",
    }),
  },
  {
    key: "noise",
    names: ["平常", "平时", "usual"],
    shownAs: [pageText.change],
    meaning: words({
      zh: "“明显高于／低于平时”：和前四期的平均相差超过三个标准差。方差取泊松方差（比例用二项方差；脉搏按对数比）和那四期自身方差里较大的，再乘 1 + 1/期数。",
      en: "clearly more or less than usual: more than three standard deviations from the mean of the four periods before; the variance is Poisson's (of shares the binomial one; the pulse is judged by its logarithm) or their own, whichever is greater, times 1 + 1/n.",
    }),
  },
];

/** Every figure that can be followed: the group's own, and those of the features. */
export const definitionsWith = (features: readonly Feature[]): readonly FigureMeaning[] => [
  ...definitions,
  ...features.flatMap((feature) => feature.figures ?? []),
];

/** The figure that somebody means by a word: its key, a name of its own, or what stands beside it in a digest. */
export function definitionOf(word: string, features: readonly Feature[]): FigureMeaning | undefined {
  const asked = plain(word);
  const isShown = (words: Text) => languages.some((language) => plain(words[language]()) === asked);
  return (
    definitionsWith(features).find(({ key, names }) => key === asked || names.includes(asked)) ??
    definitions.find(({ shownAs }) => shownAs.some(isShown)) ??
    features.find(({ name, title }) => name === asked || (title && isShown(title)))?.figures?.[0]
  );
}

const plain = (word: string): string => word.normalize("NFKC").trim().toLowerCase();

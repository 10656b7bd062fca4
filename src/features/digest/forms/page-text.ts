import { formatNumber, plural, text as words, type Language } from "../../../core/text.ts";
import type { Day } from "../../../core/time.ts";

const each = (values: readonly number[], language: Language) => values.map((value) => formatNumber(value, language));

export const pageText = {
  asOf: words<{ to: Day; timeZone: string }>({
    zh: ({ to, timeZone }) => `截至 ${to} 结束，时区 ${timeZone}。留存的“当天或之后”以后还会上升。`,
    en: ({ to, timeZone }) => `As of the end of ${to}, ${timeZone}. Retention “on or after” still rises later.`,
  }),
  story: words({ zh: "发生了什么", en: "What happened" }),
  trends: words({ zh: "和前几期比", en: "Beside the periods before" }),
  rates: words({ zh: "来的、留下的、走的", en: "Coming, staying, going" }),
  now: words({ zh: "这期", en: "now" }),
  before: words({ zh: "上期", en: "last" }),
  mean: words({ zh: "前四期平均", en: "mean of four" }),
  change: words({ zh: "变化", en: "change" }),
  trend: words<{ name: string; values: readonly number[] }>({
    zh: ({ name, values }) => `${name}，从前到后：${each(values, "zh").join("、")}`,
    en: ({ name, values }) => `${name}, oldest first: ${each(values, "en").join(" · ")}`,
  }),
  heatWords: words<{ peak: string; sums: readonly string[] }>({
    zh: ({ peak, sums }) => `${peak}。各天消息：${sums.join("、")}`,
    en: ({ peak, sums }) => `${peak}. Messages a weekday: ${sums.join(", ")}`,
  }),
  heat: words({ zh: "什么时候热闹", en: "When the group is awake" }),
  retention: words({ zh: "新成员留存", en: "Newcomers still there" }),
  dayAfter: words<{ day: number }>({ zh: ({ day }) => `第 ${day} 天`, en: ({ day }) => `day ${day}` }),
  weekAfter: words<{ age: number }>({ zh: ({ age }) => `+${age}`, en: ({ age }) => `+${age}` }),
  cohortWeek: words<{ age: number }>({ zh: ({ age }) => `第 ${age} 周`, en: ({ age }) => `week ${age}` }),
  onDay: words({ zh: "当天", en: "on the day" }),
  onOrAfter: words({ zh: "当天或之后", en: "on or after" }),
  cohorts: words({
    zh: "同期群：第一次发言之后，几周还在说话",
    en: "Cohorts: who still writes, weeks after the first",
  }),
  people: words({ zh: "人数", en: "people" }),
  figure: words({ zh: "指标", en: "figure" }),
  of: words({ zh: "其中算得上的人", en: "of" }),
  funnel: words({ zh: "本期加入的人走到了哪一步", en: "How far those who joined have come" }),
  ofStepBefore: words({ zh: "占上一步", en: "of the step before" }),
  ofJoined: words({ zh: "占加入", en: "of who joined" }),
  carried: words({ zh: "撑起这个群的人", en: "Who carried the group" }),
  replies: words({ zh: "回复别人", en: "replies" }),
  received: words({ zh: "收到回复", en: "replies got" }),
  answers: words({ zh: "解答提问", en: "answers" }),
  questions: words({ zh: "提问", en: "asked" }),
  days: words({ zh: "天数", en: "days" }),
  usually: words<{ mean: number }>({ zh: ({ mean }) => `平时 ${mean}`, en: ({ mean }) => `usually ${mean}` }),
  noPast: words({
    zh: "这个社群刚开始计数，还没有以前可以比。",
    en: "Counting has just begun here: there is nothing yet to compare with.",
  }),
  allMessages: words({ zh: "各社群消息合计", en: "Messages of all" }),
  eachCommunity: words({ zh: "各社群的消息", en: "Messages of each" }),
  eachWords: words<{ words: readonly string[] }>({
    zh: ({ words: all }) => all.join("、"),
    en: ({ words: all }) => all.join(" · "),
  }),
  wrote: words<{ people: number }>({
    zh: ({ people }) => `${formatNumber(people, "zh")} 人`,
    en: ({ people }) => plural(people, "person", "people"),
  }),
  periodsAgo: words<{ count: number }>({
    zh: ({ count }) => (count === 0 ? "这期" : `前 ${count} 期`),
    en: ({ count }) => (count === 0 ? "now" : `${count} before`),
  }),
  rollUpNote: words({
    zh: "变差的排在前面。每个社群按自己的时区算；同一个人在两个社群里各算一次，所以活跃人数不相加。",
    en: "Those that changed for the worse come first. Each counts by its own clock. Somebody in two communities is a member of both, so active members are not added up.",
  }),
  glossary: words({ zh: "数字的含义", en: "What the numbers mean" }),
};

import type { ThingToDo } from "../../core/digest.ts";
import { formatDay, formatNumber, plural, text as words, type Language, type Text } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import type { Comparison, Measured } from "../../engagement/figures.ts";
import type { Span } from "./period.ts";

const n = formatNumber;
const weekdaysZh = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const weekdaysEn = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A weekday, 1 = Monday. */
export const weekday = (day: number, language: Language): string =>
  (language === "zh" ? weekdaysZh : weekdaysEn)[day - 1] ?? "";

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** "2/6, 33%"; "–" where nobody could be. */
export const share = ({ retained, eligible }: { retained: number; eligible: number }): string =>
  eligible === 0 ? "–" : `${percent(retained / eligible)} (${retained}/${eligible})`;

/** One decimal at most. */
export const rounded = (value: number, language: Language) => n(Math.round(value * 10) / 10, language);

/** A change in words. */
export const signs: Record<NonNullable<Comparison["sign"]>, Text> = {
  up: words({ zh: "↑ 明显高于平时", en: "↑ clearly more than usual" }),
  down: words({ zh: "↓ 明显低于平时", en: "↓ clearly less than usual" }),
  steady: words({ zh: "在平常范围内", en: "within the usual" }),
};

const lastZh: Record<Span, string> = { day: "前一天", week: "上周", month: "上月" };
const lastEn: Record<Span, string> = { day: "the day before", week: "last week", month: "last month" };
const fourZh: Record<Span, string> = { day: "前四天", week: "前四周", month: "前四月" };

/** How figures of a kind are written: a count by itself, a share as percent. */
export const written = (value: number, isShare: boolean, language: Language): string =>
  isShare ? percent(value) : rounded(value, language);

/** How a figure stands against those before, in brackets: the part of a line behind the figure. */
export function against(measured: Omit<Measured, "value">, span: Span, language: Language, isShare = false): string {
  const { last, mean, sign } = measured;
  if (last === null && mean === null) return "";
  const parts =
    language === "zh"
      ? [
          ...(last === null ? [] : [`${lastZh[span]} ${written(last, isShare, "zh")}`]),
          ...(mean === null ? [] : [`${fourZh[span]}平均 ${written(mean, isShare, "zh")}`]),
          ...(sign ? [signs[sign].zh()] : []),
        ]
      : [
          ...(last === null ? [] : [`${lastEn[span]} ${written(last, isShare, "en")}`]),
          ...(mean === null ? [] : [`mean of four ${written(mean, isShare, "en")}`]),
          ...(sign ? [signs[sign].en()] : []),
        ];
  return language === "zh" ? `（${parts.join("，")}）` : ` (${parts.join(", ")})`;
}

/** The same without brackets, below a figure. */
export const besideOf = (measured: Omit<Measured, "value">, span: Span, language: Language): string =>
  against(measured, span, language).replace(/^[（ (]+|[）)]$/g, "");

/** The same in a cell or among others in a line. */
export const briefSigns: Record<NonNullable<Comparison["sign"]>, Text> = {
  up: words({ zh: "↑ 明显偏高", en: "↑ clearly up" }),
  down: words({ zh: "↓ 明显偏低", en: "↓ clearly down" }),
  steady: words({ zh: "平常", en: "usual" }),
};

/** A figure with the one before, the mean of four and the sign in as few words as several in a line allow. */
export function brief(measured: Measured, name: string, language: Language, isShare = false): string {
  const { value, last, mean, sign } = measured;
  const figure = value === null ? "–" : written(value, isShare, language);
  const beside = [
    ...(last === null ? [] : [`${language === "zh" ? "上期" : "last"} ${written(last, isShare, language)}`]),
    ...(mean === null ? [] : [`${language === "zh" ? "平均" : "mean"} ${written(mean, isShare, language)}`]),
    ...(sign ? [briefSigns[sign][language]()] : []),
  ];
  if (beside.length === 0) return `${name} ${figure}`;
  return language === "zh" ? `${name} ${figure}（${beside.join("，")}）` : `${name} ${figure} (${beside.join(", ")})`;
}

const spanZh: Record<Span, string> = { day: "日报", week: "周报", month: "月报" };
const spanEn: Record<Span, string> = { day: "day", week: "week", month: "month" };

const days = (from: Day, to: Day, language: Language) =>
  from === to
    ? formatDay(from, language, { year: true })
    : language === "zh"
      ? `${formatDay(from, "zh", { year: true })} 至 ${formatDay(to, "zh")}`
      : `${formatDay(from, "en")} to ${formatDay(to, "en", { year: true })}`;

export const text = {
  title: words({ zh: "群周报", en: "digest" }),
  help: words({
    zh: "上周的群周报：发生了什么，为什么，可以做什么",
    en: "last week in a minute: what happened, why, what to do",
  }),
  heading: words<{ community: string; span: Span; key: string }>({
    zh: ({ community, span, key }) => `${community} · 群${spanZh[span]}${span === "week" ? ` ${key}` : ""}`,
    en: ({ community, span, key }) => `${community} · ${spanEn[span]}${span === "week" ? ` ${key}` : ""}`,
  }),
  days: words<{ from: Day; to: Day }>({
    zh: ({ from, to }) => days(from, to, "zh"),
    en: ({ from, to }) => days(from, to, "en"),
  }),
  nothing: words({
    zh: "这段时间群里没有人发言，也没有人加入或离开。",
    en: "In the groups nobody wrote, came or went in this time.",
  }),
  messages: words({ zh: "消息", en: "messages" }),
  active: words({ zh: "活跃成员", en: "active members" }),
  joins: words({ zh: "加入", en: "joins" }),
  leaves: words({ zh: "离开", en: "leaves" }),
  silentNewcomers: words({ zh: "来了没说话的新人", en: "silent newcomers" }),
  wau: words({ zh: "七日活跃", en: "active in 7 days" }),
  mau28: words({ zh: "28 天活跃", en: "active in 28 days" }),
  dauMean28: words({ zh: "日均活跃", en: "mean active a day" }),
  stickiness: words({ zh: "粘性", en: "stickiness" }),
  pulse: words({ zh: "脉搏", en: "pulse" }),
  pulseInLine: words({ zh: "脉搏（来÷走）", en: "pulse (came ÷ went quiet)" }),
  new: words({ zh: "新发言", en: "new" }),
  returning: words({ zh: "留下", en: "returning" }),
  resurrecting: words({ zh: "回来", en: "back again" }),
  lapsed: words({ zh: "没再说话", en: "lapsed" }),
  d1: words({ zh: "新人次日还在", en: "newcomers there next day" }),
  d7: words({ zh: "新人第 7 天还在", en: "newcomers on day 7" }),
  d30: words({ zh: "新人第 30 天还在", en: "newcomers on day 30" }),
  peakLine: words<{ weekday: number; hour: number; messages: number }>({
    zh: (peak) => `最热闹：${weekday(peak.weekday, "zh")} ${peak.hour} 点，${n(peak.messages, "zh")} 条`,
    en: (peak) =>
      `busiest: ${weekday(peak.weekday, "en")} ${peak.hour}:00, ${plural(peak.messages, "message", "messages")}`,
  }),
  carriedLine: words<{ people: { shown: string; messages: number }[] }>({
    zh: ({ people }) => `撑起这个群的人：${people.map((one) => `${one.shown} ${n(one.messages, "zh")}`).join("、")}`,
    en: ({ people }) =>
      `who carried the group: ${people.map((one) => `${one.shown} ${n(one.messages, "en")}`).join(", ")}`,
  }),
  topics: words({ zh: "话题", en: "topics" }),
  topicsLine: words<{ topics: readonly { phrase: string; people: number }[] }>({
    zh: ({ topics }) =>
      `说得比以前多：${topics.map(({ phrase, people }) => `${phrase}（${n(people, "zh")} 人）`).join("、")}`,
    en: ({ topics }) =>
      `more talked about than before: ${topics.map(({ phrase, people }) => `${phrase} (${plural(people, "person", "people")})`).join(", ")}`,
  }),
  topic: words<{ phrase: string; messages: number; people: number }>({
    zh: ({ phrase, messages, people }) => `${phrase}：${n(people, "zh")} 人，${n(messages, "zh")} 条`,
    en: ({ phrase, messages, people }) =>
      `${phrase}: ${plural(messages, "message", "messages")} of ${plural(people, "person", "people")}`,
  }),
  thingsTitle: words({ zh: "可以做的事", en: "To do" }),
  thing: words<{ thing: ThingToDo; number: number }>({
    zh: ({ thing, number }) => `${number}. ${thing.text.zh()} → ${thing.command.zh()}`,
    en: ({ thing, number }) => `${number}. ${thing.text.en()} → ${thing.command.en()}`,
  }),
  chatFoot: words({
    zh: "数字怎么来的：数字说明 活跃。带图表的整页：群周报 整页。不想再收：群周报 关",
    en: "Where a number comes from: /why active. The whole page with charts: /digest page. No more of these: /digest off",
  }),
  letterFoot: words({
    zh: "这封信发给设置里“周报邮箱”的地址；管理员发送“设置 周报邮箱”可以改。",
    en: "This goes to the addresses in the setting digest.mailTo; managers change it with /settings digest.",
  }),
  mailToSetting: {
    name: words({ zh: "周报邮箱", en: "mail for the digest" }),
    help: words({
      zh: "每周一把整页周报发到这些邮箱，用逗号隔开；要先由部署的人配好发信服务器",
      en: "Addresses that get the whole page every Monday, with commas between; needs a mail server in the configuration",
    }),
  },
  modelSetting: {
    name: words({ zh: "周报用语言模型", en: "a model for the digest" }),
    help: words({
      zh: "周一的周报由部署的人配好的语言模型找话题、说几句概括：它会看到还保留着的聊天（名字、电话等已遮住，不愿给模型看的人不在内）；说错数字的一律不用",
      en: "Monday's digest gets its topics and a few sentences from the configured language model, which sees the talk that is still kept (names and numbers masked, without those who said /llm off); what it says wrong is not used",
    }),
  },
  chosen: words<{ span: Span | "all"; on: boolean }>({
    zh: ({ span, on }) =>
      span === "all"
        ? on
          ? "好，每周一早上九点私聊发你周报。"
          : "好，不再给你发了。想看的时候发“群周报”就有。"
        : on
          ? `好，以后私聊发你${spanZh[span]}。`
          : `好，${spanZh[span]}不再发你。`,
    en: ({ span, on }) =>
      span === "all"
        ? on
          ? "You get the digest in private every Monday at nine."
          : "No more digests for you. /digest shows one whenever you like."
        : `The digest of the ${spanEn[span]} ${on ? "comes to you in private from now on" : "comes no more"}.`,
  }),
  rollUpHeading: words<{ communities: number; span: Span; key: string }>({
    zh: ({ communities, span, key }) => `${n(communities, "zh")} 个社群 · 群${spanZh[span]} ${key}`.trim(),
    en: ({ communities, span, key }) =>
      `${plural(communities, "community", "communities")} · ${spanEn[span]} ${key}`.trim(),
  }),
  toDoIn: words<{ community: string }>({
    zh: ({ community }) => `${community} 可以做的事`,
    en: ({ community }) => `To do in ${community}`,
  }),
  rollUpFoot: words({
    zh: "带图表的整页：群周报 全部 整页。都不想再收：群周报 全部 关",
    en: "The whole page with charts: /digest all page. No more of these: /digest all off",
  }),
  chosenEverywhere: words<{ on: boolean; communities: number }>({
    zh: ({ on, communities }) =>
      on
        ? `好，每周一发你 ${communities} 个社群的汇总。`
        : `好，${communities} 个社群的周报都不再给你发了。想看的时候发“群周报 全部”就有。`,
    en: ({ on, communities }) =>
      on
        ? `Every Monday you get one message about ${plural(communities, "community", "communities")}.`
        : `No more digests from ${plural(communities, "community", "communities")}. /digest all shows them whenever you like.`,
  }),
  rollUpMore: words<{ more: number }>({
    zh: ({ more }) => `还有 ${n(more, "zh")} 个`,
    en: ({ more }) => `and ${n(more, "en")} more`,
  }),
  pageInPrivate: words({
    zh: "整页只发给你一个人：请私聊我发同样的话。",
    en: "The whole page is for you alone: ask me the same in private.",
  }),
  noFiles: words({
    zh: "这里发不了文件。整页可以每周一发到邮箱：设置 周报邮箱",
    en: "No files can be sent here. Every Monday's page can come by mail: /settings digest.mailTo",
  }),
  pageFile: words<{ heading: string }>({
    zh: ({ heading }) => `${heading}\n整页在文件里，用浏览器打开。`,
    en: ({ heading }) => `${heading}\nThe whole page is in the file: open it in a browser.`,
  }),
  hereInGroup: words({
    zh: "要发在群里，就在那个群里发“群周报 群里”。只给你看：群周报。",
    en: "To have it in a group, write /digest here in that group. For you alone: /digest.",
  }),
  beingTold: words({ zh: "正在写，十几秒就好。", en: "I am writing it; a moment." }),
  sentInPrivate: words({ zh: "周报发到私聊了。", en: "I sent it to you in private." }),
  writeFirst: words({
    zh: "周报只发给你一个人看：先私聊我发一句“群周报”。想发在群里：群周报 群里。",
    en: "A digest is for you alone: write /digest to me in private first. To have it here: /digest here.",
  }),
  unknownPeriod: words<{ word: string }>({
    zh: ({ word }) =>
      `“${word}”不是一周。可以发：群周报、群周报 2026-W20、群周报 日报、群周报 月报、群周报 整页、群周报 全部、群周报 关。`,
    en: ({ word }) =>
      `"${word}" is no week. Use /digest, /digest 2026-W20, /digest day, /digest month, /digest page, /digest all or /digest off.`,
  }),
  notOver: words<{ week: string; last: string }>({
    zh: ({ week, last }) => `${week} 还没过完，最近过完的一周是 ${last}。`,
    en: ({ week, last }) => `${week} is not over yet; the last week that is: ${last}.`,
  }),
  listInPrivate: words({
    zh: "想看名单，私聊我发同样的话。",
    en: "For the list behind it, ask me the same in private.",
  }),
  list: words<{ week: string; names: readonly string[]; limit: number }>({
    zh: ({ week, names, limit }) =>
      names.length === 0
        ? `${week}：一个也没有。`
        : `${week}${names.length === limit ? `，前 ${limit} 位` : ""}：${names.join("、")}`,
    en: ({ week, names, limit }) =>
      names.length === 0
        ? `${week}: nobody.`
        : `${week}${names.length === limit ? `, the first ${limit}` : ""}: ${names.join(", ")}`,
  }),
  lines: words<{ week: string; lines: readonly string[] }>({
    zh: ({ week, lines }) => (lines.length === 0 ? `${week}：一个也没有。` : [`${week}：`, ...lines].join("\n")),
    en: ({ week, lines }) => (lines.length === 0 ? `${week}: none.` : [`${week}:`, ...lines].join("\n")),
  }),
  eitherStep: words<{ names: readonly Text[] }>({
    zh: ({ names }) => names.map((name) => name.zh()).join("或"),
    en: ({ names }) => names.map((name) => name.en()).join(" or "),
  }),
  joined: words({ zh: "加入", en: "joined" }),
  firstMessage: words({ zh: "第一次发言", en: "first message" }),
};

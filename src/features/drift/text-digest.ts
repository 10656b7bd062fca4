import { formatNumber, plural, text as words, type Text } from "../../core/text.ts";

const kinds = {
  beganToDrift: words({ zh: "开始走远", en: "began to drift" }),
  fellSilent: words({ zh: "安静下来", en: "fell silent" }),
  cameBack: words({ zh: "回来了", en: "came back" }),
  firstWord: words({ zh: "终于开口", en: "spoke at last" }),
};
type Counted = Readonly<Record<keyof typeof kinds, number>>;

/** The kinds that somebody is of. */
const told = (now: Counted, say: (count: number, kind: Text) => string): string[] =>
  (Object.keys(kinds) as (keyof Counted)[]).flatMap((kind) => (now[kind] > 0 ? say(now[kind], kinds[kind]) : []));

/** What the digest says of changes of state. */
export const digestText = {
  title: words({ zh: "状态变化", en: "changes of state" }),
  ...kinds,
  line: words<Counted>({
    zh: (now) => told(now, (count, kind) => `${kind.zh()} ${formatNumber(count, "zh")} 人`).join("，") || "没有变化",
    en: (now) => told(now, (count, kind) => `${formatNumber(count, "en")} ${kind.en()}`).join(", ") || "none",
  }),
  people: words<{ kind: Text; names: readonly string[]; more: number }>({
    zh: ({ kind, names, more }) =>
      `${kind.zh()}：${names.join("、")}${more > 0 ? `，还有 ${formatNumber(more, "zh")} 人` : ""}`,
    en: ({ kind, names, more }) =>
      `${kind.en()}: ${names.join(", ")}${more > 0 ? ` and ${formatNumber(more, "en")} more` : ""}`,
  }),
  thingDrifting: words<{ people: number }>({
    zh: ({ people }) => `${formatNumber(people, "zh")} 位常来的人开始走远，趁早问候一声`,
    en: ({ people }) =>
      `${plural(people, "regular has", "regulars have")} begun to drift: say a word while it is early`,
  }),
  thingDriftingCommand: words({ zh: "不活跃名单 走远", en: "/members drifting" }),
  thingBack: words<{ people: number }>({
    zh: ({ people }) => `${formatNumber(people, "zh")} 位走远的人回来了，欢迎一下`,
    en: ({ people }) => `${plural(people, "member", "members")} who had drifted came back: welcome them`,
  }),
  thingBackCommand: words({ zh: "数字说明 状态变化", en: "/why states" }),
  meaning: words({
    zh: "状态变化：每晚按发言的日子估计每个人两周内再来的机会，分成活跃、走远、沉睡、流失等状态；这里是这一期结束时的状态和开始前不同的人，每人只数一次，管理员和离开的人不算。",
    en: "changes of state: every night each member's chance of writing within two weeks is judged from the days they wrote on, and with it their state (active, drifting, dormant, lost …). These are people who stood elsewhere at the end of the period than before it, each once, without staff and who left.",
  }),
};

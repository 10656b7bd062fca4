import { formatDay, formatNumber, plural, type Language } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import type { Words } from "./declaration.ts";
import type { Difference, Share, Verdict } from "./proof.ts";
import type { JourneyStats } from "./stats.ts";
import type { JourneyState } from "./store.ts";

export const states = {
  off: { zh: "停着", en: "off" },
  running: { zh: "进行中", en: "running" },
  stopped: { zh: "已自动停止", en: "stopped by itself" },
} as const satisfies Record<JourneyState, Words>;

export const neverStarted: Words = { zh: "未开始", en: "not started" };

/** What a verdict is called. */
export const verdicts = {
  helps: { zh: "有帮助", en: "it helps" },
  harms: { zh: "有害，建议停掉", en: "it harms; stop it" },
  noDifferenceSeen: { zh: "没看出差别", en: "no difference seen" },
  notMeasured: {
    zh: "没法下结论，单独联系到的人太少，没有两组可比",
    en: "not measured: too few could be written to alone for two groups",
  },
  notYet: { zh: "还没到下结论的时候", en: "too early for a verdict" },
} as const satisfies Record<Verdict, Words>;

const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value * 100).toFixed(1)}`;
const share = ({ members, returned }: Share, language: Language) =>
  members === 0
    ? "–"
    : `${formatNumber(returned, language)}/${formatNumber(members, language)} = ${percent(returned / members)}`;
/** `level`: "95%" where it is that; further comparisons and texts stand to a harder standard. */
const interval = ({ difference, low, high }: Difference, language: Language, level = "") =>
  language === "zh"
    ? `${signed(difference)} 个百分点（${level}${level && " "}区间 ${signed(low)} 到 ${signed(high)}）`
    : `${signed(difference)} points (${level}${level && " "}interval ${signed(low)} to ${signed(high)})`;
const levelOf = ({ comparison }: JourneyStats): string => (comparison === 1 ? "95%" : "");
/** Nobody's days are over of those who could be written to alone. */
const isEmpty = ({ nudged, heldOut }: JourneyStats): boolean => nudged.members + heldOut.members === 0;

const byPostZh = (post: Share): string =>
  `只能靠群里那句话的：${share(post, "zh")} 回来。群里的话人人都读得到，留不出对照，所以有没有用没有测，不算进结论。`;
const byPostEn = (post: Share): string =>
  `Reached by the post in the group alone: ${share(post, "en")} came back. Everybody reads it, so nobody can be held out: whether it helps is not measured and is no part of the verdict.`;

export interface StatsShown extends JourneyStats {
  name: string;
  title: Words;
  state: JourneyState;
  startedDay: Day;
  horizonDays: number;
}

export function statsZh(s: StatsShown): string {
  const lines = [
    `「${s.title.zh}」${states[s.state].zh}，${formatDay(s.startedDay, "zh")}开始`,
    `结论：${verdicts[s.verdict].zh}` +
      (s.verdict === "notYet"
        ? `，${formatDay(s.verdictDay, "zh", { year: true })}下结论（固定期限，提前看不算数）`
        : "（固定期限）"),
    isEmpty(s)
      ? `还没有能单独联系到的人走完 ${s.horizonDays} 天，没有数字可比。`
      : `${s.horizonDays} 天内回来：收到的 ${share(s.nudged, "zh")}，没收到的对照 ${share(s.heldOut, "zh")}`,
    ...(s.difference ? [`差别：${interval(s.difference, "zh", levelOf(s))}`] : []),
    ...(s.waiting > 0 ? [`还有 ${formatNumber(s.waiting, "zh")} 人没到 ${s.horizonDays} 天`] : []),
    ...(isEmpty(s) ? [] : s.variants).map(
      (one, index) =>
        `文案 ${index + 1}：${share(one.share, "zh")}` +
        (one.difference ? `，比文案 1 ${interval(one.difference, "zh")}` : ""),
    ),
    `私聊 ${s.written} 条${s.phrased > 0 ? `（${s.phrased} 条由模型换过说法）` : ""} · 群里 ${s.posts} 条 · 任务 ${s.tasks} 个 · 拉黑 ${s.blocked} · 退订 ${s.optedOut}`,
    ...(s.byPost.members === 0 ? [] : [byPostZh(s.byPost)]),
    ...(s.spent > 0
      ? [
          `送出 ${formatNumber(s.spent, "zh")} 分` +
            (s.pointsPerReturn === null ? "" : `，多带回一个人约 ${formatNumber(s.pointsPerReturn, "zh")} 分`),
        ]
      : []),
    ...(s.wordsDay === null ? [] : [`${formatDay(s.wordsDay, "zh")}换过文案：对照照旧，文案之间不比。`]),
    ...(s.comparison === 1
      ? []
      : [`这是第 ${s.comparison} 次对照，标准更严：误判的机会是上一次的一半，全部加起来不超过 5%。`]),
    "口径：只比能单独联系到的人，每人只算第一次；区间用 Newcombe 法。",
  ];
  return lines.join("\n");
}

export function statsEn(s: StatsShown): string {
  const lines = [
    `“${s.title.en}”: ${states[s.state].en}, since ${formatDay(s.startedDay, "en")}`,
    `Verdict: ${verdicts[s.verdict].en}` +
      (s.verdict === "notYet"
        ? `; it is spoken on ${formatDay(s.verdictDay, "en", { year: true })} (a fixed horizon: looking earlier decides nothing)`
        : " (at the fixed horizon)"),
    isEmpty(s)
      ? `Nobody who can be written to alone has had their ${plural(s.horizonDays, "day", "days")} yet: nothing to compare.`
      : `Back within ${plural(s.horizonDays, "day", "days")}: written to ${share(s.nudged, "en")}, held out ${share(s.heldOut, "en")}`,
    ...(s.difference ? [`Difference: ${interval(s.difference, "en", levelOf(s))}`] : []),
    ...(s.waiting > 0 ? [`${plural(s.waiting, "member is", "members are")} still within their days`] : []),
    ...(isEmpty(s) ? [] : s.variants).map(
      (one, index) =>
        `Text ${index + 1}: ${share(one.share, "en")}` +
        (one.difference ? `, against text 1 ${interval(one.difference, "en")}` : ""),
    ),
    `${plural(s.written, "private message", "private messages")}${s.phrased > 0 ? ` (${s.phrased} in a model's words)` : ""} · ${plural(s.posts, "group post", "group posts")} · ${plural(s.tasks, "task", "tasks")} · ${plural(s.blocked, "block", "blocks")} · ${plural(s.optedOut, "opt-out", "opt-outs")}`,
    ...(s.byPost.members === 0 ? [] : [byPostEn(s.byPost)]),
    ...(s.spent > 0
      ? [
          `${plural(s.spent, "point", "points")} given` +
            (s.pointsPerReturn === null
              ? ""
              : `, about ${formatNumber(s.pointsPerReturn, "en")} for each member won back`),
        ]
      : []),
    ...(s.wordsDay === null
      ? []
      : [
          `The words were changed on ${formatDay(s.wordsDay, "en")}: the comparison goes on, the texts are not compared.`,
        ]),
    ...(s.comparison === 1
      ? []
      : [
          `This is comparison ${s.comparison} of this journey, held to a harder standard: half the chance of error of the one before, 5% for all together.`,
        ]),
    "Compared: only members who can be reached alone, each once; interval by Newcombe's method.",
  ];
  return lines.join("\n");
}

import { formatDay, formatNumber, plural, text as words, type Language } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import { explanation } from "../../engagement/drift/index.ts";
import type { MemberDrift } from "../../engagement/drift/index.ts";
import type { Share, Difference, Verdict } from "./proof.ts";
import type { JourneyState } from "./store.ts";
import type { JourneyStats } from "./stats.ts";
import type { Words } from "./declaration.ts";

interface Listed {
  name: string;
  title: Words;
  state: JourneyState;
  stoppedFor: string | null;
  open: number;
}

interface Example {
  id: number;
  name: string;
  isHeldOut: boolean;
  way: "private" | "group" | "task";
  words: string;
}

export interface Preview {
  name: string;
  title: Words;
  fitting: number;
  perDay: number;
  holdOut: number;
  examples: readonly Example[];
}

interface Task {
  id: number;
  memberId: number;
  name: string;
  drift: MemberDrift | null;
  likes: string;
}

const states = {
  off: { zh: "未开始", en: "off" },
  running: { zh: "进行中", en: "running" },
  stopped: { zh: "已自动停止", en: "stopped by itself" },
} as const satisfies Record<JourneyState, Words>;

const reasons: Readonly<Record<string, Words>> = {
  blocks: { zh: "拉黑和退订超过 2%", en: "blocks and opt-outs passed 2%" },
  optOuts: { zh: "退订超过 2%", en: "opt-outs passed 2%" },
};

const ways = {
  private: { zh: "私聊", en: "in private" },
  group: { zh: "发在群里，不点名", en: "in the group, naming nobody" },
  task: { zh: "交给人来做", en: "a task for a person" },
} as const satisfies Record<Example["way"], Words>;

/** What a verdict is called. */
export const verdicts = {
  helps: { zh: "有帮助", en: "it helps" },
  harms: { zh: "有害，建议停掉", en: "it harms; stop it" },
  noDifferenceSeen: { zh: "没看出差别", en: "no difference seen" },
  notYet: { zh: "还没到下结论的时候", en: "too early for a verdict" },
} as const satisfies Record<Verdict, Words>;

const percent = (value: number) => `${(value * 100).toFixed(1)}%`;
const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value * 100).toFixed(1)}`;
const share = ({ members, returned }: Share, language: Language) =>
  members === 0
    ? "–"
    : `${formatNumber(returned, language)}/${formatNumber(members, language)} = ${percent(returned / members)}`;
const interval = ({ difference, low, high }: Difference, language: Language) =>
  language === "zh"
    ? `${signed(difference)} 个百分点（95% 区间 ${signed(low)} 到 ${signed(high)}）`
    : `${signed(difference)} points (95% interval ${signed(low)} to ${signed(high)})`;

export interface StatsShown extends JourneyStats {
  name: string;
  title: Words;
  state: JourneyState;
  stoppedFor: string | null;
  startedDay: Day;
  horizonDays: number;
}

function statsZh(s: StatsShown): string {
  const lines = [
    `「${s.title.zh}」${states[s.state].zh}，${formatDay(s.startedDay, "zh")}开始`,
    `结论：${verdicts[s.verdict].zh}` +
      (s.verdict === "notYet"
        ? `，${formatDay(s.verdictDay, "zh", { year: true })}下结论（固定期限，提前看不算数）`
        : "（固定期限）"),
    `${s.horizonDays} 天内回来：收到的 ${share(s.nudged, "zh")}，没收到的对照 ${share(s.heldOut, "zh")}`,
    ...(s.difference ? [`差别：${interval(s.difference, "zh")}`] : []),
    ...(s.waiting > 0 ? [`还有 ${formatNumber(s.waiting, "zh")} 人没到 ${s.horizonDays} 天`] : []),
    ...s.variants.map(
      (one, index) =>
        `文案 ${index + 1}：${share(one.share, "zh")}` +
        (one.difference ? `，比文案 1 ${interval(one.difference, "zh")}` : ""),
    ),
    `私聊 ${s.written} 条 · 群里 ${s.posts} 条 · 任务 ${s.tasks} 个 · 拉黑 ${s.blocked} · 退订 ${s.optedOut}`,
    ...(s.spent > 0
      ? [
          `送出 ${formatNumber(s.spent, "zh")} 分` +
            (s.pointsPerReturn === null ? "" : `，多带回一个人约 ${formatNumber(s.pointsPerReturn, "zh")} 分`),
        ]
      : []),
    "口径：只比能单独联系到的人，每人只算第一次；区间用 Newcombe 法。",
  ];
  return lines.join("\n");
}

function statsEn(s: StatsShown): string {
  const lines = [
    `“${s.title.en}”: ${states[s.state].en}, since ${formatDay(s.startedDay, "en")}`,
    `Verdict: ${verdicts[s.verdict].en}` +
      (s.verdict === "notYet"
        ? `; it is spoken on ${formatDay(s.verdictDay, "en", { year: true })} (a fixed horizon: looking earlier decides nothing)`
        : " (at the fixed horizon)"),
    `Back within ${plural(s.horizonDays, "day", "days")}: written to ${share(s.nudged, "en")}, held out ${share(s.heldOut, "en")}`,
    ...(s.difference ? [`Difference: ${interval(s.difference, "en")}`] : []),
    ...(s.waiting > 0 ? [`${plural(s.waiting, "member is", "members are")} still within their days`] : []),
    ...s.variants.map(
      (one, index) =>
        `Text ${index + 1}: ${share(one.share, "en")}` +
        (one.difference ? `, against text 1 ${interval(one.difference, "en")}` : ""),
    ),
    `${plural(s.written, "private message", "private messages")} · ${plural(s.posts, "group post", "group posts")} · ${plural(s.tasks, "task", "tasks")} · ${plural(s.blocked, "block", "blocks")} · ${plural(s.optedOut, "opt-out", "opt-outs")}`,
    ...(s.spent > 0
      ? [
          `${plural(s.spent, "point", "points")} given` +
            (s.pointsPerReturn === null
              ? ""
              : `, about ${formatNumber(s.pointsPerReturn, "en")} for each member won back`),
        ]
      : []),
    "Compared: only members who can be reached alone, each once; interval by Newcombe's method.",
  ];
  return lines.join("\n");
}

export const text = {
  title: words({ zh: "关怀旅程", en: "journeys" }),
  journeyHelp: words({
    zh: "关怀旅程：看、预览、开始、停止、统计、修改",
    en: "journeys: list, preview, start, stop, stats, show, set, save",
  }),
  tasksHelp: words({
    zh: "需要人来做的问候：任务，任务 完成 3，任务 跳过 3",
    en: "greetings for a person: /tasks, /tasks done 3, /tasks skip 3",
  }),
  stopHelp: words({ zh: "不再收到主动消息", en: "no more unasked messages" }),
  stopped: words({
    zh: "好，以后不主动打扰你了。签到、积分这些照常用；想恢复时发“/nudge on”。",
    en: "All right: I will not write to you unasked again. Everything else works as before; /nudge on brings it back.",
  }),
  giftReason: words({ zh: "心意积分", en: "gift" }),
  list: words<{ journeys: readonly Listed[] }>({
    zh: ({ journeys }) =>
      [
        "关怀旅程：",
        ...journeys.map(
          (one) =>
            `· ${one.name}「${one.title.zh}」${states[one.state].zh}` +
            (one.stoppedFor ? `（${reasons[one.stoppedFor]?.zh ?? one.stoppedFor}）` : "") +
            (one.open > 0 ? `，路上 ${one.open} 人` : ""),
        ),
        "旅程 预览 名字 · 旅程 开始 名字 · 旅程 停止 名字 · 旅程 统计 名字 · 旅程 查看 名字 · 旅程 修改 名字 perDay 20",
      ].join("\n"),
    en: ({ journeys }) =>
      [
        "Journeys:",
        ...journeys.map(
          (one) =>
            `· ${one.name}, “${one.title.en}”: ${states[one.state].en}` +
            (one.stoppedFor ? ` (${reasons[one.stoppedFor]?.en ?? one.stoppedFor})` : "") +
            (one.open > 0 ? `, ${one.open} on the way` : ""),
        ),
        "/journey preview NAME · start NAME · stop NAME · stats NAME · show NAME · set NAME perDay 20",
      ].join("\n"),
  }),
  preview: words<Preview>({
    zh: (p) =>
      [
        `「${p.title.zh}」今天符合 ${formatNumber(p.fitting, "zh")} 人，每天最多 ${p.perDay} 人；其中 ${p.holdOut}% 不发，用来对照。`,
        ...p.examples.map(
          (one) =>
            `— #${one.id} ${one.name}，${one.isHeldOut ? "对照，不发；若发会是" : ways[one.way].zh}：\n${one.words}`,
        ),
        ...(p.examples.length === 0 ? ["今天没有人符合，开始后每天会自动看。"] : []),
      ].join("\n"),
    en: (p) =>
      [
        `“${p.title.en}”: ${plural(p.fitting, "member fits", "members fit")} today, ${p.perDay} a day at most; ${p.holdOut}% hear nothing, to compare with.`,
        ...p.examples.map(
          (one) =>
            `— #${one.id} ${one.name}, ${one.isHeldOut ? "held out; it would be" : ways[one.way].en}:\n${one.words}`,
        ),
        ...(p.examples.length === 0 ? ["Nobody fits today; once started it looks every day."] : []),
      ].join("\n"),
  }),
  started: words<{ name: string; verdictDay: Day }>({
    zh: ({ name, verdictDay }) =>
      `${name} 开始了。每天 10 点后看一次，${formatDay(verdictDay, "zh", { year: true })}出结论；随时可以“旅程 停止 ${name}”。`,
    en: ({ name, verdictDay }) =>
      `${name} is running: it looks every day after 10:00, and the verdict comes on ${formatDay(verdictDay, "en", { year: true })}. /journey stop ${name} stops it.`,
  }),
  ended: words<{ name: string }>({
    zh: ({ name }) => `${name} 停了，路上的人不会再收到消息；已有的统计都在。`,
    en: ({ name }) => `${name} is off. Nobody on it hears more; its figures stay.`,
  }),
  saved: words<{ name: string }>({
    zh: ({ name }) => `${name} 保存好了，还没开始。先“旅程 预览 ${name}”看看。`,
    en: ({ name }) => `${name} is saved and off. Have a look first: /journey preview ${name}.`,
  }),
  yaml: words<{ yaml: string }>({ zh: ({ yaml }) => yaml, en: ({ yaml }) => yaml }),
  stats: words<StatsShown>({ zh: statsZh, en: statsEn }),
  neverStarted: words<{ name: string }>({
    zh: ({ name }) => `${name} 还没开始过，没有统计。`,
    en: ({ name }) => `${name} was never started: there are no figures.`,
  }),
  noSuch: words<{ name: string; names: string }>({
    zh: ({ name, names }) => `没有叫“${name}”的旅程。现在有：${names}。`,
    en: ({ name, names }) => `There is no journey “${name}”. There are: ${names}.`,
  }),
  running: words<{ name: string }>({
    zh: ({ name }) => `${name} 正在进行，改了就比不出效果了；先“旅程 停止 ${name}”。`,
    en: ({ name }) => `${name} is running, and a change would spoil the comparison: /journey stop ${name} first.`,
  }),
  already: words<{ name: string }>({
    zh: ({ name }) => `${name} 已经在进行了。`,
    en: ({ name }) => `${name} is running already.`,
  }),
  bad: words<{ fault: string }>({
    zh: ({ fault }) => `这里不对：${fault}。什么都没有改。`,
    en: ({ fault }) => `This is not right: ${fault}. Nothing was changed.`,
  }),
  badWords: words<{ faults: string }>({
    zh: ({ faults }) =>
      `文案里这些要改：${faults}。可用 {name} {group} {points} {gift} {years}；{streak} {tier} {favourite} 不一定有，要放在 [方括号] 里。`,
    en: ({ faults }) =>
      `In the texts, mend: ${faults}. There are {name} {group} {points} {gift} {years}; {streak} {tier} {favourite} may be unknown and belong in [square brackets].`,
  }),
  usage: words({
    zh: "这样写：旅程 修改 名字 位置 值，例如：旅程 修改 drifting perDay 20",
    en: "Write: /journey set NAME PLACE VALUE, such as /journey set drifting perDay 20",
  }),
  stoppedByItself: words<{ name: string; because: string }>({
    zh: ({ name, because }) => `旅程 ${name} 自己停了：${reasons[because]?.zh ?? because}。“旅程 统计 ${name}”看详情。`,
    en: ({ name, because }) =>
      `The journey ${name} stopped by itself: ${reasons[because]?.en ?? because}. /journey stats ${name} tells more.`,
  }),
  newTasks: words<{ count: number }>({
    zh: ({ count }) => `今天有 ${count} 位成员，由你亲自问候一声会更好。发送“任务”看看。`,
    en: ({ count }) => `${plural(count, "member", "members")} would be glad of a word from a person today: /tasks.`,
  }),
  tasks: words<{ tasks: readonly Task[] }>({
    zh: ({ tasks }) =>
      tasks.length === 0
        ? "没有等着你的问候。"
        : [
            "可以亲自问候：",
            ...tasks.map(
              (one) =>
                `${one.id}. 写给 ${one.name}（#${one.memberId}）：${one.drift ? explanation.zh(one.drift) : ""}${one.likes ? `；喜欢${one.likes}` : ""}`,
            ),
            "做完发“任务 完成 编号”，不做发“任务 跳过 编号”。",
          ].join("\n"),
    en: ({ tasks }) =>
      tasks.length === 0
        ? "Nobody waits for a word from you."
        : [
            "A word from a person:",
            ...tasks.map(
              (one) =>
                `${one.id}. write to ${one.name} (#${one.memberId}): ${one.drift ? explanation.en(one.drift) : ""}${one.likes ? `; likes ${one.likes}` : ""}`,
            ),
            "Then /tasks done NUMBER, or /tasks skip NUMBER.",
          ].join("\n"),
  }),
  taskClosed: words<{ id: number; isDone: boolean }>({
    zh: ({ id, isDone }) => (isDone ? `任务 ${id} 完成，谢谢你！` : `任务 ${id} 跳过了。`),
    en: ({ id, isDone }) => (isDone ? `Task ${id} is done. Thank you!` : `Task ${id} is skipped.`),
  }),
  noTask: words<{ id: string }>({
    zh: ({ id }) => `没有编号 ${id} 的待办。`,
    en: ({ id }) => `There is no open task ${id}.`,
  }),
};

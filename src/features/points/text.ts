import { formatDay, formatDelta, formatNumber, plural, text as words } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import { dayLimit, fullMinutes, halfMinutes, type Span } from "../../points/index.ts";

export interface BillLine {
  day: Day;
  delta: number;
  reason: string;
  note: string;
}

interface Talk {
  messages: number;
  minutes: number;
  points: number;
  isFull: boolean;
}

export interface BoardLine {
  rank: number;
  name: string;
  points: number;
  /** empty for the lowest */
  tier: string;
}

const spanNames = {
  zh: { week: "本周", month: "本月", all: "总榜" },
  en: { week: "this week", month: "this month", all: "all time" },
} as const satisfies Record<"zh" | "en", Record<Span, string>>;

const medals = ["🥇", "🥈", "🥉"];
const place = (rank: number) => medals[rank - 1] ?? `${rank}.`;

/** "15 分钟 × 2 + 3 分钟 × 1": what chatPoints adds up. */
function sumOf(minutes: number, language: "zh" | "en"): string {
  const full = Math.min(minutes, fullMinutes);
  const half = Math.min(minutes - full, halfMinutes);
  const part = (count: number, rate: number) =>
    `${language === "zh" ? `${count} 分钟` : plural(count, "minute", "minutes")} × ${rate}`;
  return half > 0 ? `${part(full, 2)} + ${part(half, 1)}` : part(full, 2);
}

export const text = {
  title: words({ zh: "积分", en: "points" }),
  issued: words({ zh: "发出", en: "issued" }),
  spent: words({ zh: "花掉", en: "spent" }),
  outstanding: words({ zh: "大家手里", en: "outstanding" }),
  digestMeaning: words({
    zh: "积分：发出，是这段时间账上加的分；花掉，是账上减的分（抽奖、兑换、扣分都在内）；大家手里，是期末所有人余额之和。数自积分账本，每一笔都在账上：积分明细。",
    en: "points: issued is what the ledger's entries of these days gave, spent what they took (draws, prizes, deductions), outstanding everybody's balance at the end. Summed from the ledger, of which everybody reads their own lines with /why.",
  }),
  digestTitle: words({ zh: "积分", en: "points" }),
  digestLine: words<{ issued: number; spent: number; outstanding: number }>({
    zh: ({ issued, spent, outstanding }) =>
      `发出 ${formatNumber(issued, "zh")}，花掉 ${formatNumber(spent, "zh")}，大家手里共 ${formatNumber(outstanding, "zh")}`,
    en: ({ issued, spent, outstanding }) =>
      `${formatNumber(issued, "en")} issued, ${formatNumber(spent, "en")} spent, ${formatNumber(outstanding, "en")} outstanding`,
  }),
  unknownFigure: words<{ word: string }>({
    zh: ({ word }) =>
      `没有叫“${word}”的数字。只发“积分明细”看自己的；管理员可以问群周报里的数字，比如“数字说明 活跃”。`,
    en: ({ word }) =>
      `There is no figure called "${word}". /why alone shows where your points came from; operators can ask after the digest's figures, such as /why active.`,
  }),
  pointsHelp: words({ zh: "查看我的积分和排名", en: "your points and rank" }),
  whyHelp: words({
    zh: "最近的积分怎么来的，今天为什么没加分",
    en: "where your points came from, and why some did not",
  }),
  rulesHelp: words({ zh: "怎样得积分", en: "what earns points" }),
  awardHelp: words({
    zh: "给成员加分：加积分 100 @用户 原因",
    en: "give points: /award 100 @user reason, or as a reply",
  }),
  deductHelp: words({
    zh: "扣成员的分：扣积分 100 @用户 原因",
    en: "take points: /deduct 100 @user reason, or as a reply",
  }),
  topHelp: words({
    zh: "积分排行榜；后面可加 周、月、总",
    en: "the ranking; add week, month or all",
  }),
  points: words<{ balance: number; rank: number | null; pending: number; tier: string }>({
    zh: ({ balance, rank, pending, tier }) =>
      `你有 ${formatNumber(balance, "zh")} 分${rank ? `，排第 ${rank} 名` : ""}${tier ? `，等级「${tier}」` : ""}。` +
      (pending > 0 ? `今天聊天的 ${pending} 分，今晚结算。` : ""),
    en: ({ balance, rank, pending, tier }) =>
      `You have ${plural(balance, "point", "points")}${rank ? `, rank ${rank}` : ""}.${tier ? ` You are a ${tier}.` : ""}` +
      (pending > 0 ? ` ${plural(pending, "point", "points")} for today's talk will be added tonight.` : ""),
  }),
  board: words<{ span: Span; lines: BoardLine[]; own: { rank: number | null; points: number } }>({
    zh: ({ span, lines, own }) =>
      [
        `🏆 积分排行榜 · ${spanNames.zh[span]}`,
        ...lines.map(
          (line) =>
            `${place(line.rank)} ${line.name}  ${formatNumber(line.points, "zh")} 分${line.tier ? ` · ${line.tier}` : ""}`,
        ),
        own.rank
          ? `你排第 ${own.rank} 名，${formatNumber(own.points, "zh")} 分。`
          : "你还没有上榜，发送“签到”就能拿到第一笔积分。",
      ].join("\n"),
    en: ({ span, lines, own }) =>
      [
        `🏆 Ranking · ${spanNames.en[span]}`,
        ...lines.map(
          (line) =>
            `${place(line.rank)} ${line.name}  ${formatNumber(line.points, "en")}${line.tier ? ` · ${line.tier}` : ""}`,
        ),
        own.rank
          ? `You are number ${own.rank} with ${plural(own.points, "point", "points")}.`
          : "You are not on it yet: /checkin gives you your first points.",
      ].join("\n"),
  }),
  empty: words<{ span: Span }>({
    zh: ({ span }) => `${span === "all" ? "" : spanNames.zh[span]}还没有人有积分，发送“签到”来拿第一名吧！`,
    en: ({ span }) =>
      `Nobody has points ${span === "all" ? "yet" : `${spanNames.en[span]} yet`}: /checkin and be the first!`,
  }),
  bill: words<{ balance: number; lines: BillLine[]; today: string[] }>({
    zh: ({ balance, lines, today }) =>
      [
        lines.length > 0 ? `最近的积分（共 ${formatNumber(balance, "zh")} 分）：` : "你还没有积分记录。",
        ...lines.map(
          ({ day, delta, reason, note }) =>
            `${formatDay(day, "zh")}  ${formatDelta(delta, "zh")}  ${reason}${note && `：${note}`}`,
        ),
        ...today,
      ].join("\n"),
    en: ({ balance, lines, today }) =>
      [
        lines.length > 0
          ? `Your latest points (${formatNumber(balance, "en")} in all):`
          : "You have no points on record yet.",
        ...lines.map(
          ({ day, delta, reason, note }) =>
            `${formatDay(day, "en")}  ${formatDelta(delta, "en")}  ${reason}${note && `: ${note}`}`,
        ),
        ...today,
      ].join("\n"),
  }),
  talk: words<Talk>({
    zh: (talk) => {
      if (talk.messages === 0) return "今天聊天：还没有发言。";
      const { messages, minutes, points, isFull } = talk;
      const sum =
        minutes === 0 ? "今天聊天：还没有得分。" : `今天聊天：${sumOf(minutes, "zh")} = ${points} 分，今晚结算。`;
      if (isFull) return `${sum}已经满了，每天最多 ${dayLimit} 分。`;
      if (messages <= minutes) return sum;
      return `${sum}\n发了 ${messages} 条，计分 ${minutes} 分钟：同一分钟只计一次，不到 4 个字、命令、和上一句一样的话不计。`;
    },
    en: (talk) => {
      if (talk.messages === 0) return "Today's talk: nothing said yet.";
      const { messages, minutes, points, isFull } = talk;
      const sum =
        minutes === 0
          ? "Today's talk: no points yet."
          : `Today's talk: ${sumOf(minutes, "en")} = ${plural(points, "point", "points")}, added tonight.`;
      if (isFull) return `${sum} That is all a day of talk can earn: ${dayLimit} at most.`;
      if (messages <= minutes) return sum;
      return `${sum}\n${plural(messages, "message", "messages")}, ${plural(minutes, "minute", "minutes")} counted: a minute counts once; under 4 characters, commands and the same text again do not count.`;
    },
  }),
  staffTalk: words({ zh: "今天聊天：管理人员聊天不计分。", en: "Today's talk: staff earn no points for talk." }),
  rules: words<{ lines: string[] }>({
    zh: ({ lines }) => ["这里这样得积分：", ...lines.map((line) => `· ${line}`)].join("\n"),
    en: ({ lines }) => ["What earns points here:", ...lines.map((line) => `· ${line}`)].join("\n"),
  }),
  chatRule: words({
    zh: `聊天：每天前 ${fullMinutes} 分钟每分钟 2 分，之后 ${halfMinutes} 分钟每分钟 1 分，每天最多 ${dayLimit} 分，当晚结算。不到 4 个字、命令、重复的话不计。`,
    en: `talk: 2 points for each of a day's first ${fullMinutes} minutes with a message, 1 for each of the next ${halfMinutes}, at most ${dayLimit} a day, added at night. Under 4 characters, commands and repeats do not count.`,
  }),
  chatReason: words({ zh: "聊天", en: "talk" }),
  awardReason: words({ zh: "管理员加分", en: "given by a manager" }),
  deductReason: words({ zh: "管理员扣分", en: "taken by a manager" }),
  movedReason: words({ zh: "转到另一个社群", en: "moved to another community" }),
  awarded: words<{ name: string; delta: number; note: string; balance: number; isLess: boolean }>({
    zh: ({ name, delta, note, balance, isLess }) =>
      `${name} ${formatDelta(delta, "zh")} 分${note && `（${note}）`}，现在共 ${formatNumber(balance, "zh")} 分。` +
      (isLess ? "TA 只有这么多，已扣完。" : ""),
    en: ({ name, delta, note, balance, isLess }) =>
      `${name}: ${formatDelta(delta, "en")} ${Math.abs(delta) === 1 ? "point" : "points"}${note && ` (${note})`}, ${formatNumber(balance, "en")} in all.` +
      (isLess ? " That was all there was." : ""),
  }),
  nothingToTake: words<{ name: string }>({
    zh: ({ name }) => `${name} 没有积分可扣。`,
    en: ({ name }) => `${name} has no points to take.`,
  }),
  howToAward: words<{ kind: "award" | "deduct" }>({
    zh: ({ kind }) => `要写明多少分，比如：${kind === "award" ? "加积分" : "扣积分"} 100 @用户 原因`,
    en: ({ kind }) => `Say how many points, such as: /${kind} 100 @user reason`,
  }),
  tooMany: words<{ limit: number }>({
    zh: ({ limit }) => `一次最多 ${formatNumber(limit, "zh")} 分。`,
    en: ({ limit }) => `At most ${formatNumber(limit, "en")} points at once.`,
  }),
  askLarge: words<{ kind: "award" | "deduct"; amount: number; name: string }>({
    zh: ({ kind, amount, name }) => `要给 ${name} ${kind === "award" ? "加" : "扣"} ${formatNumber(amount, "zh")} 分。`,
    en: ({ kind, amount, name }) =>
      `This ${kind === "award" ? "gives" : "takes"} ${formatNumber(amount, "en")} points ${kind === "award" ? "to" : "from"} ${name}.`,
  }),
  exportHelp: words({
    zh: "全部积分明细，做成表格（私聊）：导出积分 2026-03-01 2026-03-31",
    en: "everybody's points as a table: /points export 2026-03-01 2026-03-31",
  }),
  exported: words<{ rows: number }>({
    zh: ({ rows }) => `积分明细 ${formatNumber(rows, "zh")} 条，可以直接用 Excel 打开。里面有成员昵称，请妥善保管。`,
    en: ({ rows }) =>
      `${plural(rows, "change", "changes")} of points, to be opened in Excel. There are members' names in it: please keep it safe.`,
  }),
  exportDays: words({
    zh: "日期这样写：导出积分 2026-03-01 2026-03-31；不写就是全部。",
    en: "Give days like this: /points export 2026-03-01 2026-03-31; without them it is everything.",
  }),
  exportNoFiles: words<{ community: string }>({
    zh: ({ community }) =>
      `这里发不了文件。请在能收文件的平台私聊我，或者在服务器上运行：hearth points export --community "${community}"`,
    en: ({ community }) =>
      `No files can be sent here. Ask me on a platform that takes files, or run: hearth points export --community "${community}"`,
  }),
  exportNothing: words({ zh: "这段时间没有积分变动。", en: "No points changed in that time." }),
  exportTooMany: words<{ rows: number; limit: number }>({
    zh: ({ rows, limit }) =>
      `共 ${formatNumber(rows, "zh")} 条，一个文件最多 ${formatNumber(limit, "zh")} 条。请写明日期分段导出：导出积分 2026-03-01 2026-03-31`,
    en: ({ rows, limit }) =>
      `That is ${plural(rows, "change", "changes")}, more than the ${formatNumber(limit, "en")} of one file. Ask for some days at a time: /points export 2026-03-01 2026-03-31`,
  }),
  unknownSpan: words<{ word: string }>({
    zh: ({ word }) => `没有“${word}”这个榜，可以用：周、月、总。`,
    en: ({ word }) => `There is no ranking "${word}"; use week, month or all.`,
  }),
};

import { formatNumber, plural, text as words } from "../../core/text.ts";
import type { Span } from "../../points/index.ts";

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

export const text = {
  pointsHelp: words({ zh: "查看我的积分和排名", en: "your points and rank" }),
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
  unknownSpan: words<{ word: string }>({
    zh: ({ word }) => `没有“${word}”这个榜，可以用：周、月、总。`,
    en: ({ word }) => `There is no ranking "${word}"; use week, month or all.`,
  }),
};

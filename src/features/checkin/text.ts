import { formatDelta, formatNumber, plural, text as words } from "../../core/text.ts";

export const text = {
  help: words({ zh: "签到领积分，连续签到越来越多", en: "check in for points; more for each day in a row" }),
  done: words<{ points: number; streak: number; balance: number }>({
    zh: ({ points, streak, balance }) =>
      `签到成功！${formatDelta(points, "zh")} 分，连续 ${streak} 天，共 ${formatNumber(balance, "zh")} 分。`,
    en: ({ points, streak, balance }) =>
      `Checked in! ${formatDelta(points, "en")} points, ${plural(streak, "day", "days")} in a row, ${formatNumber(balance, "en")} in all.`,
  }),
  already: words<{ streak: number }>({
    zh: ({ streak }) => `今天已经签到过啦，连续 ${streak} 天，明天见！`,
    en: ({ streak }) => `You have checked in today: ${plural(streak, "day", "days")} in a row. See you tomorrow!`,
  }),
};

import { formatDelta, formatNumber, plural, text as words } from "../../core/text.ts";

export const text = {
  title: words({ zh: "签到", en: "check-in" }),
  settings: {
    base: {
      name: words({ zh: "首日积分", en: "points on the first day" }),
      help: words({ zh: "第一天签到得多少分", en: "What the first day of a row is worth" }),
    },
    step: {
      name: words({ zh: "每天递增", en: "more each day" }),
      help: words({ zh: "连续签到每多一天加多少分", en: "What each further day in a row adds" }),
    },
    fullAfterDays: {
      name: words({ zh: "封顶天数", en: "days until full" }),
      help: words({ zh: "从连续第几天起不再增加", en: "The day in a row from which it stays the same" }),
    },
  },
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

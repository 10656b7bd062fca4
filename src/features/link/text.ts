import { formatNumber, plural, text as words } from "../../core/text.ts";

export const text = {
  linkHelp: words({
    zh: "把你在另一个平台的账号合成一个人",
    en: "make your account on another platform one with this",
  }),
  unlinkHelp: words({ zh: "取消绑定（30 天内）", en: "take a link back (within 30 days)" }),
  code: words<{ code: string; minutes: number }>({
    zh: ({ code, minutes }) =>
      `绑定码：${code}\n${minutes} 分钟内，在另一个平台私聊我发送“绑定 ${code}”，两个账号就合成一个人：积分、连续签到和记录都合在一起。别把它给任何人。`,
    en: ({ code, minutes }) =>
      `Your code: ${code}\nWithin ${minutes} minutes, send “/link ${code}” to me in private on your other platform. Points, streaks and history become one. Give the code to nobody.`,
  }),
  linked: words<{ balance: number; days: number }>({
    zh: ({ balance, days }) =>
      `绑定好了！现在你在两边是同一个人，共 ${formatNumber(balance, "zh")} 分；同一天的签到只算一次。${days} 天内可以发送“取消绑定”。`,
    en: ({ balance, days }) =>
      `Linked! You are one person on both sides now, with ${plural(balance, "point", "points")}; the same day's check-in counts once. /unlink takes it back within ${days} days.`,
  }),
  unlinked: words({
    zh: "已取消绑定，两个账号各自的积分和记录都恢复了。",
    en: "Unlinked. Each account has its own points and history again.",
  }),
  nothingToUndo: words<{ days: number }>({
    zh: ({ days }) => `没有可以取消的绑定（只能取消 ${days} 天内的）。`,
    en: ({ days }) => `There is no link to take back (only those of the last ${days} days).`,
  }),
  onlyManagers: words({ zh: "只有管理员可以替别人取消绑定。", en: "Only managers can unlink somebody else." }),
};

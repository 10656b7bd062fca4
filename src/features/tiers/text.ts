import { plural, text as words } from "../../core/text.ts";

export const text = {
  title: words({ zh: "等级", en: "tiers" }),
  settings: {
    tiers: {
      name: words({ zh: "会员等级", en: "tiers" }),
      help: words({
        zh: "四个等级的名字和所需积分，从低到高；要改，请运行程序的人用 hearth settings export 导出，改好再 import",
        en: "The names of the four tiers and the points they take, lowest first; whoever runs the program changes them: hearth settings export, then import",
      }),
    },
  },
  raised: words<{ tier: string }>({
    zh: ({ tier }) => `🎉 你升到了「${tier}」！谢谢你一直在。`,
    en: ({ tier }) => `🎉 You are now a ${tier}! Thank you for being here.`,
  }),
  raisedHere: words<{ name: string; tier: string }>({
    zh: ({ name, tier }) => `🎉 ${name} 升到了「${tier}」！`,
    en: ({ name, tier }) => `🎉 ${name} is now a ${tier}!`,
  }),
  warned: words<{ tier: string; days: number; missing: number }>({
    zh: ({ tier, days, missing }) =>
      `你的「${tier}」还差 ${missing} 分（近 90 天），${days} 天后会降一级；签到、聊聊天就能保住。`,
    en: ({ tier, days, missing }) =>
      `To stay a ${tier} you need ${plural(missing, "more point", "more points")} (of the last 90 days); in ${plural(days, "day", "days")} it goes one tier down. Check in and talk, and it stays.`,
  }),
  lowered: words<{ tier: string }>({
    zh: ({ tier }) => `等级看近 90 天的积分，你暂时是「${tier}」。签到、聊聊天，攒够了马上升回去。`,
    en: ({ tier }) =>
      `Tiers go by the last 90 days, and yours is ${tier} for the moment. Check in and talk, and you rise again at once.`,
  }),
};

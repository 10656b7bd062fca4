import { z } from "zod";
import { text as words } from "../../core/text.ts";

/** What a community decides once about its draws. */
export const settings = z.object({
  /** who holds draws, for the notice; "" = asked each time until one was told */
  organiser: z.string().max(60).default(""),
  contact: z.string().max(60).default(""),
  /** days a winner has to claim */
  claimDays: z.number().int().min(1).max(365).default(7),
  /** days in the group that entering takes, where a draw says nothing else */
  days: z.number().int().min(0).max(365).default(7),
  /** active days of the last 30 that entering takes, where a draw says nothing else */
  active: z.number().int().min(0).max(30).default(3),
  /** level C only up to this sum of all prizes, in yuan */
  weakLimit: z.number().int().min(0).max(10_000).default(200),
  /** whether the bot fetches drand's value itself; off: a member pastes it */
  fetchBeacon: z.boolean().default(true),
});

/** The feature as its settings know it, for its own files. */
export const drawSettings = { name: "draw", settings };

export const settingTexts = {
  organiser: {
    name: words({ zh: "抽奖主办方", en: "organiser of draws" }),
    help: words({ zh: "公告里写的主办方，留空就在开抽奖时问", en: "named in notices; empty: asked when a draw opens" }),
  },
  contact: {
    name: words({ zh: "抽奖联系方式", en: "contact for draws" }),
    help: words({
      zh: "公告里写的联系方式，留空就在开抽奖时问",
      en: "told in notices; empty: asked when a draw opens",
    }),
  },
  claimDays: {
    name: words({ zh: "领奖天数", en: "days to claim" }),
    help: words({ zh: "公布结果后几天内可以领奖", en: "how long winners have to claim a prize" }),
  },
  days: {
    name: words({ zh: "参加要入群几天", en: "days in the group to enter" }),
    help: words({
      zh: "没有另外说明时，入群满几天才能参加抽奖",
      en: "what entering a draw takes, unless the draw says otherwise",
    }),
  },
  active: {
    name: words({ zh: "参加要活跃几天", en: "active days to enter" }),
    help: words({
      zh: "没有另外说明时，近 30 天里要有几天说过话才能参加抽奖",
      en: "days with a message, of the last 30, that entering takes, unless the draw says otherwise",
    }),
  },
  weakLimit: {
    name: words({ zh: "C级抽奖总值上限", en: "most a level C draw is worth, in yuan" }),
    help: words({
      zh: "随机值只靠群友见证的 C 级（弱）抽奖，奖品加起来最多值多少元",
      en: "all prizes together of a draw whose chance comes from three witnesses in the group: the weakest level",
    }),
  },
  fetchBeacon: {
    name: words({ zh: "自动取随机值", en: "fetch the random value" }),
    help: words({
      zh: "到点自动向公开的随机数服务 drand 取随机值；关掉后由成员粘贴签名",
      en: "ask drand, the public service, for its random value; off: a member pastes it",
    }),
  },
};

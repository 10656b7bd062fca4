import { formatDay, formatDelta, formatNumber, plural, text as words } from "../../core/text.ts";

import type { Day } from "../../core/time.ts";
import { rewardFor, type Rewards } from "./rules.ts";

const cardsEn = (count: number) => plural(count, "make-up card", "make-up cards");

export const text = {
  title: words({ zh: "签到", en: "check-in" }),
  settings: {
    first: {
      name: words({ zh: "首日积分", en: "points on the first day" }),
      help: words({ zh: "第一天签到得多少分", en: "What the first day of a row is worth" }),
    },
    step: {
      name: words({ zh: "连签每天加分", en: "points added each further day" }),
      formerly: ["每天递增"],
      help: words({ zh: "连续签到每多一天加多少分", en: "What each further day in a row adds" }),
    },
    fullAfter: {
      name: words({ zh: "连签第几天封顶", en: "day from which it grows no more" }),
      formerly: ["封顶天数"],
      help: words({ zh: "从连续第几天起不再增加", en: "The day in a row from which it stays the same" }),
    },
    cardPrice: {
      name: words({ zh: "补签卡价格", en: "price of a make-up card" }),
      help: words({
        zh: "成员买一张补签卡要多少分，0 为不卖",
        en: "What a make-up card costs members; 0 = not for sale",
      }),
    },
    cardPoints: {
      name: words({ zh: "补签得分", en: "points for a made-up day" }),
      help: words({ zh: "用补签卡补上的一天得多少分", en: "What a day filled with a make-up card is worth" }),
    },
  },
  milestone: words({ zh: "第一次签到", en: "first check-in" }),
  checkIns: words({ zh: "签到次数", en: "check-ins" }),
  checkedIn: words({ zh: "签到人数", en: "people who checked in" }),
  digestMeaning: words({
    zh: "签到：这段时间里签到的次数和人数，补签的日子不算。数自每人每天的签到。",
    en: "check-ins: how often and by how many people was checked in in these days, days made up for left out. Counted from everybody's check-ins.",
  }),
  digestLine: words<{ checkIns: number; people: number }>({
    zh: ({ checkIns, people }) => `${formatNumber(people, "zh")} 人签到 ${formatNumber(checkIns, "zh")} 次`,
    en: ({ checkIns, people }) =>
      `${plural(checkIns, "check-in", "check-ins")} by ${plural(people, "member", "members")}`,
  }),
  help: words({ zh: "签到领积分，连续签到越来越多", en: "check in for points; more for each day in a row" }),
  done: words<{ points: number; streak: number; balance: number }>({
    zh: ({ points, streak, balance }) =>
      `签到成功！${formatDelta(points, "zh")} 分，连续 ${streak} 天，共 ${formatNumber(balance, "zh")} 分。`,
    en: ({ points, streak, balance }) =>
      `Checked in! ${formatDelta(points, "en")} points, ${plural(streak, "day", "days")} in a row, ${formatNumber(balance, "en")} in all.`,
  }),
  doneByStaff: words<{ streak: number }>({
    zh: ({ streak }) => `签到成功，连续 ${streak} 天！管理员不参加积分，谢谢你照看大家。`,
    en: ({ streak }) =>
      `Checked in, ${plural(streak, "day", "days")} in a row! Staff earn no points; thank you for looking after everybody.`,
  }),
  already: words<{ streak: number }>({
    zh: ({ streak }) => `今天已经签到过啦，连续 ${streak} 天，明天见！`,
    en: ({ streak }) => `You have checked in today: ${plural(streak, "day", "days")} in a row. See you tomorrow!`,
  }),
  makeUpHelp: words({ zh: "用一张补签卡，把漏掉的一天补上", en: "fill a day you missed with a make-up card" }),
  cardsHelp: words({ zh: "我有几张补签卡", en: "how many make-up cards you have" }),
  buyHelp: words({ zh: "用积分买补签卡", en: "buy make-up cards with points" }),
  giveHelp: words({
    zh: "给成员补签卡：发补签卡 @用户 2",
    en: "give make-up cards: /give_card @user 2, or as a reply",
  }),
  cards: words<{ cards: number; price: number }>({
    zh: ({ cards, price }) =>
      (cards > 0
        ? `你有 ${cards} 张补签卡，发送“补签”，补上 7 天内漏掉的一天。`
        : "你还没有补签卡。补签卡可以补上 7 天内漏掉的一天。") +
      (price > 0 ? `发送“买补签卡”，${formatNumber(price, "zh")} 分一张。` : ""),
    en: ({ cards, price }) =>
      (cards > 0
        ? `You have ${cardsEn(cards)}: /makeup fills a day you missed in the last 7.`
        : "You have no make-up cards. A card fills a day you missed in the last 7.") +
      (price > 0 ? ` /buy_card: ${plural(price, "point", "points")} each.` : ""),
  }),
  gaveCards: words<{ name: string; count: number; cards: number }>({
    zh: ({ name, count, cards }) => `给了 ${name} ${count} 张补签卡，TA 现在有 ${cards} 张。发送“补签”就能用。`,
    en: ({ name, count, cards }) => `${name} got ${cardsEn(count)} and has ${cards} now. /makeup uses one.`,
  }),
  boughtCards: words<{ count: number; price: number; balance: number; cards: number }>({
    zh: ({ count, price, balance, cards }) =>
      `买到 ${count} 张补签卡，花了 ${formatNumber(price, "zh")} 分，还剩 ${formatNumber(balance, "zh")} 分。现在有 ${cards} 张，发送“补签”就能用。`,
    en: ({ count, price, balance, cards }) =>
      `Bought ${cardsEn(count)} for ${plural(price, "point", "points")}; ${formatNumber(balance, "en")} left. You have ${cards} now: /makeup uses one.`,
  }),
  tooDear: words<{ count: number; price: number; balance: number }>({
    zh: ({ count, price, balance }) =>
      `${count} 张补签卡要 ${formatNumber(price, "zh")} 分，你有 ${formatNumber(balance, "zh")} 分，还差 ${formatNumber(price - balance, "zh")} 分。`,
    en: ({ count, price, balance }) =>
      `${cardsEn(count)} ${count === 1 ? "costs" : "cost"} ${plural(price, "point", "points")}; you have ${formatNumber(balance, "en")}, so ${formatNumber(price - balance, "en")} are missing.`,
  }),
  notForSale: words({
    zh: "这里的补签卡不卖，由管理员发放。",
    en: "Make-up cards are not for sale here; the managers give them.",
  }),
  nothingMissed: words({
    zh: "最近 7 天没有漏签，不用补。今天还没签的话，直接发送“签到”。",
    en: "You missed no day in the last 7. For today, just /checkin.",
  }),
  noCards: words<{ day: Day; price: number }>({
    zh: ({ day, price }) =>
      `${formatDay(day, "zh")}可以补，但你没有补签卡。` +
      (price > 0 ? `发送“买补签卡”，${formatNumber(price, "zh")} 分一张。` : "补签卡由管理员发放。"),
    en: ({ day, price }) =>
      `${formatDay(day, "en")} can be filled, but you have no make-up card. ` +
      (price > 0 ? `/buy_card: ${plural(price, "point", "points")} each.` : "The managers give them."),
  }),
  madeUp: words<{ day: Day; streak: number; points: number; cards: number }>({
    zh: ({ day, streak, points, cards }) =>
      `${formatDay(day, "zh")}补上了！${points > 0 ? `${formatDelta(points, "zh")} 分，` : ""}连续 ${streak} 天，还剩 ${cards} 张补签卡。`,
    en: ({ day, streak, points, cards }) =>
      `${formatDay(day, "en")} is filled! ${points > 0 ? `${formatDelta(points, "en")} points, ` : ""}${plural(streak, "day", "days")} in a row, ${cardsEn(cards)} left.`,
  }),
  howMany: words<{ limit: number }>({
    zh: ({ limit }) => `一次可以 1 到 ${limit} 张，写个数字就行。`,
    en: ({ limit }) => `1 to ${limit} cards at once, as a number.`,
  }),
  checkinReason: words({ zh: "签到", en: "check-in" }),
  makeUpReason: words({ zh: "补签", en: "day filled with a card" }),
  cardReason: words({ zh: "买补签卡", en: "make-up cards bought" }),
  doneToday: words({ zh: "今天签到：已经签过了，每天只计一次。", en: "Today's check-in: done; it counts once a day." }),
  notToday: words({ zh: "今天签到：还没签，发送“签到”就有。", en: "Today's check-in: not yet, /checkin for it." }),
  rule: words<Rewards>({
    zh: (rewards) =>
      `签到：每天一次，第 1 天 ${rewards.first} 分` +
      (rewards.step > 0 && rewards.fullAfter > 1
        ? `，连续每多一天多 ${rewards.step} 分，第 ${rewards.fullAfter} 天起每天 ${rewardFor(rewards.fullAfter, rewards)} 分。`
        : "，以后每天一样。"),
    en: (rewards) =>
      `check-in: once a day, ${plural(rewards.first, "point", "points")} on the first` +
      (rewards.step > 0 && rewards.fullAfter > 1
        ? `, ${rewards.step} more for each day in a row, ${rewardFor(rewards.fullAfter, rewards)} a day from day ${rewards.fullAfter} on.`
        : " and every further day."),
  }),
  cardRule: words<{ cardPrice: number; cardPoints: number }>({
    zh: ({ cardPrice, cardPoints }) =>
      `补签：补签卡${cardPrice > 0 ? ` ${formatNumber(cardPrice, "zh")} 分一张` : "由管理员发放"}，能补 7 天内漏掉的一天，${cardPoints > 0 ? `补的那天得 ${cardPoints} 分。` : "只接上连续天数，不另给分。"}`,
    en: ({ cardPrice, cardPoints }) =>
      `make-up cards: ${cardPrice > 0 ? `${plural(cardPrice, "point", "points")} each` : "given by the managers"}; a card fills a day missed in the last 7 and ${cardPoints > 0 ? `pays ${plural(cardPoints, "point", "points")}.` : "mends the streak, without points."}`,
  }),
};

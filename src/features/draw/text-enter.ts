import { formatNumber, plural, text as words } from "../../core/text.ts";
import type { Bar, Facts } from "./rules.ts";
import type { Need } from "./terms.ts";

const hide = (head: string) => head.slice(0, 8);

/** An entry as its member is told it. */
export interface Entered {
  id: number;
  number: number;
  ticket: string;
  weight: number;
  head: string;
  paid: number;
  /** agreed to be named in full */
  named?: boolean;
}

/** What keeps somebody out, and what they have of it. */
interface Barred {
  bar: Bar;
  id: number;
  need: Need;
  cost: number;
  facts: Facts;
}

/** What members read until a draw closes. What hosts read is in text-host.ts. */
export const enterText = {
  title: words({ zh: "抽奖", en: "lucky draws" }),
  help: words({
    zh: "参加抽奖；还有：抽奖详情、中奖名单、核对抽奖、抽奖统计",
    en: "enter a lucky draw; /draw info, winners, check, stats",
  }),
  infoHelp: words({ zh: "正在进行的抽奖和我的号码牌", en: "the draws that are open, and your ticket" }),
  winnersHelp: words({ zh: "最近一次抽奖的中奖名单", en: "who won the last draw" }),
  claimHelp: words({ zh: "领取我中的奖（私聊）", en: "claim what you won (in private)" }),
  checkHelp: words({ zh: "核对一次抽奖，谁都可以：核对抽奖 12", en: "check a draw yourself: /draw_check 12" }),
  statsHelp: words({ zh: "抽了几次、作废几次、谁中过", en: "draws, voids, skips and wins" }),
  beaconHelp: words({
    zh: "贴上随机信标的签名来开奖",
    en: "bring the public random value: /draw_beacon and the signature",
  }),
  witnessHelp: words({ zh: "为 C 级抽奖说一个见证词", en: "say a witness's word for a level C draw" }),
  enter: words({ zh: "参加抽奖", en: "Enter the draw" }),
  /** behind it: whoever wins is named in full */
  publicly: words({ zh: "（公开姓名）", en: " (full name)" }),

  noneOpen: words({ zh: "现在没有进行中的抽奖。", en: "No draw is open right now." }),
  noSuch: words<{ id: number }>({ zh: ({ id }) => `没有 ${id} 号抽奖。`, en: ({ id }) => `There is no draw ${id}.` }),
  whichNumber: words({
    zh: "请写上抽奖的编号，例如：核对抽奖 12",
    en: "Please say which draw, such as: /draw_check 12",
  }),
  unknownWord: words({
    zh: "发送“抽奖”参加；也可以用：抽奖详情、中奖名单、核对抽奖 编号、抽奖统计。",
    en: "/draw enters. There are also /draw info, /draw winners, /draw check NUMBER and /draw stats.",
  }),
  several: words<{ draws: { id: number; prizes: string }[] }>({
    zh: ({ draws }) =>
      `有 ${draws.length} 个抽奖在进行，选一个：\n${draws.map(({ id, prizes }) => `${id} 号：${prizes}`).join("\n")}`,
    en: ({ draws }) =>
      `${draws.length} draws are open, choose one:\n${draws.map(({ id, prizes }) => `${id}: ${prizes}`).join("\n")}`,
  }),
  entered: words<Entered>({
    zh: ({ id, number, ticket, weight, head, paid, named }) =>
      `已参加抽奖 ${id} 号：第 ${number} 位，号码牌 ${ticket}${weight > 1 ? `，权重 ${weight}` : ""}，链 ${hide(head)}。` +
      (paid > 0 ? `花了 ${formatNumber(paid, "zh")} 积分。` : "") +
      (named ? "中奖会显示你的全名。" : ""),
    en: ({ id, number, ticket, weight, head, paid, named }) =>
      `You are in draw ${id}: entry ${number}, ticket ${ticket}${weight > 1 ? `, weight ${weight}` : ""}, chain ${hide(head)}.` +
      (paid > 0 ? ` ${plural(paid, "point", "points")} spent.` : "") +
      (named ? " If you win, your full name is shown." : ""),
  }),
  enteredByDeed: words<Entered & { name: string }>({
    zh: ({ id, number, ticket, weight, head, name }) =>
      `${name} 自动参加了抽奖 ${id} 号：第 ${number} 位，号码牌 ${ticket}${weight > 1 ? `，权重 ${weight}` : ""}，链 ${hide(head)}。`,
    en: ({ id, number, ticket, weight, head, name }) =>
      `${name} is in draw ${id}: entry ${number}, ticket ${ticket}${weight > 1 ? `, weight ${weight}` : ""}, chain ${hide(head)}.`,
  }),
  enteredTogether: words<{ id: number; from: number; to: number; head: string }>({
    zh: ({ id, from, to, head }) =>
      `${to - from + 1} 位成员自动参加了抽奖 ${id} 号：第 ${from} 到 ${to} 位，链 ${hide(head)}。自己的号码牌：发送“抽奖详情”。`,
    en: ({ id, from, to, head }) =>
      `${to - from + 1} members are in draw ${id}: entries ${from} to ${to}, chain ${hide(head)}. Your own ticket: /draw_info`,
  }),
  already: words<{ id: number; number: number; ticket: string }>({
    zh: ({ id, number, ticket }) => `你已经在抽奖 ${id} 号里了：第 ${number} 位，号码牌 ${ticket}。每人一次，祝好运！`,
    en: ({ id, number, ticket }) =>
      `You are in draw ${id} already: entry ${number}, ticket ${ticket}. Once each; good luck!`,
  }),
  tooLate: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号已经截止，这次来晚了一点，下次早点来！`,
    en: ({ id }) => `Draw ${id} has closed; this came a little late. Next time!`,
  }),
  full: words<{ id: number; limit: number }>({
    zh: ({ id, limit }) => `抽奖 ${id} 号已满 ${limit} 人。`,
    en: ({ id, limit }) => `Draw ${id} is full: ${plural(limit, "entry", "entries")}.`,
  }),
  notByHand: words<{ id: number; how: "auto" | "streak" | "quiz"; days: number }>({
    zh: ({ id, how, days }) =>
      `抽奖 ${id} 号不用报名：` +
      {
        auto: "截止时符合条件的成员自动参加。",
        streak: `连续签到满 ${days} 天就自动参加。`,
        quiz: "在答题里得分，那场结束时就自动参加。",
      }[how],
    en: ({ id, how, days }) =>
      `Nobody enters draw ${id} by hand: ` +
      {
        auto: "whoever qualifies is in at the close.",
        streak: `checking in ${plural(days, "day", "days")} in a row puts you in.`,
        quiz: "scoring in a quiz puts you in when it ends.",
      }[how],
  }),
  barred: words<Barred>({
    zh: ({ bar, id, need, cost, facts }) => {
      const all = `全部条件：发送“抽奖详情 ${id}”。`;
      return {
        staff: "管理员不参加抽奖，谢谢你照看大家。",
        days: `入群满 ${need.days} 天就能参加，你现在 ${facts.days} 天，下次见！${all}`,
        active: `近 ${need.within} 天里有 ${need.active} 天说过话就能参加，你有 ${facts.active} 天，多来聊聊！${all}`,
        points: `积分满 ${formatNumber(need.points, "zh")} 就能参加，你有 ${formatNumber(facts.points, "zh")} 分，再攒一攒！${all}`,
        tier: `等级到 ${need.tier} 就能参加，你现在是 ${facts.tier}，再攒一攒！${all}`,
        tag: `这次是给有“${need.tag}”标签的成员的。${all}`,
        won: `最近 ${need.notWon} 次里中过奖的朋友，这次先让一让，谢谢！`,
        streak: "签到的连续天数还不够，再坚持几天！",
        cost: `参加要 ${formatNumber(cost, "zh")} 积分，你有 ${formatNumber(facts.points, "zh")} 分。`,
      }[bar];
    },
    en: ({ bar, id, need, cost, facts }) => {
      const all = ` All conditions: /draw_info ${id}`;
      return {
        staff: "Staff do not enter draws; thank you for looking after everybody.",
        days: `This one takes ${plural(need.days, "day", "days")} in the group; you have ${facts.days}. See you next time!${all}`,
        active: `This one takes ${plural(need.active, "day", "days")} of talk among the last ${need.within}; you have ${facts.active}. Come and chat!${all}`,
        points: `This one takes ${plural(need.points, "point", "points")}; you have ${formatNumber(facts.points, "en")}.${all}`,
        tier: `This one takes tier ${need.tier}; you are at ${facts.tier}.${all}`,
        tag: `This one is for members tagged "${need.tag}".${all}`,
        won: `Winners of the last ${plural(need.notWon, "draw", "draws")} make room in this one, thank you!`,
        streak: "Your days in a row do not reach yet; keep checking in!",
        cost: `Entering costs ${plural(cost, "point", "points")}; you have ${formatNumber(facts.points, "en")}.`,
      }[bar];
    },
  }),
  counter: words<{ id: number; count: number; head: string }>({
    zh: ({ id, count, head }) => `抽奖 ${id} 号：已有 ${count} 人参加，链 ${hide(head)}`,
    en: ({ id, count, head }) => `Draw ${id}: ${plural(count, "entry", "entries")} so far, chain ${hide(head)}`,
  }),
  info: words<{
    lines: { id: number; prizes: string; close: string; isClosed: boolean; count: number; own: string | null }[];
  }>({
    zh: ({ lines }) =>
      lines
        .map(
          ({ id, prizes, close, isClosed, count, own }) =>
            `抽奖 ${id} 号：${prizes}\n` +
            (isClosed ? `${close} 已截止，${count} 人参加，等开奖` : `截止 ${close}，已有 ${count} 人参加`) +
            (own === null ? `，你${isClosed ? "没有" : "还没"}参加。` : `，你的号码牌 ${own}。`),
        )
        .join("\n"),
    en: ({ lines }) =>
      lines
        .map(
          ({ id, prizes, close, isClosed, count, own }) =>
            `Draw ${id}: ${prizes}\n` +
            (isClosed
              ? `Closed ${close} with ${plural(count, "entry", "entries")}; the result is to come. `
              : `Closes ${close}; ${plural(count, "entry", "entries")} so far. `) +
            (own === null ? `You are not in${isClosed ? "" : " yet"}.` : `Your ticket is ${own}.`),
        )
        .join("\n"),
  }),
  spentReason: words({ zh: "抽奖", en: "draws" }),
  prizeReason: words({ zh: "抽奖奖品", en: "prize of a draw" }),
  named: words<{ id: number }>({
    zh: ({ id }) => `好的，抽奖 ${id} 号如果中奖，会显示你的全名。`,
    en: ({ id }) => `All right: if you win draw ${id}, your full name is shown.`,
  }),
};

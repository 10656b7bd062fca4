import { formatNumber, plural, text as words } from "../../core/text.ts";
import type { Bar } from "./rules.ts";

const hide = (head: string) => head.slice(0, 8);

/** An entry as its member is told it. */
export interface Entered {
  id: number;
  number: number;
  ticket: string;
  weight: number;
  head: string;
  paid: number;
}

export interface Line {
  prize: string;
  ticket: string;
  name: string;
}

/** What members read. What hosts read is in text-host.ts. */
export const text = {
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
    zh: ({ id, number, ticket, weight, head, paid }) =>
      `已参加抽奖 ${id} 号：第 ${number} 位，号码牌 ${ticket}${weight > 1 ? `，权重 ${weight}` : ""}，链 ${hide(head)}。` +
      (paid > 0 ? `花了 ${formatNumber(paid, "zh")} 积分。` : ""),
    en: ({ id, number, ticket, weight, head, paid }) =>
      `You are in draw ${id}: entry ${number}, ticket ${ticket}${weight > 1 ? `, weight ${weight}` : ""}, chain ${hide(head)}.` +
      (paid > 0 ? ` ${plural(paid, "point", "points")} spent.` : ""),
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
  barred: words<{ bar: Bar; conditions: string; cost: number; points: number }>({
    zh: ({ bar, conditions, cost, points }) =>
      bar === "staff"
        ? "管理员不参加抽奖，谢谢你照看大家。"
        : bar === "cost"
          ? `参加要 ${formatNumber(cost, "zh")} 积分，你有 ${formatNumber(points, "zh")} 分。`
          : `这次还不能参加，条件是：${conditions}。`,
    en: ({ bar, conditions, cost, points }) =>
      bar === "staff"
        ? "Staff do not enter draws; thank you for looking after everybody."
        : bar === "cost"
          ? `Entering costs ${plural(cost, "point", "points")}; you have ${formatNumber(points, "en")}.`
          : `You cannot enter this one yet. The conditions: ${conditions}.`,
  }),
  counter: words<{ id: number; count: number; head: string }>({
    zh: ({ id, count, head }) => `抽奖 ${id} 号：已有 ${count} 人参加，链 ${hide(head)}`,
    en: ({ id, count, head }) => `Draw ${id}: ${plural(count, "entry", "entries")} so far, chain ${hide(head)}`,
  }),
  info: words<{ lines: { id: number; prizes: string; close: string; count: number; own: string | null }[] }>({
    zh: ({ lines }) =>
      lines
        .map(
          ({ id, prizes, close, count, own }) =>
            `抽奖 ${id} 号：${prizes}\n截止 ${close}，已有 ${count} 人参加${own === null ? "，你还没参加。" : `，你的号码牌 ${own}。`}`,
        )
        .join("\n"),
    en: ({ lines }) =>
      lines
        .map(
          ({ id, prizes, close, count, own }) =>
            `Draw ${id}: ${prizes}\nCloses ${close}; ${plural(count, "entry", "entries")} so far. ${own === null ? "You are not in yet." : `Your ticket is ${own}.`}`,
        )
        .join("\n"),
  }),
  frozen: words<{ id: number; count: number; head: string; roster: string; next: string }>({
    zh: ({ id, count, head, roster, next }) =>
      `抽奖 ${id} 号截止：${count} 人参加，名单就此冻结。\n链尾 ${head}${roster === "" ? "" : `\n${roster}`}\n${next}`,
    en: ({ id, count, head, roster, next }) =>
      `Draw ${id} is closed: ${plural(count, "entry", "entries")}, the list is frozen.\nChain ${head}${roster === "" ? "" : `\n${roster}`}\n${next}`,
  }),
  nextA: words<{ time: string; round: number }>({
    zh: ({ time, round }) => `${time} 之后，用 drand 第 ${round} 轮随机值开奖。`,
    en: ({ time, round }) => `The result comes after ${time}, from drand's round ${round}.`,
  }),
  nextB: words<{ sources: string }>({
    zh: ({ sources }) => `等${sources}的号码公布后开奖。`,
    en: ({ sources }) => `The result comes with the numbers of ${sources}.`,
  }),
  nextToy: words({
    zh: "玩具摇号机马上摇号（练习场里才有；真的群用公开的随机值）。",
    en: "The toy lottery lets its balls fall in a moment (only here; real groups use a public random value).",
  }),
  nextC: words<{ count: number }>({
    zh: ({ count }) => `请做见证：最先回应的 ${count} 位成员，各在群里发“见证 任意一个词”（或直接回复本条）。`,
    en: ({ count }) =>
      `Witnesses, please: the first ${count} members send /witness and any word here (or answer this message).`,
  }),
  rosterMore: words<{ more: number; id: number }>({
    zh: ({ more, id }) => `……还有 ${more} 位，发送“核对抽奖 ${id}”看完整名单`,
    en: ({ more, id }) => `… and ${more} more; /draw_check ${id} shows them all`,
  }),
  witnessed: words<{ number: number; count: number; word: string }>({
    zh: ({ number, count, word }) => `记下第 ${number} 位见证人的词：${word}（共需 ${count} 位）`,
    en: ({ number, count, word }) => `Witness ${number} of ${count}: ${word}`,
  }),
  noWitness: words({ zh: "现在没有等待见证的抽奖。", en: "No draw is waiting for witnesses." }),
  witnessTwice: words({ zh: "每位见证人说一个词就够了，谢谢！", en: "One word each is enough, thank you!" }),
  witnessWord: words({
    zh: "见证词要 1 到 64 个字，不带“/”。例如：见证 春风",
    en: "A witness's word has 1 to 64 characters and no “/”. Such as: /witness spring",
  }),
  witnessStaff: words({ zh: "见证人不能是管理员。", en: "Witnesses cannot be staff." }),
  result: words<{
    id: number;
    beacon: string;
    winners: Line[];
    more: number;
    alternates: number;
    days: number;
    level: string;
    weak: boolean;
  }>({
    zh: ({ id, beacon, winners, more, alternates, days, level, weak }) =>
      [
        `🎉 抽奖 ${id} 号开奖（${level} 级${weak ? "，弱" : ""}）`,
        ...winners.map(({ prize, ticket, name }) => `${prize}：${ticket}（${name}）`),
        ...(more > 0 ? [`……还有 ${more} 位，发送“核对抽奖 ${id}”看完整名单`] : []),
        ...(alternates > 0 ? [`候补 ${alternates} 名。`] : []),
        `随机值 ${beacon}`,
        `中奖的朋友请在 ${days} 天内私聊我发送“领奖”。谁都可以核对：发送“核对抽奖 ${id}”。`,
      ].join("\n"),
    en: ({ id, beacon, winners, more, alternates, days, level, weak }) =>
      [
        `🎉 Draw ${id}: the result (level ${level}${weak ? ", weak" : ""})`,
        ...winners.map(({ prize, ticket, name }) => `${prize}: ${ticket} (${name})`),
        ...(more > 0 ? [`… and ${more} more; /draw_check ${id} shows them all`] : []),
        ...(alternates > 0 ? [`${plural(alternates, "alternate", "alternates")}.`] : []),
        `Random value ${beacon}`,
        `Winners: send /claim_prize to me in private within ${plural(days, "day", "days")}. Anyone can check: /draw_check ${id}`,
      ].join("\n"),
  }),
  youWon: words<{ id: number; prize: string; until: string }>({
    zh: ({ id, prize, until }) => `恭喜！抽奖 ${id} 号，你中了${prize}。请在 ${until} 前在这里发送“领奖”。`,
    en: ({ id, prize, until }) =>
      `Congratulations! You won ${prize} in draw ${id}. Send /claim_prize here before ${until}.`,
  }),
  movedUp: words<{ id: number; reason: string; skipped: string; lines: Line[]; days: number }>({
    zh: ({ id, reason, skipped, lines, days }) =>
      `抽奖 ${id} 号：${skipped} ${reason}。` +
      (lines.length === 0
        ? "没有候补了，这份奖品不再发出。"
        : `按原来的名次递补：${lines.map(({ prize, ticket, name }) => `${prize}：${ticket}（${name}）`).join("；")}。请在 ${days} 天内私聊我发送“领奖”。`),
    en: ({ id, reason, skipped, lines, days }) =>
      `Draw ${id}: ${skipped} ${reason}. ` +
      (lines.length === 0
        ? "There is no alternate left; this prize is not given out."
        : `Next in the same order: ${lines.map(({ prize, ticket, name }) => `${prize}: ${ticket} (${name})`).join("; ")}. Please send /claim_prize to me in private within ${plural(days, "day", "days")}.`),
  }),
  unclaimed: words({ zh: "逾期没有领奖", en: "did not claim in time" }),
  erased: words({ zh: "已删除自己的资料", en: "had their data erased" }),
  voided: words<{ id: number; reason: string; returned: number }>({
    zh: ({ id, reason, returned }) =>
      `抽奖 ${id} 号作废。原因：${reason}。` + (returned > 0 ? `参加时花的积分已退回 ${returned} 位成员。` : ""),
    en: ({ id, reason, returned }) =>
      `Draw ${id} is void. Reason: ${reason}.` +
      (returned > 0 ? ` The points spent were returned to ${plural(returned, "member", "members")}.` : ""),
  }),
  cancelled: words<{ id: number; returned: number }>({
    zh: ({ id, returned }) =>
      `抽奖 ${id} 号在截止前取消了。` + (returned > 0 ? `参加时花的积分已退回 ${returned} 位成员。` : ""),
    en: ({ id, returned }) =>
      `Draw ${id} was cancelled before its close.` +
      (returned > 0 ? ` The points spent were returned to ${plural(returned, "member", "members")}.` : ""),
  }),
  reasons: {
    noEntries: words({ zh: "没有人参加", en: "nobody entered" }),
    notPublished: words({
      zh: "名单没能在随机值公开之前公布",
      en: "the list could not be posted before the random value was public",
    }),
    noBeacon: words({ zh: "24 小时没有取到约定的随机值", en: "the random value could not be had for 24 hours" }),
    noWitnesses: words({ zh: "24 小时内见证人不够", en: "too few witnesses within 24 hours" }),
  },
  notDue: words<{ id: number; time: string }>({
    zh: ({ id, time }) => `抽奖 ${id} 号要到 ${time} 之后才有随机值。`,
    en: ({ id, time }) => `Draw ${id} has its random value after ${time}.`,
  }),
  noneWaiting: words({ zh: "现在没有等待开奖的抽奖。", en: "No draw is waiting for its result." }),
  howBeacon: words<{ id: number; url: string; round: number }>({
    zh: ({ id, url, round }) =>
      `抽奖 ${id} 号在等 drand 第 ${round} 轮。谁都可以打开 ${url} ，把 signature 后面的 96 位发给我：开奖 签名`,
    en: ({ id, url, round }) =>
      `Draw ${id} waits for drand's round ${round}. Anyone may open ${url} and send me the 96 digits after "signature": /draw_beacon SIGNATURE`,
  }),
  howNumbers: words<{ id: number; form: string }>({
    zh: ({ id, form }) => `抽奖 ${id} 号在等开奖号码，请管理员录入：开奖 ${form}`,
    en: ({ id, form }) => `Draw ${id} waits for its numbers; a host enters them: /draw_beacon ${form}`,
  }),
  badSignature: words<{ round: number }>({
    zh: ({ round }) => `这不是 drand 第 ${round} 轮的签名，没有采用。`,
    en: ({ round }) => `This is not drand's signature of round ${round}; it was not used.`,
  }),
  badNumbers: words<{ form: string }>({
    zh: ({ form }) => `号码不对，格式是：${form}`,
    en: ({ form }) => `Those numbers cannot be; write them as: ${form}`,
  }),
  claimed: words<{ prize: string; delivery: string; code: string | null; points: number }>({
    zh: ({ prize, delivery, code, points }) =>
      `领奖成功：${prize}。` +
      (points > 0
        ? `${formatNumber(points, "zh")} 积分已到账。`
        : code !== null
          ? `兑换码：${code}（只发给你）`
          : delivery),
    en: ({ prize, delivery, code, points }) =>
      `Claimed: ${prize}. ` +
      (points > 0
        ? `${plural(points, "point", "points")} are yours.`
        : code !== null
          ? `Your code: ${code} (only you have it)`
          : delivery.replace(/^\p{Ll}/u, (first) => first.toUpperCase())),
  }),
  claimedBefore: words<{ prize: string; code: string | null }>({
    zh: ({ prize, code }) => `你已经领过 ${prize} 了。${code === null ? "" : `兑换码：${code}`}`,
    en: ({ prize, code }) => `You have claimed ${prize} already.${code === null ? "" : ` Your code: ${code}`}`,
  }),
  nothingToClaim: words({ zh: "你现在没有待领的奖品。", en: "There is nothing for you to claim right now." }),
  claimMissed: words<{ prize: string }>({
    zh: ({ prize }) => `${prize} 的领奖时间已经过了，奖品给了候补。`,
    en: ({ prize }) => `The time to claim ${prize} is over; it went to an alternate.`,
  }),
  nobodyWon: words({ zh: "还没有开过奖。", en: "No draw has had a result yet." }),
  winnersList: words<{ id: number; lines: (Line & { state: string })[] }>({
    zh: ({ id, lines }) =>
      `抽奖 ${id} 号中奖名单：\n${lines.map(({ prize, ticket, name, state }) => `${prize}：${ticket}（${name}）${state}`).join("\n")}`,
    en: ({ id, lines }) =>
      `Draw ${id}, winners:\n${lines.map(({ prize, ticket, name, state }) => `${prize}: ${ticket} (${name})${state}`).join("\n")}`,
  }),
  states: {
    won: words({ zh: "", en: "" }),
    claimed: words({ zh: "，已领", en: ", claimed" }),
    skipped: words<{ reason: string }>({
      zh: ({ reason }) => `，跳过：${reason}`,
      en: ({ reason }) => `, skipped: ${reason}`,
    }),
  },
  spentReason: words({ zh: "抽奖", en: "draws" }),
  prizeReason: words({ zh: "抽奖奖品", en: "prize of a draw" }),
  named: words<{ id: number }>({
    zh: ({ id }) => `好的，抽奖 ${id} 号如果中奖，会显示你的全名。`,
    en: ({ id }) => `All right: if you win draw ${id}, your full name is shown.`,
  }),
};

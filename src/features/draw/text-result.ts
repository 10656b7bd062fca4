import { formatNumber, plural, text as words } from "../../core/text.ts";

/** A place in the result as people read it. */
export interface Line {
  prize: string;
  ticket: string;
  name: string;
  /** has nothing to claim: points are paid already */
  isPaid?: boolean;
}

/** What members read from the close on: list, value, result, claims. */
export const resultText = {
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
    /** somebody has something to claim */
    claims: boolean;
  }>({
    zh: ({ id, beacon, winners, more, alternates, days, level, weak, claims }) =>
      [
        `🎉 抽奖 ${id} 号开奖（${level} 级${weak ? "，弱" : ""}）`,
        ...winners.map(
          ({ prize, ticket, name, isPaid }) => `${prize}：${ticket}（${name}）${isPaid ? "，已到账" : ""}`,
        ),
        ...(more > 0 ? [`……还有 ${more} 位，发送“核对抽奖 ${id}”看完整名单`] : []),
        ...(alternates > 0 ? [`候补 ${alternates} 名。`] : []),
        `随机值 ${beacon}`,
        `${claims ? `中奖的朋友请在 ${days} 天内私聊我发送“领奖”。` : ""}谁都可以核对：发送“核对抽奖 ${id}”。`,
      ].join("\n"),
    en: ({ id, beacon, winners, more, alternates, days, level, weak, claims }) =>
      [
        `🎉 Draw ${id}: the result (level ${level}${weak ? ", weak" : ""})`,
        ...winners.map(({ prize, ticket, name, isPaid }) => `${prize}: ${ticket} (${name})${isPaid ? ", paid" : ""}`),
        ...(more > 0 ? [`… and ${more} more; /draw_check ${id} shows them all`] : []),
        ...(alternates > 0 ? [`${plural(alternates, "alternate", "alternates")}.`] : []),
        `Random value ${beacon}`,
        `${claims ? `Winners: send /claim_prize to me in private within ${plural(days, "day", "days")}. ` : ""}Anyone can check: /draw_check ${id}`,
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
  voided: words<{ id: number; reason: string; returned: number; takenBack: number; handed: number }>({
    zh: ({ id, reason, returned, takenBack, handed }) =>
      `抽奖 ${id} 号作废。原因：${reason}。` +
      (returned > 0 ? `参加时花的积分已退回 ${returned} 位成员。` : "") +
      (takenBack > 0 ? `作为奖品发出的积分已收回（${takenBack} 份），花掉的不追。` : "") +
      (handed > 0 ? `已经领走的 ${handed} 份奖品，由主办方与中奖者商量。` : ""),
    en: ({ id, reason, returned, takenBack, handed }) =>
      `Draw ${id} is void. Reason: ${reason}.` +
      (returned > 0 ? ` The points spent were returned to ${plural(returned, "member", "members")}.` : "") +
      (takenBack > 0
        ? ` ${plural(takenBack, "prize", "prizes")} in points went back; what was spent by now stays spent.`
        : "") +
      (handed > 0
        ? ` The organiser settles with the winners what becomes of ${plural(handed, "prize", "prizes")} handed over already.`
        : ""),
  }),
  /** on the bill, behind the reason */
  takenBack: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号作废，收回`,
    en: ({ id }) => `taken back, draw ${id} is void`,
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
  freezesSoon: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号刚截止，名单还没冻结，过一分钟再发一次。`,
    en: ({ id }) => `Draw ${id} has just closed and its list is not frozen yet; send it again in a minute.`,
  }),
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
          : delivery.replace(/(?<![。！？])$/u, "。")),
    en: ({ prize, delivery, code, points }) =>
      `Claimed: ${prize}. ` +
      (points > 0
        ? `${plural(points, "point", "points")} are yours.`
        : code !== null
          ? `Your code: ${code} (only you have it)`
          : delivery.replace(/^\p{Ll}/u, (first) => first.toUpperCase()).replace(/(?<![.!?])$/u, ".")),
  }),
  claimedBefore: words<{ prize: string; code: string | null; isPaid: boolean }>({
    zh: ({ prize, code, isPaid }) =>
      isPaid ? `${prize}开奖时就到账了，不用再领。` : `你已经领过${prize}了。${code === null ? "" : `兑换码：${code}`}`,
    en: ({ prize, code, isPaid }) =>
      isPaid
        ? `${prize}: paid with the result, nothing left to claim.`
        : `You have claimed ${prize} already.${code === null ? "" : ` Your code: ${code}`}`,
  }),
  nothingToClaim: words({ zh: "你现在没有待领的奖品。", en: "There is nothing for you to claim right now." }),
  claimVoid: words<{ id: number; reason: string }>({
    zh: ({ id, reason }) => `抽奖 ${id} 号作废了，没有奖可领。原因：${reason}。`,
    en: ({ id, reason }) => `Draw ${id} is void, so there is nothing to claim. Reason: ${reason}.`,
  }),
  claimMissed: words<{ prize: string }>({
    zh: ({ prize }) => `${prize}的领奖时间已经过了，奖品给了候补。`,
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
};

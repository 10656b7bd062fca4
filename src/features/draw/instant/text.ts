import { formatNumber, plural, text as words } from "../../../core/text.ts";
import { yuan } from "../notice.ts";
import type { InstantFlaw, InstantTerms } from "./rules.ts";

const percent = (ppm: number): string => `${Number((ppm / 10_000).toFixed(4))}%`;

/** Instant draws (刮刮乐), as members and hosts read them. */
export const instantText = {
  help: words({ zh: "刮一次，每天一次，概率公开", en: "play the instant draw, once a day, with published odds" }),
  newHelp: words({
    zh: "开启刮刮乐 每次10积分，100积分 1% x50，20积分 10% x500",
    en: "open an instant draw: /new_scratch 10 points a play, 100 points 1% x50, 20 points 10% x500",
  }),
  stopHelp: words({ zh: "停止刮刮乐", en: "close the instant draw" }),
  notice: words<{ id: number; terms: InstantTerms }>({
    zh: ({ id, terms }) =>
      [
        `🎫 刮刮乐 ${id} 号：发送“刮刮乐”，每次 ${formatNumber(terms.cost, "zh")} 积分，每人每天一次，管理员不参加。`,
        ...terms.prizes.map(
          ({ name, ppm, stock, value }) =>
            `  ${name}${value === null ? "" : `（${yuan(value)} 元）`}：概率 ${percent(ppm)}，共 ${stock} 份，发完为止`,
        ),
        terms.level === "A"
          ? "结果由你发送之后的下一轮 drand 公共随机值决定，谁都可以核对；24 小时取不到就退回积分。"
          : "结果由事先承诺的哈希链决定（弱：主办方事先知道链），所以只有积分奖品。",
        `积分奖品自动到账，实物由主办方发放。`,
        `主办：${terms.organiser}　联系：${terms.contact}`,
        "概率和奖品公布后不再更改。",
      ].join("\n"),
    en: ({ id, terms }) =>
      [
        `🎫 Instant draw ${id}: send /scratch, ${plural(terms.cost, "point", "points")} a play, once a day each; staff cannot play.`,
        ...terms.prizes.map(
          ({ name, ppm, stock, value }) =>
            `  ${name}${value === null ? "" : ` (worth ${yuan(value)} yuan)`}: chance ${percent(ppm)}, ${stock} in all, while they last`,
        ),
        terms.level === "A"
          ? "Decided by drand's next public random value after you send it; anyone can check. Points go back if it cannot be had for 24 hours."
          : "Decided by a chain of hashes committed beforehand (weak: the organiser knows it), so prizes are points only.",
        "Points are paid by themselves; goods come from the organiser.",
        `Organiser: ${terms.organiser}. Contact: ${terms.contact}`,
        "Odds and prizes do not change once posted.",
      ].join("\n"),
  }),
  announcement: words<{ id: number; hash: string; announcement: string }>({
    zh: ({ id, hash, announcement }) => `刮刮乐 ${id} 号的公告原文，指纹 ${hash}：\n\n${announcement}`,
    en: ({ id, hash, announcement }) =>
      `The announcement of instant draw ${id}, fingerprint ${hash}:\n\n${announcement}`,
  }),
  askOpen: words<{ points: number; fen: number; cost: number; most: number }>({
    zh: ({ points, fen, cost, most }) =>
      `开启刮刮乐：每次收 ${cost} 积分，平均发出 ${points.toFixed(2)} 积分${fen > 0 ? `和 ${yuan(Math.round(fen))} 元的实物` : ""}；奖品全部发完最多 ${formatNumber(most, "zh")} 积分。公布后不能改。`,
    en: ({ points, fen, cost, most }) =>
      `Open an instant draw: each play takes ${plural(cost, "point", "points")} and gives ${points.toFixed(2)} points${fen > 0 ? ` and goods worth ${yuan(Math.round(fen))} yuan` : ""} on average; ${formatNumber(most, "en")} points at most when every prize is out. It cannot be changed once posted.`,
  }),
  flaw: words<{ flaw: InstantFlaw }>({
    zh: ({ flaw }) =>
      ({
        noPrizes: "要写奖品和概率，例如：开启刮刮乐 每次10积分，100积分 1% x50，20积分 10% x500",
        noCost: "要写每次多少积分，例如：每次10积分",
        odds: "概率加起来不能超过 100%，每样至少 0.0001%。",
        onlyPoints: "C 级是弱保证，奖品只能是积分。",
        noValue: "实物奖品要写价值，例如：贴纸(5元) 10% x200",
        tooDear: "单份奖品最高 50,000 元，这是法律规定的上限。",
        noOrganiser: "公告必须写明主办方和联系方式，例如：主办 炉边茶馆，联系 群主",
      })[flaw],
    en: ({ flaw }) =>
      ({
        noPrizes: "Prizes and their odds are missing, such as: /new_scratch 10 points a play, 100 points 1% x50",
        noCost: "What a play costs is missing, such as: 10 points a play",
        odds: "The odds can add up to 100% at most, each at least 0.0001%.",
        onlyPoints: "Level C is a weak guarantee: prizes can only be points.",
        noValue: "Goods need a value, such as: stickers (5) 10% x200",
        tooDear: "One prize may be worth 50,000 yuan at most; that is the law's limit.",
        noOrganiser: "The notice has to name an organiser and a contact, such as: organiser Tea House, contact olga",
      })[flaw],
  }),
  notUnderstood: words<{ words: string }>({
    zh: ({ words: said }) => `没看懂“${said}”。用逗号隔开，例如：每次10积分，100积分 1% x50`,
    en: ({ words: said }) => `I do not understand "${said}". Put commas between: 10 points a play, 100 points 1% x50`,
  }),
  alreadyOpen: words({
    zh: "这里已经有一个刮刮乐了，先发送：停止刮刮乐",
    en: "There is one here already; close it first: /stop_scratch",
  }),
  none: words({ zh: "现在没有刮刮乐。", en: "There is no instant draw here right now." }),
  stopped: words<{ id: number; plays: number }>({
    zh: ({ id, plays }) => `刮刮乐 ${id} 号结束，共刮了 ${plays} 次；已经刮的照常揭晓。`,
    en: ({ id, plays }) =>
      `Instant draw ${id} is closed after ${plural(plays, "play", "plays")}; those made are still revealed.`,
  }),
  staff: words({ zh: "管理员不参加刮刮乐。", en: "Staff cannot play." }),
  today: words({ zh: "今天已经刮过啦，明天再来！", en: "You have played today. See you tomorrow!" }),
  poor: words<{ cost: number; points: number }>({
    zh: ({ cost, points }) => `刮一次要 ${cost} 积分，你有 ${points} 分。`,
    en: ({ cost, points }) => `A play costs ${plural(cost, "point", "points")}; you have ${points}.`,
  }),
  soldOut: words({ zh: "奖品都发完了，不再收积分。", en: "Every prize is gone; no more points are taken." }),
  played: words<{ number: number; ticket: string; round: number }>({
    zh: ({ number, ticket, round }) => `第 ${number} 次刮奖，号码牌 ${ticket}，等 drand 第 ${round} 轮揭晓，稍等几秒。`,
    en: ({ number, ticket, round }) =>
      `Play ${number}, ticket ${ticket}: drand's round ${round} decides, in a few seconds.`,
  }),
  outcome: words<{ number: number; ticket: string; prize: string | null; points: number; gone: boolean }>({
    zh: ({ number, ticket, prize, points, gone }) =>
      `第 ${number} 次刮奖（${ticket}）：` +
      (prize === null
        ? "没中，谢谢参与。"
        : gone
          ? `刮到 ${prize}，可惜已经发完了。`
          : `🎉 中了 ${prize}！${points > 0 ? "积分已到账。" : "请联系主办方领取。"}`),
    en: ({ number, ticket, prize, points, gone }) =>
      `Play ${number} (${ticket}): ` +
      (prize === null
        ? "no prize this time."
        : gone
          ? `${prize}, but the last one is gone.`
          : `🎉 ${prize}! ${points > 0 ? "The points are yours." : "Please ask the organiser for it."}`),
  }),
  returned: words<{ number: number; ticket: string }>({
    zh: ({ number, ticket }) => `第 ${number} 次刮奖（${ticket}）：24 小时没有取到随机值，积分已退回。`,
    en: ({ number, ticket }) => `Play ${number} (${ticket}): no random value for 24 hours; the points went back.`,
  }),
  check: words<{
    number: number;
    ticket: string;
    source: string;
    beacon: string;
    lot: number;
    prize: string | null;
    hash: string;
  }>({
    zh: ({ number, ticket, source, beacon, lot, prize, hash }) =>
      `第 ${number} 次刮奖：号码牌 ${ticket}，${source}，随机值 ${beacon}。` +
      `SHA-256（四行：cs-instant/1、公告指纹 ${hash}、号码牌、随机值）的前 12 位十六进制 × 1000000 ÷ 2^48 = ${lot}，` +
      `按公布的概率从前往后排：${prize ?? "没中"}。`,
    en: ({ number, ticket, source, beacon, lot, prize, hash }) =>
      `Play ${number}: ticket ${ticket}, ${source}, value ${beacon}. ` +
      `The first 12 hex digits of SHA-256 over four lines (cs-instant/1, the announcement's hash ${hash}, the ticket, the value), times 1000000, divided by 2^48, are ${lot}; ` +
      `by the published odds in their order: ${prize ?? "no prize"}.`,
  }),
  noPlay: words<{ number: number }>({
    zh: ({ number }) => `没有已经揭晓的第 ${number} 次刮奖。`,
    en: ({ number }) => `There is no play ${number} that has been revealed.`,
  }),
  byRound: words<{ round: number }>({
    zh: ({ round }) => `drand 第 ${round} 轮`,
    en: ({ round }) => `drand's round ${round}`,
  }),
  byChain: words({ zh: "承诺链（弱）", en: "committed chain (weak)" }),
};

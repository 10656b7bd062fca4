import { formatDay, formatNumber, formatTime, plural, text as words, type Language } from "../../core/text.ts";
import { localDay } from "../../core/time.ts";
import { lotteries } from "./beacon.ts";
import { entriesLimit, isByHand, mostWeight, pointsAWeight, roundOf, witnessCount } from "./rules.ts";
import { prizeName, winnersOf, type FullTerms, type Need } from "./terms.ts";

/** What a notice is made from, beside the terms. */
export interface NoticeOf {
  id: number;
  terms: FullTerms;
  timeZone: string;
  /** button and word, or the word alone */
  hasButtons: boolean;
}

/** "300", "25.5": fen as yuan. */
export const yuan = (fen: number): string => String(fen / 100);

const weekdays = { zh: "日一二三四五六", en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };

/** "3月6日（周五）20:00", "Fri, March 6, 20:00"; with seconds where they are not zero. */
export function moment(at: Date, timeZone: string, language: Language): string {
  const day = localDay(at, timeZone);
  const weekday = weekdays[language][new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";
  const seconds = at.getUTCSeconds() === 0 ? "" : `:${String(at.getUTCSeconds()).padStart(2, "0")}`;
  const time = formatTime(at, timeZone, language) + seconds;
  if (language === "zh") return `${formatDay(day, "zh")}（周${weekday}）${time}`;
  return `${weekday}, ${formatDay(day, "en")}, ${time}`;
}

/** The conditions of entering, one after the other; staff never enter. */
export function conditions(need: Need, language: Language): string[] {
  const { days, active, within, points, tier, tag, notWon } = need;
  const zh = language === "zh";
  return [
    days > 0 ? (zh ? `入群满 ${days} 天` : `${plural(days, "day", "days")} in the group`) : "",
    active > 0 ? (zh ? `近 ${within} 天活跃 ${active} 天` : `active on ${active} of the last ${within} days`) : "",
    points > 0 ? (zh ? `积分满 ${formatNumber(points, "zh")}` : `at least ${plural(points, "point", "points")}`) : "",
    tier > 0 ? (zh ? `等级 ${tier} 以上` : `tier ${tier} or higher`) : "",
    tag === null ? "" : zh ? `有标签“${tag}”` : `tagged "${tag}"`,
    notWon > 0 ? (zh ? `近 ${notWon} 次抽奖没中过` : `no win in the last ${plural(notWon, "draw", "draws")}`) : "",
    zh ? "管理员不参加" : "staff cannot enter",
  ].filter((line) => line !== "");
}

/** How weights are found, as announcement and notice say it. */
export const weightWords = words<FullTerms>({
  zh: (terms) =>
    ({
      none: "人人相同",
      points: `按积分：每 ${pointsAWeight} 分加 1，1～${mostWeight(terms)}，报名时定下`,
      tier: `按等级：最低 1，每升一级加 1，最多 ${mostWeight(terms)}，报名时定下`,
      streak: `按连续签到天数：1～${mostWeight(terms)}，报名时定下`,
    })[terms.weight.by],
  en: (terms) =>
    ({
      none: "the same for everybody",
      points: `by points: one more for each ${pointsAWeight}, 1 to ${mostWeight(terms)}, fixed at entry`,
      tier: `by tier: 1 for the lowest, one more for each step, at most ${mostWeight(terms)}, fixed at entry`,
      streak: `by days checked in in a row: 1 to ${mostWeight(terms)}, fixed at entry`,
    })[terms.weight.by],
});

const entering = words<NoticeOf>({
  zh: ({ terms, hasButtons }) => {
    const cost = terms.cost > 0 ? `，花 ${formatNumber(terms.cost, "zh")} 积分（抽奖作废时退回）` : "，免费";
    if (terms.auto) return "截止时符合条件的成员自动参加，不用报名";
    if (terms.streak !== null) return `连续签到满 ${terms.streak} 天，签到时自动参加，每人一次${cost}`;
    if (terms.quiz) return `在答题里得分的成员，一场结束或赛季结算时自动参加，每人一次${cost}`;
    const word = terms.keyword ?? "抽奖";
    return `${hasButtons ? "点下面的按钮，或" : ""}在群里发送“${word}”，每人一次${cost}`;
  },
  en: ({ terms, hasButtons }) => {
    const cost =
      terms.cost > 0 ? `; costs ${plural(terms.cost, "point", "points")}, returned if the draw is void` : ", free";
    if (terms.auto) return "everybody who qualifies at the close, without doing anything";
    if (terms.streak !== null)
      return `by checking in ${plural(terms.streak, "day", "days")} in a row, once each${cost}`;
    if (terms.quiz)
      return `by scoring in a quiz: whoever scored is in when it ends, or when a season closes, once each${cost}`;
    const word = terms.keyword === null ? "/draw" : `“${terms.keyword}”`;
    return `${hasButtons ? "press the button or " : ""}send ${word} in the group, once each${cost}`;
  },
});

const chance = words<NoticeOf>({
  zh: ({ terms }) =>
    ({
      A: () =>
        `截止后至少 5 分钟，用公共随机信标 drand quicknet 第 ${roundOf(terms)} 轮（A 级：谁都无法预知或挑选）。24 小时取不到就公开作废`,
      B: () =>
        terms.toy
          ? "截止后由玩具摇号机摇一组双色球号码（这里是练习场，时钟走得比真实世界快，等不到真的随机信标；在真的群里默认用 A 级：谁都无法预知或挑选）"
          : `用${terms.sources.map(({ source, issue }) => `${lotteries[source]?.zh ?? source}第 ${issue} 期`).join("和")}的开奖号码（B 级：谁都能查）。号码公布后 24 小时没有录入就公开作废`,
      C: () =>
        `截止后由最先回应的 ${witnessCount} 位成员各说一个词，和事先承诺的种子一起决定（C 级：弱，只有当至少一位见证人不与主办方串通、且在别人之后发言时才可信）。24 小时内不足 ${witnessCount} 人就公开作废`,
    })[terms.level](),
  en: ({ terms }) =>
    ({
      A: () =>
        `by round ${roundOf(terms)} of drand quicknet, a public beacon, 5 minutes or more after the close (level A: nobody can foresee or choose it). Void, in public, if it cannot be had for 24 hours`,
      B: () =>
        terms.toy
          ? "after the close, by balls from a toy lottery (this is a playground: its clock runs ahead of the world's, so the real public beacon cannot be waited for; real groups have level A, which nobody can foresee or choose)"
          : `by the numbers of ${terms.sources.map(({ source, issue }) => `${lotteries[source]?.en ?? source}, issue ${issue}`).join(" and ")} (level B: anyone can look them up). Void, in public, if they are not entered within 24 hours of the close`,
      C: () =>
        `by a seed committed beforehand and one word each from the first ${witnessCount} members who answer after the close (level C: weak, safe only if at least one witness does not work with the organiser and speaks after the others). Void, in public, with fewer than ${witnessCount} within 24 hours`,
    })[terms.level](),
});

/**
 * The notice, exactly as it is posted and hashed: everything that the rules of prize promotions ask
 * to be told before the start (SAMR order 32, art. 5, 12–15).
 */
export const notice = words<NoticeOf>({
  zh: (one) => {
    const { id, terms, timeZone } = one;
    const limit = entriesLimit(terms);
    const prizes = terms.prizes.map(
      (prize) => `${prizeName(prize)} ×${prize.count}（每份 ${yuan(prize.value ?? 0)} 元）`,
    );
    const { length } = prizes;
    return [
      `🎁 抽奖 ${id} 号${terms.repeats === null ? "" : `（重开作废的 ${terms.repeats} 号）`}`,
      length === 1 ? `奖品：${prizes[0]}` : `奖品：\n${prizes.map((prize) => `  ${prize}`).join("\n")}`,
      `参加：${entering.zh(one)}。`,
      `条件：${conditions(terms.need, "zh").join("，")}。`,
      `机会：${weightWords.zh(terms)}。`,
      `截止：${moment(terms.closeAt, timeZone, "zh")}${limit === null ? "" : `，满 ${limit} 人提前停止报名`}。`,
      `开奖：${chance.zh(one)}。`,
      `公布：中奖 ${winnersOf(terms)} 名，候补 ${terms.alternates} 名，用号码牌和打码的名字公布${isByHand(terms) ? "（愿意显示全名的，发送“抽奖 公开”）" : ""}。`,
      `领奖：公布后 ${terms.claimDays} 天内私聊我发送“领奖”，逾期视为放弃，由候补递补。`,
      `发放：${terms.delivery}`,
      `主办：${terms.organiser}　联系：${terms.contact}`,
      "以上内容公布后不再更改，只可能再加奖品或延长领奖时间，另发补充。",
    ].join("\n");
  },
  en: (one) => {
    const { id, terms, timeZone } = one;
    const limit = entriesLimit(terms);
    const prizes = terms.prizes.map(
      (prize) => `${prizeName(prize)} ×${prize.count} (worth ${yuan(prize.value ?? 0)} yuan each)`,
    );
    return [
      `🎁 Draw ${id}${terms.repeats === null ? "" : ` (repeats draw ${terms.repeats}, which was void)`}`,
      prizes.length === 1 ? `Prize: ${prizes[0]}` : `Prizes:\n${prizes.map((prize) => `  ${prize}`).join("\n")}`,
      `How to enter: ${entering.en(one)}.`,
      `Who: ${conditions(terms.need, "en").join(", ")}.`,
      `Chances: ${weightWords.en(terms)}.`,
      `Closes: ${moment(terms.closeAt, timeZone, "en")}${limit === null ? "" : `; no more than ${plural(limit, "entry", "entries")}`}.`,
      `Drawn: ${chance.en(one)}.`,
      `Result: ${plural(winnersOf(terms), "winner", "winners")}, ${plural(terms.alternates, "alternate", "alternates")}, told by ticket and shortened name${isByHand(terms) ? " (/draw public enters with your full name)" : ""}.`,
      `To claim: send /claim_prize to me in private within ${plural(terms.claimDays, "day", "days")}; after that the prize goes to the next alternate.`,
      `Delivery: ${terms.delivery}`,
      `Organiser: ${terms.organiser}. Contact: ${terms.contact}`,
      "None of this changes once it is posted; a supplement may only add prizes or time to claim.",
    ].join("\n");
  },
});

/** What `exclude=` says: everything that keeps people out. */
export const excludeWords = (terms: FullTerms, language: Language): string =>
  [
    ...conditions(terms.need, language),
    ...(isByHand(terms) ? [] : [entering[language]({ id: 0, terms, timeZone: "UTC", hasButtons: false })]),
  ].join(language === "zh" ? "，" : ", ");

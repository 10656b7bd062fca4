import { formatNumber, plural, text as words } from "../../core/text.ts";
import { yuan } from "./notice.ts";
import type { Flaw, Missing } from "./rules.ts";

const field = {
  zh: { prizes: "奖品和数量", closeAt: "截止时间", organiser: "主办方", contact: "联系方式", value: "价值" },
  en: {
    prizes: "prizes and how many",
    closeAt: "when it closes",
    organiser: "the organiser",
    contact: "a contact",
    value: "the value",
  },
};

/** What hosts read. */
export const hostText = {
  newHelp: words({
    zh: "开一个抽奖：开启抽奖 一等奖 耳机x1(300元) 周五20:00截止",
    en: "open a draw: /new_draw headphones x1 (300) closes Friday 20:00",
  }),
  cancelHelp: words({ zh: "截止前取消抽奖：取消抽奖 12", en: "cancel a draw before its close: /cancel_draw 12" }),
  voidHelp: words({
    zh: "截止后公开作废：作废抽奖 12 原因",
    en: "void a draw after its close, with a public reason: /void_draw 12 reason",
  }),
  codesHelp: words({
    zh: "存入奖品兑换码（私聊）：录入奖品码 12 1 码 码",
    en: "keep codes of a prize (in private): /prize_codes 12 1 CODE CODE",
  }),
  defaultDelivery: words({
    zh: "领奖后由主办方联系发放，运费由主办方承担",
    en: "the organiser hands it over after the claim, at no cost to you",
  }),
  announcement: words<{ id: number; hash: string; announcement: string }>({
    zh: ({ id, hash, announcement }) => `抽奖 ${id} 号的公告原文，指纹 ${hash}：\n\n${announcement}`,
    en: ({ id, hash, announcement }) => `The announcement of draw ${id}, fingerprint ${hash}:\n\n${announcement}`,
  }),
  missing: words<{ missing: Missing; prize: string }>({
    zh: ({ missing, prize }) => `还缺${prize === "" ? "" : `“${prize}”的`}${field.zh[missing.field]}，补上才能开抽奖。`,
    en: ({ missing, prize }) =>
      `The draw cannot open yet: ${field.en[missing.field]}${prize === "" ? "" : ` of "${prize}"`} is missing.`,
  }),
  ask: words<{ missing: Missing; prize: string }>({
    zh: ({ missing, prize }) =>
      ({
        prizes: "抽什么？每样写上数量，例如：一等奖 耳机x1 二等奖 贴纸x5（不开了，就说“不开了”）",
        value: `“${prize}”每份值多少元？送的也按市价写，写数字就行（公告必须写明）。`,
        closeAt: "什么时候截止？例如：周五20:00、今晚8点、30分钟后",
        organiser: "主办方是谁？写店名或群名（公告必须写明）。",
        contact: "有问题找谁？写一个联系方式（公告必须写明）。",
      })[missing.field],
    en: ({ missing, prize }) =>
      ({
        prizes: "What are the prizes, and how many of each? Such as: headphones x1, stickers x5 (“drop it” ends this)",
        value: `What is one "${prize}" worth, in yuan? Gifts count at market price; a number will do (the notice has to say it).`,
        closeAt: "When does it close? Such as: Friday 20:00, tonight 8:00, in 30 minutes",
        organiser: "Who holds the draw? The shop's or the group's name (the notice has to say it).",
        contact: "Whom can people ask? One contact (the notice has to say it).",
      })[missing.field],
  }),
  closeChoices: {
    tonight: words({ zh: "今晚20:00", en: "tonight 20:00" }),
    tomorrow: words({ zh: "明天20:00", en: "tomorrow 20:00" }),
    friday: words({ zh: "周五20:00", en: "Friday 20:00" }),
  },
  preview: words<{ notice: string; warning: number | null }>({
    zh: ({ notice, warning }) =>
      `公告会是这样：\n\n${notice}${warning === null ? "" : `\n\n提醒：单份奖品最高 ${yuan(warning)} 元，法律上限 50,000 元。`}`,
    en: ({ notice, warning }) =>
      `The notice will be:\n\n${notice}${warning === null ? "" : `\n\nMind: the dearest prize is worth ${yuan(warning)} yuan; the law allows 50,000.`}`,
  }),
  publish: words({ zh: "发布", en: "Post it" }),
  discard: words({ zh: "不开了", en: "Drop it" }),
  discarded: words({ zh: "好的，这个抽奖没有开。", en: "All right, no draw was opened." }),
  noDraft: words({
    zh: "这份草稿已经不在了，可能已经发布。",
    en: "That draft is gone; perhaps it was posted already.",
  }),
  notYours: words({ zh: "这份草稿不是你的。", en: "That draft is somebody else's." }),
  hostOnly: words({ zh: "开抽奖要主持人或管理员来。", en: "Only hosts and managers can open a draw." }),
  inGroup: words({
    zh: "请到群里用，抽奖要当着大家的面。",
    en: "Please do this in the group: draws happen in front of everybody.",
  }),
  notUnderstood: words<{ words: string }>({
    zh: ({ words: said }) => `没看懂“${said}”。奖品请写上数量，例如：耳机x1(300元)；用逗号把不同的内容隔开。`,
    en: ({ words: said }) =>
      `I do not understand "${said}". Write prizes with their number, such as: headphones x1 (300), and commas between things.`,
  }),
  notAValue: words({
    zh: "请写一个钱数，例如：300。不开了，就说“不开了”。",
    en: "Please write a sum, such as: 300. “drop it” ends this.",
  }),
  notAMoment: words({
    zh: "没看懂这个时间，例如：周五20:00、30分钟后。不开了，就说“不开了”。",
    en: "I do not understand that time. Such as: Friday 20:00, in 30 minutes. “drop it” ends this.",
  }),
  flaw: words<{ flaw: Flaw; limit: number; weakLimit: number }>({
    zh: ({ flaw, limit, weakLimit }) =>
      ({
        tooDear: `单份奖品最高 ${formatNumber(limit, "zh")} 元，这是法律规定的上限。`,
        tooManyWinners: "中奖名额最多 10,000 个。",
        closeOver: "写的截止时间已经过去了。要在一分钟以后、90 天以内，例如：周五20:00、今晚8点、30分钟后",
        closeTooSoon: "截止时间至少要在一分钟以后。",
        closeTooLate: "截止时间最远 90 天以后。",
        capC: `C 级是弱保证，奖品总值最多 ${formatNumber(weakLimit, "zh")} 元；请用 A 级，或减少奖品。`,
        noSource: "B 级要写明彩种和期号，例如：双色球2026031",
        fewBits: "一期号码的随机不够这么多权重，请再加一个彩种，或降低权重上限。",
        sameIssue: "同一期号码写了两次。",
      })[flaw],
    en: ({ flaw, limit, weakLimit }) =>
      ({
        tooDear: `One prize may be worth ${formatNumber(limit, "en")} yuan at most; that is the law's limit.`,
        tooManyWinners: "There can be 10,000 winners at most.",
        closeOver:
          "The close that you wrote is over already. It can be from a minute to 90 days from now, such as: Friday 20:00, tonight 8:00, in 30 minutes",
        closeTooSoon: "The close must be a minute from now or later.",
        closeTooLate: "The close can be 90 days from now at most.",
        capC: `Level C is a weak guarantee: all prizes together ${formatNumber(weakLimit, "en")} yuan at most. Use level A, or fewer prizes.`,
        noSource: "Level B needs a lottery and its issue, such as: ssq 2026031",
        fewBits:
          "One issue has too little chance for such weights; name a second lottery, or lower the highest weight.",
        sameIssue: "The same issue stands there twice.",
      })[flaw],
  }),
  unprintable: words<{ field: string }>({
    zh: ({ field: name }) => `公告里“${name}”一项有不能用的字符。`,
    en: ({ field: name }) => `Something in "${name}" cannot stand in the announcement.`,
  }),
  minors: words({
    zh: "这里可能有未成年人，不开抽奖，也不玩刮刮乐（设置 可能有未成年人）。",
    en: "Minors may be present here: no draws and no scratch cards (setting privacy.minors).",
  }),
  nameRepeat: words<{ id: number }>({
    zh: ({ id }) => `这些奖品和作废的 ${id} 号一样，只能写“重开 ${id}”，让大家知道。`,
    en: ({ id }) => `These are the prizes of draw ${id}, which was void. Add "repeats ${id}" so that everybody knows.`,
  }),
  askCancel: words<{ id: number; count: number; paid: boolean }>({
    zh: ({ id, count, paid }) =>
      `取消抽奖 ${id} 号，已有 ${count} 人参加，${paid ? "花的积分会退回，" : ""}群里会公布。`,
    en: ({ id, count, paid }) =>
      `Cancel draw ${id} with ${plural(count, "entry", "entries")}; ${paid ? "points spent go back, and " : ""}the group is told.`,
  }),
  askVoid: words<{ id: number; count: number; reason: string; points: number; handed: number }>({
    zh: ({ id, count, reason, points, handed }) =>
      `作废抽奖 ${id} 号（${count} 人参加），公开原因：${reason}。` +
      (points > 0 ? `作为奖品发出的 ${formatNumber(points, "zh")} 积分会收回。` : "") +
      (handed > 0 ? `有 ${handed} 份奖品已经领走，要你自己和中奖者商量。` : "") +
      "会一直留在抽奖统计里。",
    en: ({ id, count, reason, points, handed }) =>
      `Void draw ${id} with ${plural(count, "entry", "entries")}, for all to read: ${reason}. ` +
      (points > 0 ? `${plural(points, "point", "points")} paid as prizes go back. ` : "") +
      (handed > 0
        ? `${plural(handed, "prize has", "prizes have")} been claimed already; you settle that with the winners. `
        : "") +
      "It stays in the statistics for good.",
  }),
  cancelTooLate: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号已经截止，不能取消，只能公开作废：作废抽奖 ${id} 原因`,
    en: ({ id }) => `Draw ${id} has closed and cannot be cancelled, only voided in public: /void_draw ${id} reason`,
  }),
  voidTooEarly: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号还没截止，用：取消抽奖 ${id}`,
    en: ({ id }) => `Draw ${id} has not closed yet: /cancel_draw ${id}`,
  }),
  isOver: words<{ id: number }>({ zh: ({ id }) => `抽奖 ${id} 号已经结束了。`, en: ({ id }) => `Draw ${id} is over.` }),
  needReason: words<{ id: number }>({
    zh: ({ id }) => `作废要写明原因，至少 4 个字，会公开：作废抽奖 ${id} 原因`,
    en: ({ id }) =>
      `A void needs a reason of at least 4 characters, which everybody will read: /void_draw ${id} reason`,
  }),
  codesKept: words<{ id: number; prize: string; count: number; of: number }>({
    zh: ({ id, prize, count, of }) =>
      `已加密保存：抽奖 ${id} 号 ${prize} 的兑换码，现有 ${count} 个，名额 ${of} 个。请把上面那条消息删掉。`,
    en: ({ id, prize, count, of }) =>
      `Kept encrypted: draw ${id}, ${prize}: ${plural(count, "code", "codes")} for ${plural(of, "prize", "prizes")}. Please delete your message above.`,
  }),
  howCodes: words<{ prizes: string }>({
    zh: ({ prizes }) => `格式：录入奖品码 抽奖编号 第几种奖品 码 码 ……${prizes === "" ? "" : `\n${prizes}`}`,
    en: ({ prizes }) => `Write: /prize_codes DRAW NUMBER-OF-PRIZE CODE CODE …${prizes === "" ? "" : `\n${prizes}`}`,
  }),
};

type Step = readonly [written: RegExp, meant: string | ((...found: string[]) => string)];

const clock = (hours: string, minutes = "00", half = "") => {
  const shift = half.startsWith("p") ? 12 : 0;
  return `${half === "" ? Number(hours) : (Number(hours) % 12) + shift}:${minutes}`;
};

/** Figures: 1-3 and "1 to 3" are 1 到 3, 9 点半 is 9:30, 4 pm is 16:00. */
const figures: readonly Step[] = [
  [/(\d{1,2})\s?点半/gu, (_, hours = "") => clock(hours, "30")],
  [/(\d{1,2})\s?点(\d{2})分?(?!\d)/gu, (_, hours = "", minutes = "") => clock(hours, minutes)],
  [/(?<!\d)(\d{1,2})\s?点(?![\d钟])/gu, (_, hours = "") => clock(hours)],
  [
    /(?<![\d:.])(1[0-2]|[1-9])(?::(\d{2}))?\s?([ap])\.?m\b\.?/gu,
    (_, hours, minutes, half) => clock(hours ?? "", minutes, half),
  ],
  [/(?<=\d)\s*(?:到|至|\bto\b|[-–—])\s*(?=\d)/gu, "到"],
  [/块钱/gu, "元"],
  [/(?:星期|礼拜)(?=[\d日天])/gu, "周"],
];

/** Small words of which either may stand for the other wherever it stands, so that nothing else is said. */
const han: readonly Step[] = [
  [
    /(?<=^|[，。；,;\n])([^，。；,;\n]*)的话(?=[，,])/gu,
    (_, said = "") => (/^(?:如果|要是|假如|若)/u.test(said) ? said : `如果${said}`),
  ],
  [/要是|假如|若是|倘若/gu, "如果"],
  [/即可|可以/gu, "能"],
  [/没有?(?!收)/gu, "未"],
  [/[之以](?=[内后前外])/gu, ""],
  [/但是|可是/gu, "但"],
  [/或者/gu, "或"],
  [/仅仅?/gu, "只"],
  [/(?<![平人])均(?!匀)/gu, "都"],
  [/每日/gu, "每天"],
  [/当日/gu, "当天"],
  [/您/gu, "你"],
  [/[哦呢呀啊哟噢嗯]+(?=$|[，。；！？、,;!?\n])/gu, ""],
  [/(?<![甚以乃直])至(?![少多今于此])/gu, "到"],
];

const english: readonly Step[] = [
  [/[‘’]/gu, "'"],
  [/\b(?:cannot|can't)\b/gu, "can not"],
  [/\bwon't\b/gu, "will not"],
  [/n't\b/gu, " not"],
  [/'re\b/gu, " are"],
  [/'ll\b/gu, " will"],
  [/'ve\b/gu, " have"],
  [/\b(it|that|there|here|something|what|where|who)'s\b/gu, "$1 is"],
  [/\bper (?=person|order|cup|hour|day|month|year)/gu, "a "],
  [/\bfree of charge\b|\bfor free\b/gu, "free"],
];

/** What is said first to be kind, and binds nobody. */
const greeting = /^(?:您好|你好|亲|hello|hi)(?:呀|哦)?(?: there)?[，,!。.~ ]+/u;

/**
 * A text in which what can be written in two ways, with no difference in what it says, is written in one: 以内 and
 * 内, 未 and 没, can't and cannot, 9 点半 and 9:30. Both sides of a comparison go through it, never what members read.
 * No pair belongs here that differs anywhere ("must" and "have to" do, before "not"; 不过 is in 不过期).
 * @param plain NFKC, small letters, simplified, numbers in digits
 */
export const inSameWords = (plain: string): string =>
  [...english, ...han, ...figures].reduce(
    (text, [written, meant]) =>
      typeof meant === "string" ? text.replace(written, meant) : text.replace(written, meant),
    plain.replace(greeting, ""),
  );

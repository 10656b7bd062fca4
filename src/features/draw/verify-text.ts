import { text } from "../../core/text.ts";
import { lotteries, type Level, type NumberSource } from "./beacon.ts";

/** What each check looks at, in plain words. */
export const checkTexts = {
  shape: text({ zh: "收据的格式完整", en: "The receipt has every field in the right form" }),
  announcement: text({ zh: "公告的每一行都符合 cs-draw/1", en: "Every line of the announcement follows cs-draw/1" }),
  entries: text({ zh: "每张号码牌只出现一次", en: "No ticket stands in the list twice" }),
  head: text({
    zh: "公告和名单算出的链尾，与收据一致",
    en: "Announcement and list lead to the chain head in the receipt",
  }),
  source: text({
    zh: "公告指定的随机来源合乎规则",
    en: "The announcement names a random source that follows the rules",
  }),
  beacon: text({ zh: "随机值出自公告指定的来源", en: "The random value is the one the announcement named" }),
  signature: text({ zh: "drand 的签名真实有效", en: "drand's signature is genuine" }),
  ranking: text({ zh: "重新计算的名次，与收据一致", en: "The order, computed again, is the one in the receipt" }),
  posted: text({
    zh: "公告和名单发布得足够早，且在公告所写的群里",
    en: "Announcement and list were posted early enough, in the group the announcement names",
  }),
};

export type CheckName = keyof typeof checkTexts;

/** What is wrong when a check fails. */
export const problems = {
  shape: text<{ path: string; unknownField: boolean }>({
    zh: ({ path, unknownField }) => `${path || "整个文件"}：${unknownField ? "有收据里不该有的字段" : "格式不对"}`,
    en: ({ path, unknownField }) =>
      `${path || "the file"}: ${unknownField ? "has a field that no receipt has" : "is missing or not in the right form"}`,
  }),
  announcement: text<{ field: string }>({
    zh: ({ field }) => `“${field}” 一行不对`,
    en: ({ field }) => `the line "${field}" is wrong`,
  }),
  duplicate: text<{ ticket: string }>({
    zh: ({ ticket }) => `号码牌 ${ticket} 出现了两次`,
    en: ({ ticket }) => `ticket ${ticket} stands there twice`,
  }),
  head: text<{ computed: string; written: string }>({
    zh: ({ computed, written }) => `算出 ${computed}…，收据写的是 ${written}…：公告或名单被改过`,
    en: ({ computed, written }) =>
      `computed ${computed}…, the receipt says ${written}…: announcement or list has been changed`,
  }),
  chain: text({ zh: "不是 drand quicknet 这条链", en: "the chain is not drand's quicknet" }),
  round: text<{ named: number; due: number }>({
    zh: ({ named, due }) => `截止后 300 秒起的第一轮是 ${due}，公告写的是 ${named}`,
    en: ({ named, due }) => `the first round 300 s after the close is ${due}, the announcement names ${named}`,
  }),
  lottery: text({ zh: "不认识这个开奖来源", en: "the lottery is not one the scheme knows" }),
  bits: text<{ bits: number; needed: number }>({
    zh: ({ bits, needed }) =>
      `这么大的总权重需要 ${needed.toFixed(2)} 比特的随机，这个来源只有 ${bits.toFixed(2)} 比特`,
    en: ({ bits, needed }) =>
      `a list of this weight needs ${needed.toFixed(2)} bits of chance; the numbers have ${bits.toFixed(2)}`,
  }),
  beaconA: text({ zh: "随机值不是该签名的 SHA-256", en: "the value is not the SHA-256 of the signature" }),
  beaconB: text({
    zh: "不是该彩种可能开出的号码，或写法不规范",
    en: "these are not numbers that lottery can draw, or not in the canonical form",
  }),
  beaconC: text({ zh: "应为“种子/见证词/…/”", en: 'it must read "seed/word/…/"' }),
  commitment: text({ zh: "种子与公告里的承诺不符", en: "the seed is not the one the announcement committed to" }),
  unsigned: text({ zh: "A 级收据必须带签名", en: "a level A receipt must carry the signature" }),
  forged: text<{ round: number }>({
    zh: ({ round }) => `这不是第 ${round} 轮的签名`,
    en: ({ round }) => `this is not the signature of round ${round}`,
  }),
  signatureHere: text({ zh: "只有 A 级收据带签名", en: "only a level A receipt carries a signature" }),
  ranking: text<{ place: number }>({
    zh: ({ place }) => `从第 ${place} 名起对不上`,
    en: ({ place }) => `it differs from place ${place} on`,
  }),
  postedElsewhere: text({ zh: "发布在别的群", en: "it was posted in another chat" }),
  announcedLate: text({ zh: "公告在截止之后才发布", en: "the announcement was posted after the close" }),
  frozenEarly: text({ zh: "名单早于公告", en: "the list was posted before the announcement" }),
  frozenLate: text({
    zh: "随机值公开之后名单才发布",
    en: "the list was posted when the random value was already public",
  }),
};

export const levelTexts: Record<Level, ReturnType<typeof text<readonly NumberSource[]>>> = {
  A: text<readonly NumberSource[]>({
    zh: () => "A 级（drand 公共随机信标）：谁都无法预知或挑选结果。",
    en: () => "Level A (drand's public beacon): nobody could foresee or choose the result.",
  }),
  B: text<readonly NumberSource[]>({
    zh: (sources) => `B 级（公开开奖号码）：请自行查对 ${sources.map(named("zh")).join("、")}的开奖号码。`,
    en: (sources) =>
      `Level B (public numbers): look up the numbers of ${sources.map(named("en")).join(" and ")} yourself.`,
  }),
  C: text<readonly NumberSource[]>({
    zh: () => "C 级（种子加见证词）：弱。只有当至少一位见证人不与组织者串通、且在别人之后发言时才安全。",
    en: () =>
      "Level C (seed and witnesses): weak. Safe only if at least one witness does not work with the operator and speaks after the others.",
  }),
};

const named =
  (language: "zh" | "en") =>
  ({ source, issue }: NumberSource): string =>
    language === "zh"
      ? `${lotteries[source]?.zh ?? source}第 ${issue} 期`
      : `${lotteries[source]?.en ?? source}, issue ${issue}`;

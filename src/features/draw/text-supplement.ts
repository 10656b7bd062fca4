import { plural, text as words, type Language } from "../../core/text.ts";
import { yuan } from "./notice.ts";
import { prizeName, type DrawPrize } from "./terms.ts";

/** A supplement, for the words that are posted and hashed. */
export interface Supplemented {
  id: number;
  /** 1 for the first of the draw */
  number: number;
  /** the first 8 hex of H(announcement) */
  announcement: string;
  prizes: readonly DrawPrize[];
  /** places in the ranking that the added prizes go to */
  first: number;
  last: number;
  claimDays: number | null;
}

const listed = (prizes: readonly DrawPrize[], language: Language): string[] =>
  prizes.map((prize) =>
    language === "zh"
      ? `  ${prizeName(prize)} ×${prize.count}（每份 ${yuan(prize.value ?? 0)} 元）`
      : `  ${prizeName(prize)} ×${prize.count} (worth ${yuan(prize.value ?? 0)} yuan each)`,
  );

/** What is added to a draw after it opened. */
export const supplementText = {
  help: words({
    zh: "给开着的抽奖加奖品，或延长领奖时间：添加奖品 12 贴纸x3(5元)",
    en: "add prizes to a draw, or time to claim them: /draw_add 12 stickers x3 (5)",
  }),
  ask: words<{ posted: string }>({
    zh: ({ posted }) => `群里会看到：\n\n${posted}\n\n公布后不能收回。`,
    en: ({ posted }) => `The group will read:\n\n${posted}\n\nIt cannot be taken back.`,
  }),
  posted: words<Supplemented>({
    zh: ({ id, number, announcement, prizes, first, last, claimDays }) =>
      [
        `📎 抽奖 ${id} 号，补充 ${number}（公告 ${announcement} 不变）`,
        ...(prizes.length > 0
          ? [
              "增加奖品：",
              ...listed(prizes, "zh"),
              `按同一次开奖的名次，给${first === last ? `第 ${first} 名` : `第 ${first} 到 ${last} 名`}，候补往后顺延。`,
            ]
          : []),
        ...(claimDays === null ? [] : [`领奖时间延长到公布后 ${claimDays} 天。`]),
      ].join("\n"),
    en: ({ id, number, announcement, prizes, first, last, claimDays }) =>
      [
        `📎 Draw ${id}, supplement ${number} (announcement ${announcement} stays as it is)`,
        ...(prizes.length > 0
          ? [
              "More prizes:",
              ...listed(prizes, "en"),
              `They go to ${first === last ? `place ${first}` : `places ${first} to ${last}`} of the same result; alternates follow after.`,
            ]
          : []),
        ...(claimDays === null ? [] : [`Winners now have ${plural(claimDays, "day", "days")} to claim.`]),
      ].join("\n"),
  }),
  withHash: words<{ text: string; hash: string }>({
    zh: ({ text, hash }) => `${text}\n\n以上文字的指纹 ${hash}`,
    en: ({ text, hash }) => `${text}\n\nFingerprint of the above ${hash}`,
  }),
  /** among what somebody reads who checks the draw */
  checked: words<{ hashes: readonly string[] }>({
    zh: ({ hashes }) =>
      `公告之后有 ${hashes.length} 次补充（指纹 ${hashes.join("、")}）：公告不变，加的奖品按同一名次排在后面。`,
    en: ({ hashes }) =>
      `${plural(hashes.length, "supplement", "supplements")} followed (fingerprint ${hashes.join(", ")}): the announcement stands, and added prizes go to the next places of the same order.`,
  }),
  only: words({
    zh: "公告发布后只能加奖品或延长领奖时间，例如：添加奖品 12 贴纸x3(5元)，14天内领奖",
    en: "Once announced, only prizes can be added and the time to claim made longer. Such as: /draw_add 12 stickers x3 (5), claim within 14 days",
  }),
  noValue: words<{ prize: string }>({
    zh: ({ prize }) => `请写上“${prize}”每份值多少元，例如：${prize}x2(5元)`,
    en: ({ prize }) => `Please say what one "${prize}" is worth, such as: ${prize} x2 (5)`,
  }),
  tooLate: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号已经截止，不能再加奖品（领奖时间还可以延长）。`,
    en: ({ id }) =>
      `Draw ${id} has closed: no prizes can be added any more (the time to claim can still be made longer).`,
  }),
  notLonger: words<{ days: number }>({
    zh: ({ days }) => `现在就有 ${days} 天领奖，只能改得更长。`,
    en: ({ days }) => `Winners have ${plural(days, "day", "days")} already; it can only become longer.`,
  }),
};

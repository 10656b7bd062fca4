import { formatNumber, plural, text as words } from "../../core/text.ts";
import { supplementText } from "./text-supplement.ts";

const added = {
  zh: (hashes: readonly string[]) => (hashes.length > 0 ? supplementText.checked.zh({ hashes }) : ""),
  en: (hashes: readonly string[]) => (hashes.length > 0 ? ` ${supplementText.checked.en({ hashes })}` : ""),
};

/** What people read who check a draw, or look at all of them. */
export const checkText = {
  checked: words<{
    id: number;
    hash: string;
    count: number;
    head: string;
    level: string;
    weak: boolean;
    failed: string;
    /** why the draw is void by now, as it was said in public; null: it stands */
    voided: string | null;
    /** fingerprints of what was added after the announcement */
    supplements: readonly string[];
  }>({
    zh: ({ id, hash, count, head, level, weak, failed, voided, supplements }) =>
      (voided === null ? "" : `抽奖 ${id} 号开奖后作废了，原因：${voided}。算法仍然可以核对：`) +
      `抽奖 ${id} 号：公告指纹 ${hash}，${count} 张号码牌连成的链以 ${head} 结尾，都应和你当时在群里看到的一样。` +
      `名单冻结之后才产生的随机值（${level} 级）和名单一起，算出了全部名次，我刚刚重新算了一遍，${failed === "" ? "完全一致" : `对不上：${failed}`}。` +
      `不用信我：拿收据文件，用 hearth draw verify、离线网页或随附的 Python 程序自己算。${weak ? "（C 级是弱保证：要有一位见证人不与主办方串通。）" : ""}${added.zh(supplements)}`,
    en: ({ id, hash, count, head, level, weak, failed, voided, supplements }) =>
      (voided === null
        ? ""
        : `Draw ${id} was made void after its result: ${voided}. What came out can still be checked. `) +
      `Draw ${id}: the announcement's fingerprint is ${hash}, and the chain of ${plural(count, "ticket", "tickets")} ends in ${head}; both must be what you saw in the group. ` +
      `The random value (level ${level}) did not exist before the list was frozen, and list and value together give the whole order; I have just computed it again and it ${failed === "" ? "is the same" : `DIFFERS: ${failed}`}. ` +
      `You need not trust me: take the receipt and compute it yourself with hearth draw verify, the offline page or the Python program.${weak ? " (Level C is weak: one witness must not work with the organiser.)" : ""}${added.en(supplements)}`,
  }),
  misplaced: words<{ places: readonly number[] }>({
    zh: ({ places }) => `公布的第 ${places.join("、")} 名不是算出来的那一位`,
    en: ({ places }) => `place ${places.join(", ")} was given to another ticket than the order has there`,
  }),
  checkOpen: words<{ id: number; hash: string; count: number; head: string; supplements: readonly string[] }>({
    zh: ({ id, hash, count, head, supplements }) =>
      `抽奖 ${id} 号还没有结果。公告指纹 ${hash}，到现在 ${count} 张号码牌，链 ${head}。记下链的样子：以后名单被增减，链就对不上。${added.zh(supplements)}`,
    en: ({ id, hash, count, head, supplements }) =>
      `Draw ${id} has no result yet. The announcement's fingerprint is ${hash}; ${plural(count, "ticket", "tickets")} so far, chain ${head}. Keep that: if anybody is added or taken out later, the chain will not fit.${added.en(supplements)}`,
  }),
  checkGone: words<{ id: number; reason: string }>({
    zh: ({ id, reason }) => `抽奖 ${id} 号没有结果：${reason}。`,
    en: ({ id, reason }) => `Draw ${id} has no result: ${reason}.`,
  }),
  checkReduced: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号结束已满两年，名单已按规定删去，只留总数。`,
    en: ({ id }) => `Draw ${id} ended more than two years ago; only totals are kept.`,
  }),
  stats: words<{
    draws: number;
    voids: number;
    cancelled: number;
    skips: number;
    entries: number;
    wins: { name: string; count: number }[];
    own: number;
  }>({
    zh: ({ draws, voids, cancelled, skips, entries, wins, own }) =>
      `开奖 ${draws} 次，作废 ${voids} 次，截止前取消 ${cancelled} 次，跳过中奖者 ${skips} 次，共 ${formatNumber(entries, "zh")} 人次参加。` +
      (wins.length > 0 ? `\n中过奖：${wins.map(({ name, count }) => `${name} ${count} 次`).join("，")}。` : "") +
      `\n你中过 ${own} 次。`,
    en: ({ draws, voids, cancelled, skips, entries, wins, own }) =>
      `${plural(draws, "draw", "draws")} with a result, ${voids} void, ${cancelled} cancelled before the close, ${plural(skips, "winner", "winners")} skipped, ${plural(entries, "entry", "entries")} in all.` +
      (wins.length > 0 ? `\nWins: ${wins.map(({ name, count }) => `${name} ${count}`).join(", ")}.` : "") +
      `\nYou have won ${plural(own, "time", "times")}.`,
  }),
};

import { formatNumber, plural, text as words } from "../../core/text.ts";

/** What stands in the picture of a result, and beside it. */
export const pictureText = {
  alt: words<{ id: number }>({
    zh: ({ id }) => `抽奖 ${id} 号的中奖名单`,
    en: ({ id }) => `The winners of draw ${id}`,
  }),
  title: words<{ id: number }>({ zh: ({ id }) => `抽奖 ${id} 号 · 开奖`, en: ({ id }) => `Draw ${id}: the result` }),
  entries: words<{ entries: number }>({
    zh: ({ entries }) => `${formatNumber(entries, "zh")} 人参加，恭喜中奖的朋友`,
    en: ({ entries }) => `${plural(entries, "entry", "entries")}. Congratulations!`,
  }),
  more: words<{ more: number; id: number }>({
    zh: ({ more, id }) => `……还有 ${more} 位，发送“核对抽奖 ${id}”看完整名单`,
    en: ({ more, id }) => `… and ${more} more: /draw_check ${id}`,
  }),
  check: words<{ id: number }>({
    zh: ({ id }) => `谁都可以核对：发送“核对抽奖 ${id}”`,
    en: ({ id }) => `Anyone can check: /draw_check ${id}`,
  }),
  onlyShow: words({
    zh: "结果由公开的随机值算出，转盘只是画",
    en: "The public random value decided; the wheel is only drawn",
  }),
};

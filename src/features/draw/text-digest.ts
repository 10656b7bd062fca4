import { formatNumber, plural, text as words } from "../../core/text.ts";
import type { DrawState } from "./store.ts";

/** A draw that is over. */
export interface ToldDraw {
  id: number;
  state: DrawState;
  prize: string;
  entries: number;
  winners: number;
}

/** What the digest says of draws. */
export const digestText = {
  title: words({ zh: "抽奖", en: "draws" }),
  entries: words({ zh: "参加人次", en: "entries" }),
  people: words({ zh: "参加的人", en: "people who entered" }),
  line: words<{ entries: number; people: number; ended: number; plays: number }>({
    zh: ({ entries, people, ended, plays }) =>
      `${formatNumber(people, "zh")} 人参加 ${formatNumber(entries, "zh")} 次，${formatNumber(ended, "zh")} 场结束` +
      (plays > 0 ? `，刮刮乐 ${formatNumber(plays, "zh")} 次` : ""),
    en: ({ entries, people, ended, plays }) =>
      `${plural(entries, "entry", "entries")} by ${plural(people, "member", "members")}, ${plural(ended, "draw", "draws")} over` +
      (plays > 0 ? `, ${plural(plays, "scratch card", "scratch cards")}` : ""),
  }),
  draw: words<ToldDraw>({
    zh: ({ id, state, prize, entries, winners }) =>
      state === "void" || state === "cancelled"
        ? `#${id} ${prize}：${state === "void" ? "作废" : "取消"}，${formatNumber(entries, "zh")} 人参加过`
        : `#${id} ${prize}：${formatNumber(entries, "zh")} 人参加，${formatNumber(winners, "zh")} 人中奖；凭证和核对：核对抽奖 ${id}`,
    en: ({ id, state, prize, entries, winners }) =>
      state === "void" || state === "cancelled"
        ? `#${id} ${prize}: ${state}, ${plural(entries, "entry", "entries")}`
        : `#${id} ${prize}: ${plural(entries, "entry", "entries")}, ${plural(winners, "winner", "winners")}; receipt and check: /draw_check ${id}`,
  }),
  thingUnclaimed: words<{ waiting: number }>({
    zh: ({ waiting }) => `${formatNumber(waiting, "zh")} 份奖品还没领，提醒一下中奖的人`,
    en: ({ waiting }) => `${plural(waiting, "prize has", "prizes have")} not been claimed: remind the winners`,
  }),
  thingCommand: words({ zh: "中奖名单", en: "/winners" }),
  meaning: words({
    zh: "抽奖：这几天参加的人次和人数；有了结果的、作废和取消的都列出来。每一场都能用“核对抽奖 编号”拿到凭证，自己重算一遍。",
    en: "draws: entries of these days and the people behind them; every draw that was decided, void or cancelled is listed. /draw_check NUMBER gives the receipt, from which anybody computes the result again.",
  }),
};

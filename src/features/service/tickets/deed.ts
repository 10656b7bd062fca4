/** What a person at the desk does to a ticket, beside answering it. */
export type Deed = "take" | "back" | "close" | "no" | "entry";

/** The words of the desk's buttons, and what else people say for closing. */
const words: Readonly<Record<Deed, readonly string[]>> = {
  take: ["我来", "我來", "i'll take it"],
  back: ["放回去", "give it back"],
  close: [
    ...["处理完了", "處理完了", "关闭", "關閉", "关单", "關單", "结单", "結單", "关闭工单", "關閉工單"],
    ...["close", "close it", "close ticket", "close the ticket", "close this ticket"],
  ],
  no: ["不归我们管", "不歸我們管", "not for us"],
  entry: ["收进知识库", "收進知識庫", "make this an entry"],
};
const deeds = new Map(
  (Object.keys(words) as Deed[]).flatMap((deed) => words[deed].map((word) => [word, deed] as const)),
);
/** No words of these have so many characters, with a number behind them: all talk is asked whether it is one. */
const longest = 40;

/** What these words do to a ticket, being no answer to its member, and the ticket's number where one stands behind them. */
export function deedIn(said: string): { deed: Deed; id: number | null } | null {
  if (said.length > longest) return null;
  const plain = said.normalize("NFKC").trim().toLowerCase().replaceAll("’", "'");
  const [, word = "", number] = /^(\D+?)\s*#?(\d{1,9})?[。.!]?$/u.exec(plain) ?? [];
  const deed = deeds.get(word);
  return deed ? { deed, id: number === undefined ? null : Number(number) } : null;
}

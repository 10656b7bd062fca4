/** What a person at the desk does to a ticket, beside answering it. */
export type Deed = "take" | "back" | "close" | "no" | "entry";

/** The words of the desk's buttons, and what else people say for closing. */
const deeds: readonly (readonly [Deed, RegExp])[] = [
  ["take", /^(?:我[来來]|i'll take it)$/u],
  ["back", /^(?:放回去|give it back)$/u],
  ["close", /^(?:[处處]理完了|[关關][闭閉](?:工[单單])?|[关關结結][单單]|close(?: it| (?:the |this )?ticket)?)$/u],
  ["no", /^(?:不[归歸]我[们們]管|not for us)$/u],
  ["entry", /^(?:收[进進]知[识識][库庫]|make this an entry)$/u],
];
/** No words of these have so many characters, with a number behind them: all talk is asked whether it is one. */
const longest = 40;

/** What these words do to a ticket, being no answer to its member, and the ticket's number where one stands behind them. */
export function deedIn(said: string): { deed: Deed; id: number | null } | null {
  if (said.length > longest) return null;
  const plain = said.normalize("NFKC").trim().toLowerCase().replaceAll("’", "'");
  const [, words = "", number] = /^(\D+?)\s*#?(\d{1,9})?[。.!]?$/u.exec(plain) ?? [];
  const [deed] = deeds.find(([, form]) => form.test(words)) ?? [];
  return deed ? { deed, id: number === undefined ? null : Number(number) } : null;
}

import { formatDuration, text as words } from "../../../core/text.ts";

/** A ticket in a list of them. */
interface Row {
  id: number;
  name: string;
  state: string;
  /** null or "" = nothing was written */
  question: string | null;
  waitedMs: number;
  /** who sees to it */
  by: string | null;
}

const minuteMs = 60_000;
/** Nobody counts seconds who waits for minutes. */
const whole = (ms: number) => Math.floor(ms / minuteMs) * minuteMs;
const sinceZh = (ms: number) => (ms < minuteMs ? "刚刚" : `${formatDuration(whole(ms), "zh")}前`);
const sinceEn = (ms: number) => (ms < minuteMs ? "just now" : `${formatDuration(whole(ms), "en")} ago`);
/** Of a question a list shows so many characters. */
const questionShown = 60;
const begun = (question: string | null) =>
  Array.from(question ?? "")
    .slice(0, questionShown)
    .join("");
const tagged = (ids: readonly number[], separator: string) => ids.map((id) => `#${id}`).join(separator);
const byZh = (by: string | null) => (by === null ? "" : `（${by} 在处理）`);
const byEn = (by: string | null) => (by === null ? "" : ` (${by} is on it)`);
const rowZh = ({ id, name, state, question, waitedMs, by }: Row) =>
  `#${id} ${name} ${sinceZh(waitedMs)}${state === "answered" ? "，已答" : ""}${byZh(by)}：${begun(question) || "没写问题"}`;
const rowEn = ({ id, name, state, question, waitedMs, by }: Row) =>
  `#${id} ${name}, ${sinceEn(waitedMs)}${state === "answered" ? ", answered" : ""}${byEn(by)}: ${begun(question) || "no question written"}`;

/** What the desk reads of those who wait. */
export const waiting = {
  reminder: words<{ id: number; name: string; waitedMs: number; question: string; by: string | null }>({
    zh: ({ id, name, waitedMs, question, by }) =>
      `⏰ #${id} ${name} 已经等了${formatDuration(whole(waitedMs), "zh")}${byZh(by)}：${question}`,
    en: ({ id, name, waitedMs, question, by }) =>
      `⏰ #${id} ${name} has waited for ${formatDuration(whole(waitedMs), "en")}${byEn(by)}: ${question}`,
  }),
  take: words({ zh: "我来", en: "I'll take it" }),
  back: words({ zh: "放回去", en: "Give it back" }),
  taken: words<{ id: number; name: string; by: string }>({
    zh: ({ id, name, by }) => `${by} 来处理 #${id}（${name}）。`,
    en: ({ id, name, by }) => `${by} is on #${id} (${name}) now.`,
  }),
  givenBack: words<{ id: number; name: string; by: string }>({
    zh: ({ id, name, by }) => `${by} 把 #${id}（${name}）放回来了，谁来都行。`,
    en: ({ id, name, by }) => `${by} gave #${id} (${name}) back: whoever can, please.`,
  }),
  takenAlready: words<{ id: number; by: string }>({
    zh: ({ id, by }) => `${by} 在处理 #${id} 了。你直接答也行；要换你来，先发送“工单 ${id}”，再选“放回去”。`,
    en: ({ id, by }) =>
      `${by} is on #${id} already. An answer of yours goes out all the same; to take over, /tickets ${id} and "Give it back".`,
  }),
  answeredBy: words<{ id: number; name: string; by: string; words: string }>({
    zh: ({ id, name, by, words: said }) => `${by} 答了你领的 #${id}（${name}）：${said}`,
    en: ({ id, name, by, words: said }) => `${by} has answered #${id} (${name}), which you took: ${said}`,
  }),
  takenByYou: words<{ id: number }>({
    zh: ({ id }) => `#${id} 已经是你在处理。`,
    en: ({ id }) => `You are on #${id} already.`,
  }),
  noteBy: words<{ name: string }>({ zh: ({ name }) => `${name}（备注）`, en: ({ name }) => `${name} (note)` }),
  noted: words<{ id: number; name: string }>({
    zh: ({ id, name }) => `记在 #${id} 里了，${name} 看不到；打开工单就能看见。`,
    en: ({ id, name }) => `Noted with #${id}: whoever opens it reads it, ${name} does not.`,
  }),
  notedInOpen: words<{ id: number }>({
    zh: ({ id }) => `记在 #${id} 里了。不过刚才那句这个群里的人都看得见：备注最好私聊我，或者在客服台写。`,
    en: ({ id }) =>
      `Noted with #${id}. But everybody here can read what you wrote: notes are better written to me alone, or at the desk.`,
  }),
  howToNote: words({ zh: "这样记：备注：老客人，喜欢红茶", en: "Like this: note: an old customer, likes black tea" }),
  noNotes: words({
    zh: "这里设成了不留文字（upkeep.textDays 为 0），备注记不下来，也没有发出去。",
    en: "No words are kept here (upkeep.textDays is 0): the note was neither kept nor passed on.",
  }),
  takenByNobody: words<{ id: number }>({
    zh: ({ id }) => `#${id} 没有人领着，谁来都行。`,
    en: ({ id }) => `Nobody has taken #${id}.`,
  }),
  reminders: words<{ rows: readonly Row[]; more: number }>({
    zh: ({ rows, more }) =>
      [
        `⏰ 还有 ${rows.length + more} 个问题在等：`,
        ...rows.map(rowZh),
        ...(more > 0 ? [`……还有 ${more} 位，发送“工单”看`] : []),
      ].join("\n"),
    en: ({ rows, more }) =>
      [
        `⏰ ${rows.length + more} questions are still waiting:`,
        ...rows.map(rowEn),
        ...(more > 0 ? [`… and ${more} more: /tickets`] : []),
      ].join("\n"),
  }),
  whichOne: words({
    zh: "这条里不止一位在等：先选要答的那一位，或发送“答复 编号 内容”。",
    en: "More than one waits in that message: open the one you mean, or send /answer NUMBER words.",
  }),
  leftAtDesk: words<{ id: number; name: string; alone: boolean }>({
    zh: ({ id, name, alone }) =>
      `#${id} ${name} 退群了。` +
      (alone ? "你的答复我改发到 TA 的私聊。" : "TA 看不到群里的答复，也没和我私聊过；不用答了就选“处理完了”。"),
    en: ({ id, name, alone }) =>
      `#${id} ${name} has left the group. ` +
      (alone
        ? "I send your answer to them in private."
        : "They cannot read an answer there and have never written to me in private; choose Close if there is nothing to do."),
  }),
  list: words<{ rows: readonly Row[] }>({
    zh: ({ rows }) => [...rows.map(rowZh), "发送“工单 编号”处理。"].join("\n"),
    en: ({ rows }) => [...rows.map(rowEn), "/tickets NUMBER shows one."].join("\n"),
  }),
  whose: words({
    zh: "这句是答复谁的？选一个，我就转过去；都不是就不用管。",
    en: "Whom does this answer? Choose, and I pass it on; if nobody, leave it.",
  }),
  whichTaken: words({ zh: "你来处理哪一条？", en: "Which one do you take?" }),
  whichClosed: words({ zh: "哪一条处理完了？", en: "Which one is done?" }),
  whichNoted: words<{ ids: readonly number[] }>({
    zh: ({ ids }) =>
      `记在哪一条里？在“备注”后面写上编号，例如：备注 ${ids[0]}：老客人。等着的有 ${tagged(ids, "、")}。`,
    en: ({ ids }) =>
      `With which ticket? Write its number: note ${ids[0]}: an old customer. Waiting: ${tagged(ids, ", ")}.`,
  }),
  sentBefore: words({ zh: "这句已经转过去了。", en: "That has been passed on already." }),
};

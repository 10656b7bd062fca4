import { formatNumber, plural, text as words } from "../../../core/text.ts";
import type { Flag, Flagged } from "./preview.ts";
import { fileKinds, type Unreadable } from "./read.ts";

interface Shown {
  file: string;
  /** entries that come in when it is confirmed */
  taken: number;
  samples: readonly { question: string; answer: string }[];
  flagged: readonly Flagged[];
  unreadable: readonly Unreadable[];
  /** of both that are not shown */
  more: number;
  /** of what should be looked at, not among those that come in */
  left: number;
  isAll: boolean;
}

const flagsZh: Readonly<Record<Flag, string>> = {
  duplicate: "已经有了",
  conflict: "问题已经有了，答案不一样",
  injection: "像是在给模型下指令",
  link: "带链接",
  formula: "像表格公式",
  hidden: "有看不见的字符",
};
const flagsEn: Readonly<Record<Flag, string>> = {
  duplicate: "is there already",
  conflict: "is there with another answer",
  injection: "reads like an order to a model",
  link: "has a link",
  formula: "begins like a spreadsheet's formula",
  hidden: "has invisible characters",
};

/** Places are kept in English, as files have them. */
const placeZh = (place: string): string =>
  place
    .replace(/^line (\d+)$/u, "第 $1 行")
    .replace(/^entry (\d+)$/u, "第 $1 条")
    .replace(/^the file$/u, "整个文件");

/** Longest part of a text that a preview shows. */
const longest = 40;
const short = (said: string): string => {
  const line = said.replace(/\s+/gu, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
};

const kinds = fileKinds.map((kind) => `.${kind}`).join(" ");

function previewZh({ file, taken, samples, flagged, unreadable, more, left, isAll }: Shown): string {
  return [
    taken > 0 ? `📥 “${file}”里有 ${formatNumber(taken, "zh")} 条可以收：` : `📥 “${file}”里没有可以直接收的条目。`,
    ...samples.map(({ question, answer }) => `· ${short(question)} → ${short(answer)}`),
    ...(flagged.length > 0 ? [isAll ? "请看清楚这些：" : "这些要先看看，这次不收："] : []),
    ...flagged.map(
      ({ entry, flags, like }) =>
        `· ${placeZh(entry.place)} ${short(entry.content.question)}：${flags.map((flag) => flagsZh[flag]).join("，")}${like ? `（${placeZh(like)}）` : ""}`,
    ),
    ...unreadable.map(
      ({ place, field, problem }) =>
        `✗ ${placeZh(place)}：${field === undefined ? `读不出来（${problem}）` : `“${field}”缺了、太长，或写法不对`}`,
    ),
    ...(more > 0 ? [`……还有 ${formatNumber(more, "zh")} 处`] : []),
    ...(left > 0 && !isAll ? ["看过没问题：附言写“知识库 导入 全部”，把文件再发一次（重复的不收）。"] : []),
  ].join("\n");
}

function previewEn({ file, taken, samples, flagged, unreadable, more, left, isAll }: Shown): string {
  return [
    taken > 0
      ? `📥 ${plural(taken, "entry", "entries")} of "${file}" can come in:`
      : `📥 Nothing in "${file}" can simply come in.`,
    ...samples.map(({ question, answer }) => `· ${short(question)} → ${short(answer)}`),
    ...(flagged.length > 0 ? [isAll ? "Look at these:" : "These should be looked at first, and stay out:"] : []),
    ...flagged.map(
      ({ entry, flags, like }) =>
        `· ${entry.place} ${short(entry.content.question)}: ${flags.map((flag) => flagsEn[flag]).join(", ")}${like ? ` (${like})` : ""}`,
    ),
    ...unreadable.map(
      ({ place, field, problem }) =>
        `✗ ${place}: ${field === undefined ? problem : `"${field}" is missing, too long or not in its form`}`,
    ),
    ...(more > 0 ? [`… and ${formatNumber(more, "en")} more`] : []),
    ...(left > 0 && !isAll
      ? ["If they are right: send the file once more with the caption /faq import all (duplicates stay out)."]
      : []),
  ].join("\n");
}

/** What is said to whoever brings a file. */
export const text = {
  preview: words<Shown>({ zh: previewZh, en: previewEn }),
  howToImport: words({
    zh: `把文件私聊发给我，附言写“知识库 导入”（${kinds}，不超过 2 MB）。我先给你看有什么，你确定以后才收进来。`,
    en: `Send me the file in private with the caption /faq import (${kinds}, 2 MB at most). I show you what is in it, and it comes in when you say so.`,
  }),
  inPrivate: words({
    zh: "请把文件私聊发给我，里面有什么只给你看。",
    en: "Please send me the file in private: what is in it is for you to see first.",
  }),
  unknownKind: words<{ file: string }>({
    zh: ({ file }) => `“${file}”我读不了。可以是：${kinds}`,
    en: ({ file }) => `I cannot read "${file}". These I can: ${kinds}`,
  }),
  tooLarge: words<{ file: string }>({
    zh: ({ file }) => `“${file}”超过 2 MB，什么都没有收。请分成几个文件，或用命令行：hearth faq import`,
    en: ({ file }) => `"${file}" is larger than 2 MB and nothing came in. Send it in parts, or use: hearth faq import`,
  }),
  notHad: words<{ file: string }>({
    zh: ({ file }) => `没能取到“${file}”，什么都没有收，请再发一次。`,
    en: ({ file }) => `"${file}" could not be fetched and nothing came in; please send it again.`,
  }),
  nothingNew: words({
    zh: "这些条目已经都在了，没有新的。",
    en: "All of these are there already; nothing is new.",
  }),
  imported: words<{ added: number; again: number }>({
    zh: ({ added, again }) =>
      `收了 ${formatNumber(added, "zh")} 条，现在就能答${again > 0 ? `；${formatNumber(again, "zh")} 条已经有了` : ""}。看全部：知识库 列表`,
    en: ({ added, again }) =>
      `${plural(added, "entry is", "entries are")} in, and I answer with ${added === 1 ? "it" : "them"} now${again > 0 ? `; ${formatNumber(again, "en")} were there already` : ""}. All of them: /faq list`,
  }),
};

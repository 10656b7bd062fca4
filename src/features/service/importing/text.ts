import { formatNumber, plural, text as words } from "../../../core/text.ts";
import { fieldsZh } from "../knowledge/text-fields.ts";
import type { Flag, Flagged } from "./preview.ts";
import type { FileFault, Unreadable } from "./faults.ts";
import { fileKinds } from "./read.ts";

interface Shown {
  file: string;
  /** entries that come in when it is confirmed */
  taken: number;
  samples: readonly { question: string; answer: string }[];
  /** all of them were sent as a file */
  isListed: boolean;
  flagged: readonly Flagged[];
  /** word for word there already */
  there: number;
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

const faultsZh: Readonly<Record<FileFault, string>> = {
  notUtf8: "不知道是什么编码。请用表格或记事本打开，另存为 UTF-8 再发",
  locked: "打不开，设了密码，或是旧的 .doc。请另存一份不带密码的（.docx）再发",
  noText: "没有文字，多半是扫描件或图片，图里的字我读不了。请发能选中文字的文件，或把文字复制出来",
  damaged: "打不开，文件坏了，或者和后缀名不符",
  empty: "里面没有能当条目的内容",
  notAList: "要写成列表，每条以“- question: …”开头",
  notAnEntry: "不是一个条目",
  notYaml: "写法不对，从这里起读不下去",
  noField: "有一项不认识。可以有：问题、问法、答案、链接、图片、标签、语言、给、开始、截止",
  noHead: "第一行要写各列的名字，至少是：问题,答案",
  columns: "列数比表头多。答案里有逗号的，请用引号括起来",
  tooSlow: "读得太久，先停下了。请拆小一点，或把文字复制出来发",
  tooMuch: "展开后太大，先停下了。请拆小一点，或把文字复制出来发",
};
const faultsEn: Readonly<Record<FileFault, string>> = {
  notUtf8: "I cannot tell how its letters are written: please save it as UTF-8 and send it again",
  locked: "it has a password, or is an older .doc: please send a copy without one, as .docx",
  noText: "there is no text in it: I cannot read scans or pictures, please send the text itself",
  damaged: "it cannot be opened: it is damaged, or not what its name says",
  empty: "there is nothing in it that could be an entry",
  notAList: 'it should be a list, each entry beginning with "- question: …"',
  notAnEntry: "it is not an entry",
  notYaml: "it is not written as YAML from here on",
  noField:
    "it has a field that I do not know; there is: question, also, answer, links, pictures, tags, language, for, from, until",
  noHead: "the first line has to name the columns, at least: question,answer",
  columns: "it has more columns than the first line; an answer with commas needs quotation marks",
  tooSlow: "it took too long to read and I stopped: send it in parts, or as plain text",
  tooMuch: "it unfolds to too much and I stopped: send it in parts, or as plain text",
};

/** Places are kept in English, as files have them. */
const placeZh = (place: string): string =>
  place
    .replace(/^line (\d+)$/u, "第 $1 行")
    .replace(/^entry (\d+)$/u, "第 $1 条")
    .replace(/^p\. (\d+)$/u, "第 $1 页")
    .replace(/^the file$/u, "整个文件");

/** Longest part of a text that a preview shows. */
const longest = 40;
const short = (said: string): string => {
  const line = said.replace(/\s+/gu, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
};

function problemZh({ fault, field, problem }: Unreadable): string {
  if (fault) return (field === undefined ? "" : `“${field}”：`) + faultsZh[fault];
  return field === undefined ? `读不出来（${problem}）` : `“${fieldsZh[field] ?? field}”缺了、太长，或写法不对`;
}

function problemEn({ fault, field, problem }: Unreadable): string {
  if (fault) return (field === undefined ? "" : `"${field}": `) + faultsEn[fault];
  return field === undefined ? problem : `"${field}" is missing, too long or not in its form`;
}

const kinds = fileKinds.map((kind) => `.${kind}`).join(" ");

interface Listed {
  place: string;
  question: string;
  alternatives: readonly string[];
  answer: string;
  links: readonly string[];
  pictures: readonly string[];
}

/** An entry in a file that a person reads: headings and paragraphs of Markdown. */
const listed = (place: string, also: string, { question, alternatives, answer, links, pictures }: Listed): string =>
  [
    `## ${question}`,
    `_${place}_`,
    ...(alternatives.length > 0 ? [`${also}: ${alternatives.join(" / ")}`] : []),
    answer,
    ...links,
    ...pictures,
    "",
  ].join("\n\n");

function previewZh({ file, taken, samples, isListed, flagged, there, unreadable, more, left, isAll }: Shown): string {
  return [
    taken > 0 ? `📥 “${file}”里有 ${formatNumber(taken, "zh")} 条可以收：` : `📥 “${file}”里没有可以直接收的条目。`,
    ...samples.map(({ question, answer }) => `· ${short(question)} → ${short(answer)}`),
    ...(taken > samples.length
      ? [`……另外 ${formatNumber(taken - samples.length, "zh")} 条${isListed ? "在上面的文件里" : "和文件里写的一样"}`]
      : []),
    ...(there > 0 ? [`${formatNumber(there, "zh")} 条已经有了，一字不差，不用再收。`] : []),
    ...(flagged.length > 0 ? [isAll ? "请看清楚这些：" : "这些要先看看，这次不收："] : []),
    ...flagged.map(
      ({ entry, flags, like }) =>
        `· ${placeZh(entry.place)} ${short(entry.content.question)}：${flags.map((flag) => flagsZh[flag]).join("，")}${like ? `（${placeZh(like)}）` : ""}`,
    ),
    ...unreadable.map((one) => `✗ ${placeZh(one.place)}：${problemZh(one)}`),
    ...(more > 0 ? [`……还有 ${formatNumber(more, "zh")} 处`] : []),
    ...(left > 0 && !isAll
      ? ["看过没问题：附言写“知识库 导入 全部”，或让文件名里带“知识库全部”，把文件再发一次（重复的不收）。"]
      : []),
  ].join("\n");
}

function previewEn({ file, taken, samples, isListed, flagged, there, unreadable, more, left, isAll }: Shown): string {
  return [
    taken > 0
      ? `📥 ${plural(taken, "entry", "entries")} of "${file}" can come in:`
      : `📥 Nothing in "${file}" can come in as it is.`,
    ...samples.map(({ question, answer }) => `· ${short(question)} → ${short(answer)}`),
    ...(taken > samples.length
      ? [
          `… and ${formatNumber(taken - samples.length, "en")} more, ${isListed ? "all in the file above" : "as the file has them"}`,
        ]
      : []),
    ...(there > 0 ? [`${plural(there, "entry is", "entries are")} there already, word for word.`] : []),
    ...(flagged.length > 0 ? [isAll ? "Look at these:" : "These should be looked at first, and stay out:"] : []),
    ...flagged.map(
      ({ entry, flags, like }) =>
        `· ${entry.place} ${short(entry.content.question)}: ${flags.map((flag) => flagsEn[flag]).join(", ")}${like ? ` (${like})` : ""}`,
    ),
    ...unreadable.map((one) => `✗ ${one.place}: ${problemEn(one)}`),
    ...(more > 0 ? [`… and ${formatNumber(more, "en")} more`] : []),
    ...(left > 0 && !isAll
      ? [
          'If they are right: send the file once more with the caption /faq import all, or with "knowledge all" in its name (duplicates stay out).',
        ]
      : []),
  ].join("\n");
}

/** What is said to whoever brings a file. */
export const text = {
  preview: words<Shown>({ zh: previewZh, en: previewEn }),
  list: words<{ count: number }>({
    zh: ({ count }) => `要收的 ${formatNumber(count, "zh")} 条全在这里，一字不差。`,
    en: ({ count }) => `Here are all ${formatNumber(count, "en")} entries, word for word.`,
  }),
  listed: words<Listed>({
    zh: (entry) => listed(placeZh(entry.place), "问法", entry),
    en: (entry) => listed(entry.place, "also", entry),
  }),
  howToImport: words({
    zh: `把文件私聊发给我，附言写“知识库 导入”；发文件写不了附言的（微信），让文件名里带“知识库”（${kinds}，不超过 2 MB）。我先给你看有什么，你确定以后才收进来。`,
    en: `Send me the file in private with the caption /faq import, or where files have no caption (WeChat) with "knowledge" in its name (${kinds}, 2 MB at most). I show you what is in it, and it comes in when you say so.`,
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

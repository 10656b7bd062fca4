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
  /** entries that are changed when it is confirmed, for an earlier version of the same document gave them */
  changed: number;
  changes: readonly { id: number; question: string; was: string; now: string }[];
  /** all of them were sent as a file */
  isListed: boolean;
  flagged: readonly Flagged[];
  /** word for word there already */
  there: number;
  /** of the earlier version, and not in this one */
  gone: readonly { id: number; question: string }[];
  unreadable: readonly Unreadable[];
  /** of all these that are not shown */
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
export const placeZh = (place: string): string =>
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

/** What is wrong with a part of a file. */
export function problemZh({ fault, field, problem }: Unreadable): string {
  if (fault) return (field === undefined ? "" : `“${field}”：`) + faultsZh[fault];
  return field === undefined ? `读不出来（${problem}）` : `“${fieldsZh[field] ?? field}”缺了、太长，或写法不对`;
}

export function problemEn({ fault, field, problem }: Unreadable): string {
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

/** How an answer begins, from a little before the first place where it is another. */
function differing(was: string, now: string): [string, string] {
  const [one, other] = [was, now].map((said) => said.replace(/\s+/gu, " "));
  const at = Array.from(one ?? "").findIndex((letter, i) => letter !== Array.from(other ?? "")[i]);
  const from = at < longest / 2 ? 0 : at - longest / 4;
  const part = (said = "") => (from > 0 ? "…" : "") + short(Array.from(said).slice(from).join(""));
  return [part(one), part(other)];
}

function previewZh(shown: Shown): string {
  const { file, taken, samples, changed, changes, isListed, flagged, gone, there, unreadable, more, left, isAll } =
    shown;
  const rest = taken + changed - samples.length - changes.length;
  return [
    taken > 0
      ? `📥 “${file}”里有 ${formatNumber(taken, "zh")} 条可以收：`
      : `📥 “${file}”里没有${changed > 0 ? "新的" : "可以直接收的"}条目。`,
    ...samples.map(({ question, answer }) => `· ${short(question)} → ${short(answer)}`),
    ...(changed > 0 ? [`和上一版不一样、会改成新的 ${formatNumber(changed, "zh")} 条：`] : []),
    ...changes.map(({ id, question, was, now }) => {
      const [before, after] = differing(was, now);
      return `· #${id} ${short(question)}：${before} → ${after}`;
    }),
    ...(rest > 0 ? [`……另外 ${formatNumber(rest, "zh")} 条${isListed ? "在上面的文件里" : "和文件里写的一样"}`] : []),
    ...(there > 0 ? [`${formatNumber(there, "zh")} 条已经有了，一字不差，不用再收。`] : []),
    ...(gone.length > 0 ? ["上一版有、这一版没有，还在用的（不要了就发送“知识库 删 编号”）："] : []),
    ...gone.map(({ id, question }) => `· #${id} ${short(question)}`),
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

function previewEn(shown: Shown): string {
  const { file, taken, samples, changed, changes, isListed, flagged, gone, there, unreadable, more, left, isAll } =
    shown;
  const rest = taken + changed - samples.length - changes.length;
  return [
    taken > 0
      ? `📥 ${plural(taken, "entry", "entries")} of "${file}" can come in:`
      : `📥 Nothing ${changed > 0 ? "new " : ""}in "${file}"${changed > 0 ? "." : " can come in as it is."}`,
    ...samples.map(({ question, answer }) => `· ${short(question)} → ${short(answer)}`),
    ...(changed > 0
      ? [`${plural(changed, "entry", "entries")} of its earlier version will say what this one says:`]
      : []),
    ...changes.map(({ id, question, was, now }) => {
      const [before, after] = differing(was, now);
      return `· #${id} ${short(question)}: ${before} → ${after}`;
    }),
    ...(rest > 0
      ? [`… and ${formatNumber(rest, "en")} more, ${isListed ? "all in the file above" : "as the file has them"}`]
      : []),
    ...(there > 0 ? [`${plural(there, "entry is", "entries are")} there already, word for word.`] : []),
    ...(gone.length > 0
      ? ["In the earlier version but not in this one, and still answered (/faq remove NUMBER ends that):"]
      : []),
    ...gone.map(({ id, question }) => `· #${id} ${short(question)}`),
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
  imported: words<{ added: number; changed: number; again: number }>({
    zh: ({ added, changed, again }) => {
      const parts = [
        ...(added > 0 ? [`收了 ${formatNumber(added, "zh")} 条`] : []),
        ...(changed > 0 ? [`改了 ${formatNumber(changed, "zh")} 条`] : []),
      ];
      const known = again > 0 ? `；${formatNumber(again, "zh")} 条已经有了` : "";
      return `${parts.join("，")}，现在就能答${known}。看全部：知识库 列表`;
    },
    en: ({ added, changed, again }) => {
      const parts = [
        ...(added > 0 ? [`${plural(added, "entry is", "entries are")} in`] : []),
        ...(changed > 0 ? [`${plural(changed, "entry is", "entries are")} changed`] : []),
      ];
      const known = again > 0 ? `; ${formatNumber(again, "en")} were there already` : "";
      return `${parts.join(", ")}, and I answer with ${added + changed === 1 ? "it" : "them"} now${known}. All of them: /faq list`;
    },
  }),
};

import { formatNumber, plural, text as words, type Text } from "../../core/text.ts";
import type { Fault } from "./bank/file.ts";
import type { Kind } from "./bank/question.ts";

const kindZh: Readonly<Record<Kind, string>> = { choice: "选择", truefalse: "判断", open: "问答", number: "数字" };
const kindEn: Readonly<Record<Kind, string>> = {
  choice: "choice",
  truefalse: "true or false",
  open: "open",
  number: "numbers",
};

interface Preview {
  community: string;
  bank: string;
  isNew: boolean;
  kinds: { kind: Kind; count: number }[];
  total: number;
  /** of them in the bank already */
  again: number;
  samples: { text: string; key: Text }[];
}

/** Longest part of a question that a preview shows. */
const shown = 60;
const short = (question: string): string => (question.length > shown ? `${question.slice(0, shown)}…` : question);

const previewZh = ({ community, bank, isNew, kinds, total, again, samples }: Preview): string => {
  const parts = kinds.filter((one) => one.count > 0).map((one) => `${kindZh[one.kind]} ${one.count}`);
  return [
    `📥 ${total} 道题（${parts.join("、")}），没有错误，放进“${community}”${isNew ? "新的" : "的"}题库“${bank}”${again > 0 ? `；其中 ${again} 道已有，改成文件里的样子` : ""}。`,
    ...samples.map((one) => `· ${short(one.text)} → ${short(one.key.zh())}`),
  ].join("\n");
};
const previewEn = ({ community, bank, isNew, kinds, total, again, samples }: Preview): string => {
  const parts = kinds.filter((one) => one.count > 0).map((one) => `${kindEn[one.kind]} ${one.count}`);
  return [
    `📥 ${plural(total, "question", "questions")} (${parts.join(", ")}) without a fault, for ${isNew ? "the new bank" : "the bank"} "${bank}" of ${community}${again > 0 ? `; ${formatNumber(again, "en")} known there already become as the file says` : ""}.`,
    ...samples.map((one) => `· ${short(one.text)} → ${short(one.key.en())}`),
  ].join("\n");
};

/** What is said to whoever brings a bank in by a chat. */
export const importText = {
  importHelp: words({
    zh: "把题库文件私聊发给我",
    en: "bring questions in: send me a bank file in private",
  }),
  howToImport: words<{ kilobytes: number }>({
    zh: ({ kilobytes }) =>
      `把题库文件私聊发给我（.yaml、.csv 或 .jsonl，不超过 ${kilobytes} KB），题库名就是文件名；能写附言的地方，附言“导入题库 名字”就用那个名字。我先检查，你确定以后才导入。`,
    en: ({ kilobytes }) =>
      `Send me the bank as a file in private (.yaml, .csv or .jsonl, ${kilobytes} KB at most). The bank is called like the file, or as its caption says: /quiz_import NAME. I check it, and import it once you say so.`,
  }),
  notABank: words<{ file: string }>({
    zh: ({ file }) => `“${file}”不是题库文件，题库以 .yaml、.csv 或 .jsonl 结尾。`,
    en: ({ file }) => `"${file}" is no bank: banks end in .yaml, .csv or .jsonl.`,
  }),
  fileTooLarge: words<{ file: string }>({
    zh: ({ file }) => `“${file}”超过 1 MB，请分成几个文件发，或用命令行导入。`,
    en: ({ file }) => `"${file}" is larger than 1 MB: send it in parts, or import it from the command line.`,
  }),
  fileNotHad: words<{ file: string }>({
    zh: ({ file }) => `没能取到“${file}”，什么都没有导入，请再发一次。`,
    en: ({ file }) => `"${file}" could not be fetched and nothing was imported; please send it again.`,
  }),
  faultyFile: words<{ file: string; faults: Fault[]; more: number }>({
    zh: ({ file, faults, more }) =>
      [
        `“${file}”我当题库读，有错，什么都没有导入（要是店里的答案，附言写“知识库 导入”）：`,
        ...faults.map(({ line, what }) => `第 ${line} 行：${what.zh()}`),
        more > 0 ? `……还有 ${more} 处。改好再发给我。` : "改好再发给我。",
      ].join("\n"),
    en: ({ file, faults, more }) =>
      [
        `I read "${file}" as a quiz bank: it has faults, and nothing was imported (for answers to customers, the caption is /faq import).`,
        ...faults.map(({ line, what }) => `line ${line}: ${what.en()}`),
        more > 0 ? `… and ${more} more. Mend them and send it again.` : "Mend them and send it again.",
      ].join("\n"),
  }),
  importPreview: words<Preview>({ zh: previewZh, en: previewEn }),
  imported: words<{ bank: string; added: number; updated: number }>({
    zh: ({ bank, added, updated }) =>
      `题库“${bank}”：新增 ${added} 题${updated > 0 ? `，更新 ${updated} 题` : ""}。开始：在群里发送“开始答题 抢答 10 ${bank}”。`,
    en: ({ bank, added, updated }) =>
      `Bank "${bank}": ${plural(added, "question", "questions")} added${updated > 0 ? `, ${updated} changed` : ""}. Begin in the group: /quiz race 10 ${bank}`,
  }),
};

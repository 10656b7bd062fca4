import { text as words } from "../../core/text.ts";

export interface HelpLine {
  word: string;
  help: string;
}

const lineZh = (line: HelpLine) => `${line.word}：${line.help}`;
const lineEn = (line: HelpLine) => `${line.word}: ${line.help}`;

export const text = {
  help: words({ zh: "看看我会什么", en: "what I can do" }),
  list: words<{ lines: HelpLine[]; operators: HelpLine[] }>({
    zh: ({ lines, operators }) =>
      ["我会这些：", ...lines.map(lineZh), ...(operators.length > 0 ? ["管理：", ...operators.map(lineZh)] : [])].join(
        "\n",
      ),
    en: ({ lines, operators }) =>
      [
        "Here is what I do:",
        ...lines.map(lineEn),
        ...(operators.length > 0 ? ["For operators:", ...operators.map(lineEn)] : []),
      ].join("\n"),
  }),
  one: words<{ line: HelpLine; words: string[] }>({
    zh: ({ line, words }) => `${lineZh(line)}\n可以说：${words.join("、")}`,
    en: ({ line, words }) => `${lineEn(line)}\nYou can say: ${words.join(", ")}`,
  }),
  unknown: words({
    zh: "没有这个命令，发送“帮助”看看我会什么。",
    en: "There is no such command; /help shows what I do.",
  }),
};

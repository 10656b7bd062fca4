import { text as words } from "../../core/text.ts";

export interface HelpLine {
  word: string;
  help: string;
}

export const text = {
  help: words({ zh: "看看我会什么", en: "what I can do" }),
  list: words<{ lines: HelpLine[] }>({
    zh: ({ lines }) => ["我会这些：", ...lines.map((line) => `${line.word}：${line.help}`)].join("\n"),
    en: ({ lines }) => ["Here is what I do:", ...lines.map((line) => `${line.word}: ${line.help}`)].join("\n"),
  }),
};

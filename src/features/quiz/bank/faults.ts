import { fill, text as words, type Text } from "../../../core/text.ts";

/** What may be wrong with a bank file or a row of one, as half a sentence without the place. */
export const faultText = {
  notUtf8: words<{ character: number }>({
    zh: ({ character }) => `第 ${character} 个字符不是 UTF-8，请把文件另存为 UTF-8`,
    en: ({ character }) => `character ${character} is not UTF-8; save the file as UTF-8`,
  }),
  empty: words({ zh: "文件里没有题目", en: "there are no questions in it" }),
  twice: words<{ line: number }>({
    zh: ({ line }) => `和第 ${line} 行是同一道题`,
    en: ({ line }) => `the same question stands in line ${line}`,
  }),
  notForm: words<{ form: "YAML" | "CSV"; why: string }>({
    zh: ({ form, why }) => `不是 ${form}：${why}`,
    en: ({ form, why }) => `this is not ${form}: ${why}`,
  }),
  notJson: words({
    zh: `不是 JSON，每行要像 {"question": "…", "answer": "…"}`,
    en: `this is not JSON; a line is {"question": "…", "answer": "…"}`,
  }),
  notAQuestion: words({
    zh: "不是题目：至少要有 question 和 answer",
    en: "is not a question: it needs at least question and answer",
  }),
  unknownField: words<{ field: string; fields: string }>({
    zh: ({ field, fields }) => `没有“${field}”这一项，可以有：${fields}`,
    en: ({ field, fields }) => `"${field}" is not a field; these are: ${fields}`,
  }),
  missing: words<{ field: string }>({
    zh: ({ field }) => `缺少“${field}”`,
    en: ({ field }) => `"${field}" is missing`,
  }),
  bad: words<{ field: string; what: Text; found: string }>({
    zh: ({ field, what, found }) => `“${field}”${what.zh()}（现在是 ${found}）`,
    en: ({ field, what, found }) => `"${field}" ${what.en()} (it is ${found})`,
  }),
  strayOptions: words<{ kind: string }>({
    zh: ({ kind }) => `“options” 只用在 choice 题，不用在 ${kind} 题`,
    en: ({ kind }) => `"options" belong to choice, not to ${kind}`,
  }),
  optionCount: words<{ most: number; found: number }>({
    zh: ({ most, found }) => `“options” 要有 2 到 ${most} 项（现在 ${found} 项）`,
    en: ({ most, found }) => `"options" needs 2 to ${most} entries (there are ${found})`,
  }),
  optionTwice: words<{ option: string }>({
    zh: ({ option }) => `“options” 里有两个“${option}”`,
    en: ({ option }) => `"options" has "${option}" twice`,
  }),
  noSuchPicture: words<{ picture: string; isPng: boolean }>({
    zh: ({ picture, isPng }) => `图片“${picture}”${isPng ? "不存在" : "不是 .png 文件"}`,
    en: ({ picture, isPng }) => `"picture" ${picture} ${isPng ? "is not there" : "is no .png file"}`,
  }),
  pictureInChat: words({
    zh: "“picture” 是电脑上的文件，带图的题库请用命令行导入：hearth quiz import",
    en: `"picture" is a file on a computer: import such a bank with hearth quiz import`,
  }),
};

/** What is allowed in a field; by the words that the schema says when it is not so. */
const demands: Readonly<Record<string, Text>> = {
  "must be text": words({ zh: "要是文字", en: "must be text" }),
  "is empty": words({ zh: "是空的", en: "is empty" }),
  "must be a number": words({ zh: "要是数字", en: "must be a number" }),
  "must not be negative": words({ zh: "不能是负数", en: "must not be negative" }),
  "must be 1, 2 or 3": words({ zh: "要是 1、2 或 3", en: "must be 1, 2 or 3" }),
  "must be zh or en": words({ zh: "要是 zh 或 en", en: "must be zh or en" }),
  "must be true or false": words({ zh: "要是 true 或 false（对、错）", en: "must be true or false" }),
  "must be one of the options, its letter or its number": words({
    zh: "要是其中一个选项，或者它的字母、序号",
    en: "must be one of the options, its letter or its number",
  }),
};
const tooLong = words<{ most: string }>({
  zh: ({ most }) => `超过 ${most} 个字符`,
  en: ({ most }) => `has more than ${most} characters`,
});
const tooMany = words<{ most: string }>({
  zh: ({ most }) => `超过 ${most} 项`,
  en: ({ most }) => `has more than ${most} entries`,
});
const oneOf = words<{ list: string }>({
  zh: ({ list }) => `要是其中之一：${list}`,
  en: ({ list }) => `must be one of ${list}`,
});

/** A demand of the schema, said in English there, in the reader's language. */
export function demand(said: string): Text {
  const [, most = "", what] = /^has more than (\d+) (characters|entries)$/.exec(said) ?? [];
  if (what !== undefined) return fill(what === "characters" ? tooLong : tooMany, { most });
  const list = /^must be one of ((?!the ).+)$/.exec(said)?.[1];
  return demands[said] ?? (list === undefined ? words({ zh: said, en: said }) : fill(oneOf, { list }));
}

/** What is wrong with one row. */
export class RowFault extends Error {
  override name = "RowFault";
  readonly what: Text;
  constructor(what: Text) {
    super(what.en());
    this.what = what;
  }
}

import { text as words, type Text } from "../../core/text.ts";

export interface HelpLine {
  word: string;
  help: string;
}

/** What belongs together; without a title: all the rest. */
export interface HelpGroup {
  title: Text | undefined;
  lines: HelpLine[];
}

interface List {
  members: HelpGroup[];
  operators: HelpGroup[];
  /** there are operators' words, which are not for everybody to read */
  isLeftOut: boolean;
  /** asked in the other language */
  isForeign: boolean;
}

interface One {
  command: (HelpLine & { words: string[] }) | undefined;
  lines: HelpLine[];
  /** features, as people call them, of which this person may set something */
  settings: string[];
}

const said = ({ lines }: HelpGroup) => lines.map(({ word }) => word).join(" · ");
const groupZh = (group: HelpGroup) => `${group.title?.zh() ?? "还有"}：${said(group)}`;
const groupEn = (group: HelpGroup) => `${sentence(group.title?.en() ?? "more")}: ${said(group)}`;
const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
const lineZh = (line: HelpLine) => `${line.word}：${line.help}`;
const lineEn = (line: HelpLine) => `${line.word}: ${line.help}`;

export const text = {
  help: words({ zh: "看看我会什么", en: "what I can do" }),
  list: words<List>({
    zh: ({ members, operators, isLeftOut, isForeign }) =>
      [
        "我会这些，直接说就行：",
        ...members.map(groupZh),
        ...(operators.length > 0 ? ["", "管理：", ...operators.map(groupZh)] : []),
        "",
        `怎么用？说“帮助 ${example(members)?.zh() ?? "积分"}”看一组，或“帮助”加任何一个词。`,
        ...(isLeftOut ? ["管理的命令：私聊我发“帮助”。"] : []),
        ...(isForeign ? ["In English: /language en"] : []),
      ].join("\n"),
    en: ({ members, operators, isLeftOut, isForeign }) =>
      [
        "Here is what I do:",
        ...members.map(groupEn),
        ...(operators.length > 0 ? ["", "For operators:", ...operators.map(groupEn)] : []),
        "",
        `More about a group: /help ${example(members)?.en() ?? "points"}; about a word: /help and the word.`,
        ...(isLeftOut ? ["What operators can do: /help to me in private."] : []),
        ...(isForeign ? ["说中文：语言 zh"] : []),
      ].join("\n"),
  }),
  one: words<One>({
    zh: ({ command, lines, settings }) =>
      [
        ...(command ? [lineZh(command), `可以说：${command.words.join("、")}`] : []),
        ...lines.map(lineZh),
        ...settings.map((name) => `可以调的：设置 ${name}。在一个群里关掉：到群里说“功能开关 ${name} 关”。`),
      ].join("\n"),
    en: ({ command, lines, settings }) =>
      [
        ...(command ? [lineEn(command)] : []),
        ...(command && command.words.length > 1 ? [`You can say: ${command.words.join(", ")}`] : []),
        ...lines.map(lineEn),
        ...settings.map(
          (name) => `What can be set: /settings ${name}. Off in one group: say /feature ${name} off there.`,
        ),
      ].join("\n"),
  }),
  unknown: words({
    zh: "没有这个命令，发送“帮助”看看我会什么。",
    en: "There is no such command; /help shows what I do.",
  }),
};

const example = (groups: HelpGroup[]) => groups.find(({ title }) => title)?.title;

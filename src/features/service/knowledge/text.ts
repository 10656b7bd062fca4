import { formatDay, formatNumber, plural, text as words } from "../../../core/text.ts";
import type { Day } from "../../../core/time.ts";
import type { Change } from "./changes.ts";
import { fieldsEn, fieldsZh } from "./text-fields.ts";

interface Line {
  id: number;
  question: string;
}

interface ListLine extends Line {
  rest: Rest | null;
}

interface Whole extends Line {
  alternatives: readonly string[];
  answer: string;
  links: readonly string[];
  pictures: readonly string[];
  tags: readonly string[];
  language: "zh" | "en" | null;
  audience: "member" | "staff";
  /** the days it holds, the last one too; null = always */
  from: Day | null;
  until: Day | null;
  source: string | null;
  isRemoved: boolean;
  /** null = it answers now */
  rest: Rest | null;
}

/** Whether an entry answers anybody now: not yet, or not any more. */
export type Rest = { kind: "begins" | "ended"; day: Day };

const restZh = ({ kind, day }: Rest) =>
  kind === "begins"
    ? `${formatDay(day, "zh", { year: true })}起才答`
    : `${formatDay(day, "zh", { year: true })}到期，不再答`;
const restEn = ({ kind, day }: Rest) =>
  kind === "begins"
    ? `answers from ${formatDay(day, "en", { year: true })} on`
    : `ended on ${formatDay(day, "en", { year: true })} and answers no more`;

const valuesZh: Readonly<Record<string, string>> = { member: "成员", staff: "店里", zh: "中文", en: "英文" };
const valuesEn: Readonly<Record<string, string>> = { member: "members", staff: "staff", zh: "Chinese", en: "English" };

/** Of a value that was changed so much is shown. */
const longest = 60;
const short = (value: string) => (value.length > longest ? `${value.slice(0, longest)}…` : value);

function changed(
  { field, was, now }: Change,
  names: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
  colon: string,
  none: string,
): string {
  const say = (value: string) =>
    value === "" ? none : field === "audience" || field === "language" ? (values[value] ?? value) : short(value);
  return `${names[field] ?? field}${colon}${was === "" ? "" : `${say(was)} → `}${say(now)}`;
}
const changeZh = (change: Change) => changed(change, fieldsZh, valuesZh, "：", "（空）");
const changeEn = (change: Change) => changed(change, fieldsEn, valuesEn, ": ", "(nothing)");

/** What became of an entry by a version; "forgotten": its words went with whoever wrote it. */
export type Fate = "added" | "changed" | "removed" | "back" | "forgotten";

const fatesZh: Record<Fate, string> = {
  added: "新增",
  changed: "没有变化",
  removed: "删除",
  back: "恢复",
  forgotten: "内容已不保留",
};
const fatesEn: Record<Fate, string> = {
  added: "added",
  changed: "nothing changed",
  removed: "removed",
  back: "brought back",
  forgotten: "words not kept",
};

/** A line for each that there is something in. */
const lines = (list: readonly (readonly [name: string, value: string | null])[], colon: string): string[] =>
  list.flatMap(([name, value]) => (value ? [`${name}${colon}${value}`] : []));

export const text = {
  help: words({
    zh: "看和改店里的答案：知识库 加 问题 | 答案；知识库 列表",
    en: "the knowledge base: /faq add question | answer, /faq list",
  }),
  usage: words({
    zh: [
      "知识库 加 问题 | 答案 —— 新增；另起一行可写“问法：a / b”",
      "回复一条消息发 知识库 收 答案（或 知识库 收 问题）—— 把它收进来",
      "知识库 列表 [词] · 知识库 看 12 · 知识库 历史 12",
      "知识库 改 12 答案 新内容（也可以改问题、问法、标签、链接、图片、开始、截止、给谁、语言）· 知识库 删 12",
      "知识库 缺口 —— 没答上的问题 · 知识库 数据 —— 答得怎么样",
      "知识库 导入 —— 一次收一整个文件：把文件私聊发给我",
    ].join("\n"),
    en: [
      "/faq add question | answer — a new entry; a further line may say “also: a / b”",
      "as a reply to a message: /faq this answer (or /faq this question) — keeps it",
      "/faq list [word] · /faq show 12 · /faq history 12",
      "/faq edit 12 answer new words (or question, also, tags, links, pictures, from, until, for, language) · /faq remove 12",
      "/faq gaps — questions without an answer · /faq stats — how it goes",
      "/faq import — a whole file at once: send it to me in private",
    ].join("\n"),
  }),
  added: words<Line>({
    zh: ({ id, question }) =>
      `记下了，第 ${id} 条：${question}\n现在就能答。多写几种问法会更准：知识库 改 ${id} 问法 a / b`,
    en: ({ id, question }) =>
      `Entry ${id} is in: ${question}\nI can answer it now. More wordings help: /faq edit ${id} also a / b`,
  }),
  kept: words<Line & { answer: string }>({
    zh: ({ id, question, answer }) =>
      `记下了，第 ${id} 条：\n问：${question}\n答：${answer}\n现在就能答。问和答反了、或者要改：撤销，再用“知识库 加 问题 | 答案”`,
    en: ({ id, question, answer }) =>
      `Entry ${id} is in:\nQ: ${question}\nA: ${answer}\nI can answer it now. Should it be the other way round: /undo, and /faq add question | answer`,
  }),
  duplicate: words<Line>({
    zh: ({ id, question }) => `已经有一样的问题了，第 ${id} 条：${question}\n要改它：知识库 改 ${id} 答案 …`,
    en: ({ id, question }) => `There is an entry for this: ${id}, ${question}\nTo change it: /faq edit ${id} answer …`,
  }),
  howToAdd: words({
    zh: "这样加：知识库 加 几点开门 | 每天 9 点",
    en: "Like this: /faq add When do you open | Every day at 9",
  }),
  tooLong: words<{ field: string; most: number }>({
    zh: ({ field, most }) =>
      `没有记下：“${fieldsZh[field] ?? field}”太长了，一项最多 ${formatNumber(most, "zh")} 个字。`,
    en: ({ field, most }) =>
      `Nothing was changed: "${fieldsEn[field] ?? field}" is too long; one can have ${formatNumber(most, "en")} characters.`,
  }),
  tooMany: words<{ field: string; most: number }>({
    zh: ({ field, most }) => `没有记下：“${fieldsZh[field] ?? field}”太多了，最多 ${formatNumber(most, "zh")} 项。`,
    en: ({ field, most }) =>
      `Nothing was changed: "${fieldsEn[field] ?? field}" has too many; ${formatNumber(most, "en")} are possible.`,
  }),
  missing: words<{ field: string }>({
    zh: ({ field }) => `没有记下：“${fieldsZh[field] ?? field}”是空的。`,
    en: ({ field }) => `Nothing was changed: "${fieldsEn[field] ?? field}" is empty.`,
  }),
  notAnAddress: words<{ value: string }>({
    zh: ({ value }) => `没有记下：“${value}”不是网址，要以 https:// 或 http:// 开头。`,
    en: ({ value }) => `Nothing was changed: "${value}" is no address; one begins with https:// or http://.`,
  }),
  notADay: words<{ value: string }>({
    zh: ({ value }) => `没有记下：“${value}”不是日期，请写成 2026-12-31 这样。`,
    en: ({ value }) => `Nothing was changed: "${value}" is no day; write it like 2026-12-31.`,
  }),
  notAmong: words<{ value: string; allowed: readonly string[] }>({
    zh: ({ value, allowed }) =>
      `没有记下：“${value}”不行，可以写${allowed
        .filter((one) => /\p{Script=Han}/u.test(one))
        .map((one) => `“${one}”`)
        .join("或")}。`,
    en: ({ value, allowed }) =>
      `Nothing was changed: "${value}" will not do; write ${allowed.filter((one) => !/\p{Script=Han}/u.test(one)).join(" or ")}.`,
  }),
  howToEdit: words<{ id: number }>({
    zh: ({ id }) =>
      `这样改：知识库 改 ${id} 答案 新内容。可以改：问题、答案、问法（a / b；写“+ c”是再加一种）、标签、链接、图片、开始、截止（2026-12-31）、给（成员或店里）、语言（中文或英文）。写“无”就清空一项：知识库 改 ${id} 截止 无`,
    en: ({ id }) =>
      `Like this: /faq edit ${id} answer new words. There is: question, answer, also (a / b; "+ c" adds one), tags, links, pictures, from, until (2026-12-31), for (members or staff), language (Chinese or English). "none" empties one: /faq edit ${id} until none.`,
  }),
  howToKeep: words({
    zh: "回复一条消息再发：知识库 收 答案。如果回复的是店里人的回答，就写：知识库 收 问题",
    en: "Reply to a message with /faq this and the answer; as a reply to an answer of the staff, with the question.",
  }),
  notKept: words({
    zh: "那条消息的文字我没有（太早了，或者没有保存），请直接用：知识库 加 问题 | 答案",
    en: "I do not have that message's words (too old, or not kept). Use /faq add question | answer.",
  }),
  /** `word`: what was looked for; "" = all */
  list: words<{ lines: readonly ListLine[]; of: number; word: string }>({
    zh: ({ lines, of, word }) =>
      lines.length === 0
        ? `${word === "" ? "还没有条目" : `没有带“${word}”的条目`}。这样加：知识库 加 问题 | 答案`
        : `${lines.map(({ id, question, rest }) => `${id}. ${question}${rest ? `（${restZh(rest)}）` : ""}`).join("\n")}\n共 ${formatNumber(of, "zh")} 条${of > lines.length ? "，找别的：知识库 列表 词" : ""}`,
    en: ({ lines, of, word }) =>
      lines.length === 0
        ? `${word === "" ? "No entries yet" : `No entry has "${word}" in it`}. Add one: /faq add question | answer`
        : `${lines.map(({ id, question, rest }) => `${id}. ${question}${rest ? ` (${restEn(rest)})` : ""}`).join("\n")}\n${plural(of, "entry", "entries")} in all${of > lines.length ? "; to find others: /faq list WORD" : ""}`,
  }),
  one: words<Whole>({
    zh: (entry) =>
      [
        `第 ${entry.id} 条${entry.isRemoved ? "（已删）" : entry.rest ? `（${restZh(entry.rest)}）` : ""}：${entry.question}`,
        ...lines(
          [
            ["问法", entry.alternatives.join(" / ")],
            ["答案", entry.answer],
            ["链接", entry.links.join(" ")],
            ["图片", entry.pictures.join(" ")],
            ["标签", entry.tags.join("、")],
            ["语言", entry.language && { zh: "中文", en: "英文" }[entry.language]],
            ["给", entry.audience === "staff" ? "店里（成员看不到）" : null],
            ["开始", entry.from && formatDay(entry.from, "zh", { year: true })],
            ["截止", entry.until && formatDay(entry.until, "zh", { year: true })],
            ["出自", entry.source],
          ],
          "：",
        ),
      ].join("\n"),
    en: (entry) =>
      [
        `Entry ${entry.id}${entry.isRemoved ? " (removed)" : entry.rest ? ` (${restEn(entry.rest)})` : ""}: ${entry.question}`,
        ...lines(
          [
            ["also", entry.alternatives.join(" / ")],
            ["answer", entry.answer],
            ["links", entry.links.join(" ")],
            ["pictures", entry.pictures.join(" ")],
            ["tags", entry.tags.join(", ")],
            ["language", entry.language && { zh: "Chinese", en: "English" }[entry.language]],
            ["for", entry.audience === "staff" ? "staff (members do not see it)" : null],
            ["from", entry.from && formatDay(entry.from, "en", { year: true })],
            ["until", entry.until && formatDay(entry.until, "en", { year: true })],
            ["read from", entry.source],
          ],
          ": ",
        ),
      ].join("\n"),
  }),
  noEntry: words<{ id: string }>({
    zh: ({ id }) => `没有“${id}”这一条，发送“知识库 列表”看看有哪些。`,
    en: ({ id }) => `There is no entry "${id}"; /faq list shows them.`,
  }),
  whichEntry: words({
    zh: "要哪一条？写上编号，如“知识库 看 12”；发送“知识库 列表”看看有哪些。",
    en: "Which one? Write its number, as in /faq show 12; /faq list shows them all.",
  }),
  unchanged: words<{ id: number }>({
    zh: ({ id }) => `第 ${id} 条本来就是这样，没有改动。`,
    en: ({ id }) => `Entry ${id} says so already; nothing was changed.`,
  }),
  changed: words<{ id: number; revision: number; changes: readonly Change[]; rest: Rest | null; isFewer: boolean }>({
    zh: ({ id, revision, changes, rest, isFewer }) =>
      [
        `第 ${id} 条改好了（第 ${revision} 版）。`,
        ...changes.map(changeZh),
        ...(rest ? [`注意：这条${restZh(rest)}。`] : []),
        ...(isFewer ? [`只想加问法，不换掉原来的：知识库 改 ${id} 问法 + c`] : []),
      ].join("\n"),
    en: ({ id, revision, changes, rest, isFewer }) =>
      [
        `Entry ${id} is changed (version ${revision}).`,
        ...changes.map(changeEn),
        ...(rest ? [`Note that it ${restEn(rest)}.`] : []),
        ...(isFewer ? [`To add wordings and keep the others: /faq edit ${id} also + c`] : []),
      ].join("\n"),
  }),
  removed: words<{ id: number }>({ zh: ({ id }) => `第 ${id} 条删掉了。`, en: ({ id }) => `Entry ${id} is removed.` }),
  changedSince: words({
    zh: "这条后来又改过，不能直接撤销；看看：知识库 历史 编号",
    en: "It was changed since, so it cannot simply be taken back; see /faq history NUMBER.",
  }),
  history: words<{
    id: number;
    question: string;
    rows: readonly { revision: number; day: Day; by: string | null; fate: Fate; changes: readonly Change[] }[];
  }>({
    zh: ({ id, question, rows }) =>
      [
        `第 ${id} 条的历史：${question}`,
        ...rows.map(
          ({ revision, day, by, fate, changes }) =>
            `第 ${revision} 版 ${formatDay(day, "zh", { year: true })} ${by ?? "命令行"}：${changes.map(changeZh).join("；") || fatesZh[fate]}`,
        ),
      ].join("\n"),
    en: ({ id, question, rows }) =>
      [
        `History of entry ${id}: ${question}`,
        ...rows.map(
          ({ revision, day, by, fate, changes }) =>
            `${revision}: ${formatDay(day, "en", { year: true })}, ${by ?? "command line"}: ${changes.map(changeEn).join("; ") || fatesEn[fate]}`,
        ),
      ].join("\n"),
  }),
};

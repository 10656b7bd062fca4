import { formatDay, formatNumber, plural, text as words } from "../../../core/text.ts";
import type { Day } from "../../../core/time.ts";
import type { Group } from "../gaps/group.ts";

interface Line {
  id: number;
  question: string;
}

interface Whole extends Line {
  alternatives: readonly string[];
  answer: string;
  tags: readonly string[];
  isRemoved: boolean;
}

interface Figures {
  questions: number;
  answered: number;
  people: number;
  useful: number;
  useless: number;
  firstAnswerMinutes: number | null;
  content: number;
  notContent: number;
  calls: number;
  cost: number;
  entries: number;
  precision: number;
  coverage: number;
  /** members' verdicts the threshold was learnt from as well */
  heard: { verdicts: number; people: number; movedBy: number } | null;
}

const percent = (part: number, whole: number) => (whole > 0 ? `${Math.round((100 * part) / whole)} %` : "–");
const share = (value: number) => `${Math.round(100 * value)} %`;

/** What a base of fewer entries thinks of itself means nothing. */
const enoughToTell = 20;

interface GapsShown {
  groups: readonly Group[];
  phrasings: readonly { id: number; wording: string }[];
  doubted: readonly Line[];
  contradictions: readonly { ids: readonly number[]; wording: string }[];
  unused: number;
  stale: number;
}

/** Headings with the lines under them; one without lines is left out, null = it stands alone. */
const parts = (list: readonly (readonly [heading: string, lines: readonly string[] | null])[]) =>
  list
    .filter(([heading, lines]) => (lines === null ? heading !== "" : lines.length > 0))
    .map(([heading, lines]) => [heading, ...(lines ?? []).map((line) => `· ${line}`)].join("\n"))
    .join("\n");

type Heard = NonNullable<Figures["heard"]>;
const hundredths = ({ movedBy }: Heard) => Math.round(100 * Math.abs(movedBy));

const heardInChinese = (heard: Heard) =>
  `也参考了 ${heard.people} 位成员的 ${heard.verdicts} 次选择和评价：` +
  (hundredths(heard) === 0
    ? "门槛不变"
    : `门槛${heard.movedBy > 0 ? "提高，答得更谨慎" : "降低，答得更多"}（${hundredths(heard)} 个百分点）`);

const heardInEnglish = (heard: Heard) =>
  `learnt besides from ${plural(heard.verdicts, "choice", "choices")} and verdicts of ${plural(heard.people, "member", "members")}: ` +
  (hundredths(heard) === 0
    ? "the threshold stays"
    : `the threshold is ${plural(hundredths(heard), "point", "points")} ${heard.movedBy > 0 ? "higher, so fewer answers" : "lower, so more answers"}`);

export const text = {
  help: words({
    zh: "知识库：知识库 加 问题 | 答案；知识库 列表",
    en: "the knowledge base: /faq add question | answer, /faq list",
  }),
  usage: words({
    zh: [
      "知识库 加 问题 | 答案 —— 新增；另起一行可写“问法：a / b”",
      "回复一条消息发 知识库 收 答案（或 知识库 收 问题）—— 把它收进来",
      "知识库 列表 [词] · 知识库 看 12 · 知识库 历史 12",
      "知识库 改 12 答案 新内容（也可以 问题、问法、标签、链接、图片、开始、截止 2026-12-31）· 知识库 删 12",
      "知识库 缺口 —— 没答上的问题 · 知识库 数据 —— 答得怎么样",
      "知识库 导入 —— 一次收一整个文件：把文件私聊发给我",
    ].join("\n"),
    en: [
      "/faq add question | answer — a new entry; a further line may say “also: a / b”",
      "as a reply to a message: /faq this answer (or /faq this question) — keeps it",
      "/faq list [word] · /faq show 12 · /faq history 12",
      "/faq edit 12 answer new words (also question, also, tags, links, pictures, from, until 2026-12-31) · /faq remove 12",
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
  duplicate: words<Line>({
    zh: ({ id, question }) => `已经有一样的问题了，第 ${id} 条：${question}\n要改它：知识库 改 ${id} 答案 …`,
    en: ({ id, question }) => `There is an entry for this: ${id}, ${question}\nTo change it: /faq edit ${id} answer …`,
  }),
  howToAdd: words({
    zh: "这样加：知识库 加 几点开门 | 每天 9 点",
    en: "Like this: /faq add When do you open | Every day at 9",
  }),
  bad: words<{ problem: string }>({
    zh: ({ problem }) => `没有记下：${problem}`,
    en: ({ problem }) => `Nothing was changed: ${problem}`,
  }),
  howToKeep: words({
    zh: "回复一条消息再发：知识库 收 答案。如果回复的是店里人的回答，就写：知识库 收 问题",
    en: "Reply to a message with /faq this and the answer; as a reply to an answer of the staff, with the question.",
  }),
  notKept: words({
    zh: "那条消息的文字我没有（太早了，或者没有保存），请直接用：知识库 加 问题 | 答案",
    en: "I do not have that message's words (too old, or not kept). Use /faq add question | answer.",
  }),
  list: words<{ lines: readonly Line[]; of: number }>({
    zh: ({ lines, of }) =>
      lines.length === 0
        ? "还没有条目。这样加：知识库 加 问题 | 答案"
        : `${lines.map((line) => `${line.id}. ${line.question}`).join("\n")}\n共 ${formatNumber(of, "zh")} 条`,
    en: ({ lines, of }) =>
      lines.length === 0
        ? "No entries yet. Add one: /faq add question | answer"
        : `${lines.map((line) => `${line.id}. ${line.question}`).join("\n")}\n${plural(of, "entry", "entries")} in all`,
  }),
  one: words<Whole>({
    zh: (entry) =>
      [
        `第 ${entry.id} 条${entry.isRemoved ? "（已删）" : ""}：${entry.question}`,
        ...(entry.alternatives.length > 0 ? [`问法：${entry.alternatives.join(" / ")}`] : []),
        `答案：${entry.answer}`,
        ...(entry.tags.length > 0 ? [`标签：${entry.tags.join("、")}`] : []),
      ].join("\n"),
    en: (entry) =>
      [
        `Entry ${entry.id}${entry.isRemoved ? " (removed)" : ""}: ${entry.question}`,
        ...(entry.alternatives.length > 0 ? [`also: ${entry.alternatives.join(" / ")}`] : []),
        `answer: ${entry.answer}`,
        ...(entry.tags.length > 0 ? [`tags: ${entry.tags.join(", ")}`] : []),
      ].join("\n"),
  }),
  noEntry: words<{ id: string }>({
    zh: ({ id }) => `没有“${id}”这一条，发送“知识库 列表”看看有哪些。`,
    en: ({ id }) => `There is no entry "${id}"; /faq list shows them.`,
  }),
  changed: words<{ id: number; revision: number }>({
    zh: ({ id, revision }) => `第 ${id} 条改好了（第 ${revision} 版）。`,
    en: ({ id, revision }) => `Entry ${id} is changed (version ${revision}).`,
  }),
  removed: words<{ id: number }>({ zh: ({ id }) => `第 ${id} 条删掉了。`, en: ({ id }) => `Entry ${id} is removed.` }),
  changedSince: words({
    zh: "这条后来又改过，不能直接撤销；看看：知识库 历史 编号",
    en: "It was changed since, so it cannot simply be taken back; see /faq history NUMBER.",
  }),
  history: words<{
    id: number;
    rows: readonly { revision: number; day: Day; by: string | null; question: string; state: string }[];
  }>({
    zh: ({ id, rows }) =>
      [
        `第 ${id} 条的历史：`,
        ...rows.map(
          (row) =>
            `${row.revision} 版 ${formatDay(row.day, "zh", { year: true })} ${row.by ?? "命令行"}${row.state === "removed" ? "（删除）" : ""} ${row.question}`,
        ),
      ].join("\n"),
    en: ({ id, rows }) =>
      [
        `History of entry ${id}:`,
        ...rows.map(
          (row) =>
            `${row.revision}: ${formatDay(row.day, "en", { year: true })}, ${row.by ?? "command line"}${row.state === "removed" ? " (removed)" : ""}: ${row.question}`,
        ),
      ].join("\n"),
  }),
  gaps: words<GapsShown>({
    zh: ({ groups, phrasings, doubted, contradictions, unused, stale }) =>
      parts([
        ["没答上的问题：", groups.map((group) => `${group.question}（${group.count} 次）`)],
        ["可以补的问法：", phrasings.map((one) => `第 ${one.id} 条：${one.wording}`)],
        ["被说没用的：", doubted.map((line) => `第 ${line.id} 条：${line.question}`)],
        [
          "互相矛盾的：",
          contradictions.map(({ ids, wording }) => `第 ${ids.join(" 条和第 ")} 条都答“${wording}”，答案不一样`),
        ],
        [unused + stale > 0 ? `${unused} 条两个月没人问过，${stale} 条一年没改过。` : "", null],
      ]) || "最近 30 天没有答不上的问题。",
    en: ({ groups, phrasings, doubted, contradictions, unused, stale }) =>
      parts([
        ["Questions without an answer:", groups.map((group) => `${group.question} (${group.count}×)`)],
        ["Wordings to add:", phrasings.map((one) => `entry ${one.id}: ${one.wording}`)],
        ["Found not helpful:", doubted.map((line) => `entry ${line.id}: ${line.question}`)],
        [
          "Contradicting each other:",
          contradictions.map(
            ({ ids, wording }) => `entries ${ids.join(" and ")} both answer "${wording}", differently`,
          ),
        ],
        [unused + stale > 0 ? `${unused} not asked for in two months, ${stale} not changed in a year.` : "", null],
      ]) || "No question was left unanswered in the last 30 days.",
  }),
  stats: words<Figures>({
    zh: (now) =>
      [
        `最近 30 天 ${now.questions} 个问题：自动答了 ${now.answered}（${percent(now.answered, now.questions)}），转人工 ${now.people}`,
        `有用 ${now.useful}，没用 ${now.useless}；人工首次答复中位 ${now.firstAnswerMinutes === null ? "–" : `${Math.round(now.firstAnswerMinutes)} 分钟`}；满意 ${now.content}，不满意 ${now.notContent}`,
        now.entries < enoughToTell
          ? `知识库 ${now.entries} 条，还太少，估不准答得多好`
          : `知识库 ${now.entries} 条；按它自己估计，答出去的约 ${share(now.precision)} 是对的，能答上约 ${share(now.coverage)} 的问题`,
        ...(now.heard ? [heardInChinese(now.heard)] : []),
        ...(now.calls > 0 ? [`模型请求 ${now.calls} 次，花费 ${(now.cost / 1e6).toFixed(2)}`] : []),
      ].join("\n"),
    en: (now) =>
      [
        `${plural(now.questions, "question", "questions")} in the last 30 days: ${now.answered} answered by me (${percent(now.answered, now.questions)}), ${now.people} passed to people`,
        `helpful ${now.useful}, not helpful ${now.useless}; a person's first answer after ${now.firstAnswerMinutes === null ? "–" : plural(Math.round(now.firstAnswerMinutes), "minute", "minutes")} (median); content ${now.content}, not content ${now.notContent}`,
        now.entries < enoughToTell
          ? `${plural(now.entries, "entry", "entries")}, too few to tell how well I answer`
          : `${plural(now.entries, "entry", "entries")}; by its own estimate ${share(now.precision)} of the answers are right, and ${share(now.coverage)} of the questions get one`,
        ...(now.heard ? [heardInEnglish(now.heard)] : []),
        ...(now.calls > 0
          ? [`${plural(now.calls, "request", "requests")} to the model, cost ${(now.cost / 1e6).toFixed(2)}`]
          : []),
      ].join("\n"),
  }),
};

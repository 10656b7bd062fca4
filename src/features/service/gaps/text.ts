import { formatDuration, plural, text as words } from "../../../core/text.ts";
import { shorten } from "../words.ts";
import type { Group } from "./group.ts";
import { became } from "../text-digest.ts";
import type { Gap, ServiceFigures } from "./report.ts";

interface Figures extends ServiceFigures {
  entries: number;
  precision: number;
  coverage: number;
  /** members' verdicts the threshold was learnt from as well */
  heard: { verdicts: number; people: number; movedBy: number } | null;
}

/** Somebody may put a question in four thousand characters; a list shows so many. */
const questionShown = 100;
const brief = (question: string): string => shorten(question, questionShown);
/** Of a wording that is offered a button shows so many characters. */
const labelLimit = 16;

const percentOf = ({ answered, questions }: Figures) =>
  questions > 0 ? `${Math.round((100 * answered) / questions)} %` : "–";
/** A median in whole minutes, one at least. */
const wholeMinutes = (minutes: number) => Math.max(1, Math.ceil(minutes));
const minutesZh = (minutes: number) => formatDuration(wholeMinutes(minutes) * 60_000, "zh");
const minutesEn = (minutes: number) => formatDuration(wholeMinutes(minutes) * 60_000, "en");
const share = (value: number) => `${Math.round(100 * value)} %`;

/** What a base of fewer entries thinks of itself means nothing. */
const enoughToTell = 20;

interface GapsShown {
  groups: readonly Gap[];
  declined: readonly Group[];
  phrasings: readonly { id: number; wording: string }[];
  doubted: readonly Line[];
  contradictions: readonly { ids: readonly number[]; wording: string }[];
  ended: readonly Line[];
  unused: Some;
  stale: Some;
}

interface Line {
  id: number;
  question: string;
}

/** A few of many. */
interface Some {
  shown: readonly Line[];
  more: number;
}

const linesZh = ({ shown, more }: Some) => [
  ...shown.map(({ id, question }) => `第 ${id} 条：${question}`),
  ...(more > 0 ? [`……还有 ${more} 条`] : []),
];
const linesEn = ({ shown, more }: Some) => [
  ...shown.map(({ id, question }) => `entry ${id}: ${question}`),
  ...(more > 0 ? [`… and ${more} more`] : []),
];
const whole = (shown: readonly Line[]): Some => ({ shown, more: 0 });

/** Headings with the lines under them; one without lines is left out. */
const parts = (list: readonly (readonly [heading: string, lines: readonly string[]])[]) =>
  list
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => [heading, ...lines.map((line) => `· ${line}`)].join("\n"))
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
  addWording: words<{ id: number; wording: string }>({
    zh: ({ id, wording }) => `第 ${id} 条加上“${shorten(wording, labelLimit)}”`,
    en: ({ id, wording }) => `Entry ${id}: add "${shorten(wording, labelLimit)}"`,
  }),
  gaps: words<GapsShown>({
    zh: ({ groups, declined, phrasings, doubted, contradictions, ended, unused, stale }) =>
      parts([
        [
          "没答上的问题：",
          groups.map(
            ({ question, count, ticketId }) =>
              `${brief(question)}（${count} 次${ticketId === null ? "" : `；店里答过，要收：工单 ${ticketId}`}）`,
          ),
        ],
        ["店里说不归我们管的：", declined.map((group) => `${brief(group.question)}（${group.count} 次）`)],
        ["可以补的问法：", phrasings.map((one) => `第 ${one.id} 条：${brief(one.wording)}`)],
        ["被说没用的：", linesZh(whole(doubted))],
        [
          "互相矛盾的：",
          contradictions.map(({ ids, wording }) => `第 ${ids.join(" 条和第 ")} 条都答“${wording}”，答案不一样`),
        ],
        ["到期了、不再答的：", linesZh(whole(ended))],
        ["两个月没人问过的：", linesZh(unused)],
        ["一年没改过的：", linesZh(stale)],
      ]) || "最近 30 天没有答不上的问题。",
    en: ({ groups, declined, phrasings, doubted, contradictions, ended, unused, stale }) =>
      parts([
        [
          "Questions without an answer:",
          groups.map(
            ({ question, count, ticketId }) =>
              `${brief(question)} (${count}×${ticketId === null ? "" : `; a person answered: /tickets ${ticketId} makes it an entry`})`,
          ),
        ],
        ['Said to be "not for us":', declined.map((group) => `${brief(group.question)} (${group.count}×)`)],
        ["Wordings to add:", phrasings.map((one) => `entry ${one.id}: ${brief(one.wording)}`)],
        ["Found not helpful:", linesEn(whole(doubted))],
        [
          "Contradicting each other:",
          contradictions.map(
            ({ ids, wording }) => `entries ${ids.join(" and ")} both answer "${wording}", differently`,
          ),
        ],
        ["Ended, answering nobody:", linesEn(whole(ended))],
        ["Not asked for in two months:", linesEn(unused)],
        ["Not changed in a year:", linesEn(stale)],
      ]) || "No question was left unanswered in the last 30 days.",
  }),
  stats: words<Figures>({
    zh: (now) =>
      [
        `最近 30 天提问 ${now.questions} 次：${became(now, "zh", percentOf(now)).join("，")}`,
        `有用 ${now.useful}，没用 ${now.useless}；人工首次答复${now.firstAnswerMinutes === null ? "还没有" : `一半在 ${minutesZh(now.firstAnswerMinutes)}内`}；满意 ${now.content}，不满意 ${now.notContent}`,
        now.entries < enoughToTell
          ? `知识库 ${now.entries} 条，还太少，估不准答得多好`
          : `知识库 ${now.entries} 条；按它自己估计，答出去的约 ${share(now.precision)} 是对的，能答上约 ${share(now.coverage)} 的问题`,
        ...(now.heard ? [heardInChinese(now.heard)] : []),
        ...(now.calls > 0 ? [`模型请求 ${now.calls} 次，花费 ${(now.cost / 1e6).toFixed(2)}`] : []),
      ].join("\n"),
    en: (now) =>
      [
        `Asked ${plural(now.questions, "time", "times")} in the last 30 days: ${became(now, "en", percentOf(now)).join(", ")}`,
        `helpful ${now.useful}, not helpful ${now.useless}; a person's first answer: ${now.firstAnswerMinutes === null ? "none yet" : `half of them within ${minutesEn(now.firstAnswerMinutes)}`}; satisfied ${now.content}, not satisfied ${now.notContent}`,
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

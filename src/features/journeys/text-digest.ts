import { formatDay, formatNumber, plural, text as words } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import type { Words } from "./declaration.ts";
import type { Share, Verdict } from "./proof.ts";
import type { JourneyState } from "./store.ts";
import { verdicts } from "./text-stats.ts";

/** A journey as of the end of a period. */
export interface ToldJourney {
  name: string;
  title: Words;
  state: JourneyState;
  nudged: Share;
  heldOut: Share;
  verdict: Verdict;
  verdictDay: Day;
  /** the verdict fell in the period */
  isFresh: boolean;
}

const share = ({ members, returned }: Share) => (members === 0 ? "–" : `${returned}/${members}`);

/** What the digest says of journeys. */
export const digestText = {
  title: words({ zh: "关怀旅程", en: "journeys" }),
  nudges: words({ zh: "问候", en: "nudges" }),
  people: words({ zh: "问候到的人", en: "people nudged" }),
  line: words<{ nudges: number; people: number }>({
    zh: ({ nudges, people }) => `问候 ${formatNumber(people, "zh")} 人 ${formatNumber(nudges, "zh")} 次`,
    en: ({ nudges, people }) => `${plural(nudges, "nudge", "nudges")} to ${plural(people, "member", "members")}`,
  }),
  journey: words<ToldJourney>({
    zh: ({ title, nudged, heldOut, verdict, verdictDay }) =>
      `${title.zh}：问候过的回来 ${share(nudged)}，没问候的 ${share(heldOut)}；` +
      (verdict === "notYet" ? `${formatDay(verdictDay, "zh")}下结论` : `结论：${verdicts[verdict].zh}`),
    en: ({ title, nudged, heldOut, verdict, verdictDay }) =>
      `${title.en}: ${share(nudged)} nudged came back, ${share(heldOut)} held out; ` +
      (verdict === "notYet" ? `verdict on ${formatDay(verdictDay, "en")}` : `verdict: ${verdicts[verdict].en}`),
  }),
  thingHarms: words<ToldJourney>({
    zh: ({ title }) => `旅程“${title.zh}”的结论是有害，停掉它`,
    en: ({ title }) => `the journey “${title.en}” harms: stop it`,
  }),
  thingStopped: words<ToldJourney>({
    zh: ({ title }) => `旅程“${title.zh}”自己停了，看看为什么`,
    en: ({ title }) => `the journey “${title.en}” stopped by itself: see why`,
  }),
  thingVerdict: words<ToldJourney>({
    zh: ({ title, verdict }) => `旅程“${title.zh}”有结论了：${verdicts[verdict].zh}`,
    en: ({ title, verdict }) => `the journey “${title.en}” has its verdict: ${verdicts[verdict].en}`,
  }),
  stop: words<{ name: string }>({ zh: ({ name }) => `旅程 停止 ${name}`, en: ({ name }) => `/journey stop ${name}` }),
  stats: words<{ name: string }>({ zh: ({ name }) => `旅程 效果 ${name}`, en: ({ name }) => `/journey stats ${name}` }),
  thingTasks: words<{ waiting: number }>({
    zh: ({ waiting }) => `${formatNumber(waiting, "zh")} 位成员等着有人去问候`,
    en: ({ waiting }) => `${plural(waiting, "member waits", "members wait")} for a word from a person`,
  }),
  tasks: words({ zh: "任务", en: "/tasks" }),
  meaning: words({
    zh: "旅程：问候的次数和人数，交给人的任务不算。回来，是进入旅程后在规定天数内又发过言；“没问候的”是随机留下对比的人。结论只在固定的那一天下：用 Newcombe 法算两组差的 95% 区间，不含 0 才算有差别。",
    en: "journeys: nudges and the people they went to, tasks for people left out. Came back: wrote within the journey's days; held out: chosen by chance not to be written to. The verdict falls on one fixed day: a difference is one whose 95% interval (Newcombe) does not hold 0.",
  }),
};

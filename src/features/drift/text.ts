import { formatDay, formatNumber, plural, text as words, type Language } from "../../core/text.ts";
import type { Day } from "../../core/time.ts";
import { driftStates, stateNames, type DriftState } from "../../engagement/drift/index.ts";

interface Line {
  id: number;
  name: string;
  state: DriftState;
  explained: string;
  lastDay: Day | null;
  firstDay: Day | null;
  likes: string | null;
}

interface List {
  asOfDay: Day;
  isWrite: boolean;
  counts: Readonly<Partial<Record<DriftState, number>>>;
  total: number;
  page: number;
  pages: number;
  lines: readonly Line[];
}

/** The year only where it is another one. */
const dayIn = (asOfDay: Day, language: Language) => (day: Day) =>
  formatDay(day, language, { year: day.slice(0, 4) !== asOfDay.slice(0, 4) });

function counted(counts: List["counts"], language: Language): string {
  return driftStates
    .flatMap((state) => {
      const count = counts[state] ?? 0;
      return count > 0 ? `${stateNames[state][language]()} ${formatNumber(count, language)}` : [];
    })
    .join(" · ");
}

export const text = {
  title: words({ zh: "成员名单", en: "lists of members" }),
  membersHelp: words({
    zh: "谁不活跃、该联系谁：不活跃名单 走远 按天数 #标签 5-21 csv",
    en: "who is silent, whom to write to: /members silent, write, drifting, by:silence, #tag, 5-21, csv",
  }),
  list: words<List>({
    zh: ({ asOfDay, isWrite, counts, total, page, pages, lines }) =>
      [
        `${isWrite ? "该联系谁" : "成员名单"} · 截至 ${formatDay(asOfDay, "zh")}零点（只有你看得到）`,
        ...(total === 0 ? ["这份名单是空的。"] : [counted(counts, "zh")]),
        ...lines.map(
          (one) =>
            `#${one.id} ${one.name} · ${stateNames[one.state].zh()}：${one.explained}` +
            (one.lastDay ? `；最后 ${dayIn(asOfDay, "zh")(one.lastDay)}` : "") +
            (one.firstDay ? `；入群 ${dayIn(asOfDay, "zh")(one.firstDay)}` : "") +
            (one.likes ? `；喜欢${one.likes}` : ""),
        ),
        ...(pages > 1
          ? [`第 ${page}/${pages} 页，共 ${formatNumber(total, "zh")} 人；加上页数看下一页，加 csv 得到表格。`]
          : []),
      ].join("\n"),
    en: ({ asOfDay, isWrite, counts, total, page, pages, lines }) =>
      [
        `${isWrite ? "Whom to write to" : "Members"} · as of the start of ${formatDay(asOfDay, "en")} (only you see this)`,
        ...(total === 0 ? ["Nobody is on this list."] : [counted(counts, "en")]),
        ...lines.map(
          (one) =>
            `#${one.id} ${one.name} · ${stateNames[one.state].en()}: ${one.explained}` +
            (one.lastDay ? `; last seen ${dayIn(asOfDay, "en")(one.lastDay)}` : "") +
            (one.firstDay ? `; joined ${dayIn(asOfDay, "en")(one.firstDay)}` : "") +
            (one.likes ? `; likes ${one.likes}` : ""),
        ),
        ...(pages > 1
          ? [`Page ${page} of ${pages}, ${plural(total, "member", "members")}; add a page number, or csv for a file.`]
          : []),
      ].join("\n"),
  }),
  file: words<{ total: number }>({
    zh: ({ total }) => `名单共 ${formatNumber(total, "zh")} 人，在文件里。请不要转发到群里。`,
    en: ({ total }) => `${plural(total, "member", "members")}, in the file. Please keep it out of the group.`,
  }),
  noFiles: words({
    zh: "这个平台不能发文件；请在能发文件的平台上要 csv，或在这里翻页看。",
    en: "Files cannot be sent here; ask for csv on a platform that takes them, or page through the list.",
  }),
  notYet: words({
    zh: "还没统计过，现在开始算，一分钟后再发一次就有。以后每天凌晨自动更新。",
    en: "Nobody has been looked at yet; it begins now. Ask again in a minute; from then on it is renewed every night.",
  }),
  unknown: words<{ word: string }>({
    zh: ({ word }) =>
      `没看懂“${word}”。可以写：该联系、没说过话、走远、沉睡、久未露面、活跃、全部；按机会、按天数、按名字、按入群；#标签；平台名；5-21（安静天数）；页数；csv。`,
    en: ({ word }) =>
      `“${word}” means nothing here. Use: write, never, drifting, dormant, lost, all; by:chance, by:silence, by:name, by:joined; #tag; a platform; 5-21 (days silent); a page number; csv.`,
  }),
  questions: words({ zh: "提问", en: "questions" }),
};

/** The columns of the file. */
export const columns = {
  zh: ["编号", "昵称", "状态", "机会", "安静天数", "通常间隔", "活跃天数", "最后发言", "入群", "喜欢", "说明"],
  en: [
    "member",
    "name",
    "state",
    "chance",
    "days silent",
    "usual gap",
    "active days",
    "last seen",
    "joined",
    "likes",
    "explained",
  ],
} as const satisfies Record<Language, readonly string[]>;

import { DateTime } from "luxon";
import type { DigestPeriod, DigestSection, FigureMeaning } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import type { Saying } from "../../core/errors.ts";
import { fill, formatDuration, formatNumber, plural, text as words, type Text } from "../../core/text.ts";
import { gapsWithin, type Gap } from "../../presence/presence.ts";
import { nameOf } from "../../presence/text.ts";

const listed = 5;
const hourMs = 3_600_000;
/** So much of a period unheard, its figures are too small to be compared. */
const tellingMs = 6 * hourMs;

const text = {
  title: words({ zh: "没听到的时间", en: "not heard" }),
  line: words<{ gaps: number; ms: number }>({
    zh: ({ gaps, ms }) =>
      `${formatNumber(gaps, "zh")} 次没连上，共${formatDuration(ms, "zh")}；这些时候的消息不在数字里`,
    en: ({ gaps, ms }) =>
      `${plural(gaps, "gap", "gaps")}, ${formatDuration(ms, "en")} in all; what was said then is in no figure`,
  }),
  gap: words<{ platform: string; from: string; until: string; why: Saying | null }>({
    zh: ({ platform, from, until, why }) => `${nameOf(platform)}：${from} 到 ${until}${why ? `（${why.zh}）` : ""}`,
    en: ({ platform, from, until, why }) => `${nameOf(platform)}: ${from} to ${until}${why ? ` (${why.en})` : ""}`,
  }),
  thing: words<{ ms: number }>({
    zh: ({ ms }) => `有${formatDuration(ms, "zh")}没听到群里说话，看看连接`,
    en: ({ ms }) => `nothing was heard for ${formatDuration(ms, "en")}: look at the connections`,
  }),
  command: words({ zh: "运行状态", en: "/status" }),
  meaning: words({
    zh: "没听到的时间：机器人和平台断开、事后也补不回来的时间。那段时间的消息、加入和离开都没有数进去，所以别把它当成冷清。",
    en: "not heard: times in which the bot was not connected and which the platform does not tell afterwards. Messages, joins and leaves of then are in no figure: do not take them for silence.",
  }),
};

/** When nothing was heard; so a hole in the data is not taken for a quiet group. */
export async function gapsOfPeriod(ctx: BaseCtx, period: DigestPeriod): Promise<DigestSection | null> {
  const gaps = await gapsWithin(ctx.tx, ctx.community.id, { from: period.fromAt, to: period.toAt });
  if (gaps.length === 0) return null;
  const ms = unheardMs(gaps);
  return {
    title: text.title,
    lines: [fill(text.line, { gaps: gaps.length, ms }), ...gaps.slice(0, listed).map((gap) => gapLine(ctx, gap))],
    figures: {
      gaps: gaps.map(({ platform, fromAt, untilAt, why }) => ({ platform, fromAt, untilAt, why: why?.en ?? "" })),
      unheardMinutes: Math.round(ms / 60_000),
    },
    things: ms >= tellingMs ? [{ weight: 88, text: fill(text.thing, { ms }), command: text.command }] : [],
  };
}

/** How long at least one platform was not heard: gaps that overlap count once. Gaps are in the order of their beginning. */
export function unheardMs(gaps: readonly Pick<Gap, "fromAt" | "untilAt">[]): number {
  let sum = 0;
  let heardUntil = Number.NEGATIVE_INFINITY;
  for (const { fromAt, untilAt } of gaps) {
    sum += Math.max(0, untilAt.getTime() - Math.max(fromAt.getTime(), heardUntil));
    heardUntil = Math.max(heardUntil, untilAt.getTime());
  }
  return sum;
}

function gapLine({ community }: BaseCtx, { platform, fromAt, untilAt, why }: Gap): Text {
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: community.timeZone }).toFormat("MM-dd HH:mm");
  return fill(text.gap, { platform, from: local(fromAt), until: local(untilAt), why });
}

export const gapFigures: readonly FigureMeaning[] = [
  {
    key: "unheard",
    names: ["outages", "断线", "没听到", "缺口时间"],
    meaning: text.meaning,
    behind: async (ctx, { fromAt, toAt }) =>
      (await gapsWithin(ctx.tx, ctx.community.id, { from: fromAt, to: toAt })).map((gap) => gapLine(ctx, gap)),
  },
];

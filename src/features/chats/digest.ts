import type { DigestPeriod, DigestSection, FigureMeaning } from "../../core/digest.ts";
import type { BaseCtx } from "../../core/context.ts";
import { fill, formatNumber, plural, text as words, type Text } from "../../core/text.ts";
import { cleanName } from "../../members/names.ts";

const listed = 12;

interface Group {
  id: number;
  title: string;
  messages: number;
  joins: number;
  leaves: number;
}

const text = {
  title: words({ zh: "各个群", en: "groups" }),
  line: words<{ groups: readonly Group[] }>({
    zh: ({ groups }) =>
      `${formatNumber(groups.length, "zh")} 个群有动静，最热闹的是${groups[0]?.title ?? ""}，${formatNumber(groups[0]?.messages ?? 0, "zh")} 条`,
    en: ({ groups }) =>
      `${plural(groups.length, "group", "groups")} with something going on; most in ${groups[0]?.title ?? ""}, ${plural(groups[0]?.messages ?? 0, "message", "messages")}`,
  }),
  group: words<Group>({
    zh: ({ title, messages, joins, leaves }) =>
      `${title}：消息 ${formatNumber(messages, "zh")}，加入 ${formatNumber(joins, "zh")}，离开 ${formatNumber(leaves, "zh")}`,
    en: ({ title, messages, joins, leaves }) =>
      `${title}: ${plural(messages, "message", "messages")}, ${plural(joins, "join", "joins")}, ${plural(leaves, "leave", "leaves")}`,
  }),
  unnamed: words({ zh: "没有名字的群", en: "a group without a name" }),
  meaning: words({
    zh: "各个群：每个群自己的消息、加入和离开，加起来就是总数；一个人在两个群说话，活跃里只数一次，所以没有按群的活跃人数。",
    en: "groups: messages, joins and leaves of each group, which add up to the whole; who writes in two is active once, so active people are not told by group.",
  }),
};

/** The groups of a community beside each other; one alone needs no list. */
export async function groupsOfPeriod(ctx: BaseCtx, period: DigestPeriod): Promise<DigestSection | null> {
  const groups = await groupsIn(ctx, period);
  if (groups.length < 2) return null;
  return {
    title: text.title,
    lines: [fill(text.line, { groups }), ...groups.slice(0, listed).map((group) => fill(text.group, group))],
    figures: { groups: groups.map(({ title, messages, joins, leaves }) => ({ title, messages, joins, leaves })) },
  };
}

async function groupsIn({ tx, community }: BaseCtx, { fromDay, toDay }: DigestPeriod): Promise<Group[]> {
  const rows = await tx.$queryRaw<Group[]>`
    SELECT c.id, c.title, coalesce(h.messages, 0)::int AS messages, coalesce(p.joins, 0)::int AS joins, coalesce(p.leaves, 0)::int AS leaves
      FROM chat c
      LEFT JOIN (SELECT chat_id, sum(messages) AS messages FROM chat_hour
        WHERE community_id = ${community.id} AND day BETWEEN ${fromDay}::date AND ${toDay}::date GROUP BY 1) h ON h.chat_id = c.id
      LEFT JOIN (SELECT chat_id, count(*) FILTER (WHERE kind = 'join') AS joins, count(*) FILTER (WHERE kind = 'leave') AS leaves
        FROM passage WHERE community_id = ${community.id} AND day BETWEEN ${fromDay}::date AND ${toDay}::date GROUP BY 1) p ON p.chat_id = c.id
     WHERE c.community_id = ${community.id} AND c.kind <> 'private' AND coalesce(h.messages, 0) + coalesce(p.joins, 0) + coalesce(p.leaves, 0) > 0
     ORDER BY 3 DESC, c.id`;
  return rows.map((row) => ({ ...row, title: cleanName(row.title) || text.unnamed[community.language]() }));
}

export const groupFigures: readonly FigureMeaning[] = [
  {
    key: "groups",
    names: ["各个群", "群"],
    meaning: text.meaning,
    behind: async (ctx, period): Promise<Text[]> =>
      (await groupsIn(ctx, period)).map((group) => fill(text.group, group)),
  },
];

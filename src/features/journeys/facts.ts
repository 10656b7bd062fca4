import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { asLanguage, type Language } from "../../core/text.ts";
import { addDays, dateToDay, dayToDate, type Day } from "../../core/time.ts";
import { displayName } from "../../members/names.ts";
import { favourites, tierName, tierSettings, tierStates } from "../../points/index.ts";
import type { KnownStanding } from "../../engagement/standings/index.ts";
import { yearsOn } from "./candidates.ts";
import { quarterDays } from "./manners.ts";
import type { NudgeValues } from "./words.ts";

/** Where somebody can be reached, and what is known of them; read for many at once. */
export interface PersonFacts {
  id: number;
  name: string;
  isForgotten: boolean;
  language: Language;
  points: number;
  hasOptedOut: boolean;
  isActiveToday: boolean;
  /** a chat in private, and the account that speaks there */
  privateChat: number | null;
  privateAccount: string | null;
  /** the liveliest group on their platform */
  groupChat: number | null;
  groupTitle: string;
  streak: number;
  nudgedDays: Day[];
  isHeld: boolean;
}

type Row = Omit<PersonFacts, "language" | "nudgedDays" | "isHeld"> & { language: string | null; nudged: Date[] };

/** What manners and texts need of some people. Nobody is missing but who never was. */
export async function factsOf(
  ctx: BaseCtx,
  features: readonly Feature[],
  people: readonly number[],
): Promise<Map<number, PersonFacts>> {
  if (people.length === 0) return new Map();
  const { tx, community, today } = ctx;
  const rows = await tx.$queryRaw<Row[]>`
    WITH own AS (
      SELECT m.id, coalesce(m.merged_into_id, m.id) AS person FROM member m
      WHERE m.community_id = ${community.id} AND coalesce(m.merged_into_id, m.id) = ANY (${people}::int[])),
    lively AS (
      SELECT DISTINCT ON (c.platform) c.platform, c.id, c.title FROM chat c
      LEFT JOIN chat_hour h ON h.community_id = c.community_id AND h.chat_id = c.id AND h.day > ${dayToDate(addDays(today, -28))}
      WHERE c.community_id = ${community.id} AND c.kind = 'group' AND c.account IS NOT NULL AND c.unreachable IS NULL
      GROUP BY c.platform, c.id, c.title ORDER BY c.platform, coalesce(sum(h.messages), 0) DESC, c.id),
    private AS (
      SELECT DISTINCT ON (own.person) own.person, c.id, c.platform || ':' || c.account AS account FROM own
      JOIN identity i ON i.community_id = ${community.id} AND i.member_id = own.id
      JOIN chat c ON c.community_id = i.community_id AND c.platform = i.platform AND c.address = i.platform_user_id
      WHERE c.kind = 'private' AND c.account IS NOT NULL AND c.unreachable IS NULL AND i.unreachable IS NULL
      ORDER BY own.person, i.used_at DESC NULLS LAST, c.id DESC),
    grouped AS (
      SELECT DISTINCT ON (own.person) own.person, lively.id, lively.title FROM own
      JOIN identity i ON i.community_id = ${community.id} AND i.member_id = own.id
      JOIN lively ON lively.platform = i.platform ORDER BY own.person, i.used_at DESC NULLS LAST, lively.id)
    SELECT m.id, m.name, m.name = '' AS "isForgotten", m.language, coalesce(p.points, 0)::int AS points,
      EXISTS (SELECT FROM opt_out o JOIN own ON own.id = o.member_id
        WHERE o.community_id = m.community_id AND o.choice = 'nudges' AND own.person = m.id) AS "hasOptedOut",
      EXISTS (SELECT FROM person_day d WHERE d.community_id = m.community_id AND d.person_id = m.id
        AND d.day = ${dayToDate(today)}) AS "isActiveToday",
      private.id AS "privateChat", private.account AS "privateAccount", grouped.id AS "groupChat",
      coalesce(grouped.title, '') AS "groupTitle",
      coalesce((SELECT s.streak FROM journey_streak s WHERE s.community_id = m.community_id AND s.member_id = m.id
        AND s.day >= ${dayToDate(addDays(today, -1))}), 0) AS streak,
      ARRAY(SELECT n.day FROM nudge n JOIN own ON own.id = n.member_id WHERE n.community_id = m.community_id
        AND own.person = m.id AND n.day > ${dayToDate(addDays(today, -quarterDays))} AND n.way <> 'task' ORDER BY n.day) AS nudged
    FROM member m
    LEFT JOIN points_total p ON p.community_id = m.community_id AND p.period = 'all' AND p.member_id = m.id
    LEFT JOIN private ON private.person = m.id LEFT JOIN grouped ON grouped.person = m.id
    WHERE m.community_id = ${community.id} AND m.id = ANY (${people}::int[])`;
  const held = new Set<number>();
  for (const feature of features) for (const id of (await feature.holdsNudges?.(ctx, people)) ?? []) held.add(id);
  return new Map(
    rows.map(({ nudged, ...row }) => [
      row.id,
      {
        ...row,
        language: asLanguage(row.language ?? community.language),
        nudgedDays: nudged.map(dateToDay),
        isHeld: held.has(row.id),
      },
    ]),
  );
}

/** The values texts may use, for some people. */
export async function valuesOf(
  ctx: BaseCtx,
  features: readonly Feature[],
  people: readonly PersonFacts[],
  standings: ReadonlyMap<number, KnownStanding>,
): Promise<Map<number, NudgeValues>> {
  const ids = people.map(({ id }) => id);
  const likes = await favourites(ctx.tx, ctx.community.id, ctx.today, ids);
  const reasons = new Map(features.flatMap((one) => Object.entries(one.points?.reasons ?? {})));
  const { tiers } = await ctx.settings(tierSettings);
  const states = await tierStates(ctx.tx, ctx.community.id, ids);
  return new Map(
    people.map((one) => {
      const likesWord = reasons.get(likes.get(one.id) ?? "")?.[one.language]() ?? "";
      const firstDay = standings.get(one.id)?.firstDay ?? null;
      const years = firstDay === null ? 0 : yearsOn(firstDay, ctx.today);
      const values: NudgeValues = {
        name: displayName(one, one.language),
        group: one.groupTitle || ctx.community.name,
        points: String(one.points),
        streak: one.streak > 0 ? String(one.streak) : "",
        tier: tierName(tiers, states.get(one.id)?.tier ?? 0, one.language),
        favourite: likesWord,
        years: years > 0 ? String(years) : "",
      };
      return [one.id, values];
    }),
  );
}

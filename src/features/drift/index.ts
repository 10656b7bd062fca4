import { stringify } from "csv-stringify/sync";
import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import type { Day } from "../../core/time.ts";
import { explanation, stateNames, type DriftState } from "../../engagement/drift/index.ts";
import { asDrift, refreshStandings, standings, type KnownStanding } from "../../engagement/standings/index.ts";
import { displayName } from "../../members/names.ts";
import { taggedPeople } from "../../members/profile.ts";
import { favourites } from "../../points/index.ts";
import { driftFigures, statesOfPeriod } from "./digest.ts";
import { chosen, pageLength, readWish, UnknownWord, type Wish } from "./rules.ts";
import { columns, text } from "./text.ts";

declare module "../../core/context.ts" {
  interface Facts {
    /** everybody's chance and state were looked at again, as of the beginning of this day */
    "standings.refreshed": { day: Day; members: number };
  }
}

/** Who is drifting away: looked at every night, shown to managers in private, never in a group. */
export function drift(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "drift",
    title: text.title,
    commands: [
      {
        name: "members",
        aliases: ["不活跃名单", "潜水名单", "成员名单"],
        who: "manager",
        where: "private",
        takesArguments: true,
        help: text.membersHelp,
        run: (ctx) => showMembers(ctx, features()),
      },
    ],
    digest: statesOfPeriod,
    figures: driftFigures,
    schedules: [{ name: "refresh", at: "03:10", run: askForRefresh }],
    jobs: {
      "drift.refresh": async (job) => {
        const day = await job.read((ctx) => Promise.resolve(ctx.today));
        const members = await refreshStandings((part) => job.step(({ tx }) => part(tx)), job.communityId, day);
        await job.act((ctx) => Promise.resolve(ctx.emit("standings.refreshed", { day, members })));
      },
    },
  });
}

/** A job, because it takes seconds in a large community and may wait behind nothing that people asked for. */
const askForRefresh = (ctx: BaseCtx): Promise<void> =>
  ctx.enqueue({ name: "drift.refresh", key: `drift:${ctx.today}`, payload: {} });

async function showMembers(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const wish = await wishOf(ctx);
  const all = await standings(ctx.tx, ctx.community.id);
  const asOfDay = all[0]?.asOfDay;
  if (asOfDay === undefined) {
    await askForRefresh(ctx);
    // no refusal: that would take the request back
    return ctx.reply(text.notYet);
  }
  const here = await filtered(ctx, all, wish);
  const listed = chosen(here, wish);
  if (wish.csv) return sendFile(ctx, listed, features);
  const pages = Math.max(1, Math.ceil(listed.length / pageLength));
  const page = Math.min(wish.page, pages);
  const shown = listed.slice((page - 1) * pageLength, page * pageLength);
  const likes = await likesOf(ctx, shown, features);
  const counts: Partial<Record<DriftState, number>> = {};
  for (const { state } of here) counts[state] = (counts[state] ?? 0) + 1;
  await ctx.reply(text.list, {
    asOfDay,
    isWrite: wish.shown.list === "write",
    counts,
    total: listed.length,
    page,
    pages,
    lines: shown.map((one) => ({
      id: one.memberId,
      name: displayName({ id: one.memberId, name: one.name }, ctx.language),
      state: one.state,
      explained: explanation[ctx.language](asDrift(one)),
      lastDay: one.lastDay,
      firstDay: one.firstDay,
      likes: likes.get(one.memberId) ?? null,
    })),
  });
}

async function wishOf(ctx: Ctx): Promise<Wish> {
  const chats = await ctx.tx.chat.findMany({
    where: { communityId: ctx.community.id },
    distinct: ["platform"],
    select: { platform: true },
  });
  try {
    return readWish(
      ctx.args,
      chats.map(({ platform }) => platform),
    );
  } catch (error) {
    if (error instanceof UnknownWord) throw new Refusal(text.unknown, { word: error.word.slice(0, 20) });
    throw error;
  }
}

async function filtered(ctx: Ctx, all: KnownStanding[], { tag, platform }: Wish): Promise<KnownStanding[]> {
  const { tx, community } = ctx;
  const tagged = tag === null ? null : new Set(await taggedPeople(tx, community.id, tag));
  const there = platform === null ? null : new Set(await peopleOn(ctx, platform));
  return all.filter(({ memberId }) => (tagged?.has(memberId) ?? true) && (there?.has(memberId) ?? true));
}

async function peopleOn({ tx, community }: Ctx, platform: string): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM identity i
    JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.community_id = ${community.id} AND i.platform = ${platform}`;
  return rows.map(({ id }) => id);
}

/** What they took part in most, as the features call it. */
async function likesOf(ctx: Ctx, people: KnownStanding[], features: readonly Feature[]): Promise<Map<number, string>> {
  const ids = people.map(({ memberId }) => memberId);
  const names = new Map(features.flatMap((one) => Object.entries(one.points?.reasons ?? {})));
  const asked = await ctx.tx.$queryRaw<{ id: number }[]>`
    SELECT person_id AS id FROM person_day WHERE community_id = ${ctx.community.id} AND person_id = ANY (${ids}::int[])
    GROUP BY 1 HAVING sum(questions) >= ${manyQuestions}`;
  const likes = new Map(asked.map(({ id }) => [id, text.questions[ctx.language]()]));
  for (const [id, reason] of await favourites(ctx.tx, ctx.community.id, ctx.today, ids))
    likes.set(id, names.get(reason)?.[ctx.language]() ?? reason);
  return likes;
}

const manyQuestions = 5;

async function sendFile(ctx: Ctx, listed: KnownStanding[], features: readonly Feature[]): Promise<void> {
  if (!ctx.capabilities.files) throw new Refusal(text.noFiles);
  const likes = await likesOf(ctx, listed, features);
  const { language } = ctx;
  const rows = listed.map((one) => {
    const drift = asDrift(one);
    return [
      one.memberId,
      displayName({ id: one.memberId, name: one.name }, language),
      stateNames[one.state][language](),
      one.chance === null ? "" : one.chance.toFixed(2),
      Number.isFinite(drift.silentDays) ? drift.silentDays : "",
      one.usualGapDays ?? "",
      one.activeDays,
      one.lastDay ?? "",
      one.firstDay ?? "",
      likes.get(one.memberId) ?? "",
      explanation[language](drift),
    ];
  });
  // Excel takes a file for UTF-8 only when it begins with the mark
  const content = `\uFEFF${stringify([columns[language], ...rows], { record_delimiter: "windows", escape_formulas: true })}`;
  await ctx.reply(text.file, { total: listed.length }, { file: { name: `members-${ctx.today}.csv`, content } });
}

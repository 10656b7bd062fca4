import { Refusal, type Ctx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { asDrift, standings } from "../../engagement/standings/index.ts";
import { displayName } from "../../members/names.ts";
import { favourites } from "../../points/index.ts";
import { text } from "./text.ts";

const tasksShown = 20;
const doneWords = ["done", "完成"];
const skipWords = ["skip", "skipped", "跳过"];

/** 任务: what only a person can do; 任务 完成 3, 任务 跳过 3. */
export async function tasksCommand(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const [verb = "", number = ""] = ctx.args.toLowerCase().split(/\s+/u);
  if (doneWords.includes(verb) || skipWords.includes(verb)) return closeTask(ctx, number, doneWords.includes(verb));
  const { tx, community } = ctx;
  const rows = await tx.journeyTask.findMany({
    where: { communityId: community.id, state: "open" },
    orderBy: { id: "asc" },
    take: tasksShown,
  });
  const people = rows.map(({ memberId }) => memberId);
  const members = new Map(
    (await tx.member.findMany({ where: { communityId: community.id, id: { in: people } } })).map((one) => [
      one.id,
      one,
    ]),
  );
  const handles = await handlesOf(ctx, people);
  const known = new Map((await standings(tx, community.id, people)).map((one) => [one.memberId, one]));
  const likes = await favourites(tx, community.id, ctx.today, people);
  const reasons = new Map(features.flatMap((one) => Object.entries(one.points?.reasons ?? {})));
  await ctx.reply(text.tasks, {
    tasks: rows.map(({ id, memberId }) => {
      const standing = known.get(memberId);
      return {
        id,
        memberId,
        handle: handles.get(memberId) ?? null,
        name: displayName(members.get(memberId) ?? { id: memberId, name: "" }, ctx.language),
        drift: standing ? asDrift(standing) : null,
        likes: reasons.get(likes.get(memberId) ?? "")?.[ctx.language]() ?? "",
      };
    }),
  });
}

/** How each is found on their platform, newest first, where the platform has such names. */
async function handlesOf({ tx, community }: Ctx, people: readonly number[]): Promise<Map<number, string>> {
  const rows = await tx.$queryRaw<{ id: number; handle: string }[]>`
    SELECT DISTINCT ON (1) coalesce(m.merged_into_id, m.id) AS id, i.username AS handle FROM identity i
    JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.community_id = ${community.id} AND i.username <> '' AND coalesce(m.merged_into_id, m.id) = ANY (${people}::int[])
    ORDER BY 1, i.used_at DESC NULLS LAST`;
  return new Map(rows.map(({ id, handle }) => [id, handle]));
}

async function closeTask(ctx: Ctx, number: string, isDone: boolean): Promise<void> {
  const id = /^\d{1,9}$/.test(number) ? Number(number) : -1;
  const closed = await ctx.tx.journeyTask.updateMany({
    where: { communityId: ctx.community.id, id, state: "open" },
    data: { state: isDone ? "done" : "skipped", closedById: ctx.member.id, closedAt: ctx.now },
  });
  if (closed.count === 0) throw new Refusal(text.noTask, { id: number.slice(0, 9) });
  await ctx.reply(text.taskClosed, { id, isDone });
}

import { Refusal, type Ctx, type Feature } from "../../core/feature.ts";
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
  const known = new Map((await standings(tx, community.id, people)).map((one) => [one.memberId, one]));
  const likes = await favourites(tx, community.id, ctx.today, people);
  const reasons = new Map(features.flatMap((one) => Object.entries(one.points?.reasons ?? {})));
  await ctx.reply(text.tasks, {
    tasks: rows.map(({ id, memberId }) => {
      const standing = known.get(memberId);
      return {
        id,
        memberId,
        name: displayName(members.get(memberId) ?? { id: memberId, name: "" }, ctx.language),
        drift: standing ? asDrift(standing) : null,
        likes: reasons.get(likes.get(memberId) ?? "")?.[ctx.language]() ?? "",
      };
    }),
  });
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

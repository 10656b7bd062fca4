import type { BaseCtx } from "../../core/context.ts";
import { displayName, maskedName } from "../../members/names.ts";

/** What members of a draw are called where others read it: shortened, unless they agreed to be named. By member id. */
export async function namesOf(
  ctx: BaseCtx,
  entries: readonly { memberId: number; named: boolean }[],
): Promise<Map<number, string>> {
  const members = await ctx.tx.member.findMany({
    where: { communityId: ctx.community.id, id: { in: entries.map(({ memberId }) => memberId) } },
  });
  const named = new Set(entries.filter((one) => one.named).map(({ memberId }) => memberId));
  return new Map(
    members.map((member) => {
      const name = displayName(member, ctx.community.language);
      return [member.id, named.has(member.id) ? name : maskedName(member.name === "" ? "" : name)];
    }),
  );
}

/** Which of these members were erased: their rows lead to nobody. */
export async function erasedAmong(ctx: BaseCtx, memberIds: readonly number[]): Promise<Set<number>> {
  const rows = await ctx.tx.member.findMany({
    where: { communityId: ctx.community.id, id: { in: [...memberIds] }, name: "" },
    select: { id: true },
  });
  const ids = rows.map(({ id }) => id);
  const identities = await ctx.tx.identity.findMany({
    where: { communityId: ctx.community.id, memberId: { in: ids } },
    select: { memberId: true },
  });
  const known = new Set(identities.map(({ memberId }) => memberId));
  return new Set(ids.filter((id) => !known.has(id)));
}

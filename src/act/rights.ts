import { Refusal, type EventCtx, type MemberInfo, type Who } from "../core/context.ts";
import { text } from "./text.ts";

/** What to say to somebody who may not: mostly who may; where nobody may yet, or their own role waits to be confirmed, what helps. */
export async function whyNotAllowed(
  { tx, community }: EventCtx,
  member: MemberInfo,
  who: Who,
): Promise<Refusal | Refusal<{ who: Who }>> {
  const roles = await tx.memberRole.findMany({ where: { communityId: community.id }, select: { memberId: true } });
  if (roles.length === 0) return new Refusal(text.noOwnerYet);
  const isHeld = member.role === null && roles.some(({ memberId }) => memberId === member.id);
  return isHeld ? new Refusal(text.notConfirmed) : new Refusal(text.notAllowed, { who });
}

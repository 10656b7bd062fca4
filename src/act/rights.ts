import { Refusal, type EventCtx, type MemberInfo, type Who } from "../core/context.ts";
import { text } from "./text.ts";

/** What to say to somebody who may not: mostly who may; where nobody may yet, or their own role waits to be confirmed, what helps. */
export async function whyNotAllowed(
  { tx, community }: EventCtx,
  member: MemberInfo,
  who: Who,
): Promise<Refusal | Refusal<{ who: Who }>> {
  const communityId = community.id;
  if ((await tx.memberRole.count({ where: { communityId } })) === 0) return new Refusal(text.noOwnerYet);
  const isHeld =
    member.role === null && (await tx.memberRole.count({ where: { communityId, memberId: member.id } })) > 0;
  return isHeld ? new Refusal(text.notConfirmed) : new Refusal(text.notAllowed, { who });
}

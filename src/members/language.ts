import type { Tx } from "../core/database/index.ts";
import type { Language } from "../core/text.ts";

/** What the bot speaks to one person from now on; null = what the community speaks. */
export async function setMemberLanguage(
  tx: Tx,
  member: { communityId: number; id: number },
  language: Language | null,
): Promise<void> {
  await tx.member.update({
    where: { communityId_id: { communityId: member.communityId, id: member.id } },
    data: { language },
  });
}

/** What the bot speaks in a community: in what it posts, and to members who chose nothing. */
export async function setCommunityLanguage(tx: Tx, communityId: number, language: Language): Promise<void> {
  await tx.community.update({ where: { id: communityId }, data: { language } });
}

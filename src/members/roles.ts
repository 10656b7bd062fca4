import type { Tx } from "../core/database/index.ts";
import type { Role } from "../core/context.ts";
import { text as words, type Text } from "../core/text.ts";

/** What roles are called wherever people read of them. */
export const roleNames: Readonly<Record<Role, Text>> = {
  owner: words({ zh: "主理人", en: "owner" }),
  manager: words({ zh: "管理员", en: "manager" }),
  host: words({ zh: "主持人", en: "host" }),
  viewer: words({ zh: "观察员", en: "viewer" }),
};

/** Gives a role to the person behind a platform id, in every community where they are known. */
export async function giveRole(
  tx: Pick<Tx, "$executeRaw">,
  given: { platform: string; platformUserId: string; role: Role; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO member_role (community_id, member_id, role, given_at)
    SELECT i.community_id, coalesce(m.merged_into_id, m.id), ${given.role}, ${given.at} FROM identity i
    JOIN member m ON m.community_id = i.community_id AND m.id = i.member_id
    WHERE i.platform = ${given.platform} AND i.platform_user_id = ${given.platformUserId}
    ON CONFLICT (community_id, member_id) DO UPDATE SET role = excluded.role, given_at = excluded.given_at`;
}

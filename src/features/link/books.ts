import type { Tx } from "../../core/database/index.ts";
import { identitiesOf, type PlatformId } from "../../members/identity.ts";
import { lockCommunitiesOf } from "../../members/linking.ts";
import { regroup } from "../../members/regroup.ts";
import { reconcile } from "../../points/index.ts";

/** Makes members and books right in every community where any identity of this human is known. */
export async function bringTogether(tx: Tx, one: PlatformId, tag: string, at: Date): Promise<void> {
  for (const communityId of await lockCommunitiesOf(tx, await identitiesOf(tx, one))) {
    const changed = await regroup(tx, communityId);
    if (changed.length > 0) await reconcile(tx, communityId, changed, { tag, at });
  }
}

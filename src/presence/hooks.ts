import type { PersonHooks } from "../core/feature.ts";

/** Gaps are about no person, but move with their community. */
export const presencePerson: PersonHooks = {
  export: async () => ({}),
  forget: async () => {},
  move: async (tx) => {
    await tx.$executeRaw`
      INSERT INTO gap (community_id, platform, account, from_at, until_at, why)
      SELECT DISTINCT m.to_community, g.platform, g.account, g.from_at, g.until_at, g.why FROM gap g
      JOIN moving_chat m ON m.from_community = g.community_id ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`DELETE FROM gap WHERE community_id IN (SELECT from_community FROM moving_chat)`;
  },
};

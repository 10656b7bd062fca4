import { defineFeature, type Feature } from "../../core/feature.ts";
import { greet, notice } from "./greet.ts";
import { introduce, introduceAtClaim } from "./introduce.ts";
import { settings } from "./settings.ts";
import { text } from "./text.ts";

/** Welcome (欢迎): the bot says what it is when it comes into a group, and greets whoever comes after it. */
export function welcome(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "welcome",
    title: text.title,
    events: {
      botStatus: (ctx) => introduce(ctx, features()),
      join: notice,
    },
    on: { "community.claimed": (ctx) => introduceAtClaim(ctx, features()) },
    jobs: { "welcome.greet": (job) => greet(job, features()) },
    settings,
    settingTexts: text.settings,
    person: {
      export: async (tx, communityId, memberIds) => ({
        newcomer: await tx.newcomer.findMany({ where: { communityId, memberId: { in: memberIds } } }),
      }),
      forget: async (tx, communityId, memberIds) => {
        await tx.newcomer.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
      },
      // jobs do not go over, so whoever came in this very minute or night is not greeted
      move: async (tx) => {
        await tx.$executeRaw`DELETE FROM newcomer USING moving_chat WHERE community_id = from_community AND chat_id = from_chat`;
        await tx.$executeRaw`
          INSERT INTO introduction (community_id, chat_id, sees_all, greeted_at, noticed_day)
          SELECT to_community, to_chat, sees_all, greeted_at, noticed_day FROM introduction
          JOIN moving_chat ON community_id = from_community AND chat_id = from_chat ON CONFLICT DO NOTHING`;
        await tx.$executeRaw`
          DELETE FROM introduction USING moving_chat WHERE community_id = from_community AND chat_id = from_chat`;
      },
    },
  });
}

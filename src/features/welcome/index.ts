import { defineFeature, type Feature } from "../../core/feature.ts";
import { greet, notice } from "./greet.ts";
import { introduce } from "./introduce.ts";
import { settings } from "./settings.ts";

/** Welcome (欢迎): the bot says what it is when it comes into a group, and greets whoever comes after it. */
export function welcome(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "welcome",
    events: {
      botStatus: (ctx) => introduce(ctx, features()),
      join: notice,
    },
    jobs: { "welcome.greet": (job) => greet(job, features()) },
    settings,
    person: {
      export: async (tx, communityId, memberIds) => ({
        newcomer: await tx.newcomer.findMany({ where: { communityId, memberId: { in: memberIds } } }),
      }),
      forget: async (tx, communityId, memberIds) => {
        await tx.newcomer.deleteMany({ where: { communityId, memberId: { in: memberIds } } });
      },
      // who waits there waits here for the next greeting, which leaves out whoever came more than a day ago
      move: async (tx) => {
        await tx.$executeRaw`
          INSERT INTO newcomer (community_id, chat_id, member_id, joined_at)
          SELECT c.to_community, c.to_chat, m.to_member, min(n.joined_at) FROM newcomer n
          JOIN moving_chat c ON n.community_id = c.from_community AND n.chat_id = c.from_chat
          JOIN moving m ON n.community_id = m.from_community AND n.member_id = m.from_member GROUP BY 1, 2, 3
          ON CONFLICT DO NOTHING`;
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

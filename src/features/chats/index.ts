import type { EventCtx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import { renameChat, setUnreachable } from "../../members/chats.ts";
import { cleanName } from "../../members/names.ts";
import { groupFigures, groupsOfPeriod } from "./digest.ts";

/** Keeps what we know of chats true: their titles, and whether we can still write there. */
export const chats = defineFeature({
  name: "chats",
  digest: groupsOfPeriod,
  figures: groupFigures,
  events: {
    title: (ctx) => renameChat(ctx.tx, keyOf(ctx), cleanName(ctx.event.title)),
    botStatus: async (ctx) => {
      const { status } = ctx.event;
      const gone = status === "removed" || status === "blocked";
      await setUnreachable(ctx.tx, keyOf(ctx), gone ? status : null);
    },
  },
});

const keyOf = (ctx: EventCtx) => ({ communityId: ctx.community.id, chatId: ctx.chat.id });

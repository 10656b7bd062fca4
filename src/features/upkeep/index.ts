import { defineFeature } from "../../core/feature.ts";
import { pruneCore } from "../../core/upkeep.ts";
import { pruneMembers } from "../../members/upkeep.ts";
import { pruneTexts, textWindow } from "../../engagement/texts.ts";

/** Keeps promises about time: texts go when their window is over, event contents when they are done with. */
export const upkeep = defineFeature({
  ...textWindow,
  schedules: [
    {
      name: "prune",
      at: "03:40",
      run: async (ctx) => {
        const { textDays } = await ctx.settings(textWindow);
        await pruneTexts(ctx.tx, ctx.community.id, ctx.now, textDays);
        await pruneCore(ctx.tx, ctx.community.id, ctx.now);
        await pruneMembers(ctx.tx, ctx.community.id, ctx.now);
      },
    },
  ],
});

import { z } from "zod";
import { defineFeature } from "../../core/feature.ts";
import { pruneCore } from "../../core/upkeep.ts";
import { defaultTextDays, pruneTexts } from "../../engagement/texts.ts";

/** Keeps promises about time: texts go when their window is over, event contents when they are done with. */
export const upkeep = defineFeature({
  name: "upkeep",
  settings: z.object({
    /** days a message's text is kept for the features that need it; 0 = never kept */
    textDays: z.number().int().min(0).max(365).default(defaultTextDays),
  }),
  schedules: [
    {
      name: "prune",
      at: "03:40",
      run: async (ctx) => {
        const { textDays } = await ctx.settings(upkeep);
        await pruneTexts(ctx.tx, ctx.community.id, ctx.now, textDays);
        await pruneCore(ctx.tx, ctx.community.id, ctx.now);
      },
    },
  ],
});

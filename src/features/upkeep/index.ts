import { defineFeature } from "../../core/feature.ts";
import { text as words } from "../../core/text.ts";
import { pruneCore } from "../../core/upkeep.ts";
import { pruneMembers } from "../../members/upkeep.ts";
import { pruneOperators } from "../../operators/hooks.ts";
import { pruneTexts, textWindow } from "../../engagement/texts.ts";

/** Keeps promises about time: texts go when their window is over, event contents when they are done with. */
export const upkeep = defineFeature({
  ...textWindow,
  settingTexts: {
    textDays: {
      name: words({ zh: "消息保留天数", en: "days that texts are kept" }),
      help: words({ zh: "消息原文保留几天，0 为不保留", en: "How long the words of messages are kept; 0 keeps none" }),
    },
  },
  schedules: [
    {
      name: "prune",
      at: "03:40",
      run: async (ctx) => {
        const { textDays } = await ctx.settings(textWindow);
        await pruneTexts(ctx.tx, ctx.community.id, ctx.now, textDays);
        await pruneCore(ctx.tx, ctx.community.id, ctx.now);
        await pruneOperators(ctx.tx, ctx.community.id, ctx.now);
        await pruneMembers(ctx.tx, ctx.community.id, ctx.now);
      },
    },
  ],
});

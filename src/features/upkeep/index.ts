import type { BaseCtx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import { text as words } from "../../core/text.ts";
import { dayMs } from "../../core/time.ts";
import { pruneCore } from "../../core/upkeep.ts";
import { pruneMembers } from "../../members/upkeep.ts";
import { pruneAudit } from "../../operators/audit.ts";
import { pruneOperators } from "../../operators/hooks.ts";
import { pruneTexts, textWindow } from "../../engagement/texts.ts";

const textsNever = words({
  zh: "从下一条消息起不再保存原文，以前的今晚清除。",
  en: "From the next message on no words are kept; those kept so far go tonight.",
});
const textsShorter = words({
  zh: "更早的消息原文今晚清除。",
  en: "Words of messages older than that go tonight.",
});
const textsLonger = words({
  zh: "消息原文会比以前多留一段时间，只给需要它的功能用，不给别人。",
  en: "Words of messages stay longer than before, only for what needs them here; nobody else gets them.",
});

/** It is looked so often; whatever would be too old before the next look goes with this one. */
const times = ["03:40", "09:40", "15:40", "21:40"] as const;
const untilNextMs = dayMs / times.length;

async function prune(ctx: BaseCtx): Promise<void> {
  const { tx, community, now } = ctx;
  const { textDays } = await ctx.settings(textWindow);
  const next = new Date(now.getTime() + untilNextMs);
  // none waits for another: together they are two or three round trips
  await Promise.all([
    pruneTexts(tx, community.id, next, textDays),
    pruneCore(tx, community.id, next),
    pruneOperators(tx, community.id, now),
    pruneAudit(tx, community.id, now),
    pruneMembers(tx, community.id, now),
  ]);
}

/** Keeps promises about time: texts go when their window is over, event contents when they are done with. */
export const upkeep = defineFeature({
  ...textWindow,
  title: words({ zh: "消息保留", en: "keeping texts" }),
  settingTexts: {
    textDays: {
      name: words({ zh: "消息保留天数", en: "days that texts are kept" }),
      help: words({ zh: "消息原文保留几天，0 为不保留", en: "How long the words of messages are kept; 0 keeps none" }),
      privacy: (from, to) => {
        if (to === 0) return textsNever;
        return Number(to) < Number(from) ? textsShorter : textsLonger;
      },
    },
  },
  schedules: [{ name: "prune", at: times, run: prune }],
});

import { DateTime } from "luxon";
import { defineFeature, Refusal, type Ctx } from "../../core/feature.ts";
import { doubtsOf } from "../../members/doubts.ts";
import { clearAlarms, gapsSince, presencesFor } from "../../presence/presence.ts";
import { text } from "./text.ts";

/** How far back gaps are shown, and how many of them. */
const days = 7;
const shownGaps = 5;

/** Whether the community is heard (运行状态): connections, gaps, and what waits for an operator. */
export const status = defineFeature({
  name: "status",
  title: text.title,
  essential: true,
  commands: [
    { name: "status", aliases: ["状态", "运行状态"], who: "viewer", help: text.statusHelp, run: showStatus },
    {
      name: "resume",
      aliases: ["恢复发送"],
      who: "owner",
      help: text.resumeHelp,
      confirm: async (ctx) => ((await stopped(ctx)) ? { summary: text.askResume } : null),
      run: resume,
    },
  ],
});

async function showStatus(ctx: Ctx): Promise<void> {
  const { tx, community, now } = ctx;
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: community.timeZone }).toFormat("MM-dd HH:mm");
  const platforms = await presencesFor(tx, community.id);
  const gaps = await gapsSince(tx, community.id, new Date(now.getTime() - days * 86_400_000));
  await ctx.reply(text.status, {
    platforms: platforms.map((one) => ({ ...one, heard: one.heardAt && local(one.heardAt) })),
    gaps: gaps.slice(0, shownGaps).map((gap) => ({ ...gap, from: local(gap.fromAt), until: local(gap.untilAt) })),
    more: Math.max(0, gaps.length - shownGaps),
    days,
    doubts: (await doubtsOf(tx, community.id)).length,
  });
}

async function stopped({ tx, community }: Ctx): Promise<boolean> {
  return (await presencesFor(tx, community.id)).some((one) => one.alarm !== null);
}

async function resume(ctx: Ctx): Promise<void> {
  if ((await clearAlarms(ctx.tx, ctx.community.id)) === 0) throw new Refusal(text.nothingStopped);
  await ctx.reply(text.resumed);
}

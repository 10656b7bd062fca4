import { DateTime } from "luxon";
import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import { dayMs } from "../../core/time.ts";
import { doubtsOf } from "../../members/doubts.ts";
import { alarmsFor, clearAlarms, gapsSince, presencesFor } from "../../presence/presence.ts";
import { lastDone, troublesNow } from "../../presence/troubles.ts";
import { gapFigures, gapsOfPeriod } from "./digest.ts";
import { text } from "./text.ts";

/** How far back gaps are shown, and how many of them. */
const days = 7;
const shownGaps = 5;

/** Whether the community is heard (运行状态): connections, gaps, and what waits for an operator. */
export const status = defineFeature({
  name: "status",
  title: text.title,
  essential: true,
  digest: gapsOfPeriod,
  figures: gapFigures,
  commands: [
    { name: "status", aliases: ["状态", "运行状态"], who: "viewer", help: text.statusHelp, run: showStatus },
    {
      name: "resume",
      aliases: ["恢复发送"],
      who: "owner",
      help: text.resumeHelp,
      confirm: async (ctx) => ((await stopped(ctx)).length > 0 ? { summary: text.askResume } : null),
      run: resume,
    },
  ],
});

async function showStatus(ctx: Ctx): Promise<void> {
  const { tx, community, now } = ctx;
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: community.timeZone }).toFormat("MM-dd HH:mm");
  const platforms = await presencesFor(tx, asker(ctx));
  const gaps = await gapsSince(tx, community.id, new Date(now.getTime() - days * dayMs));
  await ctx.reply(text.status, {
    platforms: platforms.map((one) => ({ ...one, heard: one.heardAt && local(one.heardAt) })),
    gaps: gaps.slice(0, shownGaps).map((gap) => ({ ...gap, from: local(gap.fromAt), until: local(gap.untilAt) })),
    more: Math.max(0, gaps.length - shownGaps),
    days,
    doubts: (await doubtsOf(tx, community.id)).length,
    troubles: (await troublesNow(tx)).map(({ what }) => what),
    backup: await lastDone(tx, "backup").then((at) => at && local(at)),
  });
}

const stopped = (ctx: Ctx) => alarmsFor(ctx.tx, asker(ctx));

function asker({ community, event }: Ctx) {
  const userId = "sender" in event && event.sender?.kind === "person" ? event.sender.id : "";
  return { communityId: community.id, platform: event.platform, userId };
}

async function resume(ctx: Ctx): Promise<void> {
  const accounts = await stopped(ctx);
  if (accounts.length === 0) throw new Refusal(text.nothingStopped);
  await clearAlarms(ctx.tx, accounts);
  await ctx.reply(text.resumed);
}

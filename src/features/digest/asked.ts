import { z } from "zod";
import type { MessageEvent } from "../../core/event.ts";
import type { Ctx, EventCtx, JobCtx } from "../../core/context.ts";
import { priorities } from "../../core/outbox.ts";
import { memberIdsOf } from "../../members/person.ts";
import { asker, askerOf } from "../../operators/later.ts";
import { buildDigest } from "./build.ts";
import { pictureFor, told, type Sources } from "./deliver.ts";
import { toText } from "./forms/lines.ts";
import { instantsOf, periodSchema, type Period } from "./period.ts";
import { text } from "./text.ts";
import { materialOf } from "./wording/material.ts";

const order = z.object({
  asker,
  period: periodSchema,
  chatId: z.number().int(),
  isHere: z.boolean(),
  via: z.number().int(),
});

/** Has a week told by a model, for somebody who asked for it. */
export async function orderTelling(ctx: Ctx, period: Period, chatId: number, isHere: boolean): Promise<void> {
  const to = askerOf(ctx as Ctx & EventCtx<MessageEvent>, ctx.member);
  const { platform, account, key } = ctx.event;
  const payload = { asker: to, period, chatId, isHere, via: ctx.member.via };
  await ctx.enqueue({ name: "digest.tell", key: `digest:tell:${platform}:${account}:${key}`, payload });
}

/** The digest somebody asked for, in a model's words as on Monday, or without where there is no money left. */
export async function tell(job: JobCtx, { features, office, scribe }: Sources): Promise<void> {
  const { asker: to, period: kept, chatId, isHere, via } = order.parse(job.payload);
  const period = kept as Period;
  const { language } = to;
  const made = await job.read(async (ctx) => ({
    digest: await buildDigest(ctx, features(), period),
    material: await materialOf(ctx, features(), instantsOf(period, ctx.community.timeZone)),
    memberIds: await memberIdsOf(ctx.tx, ctx.community.id, to.memberId),
    language,
  }));
  const who = { chatId: to.chatId, memberIds: made.memberIds, via, key: period.key };
  const { digest, settle } = await told(job, scribe, made, who);
  const picture = await pictureFor(digest, language, office);
  await job.act(async (ctx) => {
    await settle(ctx);
    const { platform, key } = to.event;
    await ctx.post(chatId, {
      key: `digest:asked:${platform}:${key}`,
      kind: "receipt",
      priority: priorities.answer,
      text: toText(digest, language, isHere ? undefined : text.chatFoot),
      ...(picture ? { picture } : {}),
    });
  });
}

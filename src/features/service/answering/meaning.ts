import { z } from "zod";
import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx, JobCtx, MemberInfo } from "../../../core/context.ts";
import type { Embedder } from "../../../llm/embedder.ts";
import { redact } from "../../../llm/redact.ts";
import { switchedOff } from "../../../members/choices.ts";
import { memberIdsOf } from "../../../members/person.ts";
import { readByModel } from "../knowledge/embed.ts";
import { readLimit } from "../knowledge/shelf.ts";
import { reserve } from "../rephrasing/budget.ts";
import { answerQuestion } from "./answer.ts";
import { address, type Address, type Answering } from "./inquiry.ts";
import { laterOf, resume, type Later } from "./later.ts";
import { questionHash } from "./log.ts";
import { standingOf } from "./standing.ts";

/** A question is not held up longer than this for its meaning. */
const patienceMs = 3_000;

const order = z.object({ question: z.string(), address, callId: z.number().int() });

/**
 * Has the meaning of a question looked up that its words do not settle, when the member has not
 * forbidden it and the budget allows it. False = its words have to do.
 */
export async function orderMeaning(
  ctx: EventCtx<MessageEvent>,
  embedder: Embedder | null,
  member: MemberInfo,
  question: string,
  how: Address,
): Promise<boolean> {
  if (!embedder) return false;
  const { community } = ctx;
  if ((await switchedOff(ctx.tx, { communityId: community.id, id: member.id })).has("llm")) return false;
  const hash = questionHash(community.salt, question);
  const memberIds = await memberIdsOf(ctx.tx, community.id, member.id);
  const who = { chatId: ctx.chat.id, memberIds, via: member.via, hash, entries: [] };
  const { id } = await reserve(ctx, embedder, who);
  if (id === null) return false;
  const payload = { later: laterOf(ctx), question, address: how, callId: id };
  await ctx.enqueue({ name: "service.meaning", key: `service:meaning:${ctx.event.key}`, payload });
  return true;
}

/** Asks the embedding model, outside any transaction; whatever comes of it, the question is answered. */
export async function answerByMeaning(job: JobCtx, embedder: Embedder | null, parts: Answering): Promise<void> {
  const { question, address: how, callId } = order.parse(job.payload);
  const { later } = job.payload as { later: Later };
  // whoever waited behind others for so long is answered by the words
  const leftMs = patienceMs - job.waitedMs;
  const result =
    embedder && leftMs > 0
      ? await embedder.embed(
          [readByModel(redact(question.slice(0, readLimit)))],
          AbortSignal.any([job.signal, AbortSignal.timeout(leftMs)]),
        )
      : null;
  await job.act(async (base) => {
    if (embedder) {
      const { tokensIn, tokensOut } = result ?? { tokensIn: 0, tokensOut: 0 };
      const kept = { tokensIn, tokensOut, cost: embedder.cost({ tokensIn, tokensOut }) };
      const reason = result?.ok ? "meaning" : `meaning:${result?.fault ?? "late"}`;
      await base.tx.llmCall.update({
        where: { communityId_id: { communityId: job.communityId, id: callId } },
        data: { ...kept, verdict: result === null ? "refused" : result.ok ? "passed" : "failed", reason },
      });
    }
    const ctx = await resume(base, later);
    if (!ctx?.member) return;
    const asker = { member: ctx.member, standing: await standingOf(ctx, ctx.member, question) };
    await answerQuestion(ctx, parts, asker, question, how, result?.ok ? (result.vectors[0] ?? null) : null);
  });
}

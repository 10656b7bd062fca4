import { createHash } from "node:crypto";
import { z } from "zod";
import type { BaseCtx, EventCtx, JobCtx, MemberInfo } from "../../../core/context.ts";
import type { MessageEvent } from "../../../core/event.ts";
import { gateAnswer, rephrased, type Shown } from "../../../llm/gate.ts";
import type { Model } from "../../../llm/model.ts";
import { fillPrompt, type Prompts } from "../../../llm/prompts.ts";
import { redact } from "../../../llm/redact.ts";
import { switchedOff } from "../../../members/choices.ts";
import { mayHaveMinors } from "../../../members/minors.ts";
import { memberIdsOf } from "../../../members/person.ts";
import type { Rephrasing } from "../answering/inquiry.ts";
import { laterOf, resume, type Later } from "../answering/later.ts";
import { questionHash } from "../answering/log.ts";
import { sayAnswer } from "../answering/say.ts";
import { text as answering } from "../answering/text.ts";
import { isValidAt, languageOf, shownAnswer } from "../knowledge/content.ts";
import { entryById, type StoredEntry } from "../knowledge/entries.ts";
import { readLimit } from "../knowledge/shelf.ts";
import { serviceSettings } from "../settings.ts";
import { tellDesk } from "../tickets/desk.ts";
import { reserve, type CapNews } from "./budget.ts";
import { text } from "./text.ts";

/** A model with its prompts; null = there is none, and nothing leaves this machine. */
export interface Rephraser {
  model: Model;
  prompts: Prompts;
}

const cacheMs = 600_000;
/** An answer is not held up longer than this for other words. */
const patienceMs = 8_000;
const replyTokens = 300;

interface Order {
  later: Later;
  questionId: number;
  question: string;
  entryId: number;
  callId: number;
}

/**
 * Orders an answer in other words, when the community wants that, the member has not forbidden it and
 * the budget allows it. False = the entry is posted as it stands, at once.
 */
export async function orderRephrasing(
  ctx: EventCtx,
  rephraser: Rephraser | null,
  member: MemberInfo,
  asked: Rephrasing,
): Promise<boolean> {
  if (!rephraser || ctx.event.kind !== "message") return false;
  const { mode } = await ctx.settings(serviceSettings);
  if (mode !== "rephrase" || (await mayHaveMinors(ctx))) return false;
  if ((await switchedOff(ctx.tx, { communityId: ctx.community.id, id: member.id })).has("llm")) return false;
  const hash = questionHash(ctx.community.salt, asked.question);
  const cached = await cachedReply(ctx, hash, asked.entry);
  if (cached !== null) {
    await sayAnswer(ctx, asked.entry, asked.questionId, cached);
    return true;
  }
  const memberIds = await memberIdsOf(ctx.tx, ctx.community.id, member.id);
  const who = { chatId: ctx.chat.id, memberIds, via: member.via, hash, entries: [asked.entry.id] };
  const { id, cap } = await reserve(ctx, rephraser.model, who);
  await tellCap(ctx, cap);
  if (id === null) return false;
  const { questionId, question, entry } = asked;
  const later = laterOf(ctx as EventCtx<MessageEvent>);
  const payload: Order = { later, questionId, question, entryId: entry.id, callId: id };
  await ctx.enqueue({ name: "service.rephrase", key: `service:rephrase:${questionId}`, payload });
  return true;
}

/** What passed the gate for the same words within ten minutes, while the entry is what it was. */
async function cachedReply(ctx: BaseCtx, hash: string, { id, updatedAt }: StoredEntry): Promise<string | null> {
  const since = new Date(Math.max(ctx.now.getTime() - cacheMs, updatedAt.getTime()));
  const row = await ctx.tx.llmCall.findFirst({
    where: { communityId: ctx.community.id, hash, verdict: "passed", entries: { has: id }, at: { gt: since } },
    orderBy: { id: "desc" },
  });
  return row?.text ?? null;
}

/** The desk hears of the money once a month at each mark. */
export async function tellCap(ctx: BaseCtx, cap: CapNews): Promise<void> {
  if (cap === null) return;
  const words = cap === 100 ? text.cap100 : text.cap80;
  const key = `llm:${ctx.today.slice(0, 7)}:${cap}`;
  await tellDesk(ctx, { ticketId: 0, key, text: words[ctx.community.language]() });
}

const numbers = z.object({
  questionId: z.number().int(),
  question: z.string(),
  entryId: z.number().int(),
  callId: z.number().int(),
});

/** Asks the model, outside any transaction; whatever comes of it, the member has the entry's words at last. */
export async function rephrase(job: JobCtx, rephraser: Rephraser | null): Promise<void> {
  const { questionId, question, entryId, callId } = numbers.parse(job.payload);
  const { later } = job.payload as Order;
  const shown = await job.read(async (ctx): Promise<Shown | null> => {
    const entry = await entryById(ctx.tx, ctx.community.id, entryId);
    const call = await ctx.tx.llmCall.findUnique({
      where: { communityId_id: { communityId: job.communityId, id: callId } },
    });
    const isFresh = call?.verdict === "reserved" && entry?.state === "live" && isValidAt(entry, ctx.now);
    return isFresh ? { id: entry.id, text: shownAnswer(entry) } : null;
  });
  const outcome = shown && rephraser ? await askInTime(rephraser, question, shown, job) : null;
  await job.act(async (base) => {
    const ctx = await resume(base, later);
    const entry = await entryById(base.tx, job.communityId, entryId);
    // an entry that changed meanwhile is not what the model was shown
    const isSame = entry?.state === "live" && shown?.text === shownAnswer(entry);
    const words = isSame ? (outcome?.words ?? null) : null;
    if (outcome) {
      await base.tx.llmCall.update({
        where: { communityId_id: { communityId: job.communityId, id: callId } },
        data: { ...outcome.kept, text: words },
      });
    }
    if (!ctx) return;
    if (entry?.state !== "live") return ctx.reply(answering.goneEntry);
    await sayAnswer(ctx, entry, questionId, words ?? undefined);
  });
}

interface Asked {
  /** what passed the gate; null = nothing did */
  words: string | null;
  kept: { verdict: string; reason: string | null; tokensIn: number; tokensOut: number; cost: number };
}

/** Behind others who are asked for, one has as much less time: nobody waits longer than if they were alone. */
async function askInTime(rephraser: Rephraser, question: string, shown: Shown, job: JobCtx): Promise<Asked> {
  const leftMs = patienceMs - job.waitedMs;
  const tooLate = { verdict: "refused", reason: "late", tokensIn: 0, tokensOut: 0, cost: 0 };
  if (leftMs <= 0) return { words: null, kept: tooLate };
  return ask(rephraser, question, shown, AbortSignal.any([job.signal, AbortSignal.timeout(leftMs)]));
}

async function ask({ model, prompts }: Rephraser, question: string, shown: Shown, signal: AbortSignal): Promise<Asked> {
  const canary = createHash("sha256").update(`${shown.id}\n${shown.text}`).digest("hex").slice(0, 16);
  const prompt = prompts[languageOf(question) ?? "zh"];
  const result = await model.ask(
    {
      system: fillPrompt(prompt, { entries: `${shown.id}: ${shown.text}`, canary }),
      user: marked(redact(question.slice(0, readLimit))),
      schema: rephrased,
      schemaName: "rephrased",
      maxTokens: replyTokens,
    },
    signal,
  );
  const { tokensIn, tokensOut } = result;
  const kept = { reason: null, tokensIn, tokensOut, cost: model.cost(result) };
  if (!result.ok) return { words: null, kept: { ...kept, verdict: "failed", reason: result.fault } };
  const rule = gateAnswer(result.value, [shown], canary);
  if (rule) return { words: null, kept: { ...kept, verdict: "refused", reason: rule } };
  return { words: result.value.reply, kept: { ...kept, verdict: "passed" } };
}

/**
 * Spotlighting by data marking (arXiv 2403.14720): the question is told from instructions by the mark
 * between its words, which the prompt names; in Chinese between its characters.
 */
const marked = (question: string) =>
  question.replaceAll(mark, "").replace(/\s+|(?<=\p{Script=Han})(?=\p{Script=Han})/gu, mark);
const mark = "\u02C6";

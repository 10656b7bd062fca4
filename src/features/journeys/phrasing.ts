import { createHash } from "node:crypto";
import { z } from "zod";
import type { BaseCtx, JobCtx } from "../../core/context.ts";
import { priorities } from "../../core/outbox.ts";
import { asLanguage, languages } from "../../core/text.ts";
import { figuresIn, inDigits } from "../../llm/figures.ts";
import { gate, rephrased, type GateRule, type Rephrased, type Shown } from "../../llm/gate.ts";
import type { Model } from "../../llm/model.ts";
import { fillPrompt, type Prompts } from "../../llm/prompts.ts";
import type { Purse, Settlement } from "../../llm/purse.ts";
import { mayWriteFirst, switchedOff } from "../../members/choices.ts";
import { displayName } from "../../members/names.ts";
import { lockOther, memberIdsOf } from "../../members/person.ts";
import { withWayOut } from "./words.ts";

/** A model that may put a private greeting in other words, its prompts, and the money for it. */
export interface Phraser {
  model: Model;
  prompts: Prompts;
  purse: Purse;
}

/** Stands for the member's name in what a model sees and says: names never leave this machine. */
export const nameMark = "THEIRNAME";

const replyTokens = 300;
/** A greeting in other words is not much longer than it was, in UTF-16 code units. */
const mostMore = 60;

const order = z.object({
  chatId: z.number().int(),
  /** its key in the outbox, as the nudge has it */
  key: z.string(),
  memberId: z.number().int(),
  language: z.enum(languages),
  /** the template with every fact in it, but for the name */
  words: z.string(),
  /** further facts about the member that the member knows; "" = none */
  facts: z.string(),
  deadlineAt: z.coerce.date(),
  callId: z.number().int(),
});
type Order = z.infer<typeof order>;

/**
 * Orders a greeting in other words, to be said as soon as the model has spoken. False = there is no money
 * for it or the member wants no model: it is said as the template has it.
 */
export async function orderPhrasing(
  ctx: BaseCtx,
  { model, purse }: Phraser,
  wanted: Omit<Order, "callId">,
): Promise<boolean> {
  const { memberId, chatId, words, facts, key } = wanted;
  const person = { communityId: ctx.community.id, id: memberId };
  if ((await switchedOff(ctx.tx, person)).has("llm")) return false;
  const memberIds = await memberIdsOf(ctx.tx, ctx.community.id, memberId);
  const hash = fingerprint(`${ctx.community.salt}\n${words}\n${facts}`);
  const callId = await purse.take(ctx, model, { chatId, memberIds, via: memberId, hash });
  if (callId === null) return false;
  await ctx.enqueue({ name: "journeys.phrase", key: `phrase:${key}`, payload: { ...wanted, callId } });
  return true;
}

/** Asks the model, outside any transaction; whatever comes of it, the greeting is said, once. */
export async function phrase(job: JobCtx, phraser: Phraser | null): Promise<void> {
  const wanted = order.parse(job.payload);
  const asked = phraser ? await ask(phraser, wanted, job.signal) : null;
  await job.act(async (ctx) => {
    const { chatId, key, memberId, language, deadlineAt, callId } = wanted;
    if (phraser && asked) await phraser.purse.settle(ctx, phraser.model, callId, asked.settlement);
    const where = { communityId: ctx.community.id };
    await lockOther(ctx.tx, memberId);
    const one = await ctx.tx.member.findUnique({ where: { communityId_id: { ...where, id: memberId } } });
    // whoever was erased, or said the off word, while the model was asked
    if (!one || one.name === "" || !(await mayWriteFirst(ctx, memberId))) return;
    const said = (asked?.words ?? wanted.words).replaceAll(nameMark, () => displayName(one, language));
    const text = withWayOut(said, language);
    await ctx.post(chatId, { key, text, kind: "unasked", priority: priorities.nudge, deadlineAt });
    if (asked?.words)
      await ctx.tx.nudge.updateMany({ where: { ...where, outboxKey: key }, data: { phrasing: "model" } });
  });
}

interface Asked {
  /** what passed the gate; null = nothing did */
  words: string | null;
  settlement: Settlement;
}

async function ask(
  { model, prompts }: Phraser,
  { words, facts, language }: Order,
  signal: AbortSignal,
): Promise<Asked> {
  const shown: Shown[] = [{ id: 1, text: words }, ...(facts === "" ? [] : [{ id: 2, text: facts }])];
  const canary = fingerprint(words).slice(0, 16);
  const entries = shown.map(({ id, text }) => `${id}: ${text}`).join("\n");
  const result = await model.ask(
    {
      system: fillPrompt(prompts[asLanguage(language)], { entries, canary }),
      user: "JSON",
      schema: rephrased,
      schemaName: "rephrased",
      maxTokens: replyTokens,
    },
    signal,
  );
  const { tokensIn, tokensOut } = result;
  const usage = { tokensIn, tokensOut };
  if (!result.ok) return { words: null, settlement: { usage, verdict: "failed", reason: result.fault } };
  const rule = gateNudge(result.value, shown, canary);
  if (rule) return { words: null, settlement: { usage, verdict: "refused", reason: rule } };
  return { words: result.value.reply, settlement: { usage, verdict: "passed", reason: null } };
}

/**
 * Whether a member may read this greeting: null, or the rule it breaks. Beyond the gate of answers it keeps
 * the name where the template has one, every figure of the template, and about its length.
 */
export function gateNudge(
  output: Rephrased,
  shown: readonly Shown[],
  canary: string,
): GateRule | "name" | "lost" | "length" | null {
  const template = shown.find(({ id }) => id === 1)?.text ?? "";
  const { reply, ids } = output;
  if (!ids.includes(1)) return "ids";
  if (count(reply) !== count(template)) return "name";
  if (reply.length > template.length + mostMore) return "length";
  const kept = new Set(figures(reply));
  if (figures(template).some((figure) => !kept.has(figure))) return "lost";
  return gate(output, shown, canary);
}

const count = (text: string): number => text.split(nameMark).length - 1;
const figures = (text: string): string[] => figuresIn(inDigits(text.normalize("NFKC").toLowerCase()));
const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

import { z } from "zod";
import { Refusal, type BaseCtx, type Ctx, type EventCtx, type JobCtx } from "../../../core/context.ts";
import type { Feature, Passage } from "../../../core/feature.ts";
import type { ButtonEvent, MessageEvent } from "../../../core/event.ts";
import { fill, type Language } from "../../../core/text.ts";
import { startOfDay } from "../../../core/time.ts";
import type { Fault, Model } from "../../../llm/model.ts";
import { fillPrompt, type Prompts } from "../../../llm/prompts.ts";
import { forAll, type Purse, type Settlement } from "../../../llm/purse.ts";
import { mayHaveMinors } from "../../../members/minors.ts";
import { may } from "../../../members/person.ts";
import { appendAudit } from "../../../operators/audit.ts";
import { answerLater, asker, askerOf } from "../../../operators/later.ts";
import { limits, type Question } from "../bank/question.ts";
import { saveQuestions } from "../bank/store.ts";
import { text } from "../text.ts";
import { drafted, gateDraft, questionOf, type DraftRule } from "./gate.ts";

/** Who drafts questions, and from what. */
export interface Drafter {
  model: Model;
  /** the money for it: the community's, with everything else it asks of the model */
  purse: Purse;
  prompts: Prompts;
  features(): readonly Feature[];
}

const usualCount = 5;
const mostCount = 10;
/** Requests a community may cost in a day. */
const perDay = 50;
const replyTokens = 400;

const order = z.object({ asker, bank: z.string(), count: z.number().int() });

/** 出题 5 茶馆: drafts from what the community has written down, each shown to whoever asked. */
export async function draftCommand(ctx: Ctx): Promise<void> {
  if (await mayHaveMinors(ctx)) throw new Refusal(text.noModelHere);
  const words = ctx.args.split(/\s+/u).filter(Boolean);
  const counted = words.find((word) => /^\d{1,2}$/.test(word));
  const bank = words.find((word) => word !== counted)?.slice(0, limits.tag) ?? text.ownBank[ctx.community.language]();
  const count = Math.min(Math.max(Number(counted ?? usualCount), 1), mostCount);
  const { event, member } = ctx as Ctx & EventCtx<MessageEvent>;
  const payload = { asker: askerOf(ctx as Ctx & EventCtx<MessageEvent>, member), bank, count };
  await ctx.enqueue({ name: "quiz.draft", key: `quiz:draft:${event.platform}:${event.account}:${event.key}`, payload });
  await ctx.reply(text.drafting, { count });
}

interface Made {
  piece: string;
  question: Question | null;
  quote: string;
  reason: DraftRule | Fault | null;
  settlement: Settlement;
}

/** Asks the model about passages nobody was asked about yet; what passes the gate waits for a person. */
export async function draftJob(job: JobCtx, drafter: Drafter | null): Promise<void> {
  const { asker: to, bank, count } = order.parse(job.payload);
  if (!drafter) return;
  const passages = await job.read((ctx) => fresh(ctx, drafter, bank, count));
  const made: (Made & { paid: number })[] = [];
  for (const passage of passages) {
    // nobody's question led to it: in the place of a fingerprint stands what it was for
    const paid = await job.step((ctx) => drafter.purse.take(ctx, drafter.model, { ...forAll, hash: "quiz.draft" }));
    if (paid === null) break;
    made.push({ ...(await draftOne(drafter, passage, job.signal)), paid });
  }
  await job.act(async (ctx) => {
    await ctx.tx.quizDraft.createMany({
      data: made.map(({ piece, question, quote, reason }) => ({
        piece,
        quote,
        reason,
        communityId: ctx.community.id,
        bank,
        createdAt: ctx.now,
        ...(question ? { question: { ...question } } : { state: "unusable" }),
      })),
      skipDuplicates: true,
    });
    for (const { paid, settlement } of made) await drafter.purse.settle(ctx, drafter.model, paid, settlement);
    const next = await nextDraft(ctx, bank);
    if (!next) return answerLater(ctx, to, fill(text.noDrafts, { asked: made.length }));
    await answerLater(ctx, to, fill(text.draft, next), { buttons: buttonsOf(next.id, to.language) });
  });
}

/** Passages that no draft of this bank was made from, as many as may still be asked about today. */
async function fresh(ctx: BaseCtx, { features }: Drafter, bank: string, count: number): Promise<Passage[]> {
  const { tx, community, today } = ctx;
  const own = await Promise.all(features().flatMap((feature) => feature.knowledge?.(ctx) ?? []));
  const rows = await tx.quizDraft.findMany({ where: { communityId: community.id, bank }, select: { piece: true } });
  const known = new Set(rows.map(({ piece }) => piece));
  const since = startOfDay(today, community.timeZone);
  const spent = await tx.quizDraft.count({ where: { communityId: community.id, createdAt: { gte: since } } });
  const left = Math.max(0, Math.min(count, perDay - spent));
  return ctx.rng.shuffle(own.flat().filter(({ key }) => !known.has(key))).slice(0, left);
}

async function draftOne({ model, prompts }: Drafter, passage: Passage, signal: AbortSignal): Promise<Made> {
  const { key: piece, title, text: words, source } = passage;
  const language: Language = /\p{Script=Han}/u.test(words) ? "zh" : "en";
  const said = await model.ask(
    {
      system: fillPrompt(prompts[language], { passage: `${title}\n${words}` }),
      user: "JSON",
      schema: drafted,
      schemaName: "drafted",
      maxTokens: replyTokens,
    },
    signal,
  );
  const usage = { tokensIn: said.tokensIn, tokensOut: said.tokensOut };
  const nothing = (reason: DraftRule | Fault, verdict: Settlement["verdict"]): Made => {
    return { piece, question: null, quote: "", reason, settlement: { usage, verdict, reason } };
  };
  if (!said.ok) return nothing(said.fault, "failed");
  const rule = gateDraft(said.value, words);
  if (rule) return nothing(rule, "refused");
  const question = questionOf(said.value, source, language);
  const settlement: Settlement = { usage, verdict: "passed", reason: null };
  return { piece, question, quote: said.value.quote, reason: null, settlement };
}

interface Shown {
  id: number;
  bank: string;
  question: Question;
  quote: string;
  left: number;
}

/** The oldest draft that waits for a person, with how many wait behind it. */
async function nextDraft({ tx, community }: BaseCtx, bank: string): Promise<Shown | null> {
  const where = { communityId: community.id, bank, state: "open" };
  const row = await tx.quizDraft.findFirst({ where, orderBy: { id: "asc" } });
  if (!row) return null;
  const left = (await tx.quizDraft.count({ where })) - 1;
  return { id: row.id, bank, question: row.question as unknown as Question, quote: row.quote, left };
}

const buttonsOf = (id: number, language: Language) => [
  [
    { label: text.takeDraft[language](), data: `qd:${id}:take` },
    { label: text.dropDraft[language](), data: `qd:${id}:drop` },
  ],
];

/** A person's word on a draft; false when the press is some other. */
export async function judgeDraft(ctx: EventCtx<ButtonEvent>): Promise<boolean> {
  const [, id, word] = /^qd:(\d{1,9}):(take|drop)$/.exec(ctx.event.data) ?? [];
  if (id === undefined) return false;
  const { tx, community, member, now } = ctx;
  if (!member || !may(member.role, "host")) throw new Refusal(text.hostsOnly);
  const rows = await tx.$queryRaw<{ bank: string; question: Question | null; state: string }[]>`
    SELECT bank, question, state FROM quiz_draft WHERE community_id = ${community.id} AND id = ${Number(id)} FOR UPDATE`;
  const [draft] = rows;
  if (!draft?.question || draft.state !== "open") throw new Refusal(text.draftOver);
  const state = word === "take" ? "taken" : "dropped";
  await tx.quizDraft.update({
    where: { communityId_id: { communityId: community.id, id: Number(id) } },
    data: { state },
  });
  if (state === "taken") await saveQuestions(tx, community.id, draft.bank, [draft.question], now);
  const next = await nextDraft(ctx, draft.bank);
  const said = { isTaken: state === "taken", bank: draft.bank };
  if (next) await ctx.reply(text.draftJudged, { ...said, next }, { buttons: buttonsOf(next.id, ctx.language) });
  else await ctx.reply(text.draftsDone, said);
  const { id: memberId, role } = member;
  const entry = { at: now, actor: "person", memberId, role, chatId: ctx.chat.id, command: "quiz_draft" } as const;
  await appendAudit(tx, community.id, { ...entry, args: `#${id} ${state}`, result: "done" });
  return true;
}

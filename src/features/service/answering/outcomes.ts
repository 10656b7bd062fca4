import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import type { Text } from "../../../core/text.ts";
import type { Decision } from "../finding/index.ts";
import type { Found } from "../knowledge/thread.ts";
import { askPerson } from "../tickets/member.ts";
import { shownWith } from "../tickets/shown.ts";
import type { Reason } from "../tickets/text.ts";
import { isBeingPut } from "../rephrasing/budget.ts";
import type { Asker, Inquiry } from "./inquiry.ts";
import { note, type Asking } from "./log.ts";
import { followUpMs, isUnfound, sharedMs } from "./rules.ts";
import { sayAmongStaff, sayAnswer, showable } from "./say.ts";
import type { Posted, Standing } from "./standing.ts";
import { text } from "./text.ts";

// What can become of a question: each says something and writes it down.

/** Posts an entry; false when it may not be shown any more. One answer serves all who ask within a minute. */
export async function postAnswer(
  inquiry: Inquiry,
  { id, confidence }: Extract<Decision, { kind: "answer" }>,
): Promise<boolean> {
  const { ctx, parts, member, asking } = inquiry;
  const entry = await showable(ctx, member, Number(id), inquiry.knowledge);
  if (!entry) return sayAmongStaff(ctx, member, Number(id));
  const posted = lastPosted(inquiry, id);
  // an entry that was changed since has not been said yet
  const before = posted && posted.at >= entry.updatedAt.getTime() ? posted : undefined;
  const isAgain = before !== undefined && isOwn(inquiry, before);
  if (isAgain && !(await isToCome(inquiry, before))) {
    await fetchPerson(inquiry, { decision: { kind: "unknown", confidence }, nearest: [id] }, "repeated");
    return true;
  }
  if (isAgain || (before && ctx.chat.kind === "group" && ctx.now.getTime() - before.at < sharedMs)) {
    await note(ctx, asking, { outcome: "shared", entryId: entry.id, confidence });
    return true;
  }
  await note(ctx, asking, { outcome: "answered", entryId: entry.id, confidence });
  const rephrasing = { questionId: asking.id, question: asking.text, entry, messageId: asking.messageId };
  if (!(await parts.rephrase(ctx, member, rephrasing))) await sayAnswer(ctx, entry, asking.id);
  return true;
}

/** Who asks again before the answer to the first time has come was not failed by it: that serves both. */
const isToCome = async ({ ctx, standing }: Inquiry, before: Posted): Promise<boolean> =>
  before.at > ctx.event.at.getTime() || (await isBeingPut(ctx, standing.memberIds, before.entryId));

/** Have they had this entry here just now? Then it did not help. */
export const hasJustHad = (asker: Asker, id: string): boolean => isOwn(asker, lastPosted(asker, id));

/** The newest time this entry was posted in this chat, within ten minutes. */
const lastPosted = ({ standing }: Asker, id: string) => standing.posted.find(({ entryId }) => entryId === Number(id));

const isOwn = ({ standing }: Asker, before: Posted | undefined) =>
  before !== undefined && standing.memberIds.includes(before.memberId);

/** Asks back which of these entries is meant; false when none of them may be shown any more. */
export async function suggest(
  { ctx, member, knowledge, asking }: Inquiry,
  { ids, confidence }: Extract<Decision, { kind: "suggest" }>,
): Promise<boolean> {
  const entries = [];
  for (const id of ids) {
    const entry = await showable(ctx, member, Number(id), knowledge);
    if (entry) entries.push(entry);
  }
  if (entries.length === 0) return sayAmongStaff(ctx, member, Number(ids[0]));
  const entryId = entries[0]?.id ?? null;
  await note(ctx, asking, { outcome: "suggested", entryId, confidence });
  const buttons = entries.map((entry) => [{ label: entry.question, data: `svc:is:${asking.id}:${entry.id}` }]);
  buttons.push([{ label: text.noneOfThese[ctx.language](), data: `svc:none:${asking.id}:0` }]);
  await ctx.reply(text.didYouMean, undefined, { buttons });
  return true;
}

/** The shop has looked at the same question lately and cannot help; nobody is asked again unless the member wishes it. */
export async function sayDeclined({ ctx, asking }: Inquiry, { decision }: Found): Promise<void> {
  await note(ctx, asking, { outcome: "declined", entryId: null, confidence: decision.confidence });
  await ctx.reply(text.declinedBefore, undefined, { buttons: personButton(ctx, asking) });
}

/** Somebody told the bot something that is no question: a mishap, or only talk. A person comes if they want one. */
export async function offerPerson(
  { ctx, asking }: Inquiry,
  { nearest, decision }: Found,
  words: Text = text.notAsked,
): Promise<void> {
  const entryId = nearest[0] === undefined ? null : Number(nearest[0]);
  await note(ctx, asking, { outcome: "talk", entryId, confidence: decision.confidence });
  await ctx.reply(words, undefined, { buttons: personButton(ctx, asking) });
}

const personButton = (ctx: EventCtx, { id }: Asking) => [
  [{ label: text.human[ctx.language](), data: `svc:person:${id}:0` }],
];

/** Somebody says yes to a person who was offered for what they said last; false = none was. */
export async function fetchOffered(ctx: EventCtx, member: MemberInfo, standing: Standing): Promise<boolean> {
  const { tx, community, chat, now } = ctx;
  const at = { gt: new Date(now.getTime() - followUpMs) };
  const where = { communityId: community.id, chatId: chat.id, memberId: { in: standing.memberIds }, at };
  const last = await tx.faqQuestion.findFirst({ where, orderBy: { id: "desc" } });
  if (last?.outcome !== "talk" || last.ticketId !== null) return false;
  const nearest = last.entryId === null ? [] : [last.entryId];
  const asked = { question: last.text ?? "", nearest, shown: shownWith(last) };
  const ticketId = await askPerson(ctx, member, asked, "asked", standing);
  const key = { communityId_id: { communityId: community.id, id: last.id } };
  await tx.faqQuestion.update({ where: key, data: { outcome: "unknown", ticketId } });
  return true;
}

/** A person is asked. `before`: what the member said before, where it belongs to it. */
export async function fetchPerson(
  { ctx, member, standing, asking }: Inquiry,
  { nearest: ids, decision }: Found,
  reason: Reason,
  before: string | null = null,
): Promise<void> {
  const nearest = ids.map(Number);
  const asked = { question: asking.text, nearest, before: before === null ? [] : [before] };
  const ticketId = await askPerson(ctx, member, asked, reason, standing);
  const outcome = isUnfound(reason) ? "unknown" : "person";
  await note(ctx, asking, { outcome, entryId: nearest[0] ?? null, confidence: decision.confidence, ticketId });
}

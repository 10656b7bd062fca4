import type { ButtonEvent } from "../../../core/event.ts";
import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import { countUse, entryById } from "../knowledge/entries.ts";
import { askPerson } from "../tickets/member.ts";
import { shownWith } from "../tickets/shown.ts";
import type { Reason } from "../tickets/text.ts";
import { inLanguageOf } from "../../../core/written.ts";
import type { Answering } from "./inquiry.ts";
import type { Outcome } from "./log.ts";
import { sayAnswer, showable } from "./say.ts";
import { text } from "./text.ts";

/** A press under an answer of ours: "svc:ACTION:QUESTION:VALUE". True when it was one of these. */
export async function takeAnswerPress(
  pressed: EventCtx<ButtonEvent>,
  { shelf }: Pick<Answering, "shelf">,
): Promise<boolean> {
  const found = /^svc:(is|none|fb|person):(\d{1,9}):(-?\d{1,9})$/.exec(pressed.event.data);
  const { member } = pressed;
  if (!found || !member) return false;
  const [, action = "", number = "", value = ""] = found;
  const key = { communityId: pressed.community.id, id: Number(number) };
  await pressed.tx
    .$executeRaw`SELECT 1 FROM faq_question WHERE community_id = ${key.communityId} AND id = ${key.id} FOR UPDATE`;
  const asked = await pressed.tx.faqQuestion.findUnique({ where: { communityId_id: key } });
  if (!asked) return true;
  const ctx = inLanguageOf(pressed, asked.text);
  const isAsker = asked.memberId === member.id || asked.memberId === member.via;
  if (action === "fb") {
    const own = isAsker ? asked : await sharedBy(ctx, member, asked);
    if (own) await giveFeedback(ctx, own, value === "1" ? 1 : -1);
    else await ctx.notice(text.notYoursToJudge);
    return true;
  }
  if (!isAsker) await ctx.notice(text.notYours);
  else if (action === "is") await choose(ctx, member, asked, Number(value));
  else if (asked.ticketId !== null || (action === "none" && asked.outcome === "chosen"))
    await ctx.notice(text.alreadyChosen);
  else {
    const nearest =
      action === "none" ? await besidesOffered(ctx, shelf, asked.text) : asked.entryId === null ? [] : [asked.entryId];
    const [reason, outcome] = becauseOf(action, asked.outcome);
    const shown = shownWith(asked);
    const ticketId = await askPerson(ctx, member, { question: asked.text ?? "", nearest, shown }, reason);
    await ctx.tx.faqQuestion.update({ where: { communityId_id: key }, data: { outcome, ticketId } });
  }
  return true;
}

/** What is near to a question of which none of those offered was meant: an entry that is to come, say. */
async function besidesOffered(ctx: EventCtx, shelf: Answering["shelf"], question: string | null): Promise<number[]> {
  const knowledge = await shelf.of(ctx, "member");
  if (!question || "soon" in knowledge) return [];
  const { decision, nearest } = await knowledge.find(question);
  const offered = decision.kind === "suggest" ? decision.ids : [];
  return nearest.filter((id) => !offered.includes(id)).map(Number);
}

/** Why a person is asked by a press, and what has become of the question by it. */
function becauseOf(action: string, before: string): [Reason, Outcome] {
  if (action === "none") return ["unknown", "none"];
  if (before === "declined" || before === "shown") return ["asked", "person"];
  return before === "talk" ? ["asked", "unknown"] : ["unhelpful", "person"];
}

/** The same question of somebody whom this answer served as well. */
async function sharedBy(
  ctx: EventCtx,
  member: MemberInfo,
  asked: { id: number; chatId: number; entryId: number | null },
) {
  return ctx.tx.faqQuestion.findFirst({
    where: {
      communityId: ctx.community.id,
      chatId: asked.chatId,
      entryId: asked.entryId,
      outcome: "shared",
      memberId: { in: [member.id, member.via] },
      id: { gt: asked.id },
    },
    orderBy: { id: "asc" },
  });
}

async function choose(
  ctx: EventCtx,
  member: MemberInfo,
  asked: { id: number; outcome: string },
  entryId: number,
): Promise<void> {
  if (asked.outcome !== "suggested") return ctx.notice(text.alreadyChosen);
  const entry = await showable(ctx, member, entryId);
  if (!entry) return ctx.notice(text.goneEntry);
  const key = { communityId: ctx.community.id, id: asked.id };
  await ctx.tx.faqQuestion.update({ where: { communityId_id: key }, data: { outcome: "chosen", entryId } });
  await countUse(ctx.tx, ctx.community.id, entry.id, ctx.now);
  await sayAnswer(ctx, entry, asked.id);
}

/** A question that was answered, of which its asker says whether that helped. */
interface Judged {
  id: number;
  at: Date;
  entryId: number | null;
  feedback: number | null;
}

/** Keeps what somebody said of an answer; who was not helped is offered a person. */
export async function giveFeedback(ctx: EventCtx, asked: Judged, feedback: 1 | -1): Promise<void> {
  if (asked.feedback === feedback) return ctx.notice(text.notedBefore);
  const key = { communityId: ctx.community.id, id: asked.id };
  await ctx.tx.faqQuestion.update({ where: { communityId_id: key }, data: { feedback } });
  if (feedback === 1) return ctx.notice(text.thanks);
  const buttons = [[{ label: text.human[ctx.language](), data: `svc:person:${asked.id}:0` }]];
  const entry = asked.entryId === null ? null : await entryById(ctx.tx, ctx.community.id, asked.entryId);
  const isChanged = entry?.state === "live" && entry.updatedAt > asked.at;
  await ctx.reply(isChanged ? text.sorryChanged : text.sorry, undefined, { buttons });
}

import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx } from "../../../core/context.ts";
import { priorities } from "../../../core/outbox.ts";
import { may } from "../../../members/person.ts";
import { deskRole, hasDesk } from "../tickets/desk.ts";
import { addToTicket } from "../tickets/member.ts";
import { albumMs, shownIn, type Shown } from "../tickets/shown.ts";
import { text as ticketing } from "../tickets/text.ts";
import { askingOf, type Address, type Answering, type Asker } from "./inquiry.ts";
import { nod } from "./last.ts";
import { nextQuestionSql, note, recentQuestion, type Asking } from "./log.ts";
import { text } from "./text.ts";
import { askWhose } from "./whose.ts";

// What is shown to the bot, beside words or in their place.

/** How long one word about what cannot be read or passed on is enough: an album is many messages. */
const wordsAgainMs = 10 * 60_000;

/**
 * Takes what is shown where the words say nothing yet, and remembers what words belong to that are said in answer to it.
 * False: the words are to be heard.
 */
export async function hearShown(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  asker: Asker,
  question: string,
  how: Address,
): Promise<boolean> {
  const { ticket } = asker.standing;
  const shown = shownIn(ctx);
  if (!shown) return question === "" && sayMute(ctx, asker);
  if (ticket) await addToTicket(ctx, asker.member, ticket, question);
  else if (question === "") await askForWords(ctx, parts, asker, how);
  else if (shown.messageId !== ctx.event.messageId) await remember(ctx, asker, shown);
  return ticket !== null || question === "";
}

/** A sticker says nothing to whoever reads a ticket, and who waits is told so; after an answer it is a nod. */
async function sayMute(ctx: EventCtx<MessageEvent>, { standing }: Asker): Promise<boolean> {
  const { ticket } = standing;
  const { media } = ctx.event;
  if (!ticket || !media) return false;
  if (ticket.state === "answered") await ctx.unlessAnswered(() => nod(ctx, ""));
  else
    await ctx.post(ctx.chat.id, {
      key: `ticket:${ticket.id}:mute:${Math.floor(ctx.now.getTime() / wordsAgainMs)}`,
      text: ticketing.notShown[ctx.language]({ id: ticket.id, media }),
      kind: "receipt",
      priority: priorities.answer,
      ...(ctx.capabilities.replies ? { replyTo: ctx.event.messageId } : {}),
    });
  return true;
}

/**
 * Nobody who shows something to the bot alone is left without a word, where questions are answered at all. It is written
 * down where it was shown: a person who is asked soon after is shown it.
 */
async function askForWords(
  ctx: EventCtx<MessageEvent>,
  { shelf }: Answering,
  asker: Asker,
  how: Address,
): Promise<void> {
  const { member, standing } = asker;
  const isStaff = may(member.role, deskRole);
  const asking = askingOf(ctx, asker, "");
  if (await askWhose({ ctx, member, standing, asking }, how)) return;
  // to a reply it is talk, and a file of the staff may have wanted a caption
  if (how === "reply" || (ctx.event.media === "document" && member.role)) return;
  const isSaid = (await wasAsked(ctx, asker)) || (await isBesideCaption(ctx, member.id));
  await note(ctx, asking, { outcome: "shown", entryId: null, confidence: 0 });
  const knowledge = await shelf.of(ctx, "member", standing.edition);
  if (isSaid || (!("soon" in knowledge) && knowledge.size === 0 && !(await hasDesk(ctx)))) return;
  if (isStaff) return ctx.reply(text.unfoundStaff);
  const buttons = [[{ label: text.human[ctx.language](), data: `svc:person:${asking.id}:0` }]];
  await ctx.reply(text.onlyWords, undefined, { buttons });
}

/** Was the album's caption a question, which was heard? */
const isBesideCaption = async (ctx: EventCtx<MessageEvent>, memberId: number): Promise<boolean> =>
  ctx.event.album !== undefined && (await recentQuestion(ctx, memberId, albumMs)) !== null;

/** Have they been asked for words just now? */
async function wasAsked({ tx, community, chat, now }: EventCtx, { standing }: Asker): Promise<boolean> {
  const before = await tx.faqQuestion.findFirst({
    where: {
      communityId: community.id,
      chatId: chat.id,
      memberId: { in: standing.memberIds },
      at: { gt: new Date(now.getTime() - wordsAgainMs) },
      outcome: "shown",
    },
    select: { id: true },
  });
  return before !== null;
}

/** What one's own earlier message shows, which is answered with a question about it. */
async function remember(ctx: EventCtx<MessageEvent>, asker: Asker, { messageId, media }: Shown): Promise<void> {
  const [next] = await ctx.tx.$queryRaw<{ id: number }[]>`SELECT ${nextQuestionSql} AS id`;
  const asking: Asking = { ...askingOf(ctx, asker, ""), id: next?.id ?? 0, messageId, media };
  await note(ctx, asking, { outcome: "shown", entryId: null, confidence: 0 });
}

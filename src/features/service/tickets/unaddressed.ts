import { Refusal, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import type { MessageEvent } from "../../../core/event.ts";
import type { Text } from "../../../core/text.ts";
import { may } from "../../../members/person.ts";
import { ticketButtons, ticketsToChoose } from "./choice.ts";
import { act } from "./commands.ts";
import { deedIn } from "./deed.ts";
import { deskRole, isDesk } from "./desk.ts";
import { keepNote, noteIn } from "./note.ts";
import { shownIn } from "./shown.ts";
import { text } from "./text.ts";

/** Whether these are words that at the desk are about a ticket: they are heard there without being said to the bot, and when they are changed. */
export const isDeskWord = (said: string): boolean => answerForm.test(said) || meantBy(said.trim()) !== null;

const answerForm = /^\s*\/?(?:答复|answer)\s*#?\d/iu;

/**
 * What the staff say at the desk that can only be about a ticket, and is no reply to one: "我来", "我来 12", "处理完了",
 * "备注 12：…". Without a number it is about the only ticket there is, and of several it is asked which; one that is to be
 * closed is always shown first, for that may have been said of anything. True when it was such a thing.
 */
export async function takeDeskWords(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { member, chat, event } = ctx;
  if (!member || event.forwarded || !may(member.role, deskRole)) return false;
  const meant = meantBy(event.text.trim());
  if (!meant || (chat.kind !== "private" && !(await isDesk(ctx)))) return false;
  const { which } = meant;
  // to be taken: what nobody has answered or sees to
  const where = which?.action === "take" ? { state: "open", takenById: null } : { state: { not: "closed" } };
  const tickets = meant.id === null ? await ticketsToChoose(ctx, where) : [];
  const id = meant.id ?? tickets[0]?.id;
  if (id === undefined) return which?.action === "take" && sayTaken(ctx, member, meant);
  if (meant.id !== null || (tickets.length === 1 && which?.action !== "close")) await meant.run(ctx, member, id);
  else if (!which) throw new Refusal(text.whichNoted, { ids: tickets.map((one) => one.id) });
  else {
    const buttons = await ticketButtons(ctx, tickets, (one) => `svc:${which.action}:${one}`);
    await ctx.reply(which.question, undefined, { buttons });
  }
  return true;
}

/** "I'll take it" where nobody waits or a colleague sees to them: no answer to anybody. At the desk itself it may be talk. */
async function sayTaken(ctx: EventCtx<MessageEvent>, member: MemberInfo, { run }: Meant): Promise<boolean> {
  const [open] = await ticketsToChoose(ctx, { state: "open" });
  if (open) await run(ctx, member, open.id);
  else if (ctx.chat.kind === "private") await ctx.reply(text.none);
  return open !== undefined || ctx.chat.kind === "private";
}

interface Meant {
  /** of the ticket; null = it is not said */
  id: number | null;
  /** what is asked where several may be meant, by a press for each; null: it is asked for a number */
  which: { question: Text; action: "take" | "close" } | null;
  run(ctx: EventCtx<MessageEvent>, member: MemberInfo, id: number): Promise<void>;
}

const noteForm = /^(?:#(\d{1,9})\s*)?(备注|備註|note)\s*(?:#?(\d{1,9})\s*)?([:：].*)$/isu;

function meantBy(said: string): Meant | null {
  const found = deedIn(said);
  if (found) {
    const { deed, id } = found;
    const action = deed === "take" || deed === "close" ? deed : null;
    // without a number, what was taken is given back by its choice
    if (id === null && action === null) return null;
    const which = action && { action, question: action === "take" ? text.whichTaken : text.whichClosed };
    return { id, which, run: (ctx, member, ticket) => act(ctx, member, deed, ticket) };
  }
  const [, before, noting = "", behind, words = ""] = noteForm.exec(said) ?? [];
  const note = noteIn(noting + words);
  if (note === null) return null;
  const about = before ?? behind;
  return {
    id: about === undefined ? null : Number(about),
    which: null,
    run: (ctx, member, ticket) => keepNote(ctx, member, ticket, { words: note, shown: shownIn(ctx) }),
  };
}

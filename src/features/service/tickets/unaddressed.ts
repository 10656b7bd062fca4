import { Refusal, type EventCtx, type MemberInfo } from "../../../core/context.ts";
import type { MessageEvent } from "../../../core/event.ts";
import { may } from "../../../members/person.ts";
import { ticketButtons, ticketsToChoose } from "./choice.ts";
import { deskRole, isDesk } from "./desk.ts";
import { keepNote, noteIn } from "./note.ts";
import { shownIn } from "./shown.ts";
import { take, takingIn } from "./taking.ts";
import { text } from "./text.ts";

/**
 * What the staff say at the desk that can only be about a ticket, and is no reply to one: "我来", "我来 12", "备注 12：…".
 * Without a number it is about the only ticket there is, and of several it is asked which. True when it was such a thing.
 */
export async function takeDeskWords(ctx: EventCtx<MessageEvent>): Promise<boolean> {
  const { member, chat, event } = ctx;
  if (!member || event.forwarded || !may(member.role, deskRole)) return false;
  const meant = meantBy(event.text.trim());
  if (!meant || (chat.kind !== "private" && !(await isDesk(ctx)))) return false;
  // to be taken: what nobody has answered or sees to
  const which = meant.isTaking ? { state: "open", takenById: null } : { state: { not: "closed" } };
  const tickets = meant.id === null ? await ticketsToChoose(ctx, which) : [];
  const id = meant.id ?? tickets[0]?.id;
  if (id === undefined) return false;
  if (tickets.length <= 1) await meant.run(ctx, member, id);
  else if (!meant.isTaking) throw new Refusal(text.whichNoted, { ids: tickets.map((one) => one.id) });
  else {
    const buttons = await ticketButtons(ctx, tickets, (one) => `svc:take:${one}`);
    await ctx.reply(text.whichTaken, undefined, { buttons });
  }
  return true;
}

interface Meant {
  /** of the ticket; null = it is not said */
  id: number | null;
  isTaking: boolean;
  run(ctx: EventCtx<MessageEvent>, member: MemberInfo, id: number): Promise<void>;
}

const takingForm = /^(\D+?)\s*#?(\d{1,9})?[。.!！]?$/u;
const noteForm = /^(?:#(\d{1,9})\s*)?(备注|備註|note)\s*#?(\d{1,9})?\s*([:：].*)$/isu;

function meantBy(said: string): Meant | null {
  const [, word = "", number] = takingForm.exec(said) ?? [];
  const id = number === undefined ? null : Number(number);
  const run = takingIn(word);
  // without a number, what was taken is given back by its choice
  if (run && (run === take || id !== null)) return { id, isTaking: true, run };
  const [, before, noting = "", behind, words = ""] = noteForm.exec(said) ?? [];
  const note = noteIn(noting + words);
  if (note === null) return null;
  const about = before ?? behind;
  return {
    id: about === undefined ? null : Number(about),
    isTaking: false,
    run: (ctx, member, ticket) => keepNote(ctx, member, ticket, { words: note, shown: shownIn(ctx) }),
  };
}

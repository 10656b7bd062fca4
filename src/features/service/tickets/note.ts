import { Refusal, type EventCtx } from "../../../core/context.ts";
import { textWindow } from "../../../engagement/texts.ts";
import { isDesk } from "./desk.ts";
import type { Shown } from "./shown.ts";
import { addTurn, lockTicket, nameOf } from "./store.ts";
import { text } from "./text.ts";

/** What stands behind "备注：" or "note:"; null: the words are for the member. */
export function noteIn(words: string): string | null {
  return /^(?:备注|備註|note)\s*[:：]\s*(.*)$/isu.exec(words)?.[1] ?? null;
}

/** Keeps a note with a ticket: whoever opens it reads it, the member never does, and they wait as before. */
export async function keepNote(
  ctx: EventCtx,
  staff: { via: number },
  ticketId: number,
  { words, shown }: { words: string; shown: Shown | null },
): Promise<void> {
  const ticket = await lockTicket(ctx, ticketId);
  if (!ticket) throw new Refusal(text.noTicket, { id: ticketId });
  if (words === "" && !shown) throw new Refusal(text.howToNote);
  const { textDays } = await ctx.settings(textWindow);
  if (textDays === 0) throw new Refusal(text.noNotes);
  await addTurn(ctx, { ticketId, memberId: staff.via, side: "note", text: words, shown });
  const isOpen = ctx.chat.kind !== "private" && !(await isDesk(ctx));
  if (isOpen) await ctx.reply(text.notedInOpen, { id: ticketId });
  else await ctx.reply(text.noted, { id: ticketId, name: await nameOf(ctx, ticket.memberId) });
}

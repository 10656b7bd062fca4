import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import type { Text } from "../../../core/text.ts";
import { openOne } from "./answer.ts";
import { tellDesk } from "./desk.ts";
import { changeTicket, nameOf, type Ticket } from "./store.ts";
import { text } from "./text.ts";

// Who of several at the desk sees to a ticket. Nobody is bound by it: reminders go on, and whoever answers answers.

/** 我来: the others hear who sees to it. */
export async function take(ctx: EventCtx, member: MemberInfo, ticketId: number): Promise<void> {
  const ticket = await openOne(ctx, ticketId);
  const { id, takenById } = ticket;
  if (takenById === member.id) return ctx.notice(text.takenByYou, { id });
  if (takenById !== null) return ctx.notice(text.takenAlready, { id, by: await nameOf(ctx, takenById) });
  await changeTicket(ctx, id, { takenById: member.id });
  await say(ctx, ticket, { words: text.taken, by: await nameOf(ctx, member.id), button: "back" });
}

/** 放回去: whoever took it has to go, or a colleague knows that they have. */
export async function giveBack(ctx: EventCtx, member: MemberInfo, ticketId: number): Promise<void> {
  const ticket = await openOne(ctx, ticketId);
  if (ticket.takenById === null) return ctx.notice(text.takenByNobody, { id: ticket.id });
  await changeTicket(ctx, ticket.id, { takenById: null });
  await say(ctx, ticket, { words: text.givenBack, by: await nameOf(ctx, member.id), button: "take" });
}

interface Said {
  words: Text<{ id: number; name: string; by: string }>;
  by: string;
  button: "take" | "back";
}

/** Says it where it was said, and to whoever of the desk does not read that. */
async function say(ctx: EventCtx, { id, memberId }: Ticket, { words, by, button }: Said): Promise<void> {
  const said = { id, name: await nameOf(ctx, memberId), by };
  const buttons = (language: "zh" | "en") => [[{ label: text[button][language](), data: `svc:${button}:${id}` }]];
  await ctx.reply(words, said, { buttons: buttons(ctx.language) });
  const { language } = ctx.community;
  const post = { ticketId: id, key: `${button}:${ctx.event.key}`, text: words[language](said) };
  await tellDesk(ctx, { ...post, buttons: buttons(language) }, [ctx.chat.id]);
}

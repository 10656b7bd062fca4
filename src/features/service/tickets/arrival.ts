import type { Outgoing } from "../../../core/bot.ts";
import type { BaseCtx, JobCtx } from "../../../core/context.ts";
import { fill } from "../../../core/text.ts";
import { tellDesk } from "./desk.ts";
import { look, lookLater } from "./look.ts";
import { deskButtons } from "./open.ts";
import { placeOf, sayToMember } from "./send.ts";
import { nameOf, ticketById, type Ticket } from "./store.ts";
import { text } from "./text.ts";

// "Passed on" is said when it is written; whether it arrived is known later.

/** Tells, once, of what did not arrive: the desk of its answer, a member of what they showed. */
export async function lookAtArrival(job: JobCtx): Promise<void> {
  const payload = look.parse(job.payload);
  await job.act(async (ctx) => {
    const ticket = await ticketById(ctx, payload.ticketId);
    const keys = "turn" in payload ? [`ticket:${payload.ticketId}:a:${payload.turn}`] : payload.keys;
    const sent = await ctx.tx.outbox.findMany({ where: { communityId: ctx.community.id, key: { in: keys } } });
    const [first] = sent;
    if (!ticket || !first) return;
    if (sent.some(({ state }) => state === "pending" || state === "sending"))
      return lookLater(ctx, { ...payload, looks: payload.looks + 1 });
    if ("turn" in payload) await tellOfAnswer(ctx, ticket, payload.turn, first);
    else await tellOfShown(ctx, ticket, sent);
  });
}

/** A message in the outbox. */
interface Row {
  key: string;
  chatId: number;
  state: string;
  error: string | null;
  message: unknown;
}

const copyIn = ({ message }: Row) => (message as Outgoing).copyOf;

/** The desk hears of an answer that the member cannot read, or of which they have the words only. */
async function tellOfAnswer(ctx: BaseCtx, ticket: Ticket, turn: number, sent: Row): Promise<void> {
  const copyOf = copyIn(sent);
  const isLost = sent.state === "failed";
  if (!isLost && !(copyOf && sent.error !== null)) return;
  const { language } = ctx.community;
  const chat = await ctx.tx.chat.findUniqueOrThrow({
    where: { communityId_id: { communityId: ctx.community.id, id: sent.chatId } },
  });
  const about = { id: ticket.id, name: await nameOf(ctx, ticket.memberId) };
  const words = isLost
    ? text.notArrived[language]({ ...about, alone: chat.kind === "private" })
    : text.arrivedWithout[language]({ ...about, media: copyOf?.media ?? "other" });
  const post = { ticketId: ticket.id, key: `arrival:${turn}`, text: words };
  await tellDesk(ctx, { ...post, buttons: await deskButtons(ctx, ticket) });
}

/** A member hears of what they showed and nobody at the desk can see. */
async function tellOfShown(ctx: BaseCtx, ticket: Ticket, sent: readonly Row[]): Promise<void> {
  const arrived = new Set(sent.filter(({ error }) => error === null).map((row) => copyIn(row)?.messageId));
  const lost = sent.flatMap((row) => copyIn(row) ?? []).find(({ messageId }) => !arrived.has(messageId));
  const [first] = sent;
  if (!lost || !first || ticket.state === "closed") return;
  await sayToMember(ctx, await placeOf(ctx, ticket), `unseen:${first.key}`, (member) =>
    fill(text.notPassedOn, { member, id: ticket.id, media: lost.media }),
  );
}

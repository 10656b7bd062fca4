import { z } from "zod";
import type { MessageEvent } from "../../../core/event.ts";
import type { EventCtx, MemberInfo } from "../../../core/context.ts";
import type { StoredEntry } from "../knowledge/entries.ts";
import type { Knowledge, Shelf } from "../knowledge/shelf.ts";
import { shownIn } from "../tickets/shown.ts";
import type { Asking } from "./log.ts";
import type { Standing } from "./standing.ts";

/** What answering works with. */
export interface Answering {
  shelf: Shelf;
  /** Hands an answer to be put in other words to the model, if it may; false = it is posted as it stands. */
  rephrase(ctx: EventCtx, member: MemberInfo, asked: Rephrasing): Promise<boolean>;
  /** Has the meaning of a question looked up, which is then answered later; false = its words have to do. */
  understand(ctx: EventCtx<MessageEvent>, member: MemberInfo, question: string, address: Address): Promise<boolean>;
}

/** An answer that may be put in other words. */
export interface Rephrasing {
  questionId: number;
  question: string;
  entry: StoredEntry;
  messageId: string | null;
}

/** How sure one must be that the talk is meant for the bot: a mention is, a reply to some message of it may not be. */
export const address = z.enum(["mention", "reply", "private"]);
export type Address = z.infer<typeof address>;

/** Somebody who asks: who, and how things stand with them. */
export interface Asker {
  member: MemberInfo;
  standing: Standing;
}

/** A question in hand: who asks, and the base that may know. */
export interface Inquiry extends Asker {
  ctx: EventCtx<MessageEvent>;
  parts: Answering;
  knowledge: Knowledge;
  asking: Asking;
}

export function inquiryOf(
  ctx: EventCtx<MessageEvent>,
  parts: Answering,
  { member, standing }: Asker,
  knowledge: Knowledge,
  question: string,
): Inquiry {
  return { ctx, parts, member, standing, knowledge, asking: askingOf(ctx, { member, standing }, question) };
}

/** A question as it is written down, with what its own message shows. */
export function askingOf(ctx: EventCtx<MessageEvent>, { member, standing }: Asker, question: string): Asking {
  const { messageId } = ctx.event;
  const shown = shownIn(ctx);
  const media = shown?.messageId === messageId ? shown.media : null;
  const { questionId: id, hash } = standing;
  return { id, chatId: ctx.chat.id, via: member.via, text: question, hash, messageId, media };
}

import { z } from "zod";
import { Refusal, type Ctx, type JobCtx } from "../../core/context.ts";
import type { PersonHooks, Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { dropPrivateChats } from "../../core/traces.ts";
import { forgetMember, forgetPerson, type LastChat } from "../../members/forget.ts";
import type { PlatformId } from "../../members/identity.ts";
import { shownName } from "../../members/lookalike.ts";
import { personMeantOrNamed } from "../../members/meant.ts";
import type { PersonKnown } from "../../members/person.ts";
import { balanceOf } from "../../points/index.ts";
import { text } from "./text.ts";

/** What goes when a person has themselves forgotten. */
export async function askForget(ctx: Ctx): Promise<Question> {
  const { tx, member } = ctx;
  const points = await balanceOf(tx, member.communityId, member.id);
  return { summary: fill(text.forgetAsk, { points, role: member.role }) };
}

/** 删除我的数据: everywhere, at once; the chat itself a moment after the last answer. */
export async function forget(ctx: Ctx, hooks: readonly PersonHooks[]): Promise<void> {
  const own = ownIdentity(ctx);
  if (!own) return;
  await dropSoon(ctx, await forgetPerson(ctx.tx, hooks, own, ctx.now));
  await ctx.reply(text.forgotten);
}

/** Who is to be forgotten at an owner's word: no operator while they are one, and nobody by mistake for oneself. */
export async function personToForget(ctx: Ctx): Promise<PersonKnown> {
  const person = await personMeantOrNamed(ctx);
  if (person.id === ctx.member.id) throw new Refusal(text.forgetYourself);
  if (person.role !== null) throw new Refusal(text.forgetStaff, { name: await shownName(ctx, person) });
  return person;
}

export async function askForgetMember(ctx: Ctx): Promise<Question> {
  const person = await personToForget(ctx);
  const points = await balanceOf(ctx.tx, ctx.community.id, person.id);
  const said = { name: await shownName(ctx, person), id: person.id, points };
  return { summary: fill(text.forgetMemberAsk, said), args: `#${person.id}`, second: { exceptId: person.id } };
}

/** 删除成员数据 @用户: in this community, because that person demands it. The answer names nobody any more. */
export async function forgetOther(ctx: Ctx, hooks: readonly PersonHooks[]): Promise<void> {
  const { id } = await personToForget(ctx);
  await dropSoon(ctx, [await forgetMember(ctx.tx, hooks, { communityId: ctx.community.id, id }, ctx.now)]);
  await ctx.reply(text.forgottenMember, { id });
}

/** Time for the last answer to go out; with the minute's tick the chat is gone well within the minute after. */
const answerMs = 5000;

const lastChats = z.array(z.object({ communityId: z.number(), chatIds: z.array(z.number()) }));

/** The private chats, needed a moment longer as the address of a last answer. */
async function dropSoon(ctx: Ctx, chats: LastChat[]): Promise<void> {
  const soon = new Date(ctx.now.getTime() + answerMs);
  await ctx.enqueue({ name: "privacy.dropChats", key: `forgotten:${ctx.event.key}`, payload: chats, runAt: soon });
}

export async function dropChats(job: JobCtx): Promise<void> {
  await job.act(async (ctx) => {
    for (const { communityId, chatIds } of lastChats.parse(job.payload))
      await dropPrivateChats(ctx.tx, communityId, chatIds);
  });
}

/** The identity a command was given through. */
export function ownIdentity({ event }: Ctx): PlatformId | null {
  return event.kind === "message" && event.sender ? { platform: event.platform, userId: event.sender.id } : null;
}

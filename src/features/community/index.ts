import { enqueue, priorities } from "../../core/outbox.ts";
import { Refusal, type BaseCtx, type Ctx } from "../../core/context.ts";
import { defineFeature, type Feature, type PersonHooks, type Question } from "../../core/feature.ts";
import { fill } from "../../core/text.ts";
import { UnknownName } from "../../members/community.ts";
import { joinWithin } from "../../members/join.ts";
import { appendAudit } from "../../operators/audit.ts";
import { wordsKept } from "../../operators/shown.ts";
import { text } from "./text.ts";

interface JoinOrder {
  chatId: number;
  chat: string;
  to: string;
  toId: number;
  memberId: number;
}

/** Joining this chat, with its members and their points, to another community of the same owner. */
export function community(hooks: () => readonly PersonHooks[]): Feature {
  return defineFeature({
    name: "community",
    essential: true,
    commands: [
      {
        name: "join_community",
        aliases: ["加入社群", "加入社区"],
        who: "owner",
        where: "group",
        takesArguments: true,
        help: text.joinHelp,
        confirm: askJoin,
        audit: async (ctx) => `community ${(await ownedTarget(ctx)).id}`,
        auditWord: wordsKept({ community: "社群", into: "并入" }),
        run: orderJoin,
      },
    ],
    // outside the act that ordered it: the move waits until nobody acts on either community
    jobs: {
      joinCommunity: (job) => job.act((ctx) => doJoin(ctx, job.payload as JoinOrder, hooks())),
    },
  });
}

/** The community that is named, if this person owns it too. */
async function ownedTarget(ctx: Ctx): Promise<{ id: number; name: string }> {
  const name = ctx.args;
  if (name === "") throw new Refusal(text.whichCommunity);
  const rows = await ctx.tx.$queryRaw<{ id: number; name: string }[]>`
    SELECT c.id, c.name FROM community c JOIN member_role r ON r.community_id = c.id AND r.role = 'owner'
    JOIN member m ON m.community_id = c.id AND coalesce(m.merged_into_id, m.id) = r.member_id
    JOIN identity there ON there.community_id = c.id AND there.member_id = m.id
    JOIN identity here ON here.community_id = ${ctx.community.id} AND here.platform = there.platform
      AND here.platform_user_id = there.platform_user_id
    JOIN member own ON own.community_id = here.community_id AND own.id = here.member_id
      AND coalesce(own.merged_into_id, own.id) = ${ctx.member.id}
    WHERE c.name = ${name} AND c.joined_into_id IS NULL LIMIT 1`;
  // no word on whether it exists: that is not theirs to know
  if (!rows[0]) throw new Refusal(text.notYours, { name: name.slice(0, 40) });
  if (rows[0].id === ctx.community.id) throw new Refusal(text.already, { name: rows[0].name });
  return rows[0];
}

async function askJoin(ctx: Ctx): Promise<Question> {
  const { tx, community } = ctx;
  const target = await ownedTarget(ctx);
  const siblings = await tx.chat.count({ where: { communityId: community.id, kind: { not: "private" } } });
  if (siblings > 1) throw new Refusal(text.notAlone);
  const members = await tx.member.count({ where: { communityId: community.id, mergedIntoId: null } });
  return { summary: fill(text.askJoin, { members, from: community.name, to: target.name }), second: {} };
}

async function orderJoin(ctx: Ctx): Promise<void> {
  const target = await ownedTarget(ctx);
  const chat = `${ctx.event.platform}:${ctx.event.chat.id}`;
  const payload: JoinOrder = { chatId: ctx.chat.id, chat, to: target.name, toId: target.id, memberId: ctx.member.id };
  await ctx.enqueue({ name: "joinCommunity", key: `joinCommunity:${ctx.event.key}`, payload });
  await ctx.reply(text.ordered, { to: target.name });
}

async function doJoin(ctx: BaseCtx, order: JoinOrder, hooks: readonly PersonHooks[]): Promise<void> {
  const { tx, community } = ctx;
  const say = (communityId: number, words: string) =>
    enqueue(tx, {
      communityId,
      chatId: order.chatId,
      key: `joined:${community.id}:${order.toId}`,
      kind: "receipt",
      priority: priorities.answer,
      message: { text: words },
      createdAt: ctx.now,
    });
  const row = { at: ctx.now, actor: "person", memberId: order.memberId, role: "owner", chatId: order.chatId } as const;
  const audited = { ...row, command: "join_community", args: `community ${community.id} into ${order.toId}` };
  try {
    const joined = await joinWithin(tx, hooks, order.chat, order.to);
    await say(order.toId, text.joined[community.language](joined));
    await appendAudit(tx, Math.min(community.id, order.toId), { ...audited, result: "done" });
    await appendAudit(tx, Math.max(community.id, order.toId), { ...audited, result: "done" });
  } catch (error) {
    if (!(error instanceof UnknownName)) throw error;
    // things changed since it was ordered (another chat came in, the other community went over)
    await say(community.id, text.failed[community.language]());
    await appendAudit(tx, community.id, { ...audited, result: "refused" });
  }
}

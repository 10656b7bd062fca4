import { Refusal, type Ctx } from "../../core/context.ts";
import type { Command } from "../../core/feature.ts";
import { confirmDoubt, denyDoubt, doubtsOf, type Doubt } from "../../members/doubts.ts";
import { displayName } from "../../members/names.ts";
import { may } from "../../members/person.ts";
import { bringTogether } from "./books.ts";
import { text } from "./text.ts";

/** Longest list that a chat bears. */
const shown = 10;
const yes = new Set(["是", "对", "本人", "yes", "y"]);
const no = new Set(["不是", "不", "否", "no", "n"]);

/** Who is who where a platform changed every id (身份): an operator says what names alone do not. */
export const identitiesCommand: Command = {
  name: "identities",
  aliases: ["身份", "身份核对", "核对身份"],
  who: "manager",
  takesArguments: true,
  help: text.identitiesHelp,
  audit: (ctx) => (/^\d+/.exec(ctx.args)?.[0] ? `?${ctx.args.replace(/\s+/g, " ").slice(0, 20)}` : ""),
  run: checkIdentities,
};

async function checkIdentities(ctx: Ctx): Promise<void> {
  if (ctx.args === "") return listDoubts(ctx);
  const [, number = "", word = ""] = /^(\d{1,9})[\s.、]*(\S*)$/.exec(ctx.args) ?? [];
  const answer = word.toLowerCase();
  if (number === "" || !(yes.has(answer) || no.has(answer))) throw new Refusal(text.whichDoubt);
  const id = Number(number);
  const [doubt] = await doubtsOf(ctx.tx, ctx.community.id, id);
  if (!doubt) throw new Refusal(text.noSuchDoubt, { id });
  if (doubt.role !== null && !may(ctx.member.role, "owner")) throw new Refusal(text.onlyOwners);
  await settle(ctx, doubt, yes.has(answer));
}

async function settle(ctx: Ctx, doubt: Doubt, isSame: boolean): Promise<void> {
  const { tx, community, now } = ctx;
  const who = { name: displayName({ id: doubt.memberId, name: doubt.name }, ctx.language), memberId: doubt.memberId };
  if (isSame) {
    const identity = { platform: doubt.platform, userId: doubt.platformUserId };
    if (await confirmDoubt(tx, community.id, doubt, now)) {
      await bringTogether(tx, identity, `identity:${doubt.id}`, now);
    }
  } else await denyDoubt(tx, community.id, doubt, now);
  // what processes remember of ids is not true any more
  ctx.emit("configuration.changed", { key: "identities" });
  await ctx.reply(isSame ? text.isSame : text.isOther, who);
}

async function listDoubts(ctx: Ctx): Promise<void> {
  const doubts = await doubtsOf(ctx.tx, ctx.community.id);
  if (doubts.length === 0) return ctx.reply(text.nobodyInDoubt);
  const named = doubts.slice(0, shown).map((one) => ({
    ...one,
    name: displayName({ id: one.memberId, name: one.name }, ctx.language),
    memberName: displayName({ id: one.memberId, name: one.memberName }, ctx.language),
  }));
  await ctx.reply(text.doubts, { doubts: named, more: doubts.length - named.length });
}

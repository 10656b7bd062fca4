import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature, type PersonHooks } from "../../core/feature.ts";
import { identitiesOf, type PlatformId } from "../../members/identity.ts";
import { codeMinutes, createCode, readCode, undoDays, undoLink, useCode } from "../../members/linking.ts";
import { personMeant } from "../../members/meant.ts";
import { identityOfPerson, may, personBehind } from "../../members/person.ts";
import { regroup } from "../../members/regroup.ts";
import { balanceOf, reconcile } from "../../points/index.ts";
import { bringTogether } from "./books.ts";
import { identitiesCommand } from "./identities.ts";
import { text } from "./text.ts";

/** One person on several platforms (绑定): proved by a one-time code, and to be taken back exactly. */
export const link = defineFeature({
  name: "link",
  title: text.title,
  commands: [
    {
      name: "link",
      aliases: ["绑定", "账号绑定"],
      who: "member",
      where: "private",
      takesArguments: true,
      help: text.linkHelp,
      run: linkAccounts,
    },
    {
      name: "unlink",
      aliases: ["取消绑定", "解绑", "解除绑定"],
      who: "member",
      listed: false,
      takesArguments: true,
      help: text.unlinkHelp,
      run: unlinkAccounts,
    },
    identitiesCommand,
  ],
});

/** After a community went over to another: whoever is linked there is one person, and the books say so. */
export const linkedPeople: PersonHooks = {
  export: async () => ({}),
  forget: async () => {},
  move: async (tx) => {
    const [move] = await tx.$queryRaw<{ from: number; to: number; at: Date }[]>`
      SELECT from_community AS from, to_community AS to, now() AS at FROM moving LIMIT 1`;
    if (!move) return;
    const changed = await regroup(tx, move.to);
    if (changed.length > 0) await reconcile(tx, move.to, changed, { tag: `join:${move.from}`, at: move.at });
  },
};

async function linkAccounts(ctx: Ctx): Promise<void> {
  const { tx, member, now, community } = ctx;
  const own = ownIdentity(ctx);
  if (!own) return;
  if (ctx.args === "") {
    const owner = { ...own, communityId: member.communityId, memberId: member.via };
    // the salt is secret and the event comes once: the code is nobody's to guess, and the same on a retry
    const code = await createCode(tx, owner, `${community.salt}\n${ctx.event.key}`, now);
    await ctx.reply(text.code, { code, minutes: codeMinutes });
    return;
  }
  const id = await useCode(tx, readCode(ctx.args), own, now);
  await bringTogether(tx, own, `link:${id}`, now);
  const person = await personBehind(tx, member.communityId, member.via);
  await ctx.reply(text.linked, { balance: await balanceOf(tx, member.communityId, person), days: undoDays });
}

async function unlinkAccounts(ctx: Ctx): Promise<void> {
  const { tx, member, now } = ctx;
  const other = ctx.args === "" ? null : (await personMeant(ctx)).person;
  if (other && other.id !== member.id && !may(member.role, "manager")) throw new Refusal(text.onlyManagers);
  const whose = other ? await identityOfPerson(tx, member.communityId, other.id) : ownIdentity(ctx);
  if (!whose) return;
  const identities = await identitiesOf(tx, whose);
  const id = await undoLink(tx, identities, now);
  if (id === null) throw new Refusal(text.nothingToUndo, { days: undoDays });
  for (const one of identities) await bringTogether(tx, one, `unlink:${id}`, now);
  await ctx.reply(text.unlinked);
}

function ownIdentity({ event }: Ctx): PlatformId | null {
  return event.kind === "message" && event.sender ? { platform: event.platform, userId: event.sender.id } : null;
}

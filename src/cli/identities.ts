import { Command, InvalidArgumentError } from "commander";
import { findCommunity, listCommunities } from "../members/community.ts";
import { doubtsOf, type Doubt } from "../members/doubts.ts";
import { roleNames } from "../members/roles.ts";
import type { CliContext } from "./context.ts";
import { UsageError, type Saying } from "../core/errors.ts";
import { noCommunity } from "./mistakes.ts";

/**
 * `hearth identities`: who waits for an operator after a login that changed ids. For whoever has no
 * other platform to be an owner on: their own role waits too.
 */
export function identitiesCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const command = new Command("identities").description(
    say("重新登录换了 ID 之后，谁是谁", "who is who after a login that changed ids"),
  );
  command
    .command("list", { isDefault: true })
    .description(say("谁在等着确认", "who waits to be confirmed"))
    .action(async () => {
      const { database } = await context.open();
      let waiting = 0;
      for (const name of (await listCommunities(database)).map((community) => community.name)) {
        const community = await findCommunity(database, name);
        for (const doubt of community ? await doubtsOf(database.prisma, community.id) : []) {
          context.out(`${name}: ${context.say(describe(doubt))}`);
          waiting++;
        }
      }
      if (waiting > 0)
        context.out(
          say(
            "按名字找回来的，确认是本人：hearth identities confirm 编号 --community 社群；“可能是”的，请管理员在群里发“身份”。",
            "Found again by name, and it is them: hearth identities confirm NUMBER --community NAME; of the others a manager says in the chat: /identities.",
          ),
        );
      else context.out(say("没有要确认的人。", "Nobody has to be confirmed."));
    });
  command
    .command("confirm")
    .description(say("按名字找回来的人，把权限还给 TA", "give somebody who was found again by name their role back"))
    .argument("<number>", say("名单里的编号", "from the list"), (written: string) => readNumber(written, context))
    .requiredOption("--community <name>", say("哪个社群的名单", "whose list it is"))
    .action(async (id: number, options: { community: string }) => {
      const { database } = await context.open();
      const community = await findCommunity(database, options.community);
      if (!community) throw noCommunity(options.community);
      const [doubt] = await doubtsOf(database.prisma, community.id, id);
      if (!doubt)
        throw new UsageError({
          zh: `“${options.community}”里没有等待确认的 ${id} 号`,
          en: `nobody waits under number ${id} in "${options.community}"`,
        });
      if (!doubt.isMatched) {
        throw new UsageError({
          zh: `${id} 号可能就是某个成员，账要并在一起：请管理员在群里说：身份 ${id} 是`,
          en: `number ${id} may be a member whose books must be joined: an operator says so in the chat, /identities ${id} yes`,
        });
      }
      const { platform, platformUserId } = doubt;
      await database.prisma.$transaction(async (tx) => {
        await tx.identityDoubt.deleteMany({ where: { communityId: community.id, id } });
        await tx.identity.updateMany({
          where: { communityId: community.id, platform, platformUserId },
          data: { unconfirmedAt: null },
        });
      });
      context.out(say(`确认了：${describe(doubt).zh}`, `confirmed: ${describe(doubt).en}`));
    });
  return command;
}

function describe({ id, name, memberId, memberName, role, isMatched }: Doubt): Saying {
  const found = isMatched
    ? { zh: `按名字找回来，是 #${memberId}`, en: `was found again as #${memberId}` }
    : { zh: `可能是 #${memberId} ${memberName}`, en: `may be #${memberId} ${memberName}` };
  return {
    zh: `${id}. ${name} ${found.zh}${role === null ? "" : `，${roleNames[role].zh()}`}`,
    en: `${id}. ${name} ${found.en}${role === null ? "" : `, ${roleNames[role].en()}`}`,
  };
}

function readNumber(written: string, { say }: CliContext): number {
  if (!/^\d{1,9}$/.test(written))
    throw new InvalidArgumentError(say({ zh: "要写名单里的编号", en: "it is a number from the list" }));
  return Number(written);
}

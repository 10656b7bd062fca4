import { Command } from "commander";
import type { PersonHooks } from "../core/feature.ts";
import { listCommunities } from "../members/community.ts";
import { joinCommunity } from "../members/join.ts";
import { issueClaimCodes } from "../operators/claim.ts";
import type { CliContext } from "./context.ts";
import { noCommunityYet } from "./mistakes.ts";
import { startText } from "./text.ts";

/** `hearth community list`, `hearth community claim` and `hearth community join CHAT --to NAME`. */
export function communityCommand(context: CliContext, hooks: readonly PersonHooks[]): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const command = new Command("community").description(say("有哪些社群和群", "the communities and their chats"));
  command
    .command("list")
    .description(say("每个社群和它的群", "every community with its chats"))
    .action(async () => {
      const { database } = await context.open();
      const communities = await listCommunities(database);
      if (communities.length === 0) context.out(noCommunityYet().in(context.language));
      for (const community of communities) {
        context.out(`${community.name} (${community.timeZone})`);
        for (const chat of community.chats) context.out(`  ${chat.platform}:${chat.address}  ${chat.title}`);
      }
    });
  command
    .command("claim")
    .description(say("给还没有主理人的社群打印新的认领码", "print a new code for every community that nobody owns yet"))
    .action(async () => {
      const { database, clock } = await context.open();
      const issued = await issueClaimCodes(database, { now: clock.now(), onlyNew: false });
      for (const one of issued) context.out(startText.claim[context.language](one));
      if (issued.length === 0) context.out(say("每个社群都有主理人了。", "Every community has an owner."));
    });
  command
    .command("join")
    .description(
      say(
        "把一个群连同成员和积分并入另一个社群",
        "join a chat, with its members and their points, to another community",
      ),
    )
    .argument(
      "<chat>",
      say(
        "群，写成 平台:编号，如 telegram:-1001234567890，或写群名",
        "the chat as platform:id, such as telegram:-1001234567890, or its title",
      ),
    )
    .requiredOption("--to <name>", say("并入哪个社群", "the community it joins"))
    .action(async (chat: string, options: { to: string }) => {
      const { database } = await context.open();
      const joined = await joinCommunity(database, hooks, chat, options.to);
      const { chat: title, to, already, moved, merged } = joined;
      context.out(
        already
          ? say(`${title} 本来就属于 ${to}。`, `${title} already belongs to ${to}.`)
          : say(
              `${title} 现在属于 ${to}：过来 ${moved} 位成员，其中 ${merged} 位那边本来就认识。`,
              `${title} belongs to ${to} now: ${moved} members came over, ${merged} of them were known there.`,
            ),
      );
    });
  return command;
}

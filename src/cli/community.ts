import { Command } from "commander";
import type { PersonHooks } from "../core/feature.ts";
import { listCommunities, UnknownName } from "../members/community.ts";
import { joinCommunity } from "../members/join.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";

/** `hearth community list` and `hearth community join CHAT --to NAME`. */
export function communityCommand(context: CliContext, hooks: readonly PersonHooks[]): Command {
  const command = new Command("community").description("the communities and their chats");
  command
    .command("list")
    .description("every community with its chats")
    .action(async () => {
      const { database } = await context.open();
      for (const community of await listCommunities(database)) {
        context.out(`${community.name} (${community.timeZone})`);
        for (const chat of community.chats) context.out(`  ${chat.platform}:${chat.address}  ${chat.title}`);
      }
    });
  command
    .command("join")
    .description("join a chat, with its members and their points, to another community")
    .argument("<chat>", "the chat as platform:id, such as telegram:-1001234567890, or its title")
    .requiredOption("--to <name>", "the community it joins")
    .action(async (chat: string, options: { to: string }) => {
      const { database } = await context.open();
      const joined = await joinCommunity(database, hooks, chat, options.to).catch((error: unknown) => {
        throw error instanceof UnknownName ? new UsageError(error.message) : error;
      });
      context.out(
        joined.already
          ? `${joined.chat} already belongs to ${joined.to}.`
          : `${joined.chat} belongs to ${joined.to} now: ${joined.moved} members came over, ${joined.merged} of them were known there.`,
      );
    });
  return command;
}

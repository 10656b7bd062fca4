import { plainWords, type ChatWords } from "../core/commands.ts";
import { Prisma, type Tx } from "../core/database/index.ts";
import type { BaseCtx } from "../core/context.ts";
import { countChange } from "../members/community.ts";

/** Words and commands they stand for; a word with no command is switched off. */
export type WordRows = [word: string, command: string | null][] | null;

/** An expression for the `WordRows` of a chat, for statements that read more at once. */
export const wordRowsSql = (communityId: number, chatId: number): Prisma.Sql => Prisma.sql`(
  SELECT json_agg(json_build_array(word, command)) FROM (
    SELECT word, command FROM command_alias WHERE community_id = ${communityId}
    UNION ALL SELECT name, NULL FROM chat_switch WHERE community_id = ${communityId} AND chat_id = ${chatId}) AS words)`;

/** What operators changed about words, as it holds in one chat. */
export function asChatWords(rows: WordRows): ChatWords {
  if (!rows) return plainWords;
  return {
    aliases: Object.fromEntries(rows.flatMap(([word, command]) => (command === null ? [] : [[word, command]]))),
    off: rows.flatMap(([word, command]) => (command === null ? [word] : [])),
  };
}

/** The same, read now. */
export async function chatWords(tx: Tx, communityId: number, chatId: number): Promise<ChatWords> {
  const [row] = await tx.$queryRaw<{ words: WordRows }[]>`SELECT ${wordRowsSql(communityId, chatId)} AS words`;
  return asChatWords(row?.words ?? null);
}

/**
 * To be called with every change of settings, words or switches: processes remember them, and forget
 * with the next event after this transaction. Gives the change's number in the community.
 */
export async function configurationChanged(ctx: BaseCtx, key: string): Promise<number> {
  const version = await countChange(ctx.tx, ctx.community.id);
  ctx.emit("configuration.changed", { key });
  return version;
}

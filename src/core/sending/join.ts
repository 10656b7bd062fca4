import { createHash } from "node:crypto";
import type { Database, Tx } from "../database/index.ts";
import type { Outgoing } from "../bot.ts";
import { effectivePrioritySql, joinableSql } from "./claim-statements.ts";
import { JOIN_AFTER_MS, type ChatKey } from "./claims.ts";
import { enqueue } from "../outbox.ts";

/** Longest joined text, in UTF-16 code units: Telegram limits long texts (4,096) earlier than short ones. */
export const JOINED_LENGTH = 3_500;

/** An answer waiting in a group, in the order of sending. */
export interface WaitingAnswer {
  id: bigint;
  key: string;
  priority: number;
  message: Outgoing;
  createdAt: Date;
  /** plain, and waiting long enough */
  joinable: boolean;
}

/**
 * The answers at the head of a queue that may become one message, and that message; null when there
 * are fewer than two. Only a run without gaps is taken, so that no answer overtakes another.
 * `mixed` allows answers to different messages in one; the joined text then answers none visibly.
 */
export function joinAnswers(
  waiting: WaitingAnswer[],
  { mixed, textLimit }: { mixed: boolean; textLimit: number },
): { parts: WaitingAnswer[]; message: Outgoing } | null {
  const [first] = waiting;
  if (!first) return null;
  const limit = Math.min(JOINED_LENGTH, textLimit);
  const parts: WaitingAnswer[] = [];
  let text = "";
  for (const answer of waiting) {
    const longer = parts.length === 0 ? answer.message.text : `${text}\n\n${answer.message.text}`;
    const fits =
      answer.joinable &&
      longer.length <= limit &&
      answer.message.threadId === first.message.threadId &&
      (mixed || answer.message.replyTo === first.message.replyTo);
    if (!fits) break;
    parts.push(answer);
    text = longer;
  }
  if (parts.length < 2) return null;
  const { replyTo, ...message } = { ...first.message, text };
  const sameQuestion = parts.every((part) => part.message.replyTo === replyTo);
  return { parts, message: sameQuestion && replyTo !== undefined ? { ...message, replyTo } : message };
}

/**
 * Joins what may be joined of a group's waiting answers: one new row, and the parts marked merged, in
 * one transaction. The new row's key comes from its parts, so it exists once. Returns how many parts.
 */
export async function joinWaiting(
  database: Database,
  chat: ChatKey,
  { now, mixed, textLimit }: { now: Date; mixed: boolean; textLimit: number },
): Promise<number> {
  return database.prisma.$transaction(async (tx: Tx) => {
    const waiting = await tx.$queryRawUnsafe<WaitingAnswer[]>(
      waitingSql,
      chat.communityId,
      chat.chatId,
      now,
      new Date(now.getTime() - JOIN_AFTER_MS),
    );
    const joined = joinAnswers(waiting, { mixed, textLimit });
    if (!joined) return 0;
    const { parts, message } = joined;
    const keys = parts.map(({ key }) => key);
    await enqueue(tx, {
      ...chat,
      key: `joined:${createHash("sha256").update(JSON.stringify(keys)).digest("hex").slice(0, 32)}`,
      kind: "reply",
      // its id is newer than its parts': one more keeps its place before what came after them
      priority: Math.max(...parts.map(({ priority }) => priority)) + 1,
      message,
      createdAt: new Date(Math.min(...parts.map(({ createdAt }) => createdAt.getTime()))),
    });
    await tx.outbox.updateMany({
      where: { communityId: chat.communityId, chatId: chat.chatId, id: { in: parts.map(({ id }) => id) } },
      data: { state: "merged" },
    });
    return parts.length;
  });
}

const waitingSql = `
  SELECT id, key, priority, message, created_at AS "createdAt",
         (${joinableSql} AND created_at < $4::timestamptz) AS joinable
  FROM outbox
  WHERE community_id = $1 AND chat_id = $2 AND state = 'pending' AND kind IN ('reply', 'receipt')
    AND NOT message ? 'pressId' AND (not_before_at IS NULL OR not_before_at <= $3)
  ORDER BY ${effectivePrioritySql("$3")} DESC, id LIMIT 100
  FOR UPDATE SKIP LOCKED`;

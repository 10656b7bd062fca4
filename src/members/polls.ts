import type { Pool } from "pg";
import type { Accept } from "../core/bot.ts";
import type { ButtonEvent, PollAnswerEvent } from "../core/event.ts";
import type { Log } from "../core/log.ts";

export interface PollOptions {
  pool: Pool;
  log: Log;
  delay(ms: number): Promise<void>;
}

/** A vote may come before we have written down which poll it is about: it waits so often, so long. */
const looks = 10;
const lookMs = 200;
const awayMs = 1_000;

/**
 * A vote in a poll of ours is a press on what the options stand for, in the chat where the poll is.
 * Votes taken back, and votes in polls that nobody knows (posted by a life that was killed before it
 * could write that down), are let go.
 */
export function votesAsPresses(accept: Accept, options: PollOptions): Accept {
  async function acceptVote(vote: PollAnswerEvent): Promise<void> {
    const press = vote.options.length > 0 ? await pressOf(vote, options) : null;
    if (press) await accept(press);
  }
  // not async itself: nearly everything goes through it that is no vote
  return (event) => (event.kind === "pollAnswer" ? acceptVote(event) : accept(event));
}

interface Known {
  data: string;
  id: string;
  kind: string;
  title: string;
}

async function pressOf(vote: PollAnswerEvent, { pool, log, delay }: PollOptions): Promise<ButtonEvent | null> {
  for (let look = 0; look < looks;) {
    try {
      const { rows } = await pool.query<Known>(
        `SELECT p.data, c.address AS id, c.kind, c.title FROM poll p
         JOIN chat c ON c.community_id = p.community_id AND c.id = p.chat_id WHERE p.platform = $1 AND p.poll_id = $2`,
        [vote.platform, vote.pollId],
      );
      if (rows[0]) return asPress(vote, rows[0]);
      look++;
      await delay(lookMs);
    } catch (error) {
      log.error({ err: error }, "a vote could not be placed; trying again");
      await delay(awayMs);
    }
  }
  log.warn({ poll: vote.pollId }, "a vote was let go: nobody knows its poll");
  return null;
}

function asPress(vote: PollAnswerEvent, { data, id, kind, title }: Known): ButtonEvent {
  const { platform, account, key, at, sender, options } = vote;
  const chat = { id, kind: kind as ButtonEvent["chat"]["kind"], title };
  const pressed = `${data}:${options.toSorted((a, b) => a - b).join("+")}`;
  return { kind: "button", platform, account, key, chat, at, sender, pressId: "", data: pressed, isVote: true };
}

import { PlatformRefusal, PlatformSilence, type Bot, type Outgoing } from "../bot.ts";
import type { Timers } from "./pacing.ts";

/** A call that takes longer is cut off: nobody knows then whether the message arrived. */
export const CALL_LIMIT_MS = 15_000;

/** How one call ended. `error` of what was sent: what of it the platform did not take. `isError`: see PlatformSilence. `broken`: neither yes, no nor silence, so a mistake of ours. */
export type Outcome =
  | { kind: "sent"; messageId: string | null; pollId: string | null; error: string | null }
  | { kind: "refused"; refusal: PlatformRefusal }
  | { kind: "silent"; error: string; isError?: boolean }
  | { kind: "broken"; error: string };

/** Sends one message and tells how it ended; never rejects, never takes longer than `limitMs`. */
export async function deliver(
  bot: Bot,
  chat: { id: string; kind: "group" | "private" | "channel" },
  message: Outgoing,
  { timers, limitMs }: { timers: Timers; limitMs: number },
): Promise<Outcome> {
  const cut = new AbortController();
  let answered = (): void => {};

  async function send(): Promise<Outcome> {
    try {
      const { messageId, pollId, without } = await bot.send(chat, message, cut.signal);
      return { kind: "sent", messageId: messageId ?? null, pollId: pollId ?? null, error: without ?? null };
    } catch (error) {
      if (error instanceof PlatformRefusal) return { kind: "refused", refusal: error };
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof PlatformSilence) return { kind: "silent", error: reason, isError: error.isError };
      return { kind: cut.signal.aborted ? "silent" : "broken", error: reason };
    }
  }

  const silence = new Promise<Outcome>((resolve) => {
    answered = timers.after(limitMs, () => {
      resolve({ kind: "silent", error: `no answer within ${CALL_LIMIT_MS / 1_000} s` });
      cut.abort();
    });
  });
  const outcome = await Promise.race([send(), silence]);
  answered();
  return outcome;
}

import type { PlatformRefusal } from "../bot.ts";
import type { ChatKey, Claimed, Claims, Ending } from "./claims.ts";
import type { Outcome } from "./delivery.ts";
import type { Lane } from "./lanes.ts";
import { afterSilence, type OutboxState } from "../outbox.ts";
import { backoffMs, silentLimitMs } from "./pacing.ts";

/** Attempts nobody knows the end of before an answer is given up: more than an hour of silence at 30 s each. */
const MOST_SILENCES = 200;
/** Attempts that the platform answers with an error: some ten minutes. What it cannot send would hold up its chat. */
const MOST_ERRORS = 20;
const MOST_MIGRATIONS = 3;
/** Before a message is tried again that failed for a reason of ours. */
const OWN_FAULT_MS = 5_000;

/** Where sending tells of trouble; never of texts. */
export interface SendLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface SettleContext {
  claims: Claims;
  counts: { sent: number; rateLimited: number; unknown: number; failed: number };
  rng: () => number;
  log: SendLog;
  /** real milliseconds for one of waiting */
  scale: number;
  onUnreachable?(chat: ChatKey, reason: string): Promise<void>;
  onMigrated(chat: ChatKey, newAddress: string): Promise<void>;
}

/** What a call's end means: the message's new state, and how long its chat pauses (real ms, 0 = not). */
export interface Settled {
  ending: Ending;
  pauseMs: number;
}

/** Judges how a call ended, by the delivery class of the message, and tells chat and gate. */
export async function settle(context: SettleContext, lane: Lane, row: Claimed, outcome: Outcome): Promise<Settled> {
  const { gate } = lane;
  switch (outcome.kind) {
    case "sent":
      gate.answered();
      lane.limits = 0;
      lane.migrations = 0;
      context.counts.sent++;
      if (row.unreachable !== null) await context.claims.setReachable(lane.chat);
      return end(row, "sent", outcome);
    case "refused":
      return refused(context, lane, row, outcome.refusal);
    case "silent":
      return silent(context, lane, row, outcome);
    case "broken":
      context.counts.failed++;
      context.log.error(
        { ...place(row), error: outcome.error },
        "a message could not be sent: a mistake in the program",
      );
      return end(row, "failed", { error: outcome.error });
    default:
      return outcome satisfies never;
  }
}

function end(
  { communityId, chatId, id }: Claimed,
  state: OutboxState,
  { messageId = null, pollId = null, error = null, silent = false, pauseMs = 0 }: Partial<Ending & Settled> = {},
): Settled {
  // PostgreSQL stores no NUL, and a platform's words may be long
  const said = error?.replaceAll("\0", "").slice(0, 500) ?? null;
  return { ending: { communityId, chatId, id, state, silent, messageId, pollId, error: said }, pauseMs };
}

const place = ({ communityId, chatId, id, kind }: Claimed): object => ({ communityId, chatId, outboxId: id, kind });

function silent(
  context: SettleContext,
  lane: Lane,
  row: Claimed,
  { error, isError = false }: Extract<Outcome, { kind: "silent" }>,
): Settled {
  // an error is an answer: the other chats' messages may go
  if (isError) lane.gate.answered();
  else lane.gate.silent();
  context.log.warn({ ...place(row), error }, "the platform did not answer");
  const pauseMs = backoffMs(row.attempts + 1, context.rng) * context.scale;
  if (row.attempts + 1 >= (isError ? MOST_ERRORS : MOST_SILENCES)) {
    context.counts.failed++;
    return end(row, "failed", { error, silent: true });
  }
  const state = afterSilence(row.kind, row.attempts);
  if (state === "unknown") context.counts.unknown++;
  return end(row, state, { error, silent: true, pauseMs: state === "pending" ? pauseMs : 0 });
}

/** The platform said no: the message was not sent, and none of this counts as an attempt. */
async function refused(context: SettleContext, lane: Lane, row: Claimed, refusal: PlatformRefusal): Promise<Settled> {
  const { gate, chat } = lane;
  const error = refusal.message;
  gate.answered();
  switch (refusal.reason) {
    case "rateLimited": {
      context.counts.rateLimited++;
      lane.limits++;
      const waitMs = refusal.retryAfterMs ?? silentLimitMs(lane.limits);
      const pauseMs = waitMs * (1 + 0.1 * context.rng()) * context.scale;
      gate.limited(lane.id, pauseMs);
      return end(row, "pending", { error, pauseMs });
    }
    case "migrated":
      return migrated(context, lane, row, refusal);
    case "unauthorized":
      gate.unauthorized();
      context.log.error(place(row), "the platform refuses the bot's token: nothing is sent until it is set right");
      return end(row, "pending", { error });
    case "blocked":
    case "notFound": {
      const reason = refusal.reason === "blocked" ? "blocked" : "not found";
      const others = await context.claims.setUnreachable(chat, reason);
      context.counts.failed += 1 + others;
      await context.onUnreachable?.(chat, reason);
      return end(row, "failed", { error });
    }
    case "rejected":
      context.counts.failed++;
      context.log.error({ ...place(row), error }, "the platform rejects a message");
      return end(row, "failed", { error });
    default:
      return refusal.reason satisfies never;
  }
}

async function migrated(context: SettleContext, lane: Lane, row: Claimed, refusal: PlatformRefusal): Promise<Settled> {
  const error = refusal.message;
  if (refusal.migratedTo === undefined || ++lane.migrations > MOST_MIGRATIONS) {
    context.counts.failed++;
    return end(row, "failed", { error });
  }
  await context.onMigrated(lane.chat, refusal.migratedTo);
  return end(row, "pending", { error });
}

/** A message nobody asked for, to a chat known to refuse us, is not tried. */
export function unreachable(context: SettleContext, row: Claimed): Settled {
  context.counts.failed++;
  return end(row, "failed", { error: row.unreachable });
}

/** It was not tried. */
export const putBack = (row: Claimed): Ending => end(row, "pending").ending;

/** It is not the time to say it. */
export const postponed = (row: Claimed, until: Date): Settled => {
  const { ending, pauseMs } = end(row, "pending");
  return { ending: { ...ending, notBeforeAt: until }, pauseMs };
};

/** When judging itself failed (the database, a callback): not sent, or counted as silence, and later again. */
export function unsettled(row: Claimed, outcome: Outcome, scale: number): Settled {
  if (outcome.kind === "sent") return end(row, "sent", outcome);
  if (outcome.kind === "refused") return end(row, "pending", { pauseMs: OWN_FAULT_MS * scale });
  return end(row, afterSilence(row.kind, row.attempts), { silent: true, pauseMs: OWN_FAULT_MS * scale });
}

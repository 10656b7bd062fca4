import type { Tx } from "./database/index.ts";
import { dayMs } from "./time.ts";

/** An event's content is needed until it is acted on; a dead one a week longer, for a person to look at. */
const donePayloadMs = dayMs;
const deadPayloadMs = 7 * dayMs;
/** Sent messages are kept for looking things up. */
const sentMs = 30 * dayMs;

/**
 * Erases what the core no longer needs of a community at an instant (the next look's, so that nothing
 * is ever kept for longer): event contents, sent messages, finished jobs.
 */
export async function pruneCore(tx: Tx, communityId: number, now: Date): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await Promise.all([
    tx.$executeRaw`
      UPDATE inbox SET event = NULL WHERE community_id = ${communityId} AND event IS NOT NULL
        AND (status = 'done' AND done_at < ${before(donePayloadMs)} OR status = 'dead' AND created_at < ${before(deadPayloadMs)})`,
    // a file sent is the person's own data: it is theirs now
    tx.$executeRaw`
      UPDATE outbox SET message = message - 'file' WHERE community_id = ${communityId} AND message ? 'file'
        AND (state <> 'pending' OR created_at < ${before(donePayloadMs)})`,
    tx.$executeRaw`
      DELETE FROM outbox WHERE community_id = ${communityId} AND state IN ('sent', 'merged', 'dropped')
        AND created_at < ${before(sentMs)}`,
    // that it failed stays known, what it said does not
    tx.$executeRaw`
      UPDATE outbox SET message = '{"text": ""}' WHERE community_id = ${communityId} AND state IN ('unknown', 'failed')
        AND created_at < ${before(sentMs)} AND message <> '{"text": ""}'`,
    tx.$executeRaw`DELETE FROM poll WHERE community_id = ${communityId} AND created_at < ${before(sentMs)}`,
    // what somebody asked for may stand in it
    tx.$executeRaw`
      UPDATE job SET payload = '{}' WHERE community_id = ${communityId} AND payload <> '{}'
        AND (status = 'done' AND done_at < ${before(donePayloadMs)} OR status = 'dead' AND created_at < ${before(deadPayloadMs)})`,
    tx.$executeRaw`
      DELETE FROM job WHERE community_id = ${communityId} AND status = 'done' AND done_at < ${before(sentMs)}`,
  ]);
}

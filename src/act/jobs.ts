import { PlatformRefusal, PlatformSilence, type Bot } from "../core/bot.ts";
import type { Database, Tx } from "../core/database/index.ts";
import type { BaseCtx, JobCtx } from "../core/context.ts";
import type { Feature } from "../core/feature.ts";
import { whatFailed } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { NewOutbox } from "../core/outbox.ts";
import type { Clock } from "../core/time.ts";
import type { Performer } from "./perform.ts";

const leaseMs = 60_000;
const attemptsLimit = 5;
/** Longest a job may take to finish, in ms: joining two communities moves every row of one. */
const finishLimitMs = 600_000;
/** Longest a job may look something up, in ms: a year of a large community on a busy machine. */
const readLimitMs = 120_000;

export interface JobsOptions {
  database: Database;
  features: readonly Feature[];
  performer: Performer;
  /** The account that brings files, or none when it is not running here. */
  findBot(platform: string, account: string): Bot | undefined;
  log: Log;
  owner: string;
  clock: Clock;
  onCommit(messages?: readonly NewOutbox[]): void;
  communities?: readonly number[];
}

interface JobRow {
  communityId: number;
  id: string;
  name: string;
  payload: unknown;
  attempts: number;
  runAt: Date;
}

/**
 * Works the jobs that are due, one after the other, each under a lease. A job runs outside any
 * transaction and finishes in one, together with its row: its effects happen once. After five
 * failures it is set aside (`dead`). One that a stop (`signal`) meets under way has not failed: it is
 * given back for the next start, or for another process.
 */
export async function runDueJobs(options: JobsOptions, now: Date, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const job = await claim(options, now);
    if (!job) return;
    if (signal.aborted) return giveBack(options, job);
    await runJob(options, job, now, signal);
  }
}

/** As if it had not been begun. Where even that cannot be written any more, the next start frees it (`releaseJobs`). */
async function giveBack({ database, owner, log }: JobsOptions, job: JobRow): Promise<void> {
  log.info({ job: job.name, id: job.id }, "a job was under way at the stop; it is done again");
  await database.pool
    .query(
      `UPDATE job SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1
       WHERE community_id = $1 AND id = $2 AND status = 'new' AND lease_owner = $3`,
      [job.communityId, job.id, owner],
    )
    .catch((error: unknown) => log.info({ err: error, job: job.name }, "it could not be given back"));
}

/** Frees the jobs that an earlier life of this owner had in its hands. Only before the first run. */
export async function releaseJobs({ database, owner }: Pick<JobsOptions, "database" | "owner">): Promise<void> {
  await database.pool.query(
    "UPDATE job SET lease_owner = NULL, lease_until = NULL WHERE status = 'new' AND lease_owner = $1",
    [owner],
  );
}

async function claim(options: JobsOptions, now: Date): Promise<JobRow | undefined> {
  const { rows } = await options.database.pool.query<JobRow>(
    `UPDATE job SET lease_owner = $1, lease_until = now() + $2 * interval '1 millisecond', attempts = attempts + 1
     WHERE (community_id, id) = (
       SELECT community_id, id FROM job WHERE status = 'new' AND run_at <= $3 AND (lease_until IS NULL OR lease_until < now())
         AND ($4::int[] IS NULL OR community_id = ANY($4)) ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING community_id AS "communityId", id, name, payload, attempts, run_at AS "runAt"`,
    [options.owner, leaseMs, now, options.communities ?? null],
  );
  return rows[0];
}

async function runJob(options: JobsOptions, job: JobRow, now: Date, signal: AbortSignal): Promise<void> {
  const run = options.features.map((feature) => feature.jobs?.[job.name]).find((handler) => handler !== undefined);
  try {
    if (!run) throw new Error(`no feature does the job "${job.name}"`);
    let finished = false;
    await run({
      communityId: job.communityId,
      payload: job.payload,
      now,
      // jobs are worked one after the other, and this one's turn has come only now
      waitedMs: Math.max(0, options.clock.now().getTime() - job.runAt.getTime()),
      signal,
      fetchFile: ({ platform, account, file }, most) =>
        fetchFile(options.findBot(platform, account), file, most, signal),
      countMembers: ({ platform, account, address }) =>
        countMembers(options.findBot(platform, account ?? ""), address, signal),
      read: (look) => readForJob(options, job, now, look),
      step: (work) => stepOfJob(options, job, now, work),
      act: async (finish) => {
        finished = true;
        await finishJob(options, job, now, finish);
      },
    });
    if (!finished) await finishJob(options, job, now, async () => {});
    options.onCommit();
  } catch (error) {
    if (signal.aborted) return giveBack(options, job);
    options.log.error({ err: error, job: job.name, id: job.id }, "a job failed");
    // a minute, then two, four …: whatever failed may mend itself
    await options.database.pool.query(
      `UPDATE job SET lease_owner = NULL, lease_until = now() + interval '1 minute' * (2 ^ (attempts - 1)), error = $3,
         status = CASE WHEN attempts >= $4 THEN 'dead' ELSE status END WHERE community_id = $1 AND id = $2`,
      [job.communityId, job.id, whatFailed(error).slice(0, 2000), attemptsLimit],
    );
  }
}

/** How long a platform may take. */
const fetchLimitMs = 30_000;

async function fetchFile(
  bot: Bot | undefined,
  file: Parameters<JobCtx["fetchFile"]>[0]["file"],
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (!bot?.fetchFile || !file) throw new PlatformSilence("there is nobody here who could bring the file");
  try {
    return await bot.fetchFile(file, most, AbortSignal.any([signal, AbortSignal.timeout(fetchLimitMs)]));
  } catch (error) {
    signal.throwIfAborted(); // we stop: nobody is told that the file could not be had
    throw error;
  }
}

/** It is for a word of warning: where the platform does not say, there is none. */
async function countMembers(bot: Bot | undefined, chatId: string, signal: AbortSignal): Promise<number | null> {
  try {
    return (await bot?.countMembers?.(chatId, AbortSignal.any([signal, AbortSignal.timeout(fetchLimitMs)]))) ?? null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof PlatformRefusal || error instanceof PlatformSilence) return null;
    throw error;
  }
}

function readForJob<T>(options: JobsOptions, job: JobRow, now: Date, look: (ctx: BaseCtx) => Promise<T>): Promise<T> {
  const reading = (tx: Tx) => actFor(options, tx, job, now, "\nread", look);
  return options.database.transact(reading, { timeout: readLimitMs, maxWait: 10_000 });
}

function stepOfJob<T>(options: JobsOptions, job: JobRow, now: Date, work: (ctx: BaseCtx) => Promise<T>): Promise<T> {
  const step = async (tx: Tx) => {
    const mine = await tx.$executeRaw`
      UPDATE job SET lease_until = now() + ${leaseMs} * interval '1 millisecond' WHERE community_id = ${job.communityId}
        AND id = ${BigInt(job.id)} AND status = 'new' AND lease_owner = ${options.owner}`;
    if (mine === 0) throw new Error("the lease ran out and another process does it");
    return actFor(options, tx, job, now, "\nstep", work);
  };
  return options.database.transact(step, { timeout: finishLimitMs, maxWait: 10_000 });
}

/** An act of the job's community; `part` tells its chance apart from that of the job's end. */
async function actFor<T>(
  { performer }: JobsOptions,
  tx: Tx,
  job: JobRow,
  now: Date,
  part: string,
  work: (ctx: BaseCtx) => Promise<T>,
): Promise<T> {
  let result: T | undefined;
  await performer.actForCommunity(tx, job.communityId, now, `job\n${job.id}${part}`, async (ctx) => {
    result = await work(ctx);
  });
  return result as T;
}

async function finishJob(
  options: JobsOptions,
  job: JobRow,
  now: Date,
  finish: Parameters<Performer["actForCommunity"]>[4],
): Promise<void> {
  const finished = async (tx: Tx) => {
    const mine = await tx.$executeRaw`
      UPDATE job SET status = 'done', done_at = ${now}, lease_owner = NULL WHERE community_id = ${job.communityId}
        AND id = ${BigInt(job.id)} AND status = 'new' AND lease_owner = ${options.owner}`;
    if (mine === 0) return; // the lease ran out and another process did it
    await options.performer.actForCommunity(tx, job.communityId, now, `job\n${job.id}`, finish);
  };
  await options.database.transact(finished, { timeout: finishLimitMs, maxWait: 10_000 });
}

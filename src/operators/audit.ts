import { createHash } from "node:crypto";
import type { Tx } from "../core/database/index.ts";
import { dayMs } from "../core/time.ts";

/** What an operator's command came to. */
export type AuditResult = "done" | "asked" | "cancelled" | "refused" | "undone";

/** One operator's command, as the audit keeps it. */
export interface AuditEntry {
  at: Date;
  actor: "person" | "anonymousAdmin" | "channel" | "commandLine";
  /** null for everybody who is not a member */
  memberId: number | null;
  role: string | null;
  chatId: number | null;
  command: string;
  /** without personal data */
  args: string;
  result: AuditResult;
}

export interface AuditRow extends AuditEntry {
  seq: number;
  previous: string;
  hash: string;
}

/** Where a chain ends: kept elsewhere (a digest, a note), it shows later that rows were cut off or made anew. */
export interface AuditHead {
  seq: number;
  hash: string;
}

/** What stands before the first row. */
const beginning = "0".repeat(64);
/** First key of the advisory lock under which a community's chain grows. */
const auditLock = 7003;
const argsLimit = 200;

/**
 * The hash of a row: SHA-256 over its fields and the hash before it, as one JSON array with the
 * time in ISO 8601 UTC. The community stands in it, so that no row can be moved to another chain.
 */
export function auditHash(communityId: number, row: Omit<AuditRow, "hash">): string {
  const { seq, at, actor, memberId, role, chatId, command, args, result, previous } = row;
  const fields = [communityId, seq, at.toISOString(), actor, memberId, role, chatId, command, args, result, previous];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/**
 * Appends one row to the community's chain, in the transaction of what it tells about. Call it last:
 * from here to the end of the transaction nobody else can append.
 */
export async function appendAudit(tx: Tx, communityId: number, entry: AuditEntry): Promise<void> {
  // one round trip, yet two statements: the second sees what was appended while the first waited
  const [, [head]] = await Promise.all([
    tx.$executeRaw`SELECT pg_advisory_xact_lock(${auditLock}::int, ${communityId}::int)`,
    tx.$queryRaw<AuditHead[]>`SELECT seq, hash FROM audit_head WHERE community_id = ${communityId}`,
  ]);
  const unhashed = {
    ...entry,
    args: entry.args.slice(0, argsLimit),
    seq: (head?.seq ?? 0) + 1,
    previous: head?.hash ?? beginning,
  };
  const row = { ...unhashed, hash: auditHash(communityId, unhashed) };
  await tx.$executeRaw`
    WITH kept AS (
      INSERT INTO audit (community_id, seq, at, actor, member_id, role, chat_id, command, args, result, previous, hash)
      VALUES (${communityId}, ${row.seq}, ${row.at}, ${row.actor}, ${row.memberId}, ${row.role}, ${row.chatId},
        ${row.command}, ${row.args}, ${row.result}, ${row.previous}, ${row.hash}))
    INSERT INTO audit_head (community_id, seq, hash) VALUES (${communityId}, ${row.seq}, ${row.hash})
    ON CONFLICT (community_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash`;
}

/** Where the community's chain ends now; null before its first row. */
export async function auditHead(tx: Pick<Tx, "auditHead">, communityId: number): Promise<AuditHead | null> {
  return tx.auditHead.findUnique({ where: { communityId }, select: { seq: true, hash: true } });
}

/** The newest rows, newest first. */
export async function newestAudit(tx: Tx, communityId: number, count: number): Promise<AuditRow[]> {
  const rows = await tx.auditRow.findMany({ where: { communityId }, orderBy: { seq: "desc" }, take: count });
  return rows as unknown as AuditRow[];
}

/** Two years: longer than anybody may ask about a draw or a prize. */
const keptMs = 730 * dayMs;

/** Takes away rows older than two years; the chain then begins behind the last of them, whose hash stays. */
export async function pruneAudit(tx: Tx, communityId: number, now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (
      SELECT seq, hash FROM audit WHERE community_id = ${communityId} AND at < ${new Date(now.getTime() - keptMs)}
        -- never the newest: it is what the next row is chained to
        AND seq < (SELECT seq FROM audit_head WHERE community_id = ${communityId})
      ORDER BY seq DESC LIMIT 1
    ), begins AS (
      UPDATE audit_head h SET gone_seq = gone.seq, gone_hash = gone.hash FROM gone WHERE h.community_id = ${communityId}
    )
    DELETE FROM audit USING gone WHERE audit.community_id = ${communityId} AND audit.seq <= gone.seq`;
}

export type Verdict =
  | { ok: true; rows: number; head: AuditHead | null }
  /** `seq`: the first row that is not what it was */
  | { ok: false; rows: number; seq: number; reason: "changed" | "missing" | "cut" | "otherHead" };

const pageLength = 5000;

/**
 * Recomputes a community's chain. Finds rows that were changed, left out, put in or reordered, and
 * rows cut off at the end, as the head is kept apart; it begins behind the rows that were too old. Whoever may write both tables can cut the end
 * and set the head back, or make the whole chain anew: only `known`, a head kept outside this
 * database, shows that. Its hash may be shortened to its first digits.
 */
export async function verifyAudit(
  tx: Pick<Tx, "auditRow" | "auditHead">,
  communityId: number,
  known?: AuditHead,
): Promise<Verdict> {
  // the head first: rows that are added meanwhile come after it and do no harm
  const head = await auditHead(tx, communityId);
  const gone = await tx.auditHead.findUnique({ where: { communityId }, select: { goneSeq: true, goneHash: true } });
  let previous = gone?.goneHash ?? beginning;
  let seq = gone?.goneSeq ?? 0;
  for (;;) {
    const page = (await tx.auditRow.findMany({
      where: { communityId, seq: { gt: seq } },
      orderBy: { seq: "asc" },
      take: pageLength,
    })) as unknown as AuditRow[];
    for (const row of page) {
      if (row.seq !== seq + 1) return { ok: false, rows: seq, seq: seq + 1, reason: "missing" };
      const isTrue = row.previous === previous && row.hash === auditHash(communityId, row);
      if (!isTrue) return { ok: false, rows: seq, seq: row.seq, reason: "changed" };
      if (known?.seq === row.seq && !row.hash.startsWith(known.hash)) {
        return { ok: false, rows: seq, seq: row.seq, reason: "otherHead" };
      }
      if (head?.seq === row.seq && head.hash !== row.hash) {
        return { ok: false, rows: seq, seq: row.seq, reason: "changed" };
      }
      previous = row.hash;
      seq = row.seq;
    }
    if (page.length < pageLength) break;
  }
  const end = Math.max(head?.seq ?? 0, known?.seq ?? 0);
  if (seq < end) return { ok: false, rows: seq, seq: seq + 1, reason: "cut" };
  if (!head && seq > 0) return { ok: false, rows: seq, seq, reason: "changed" };
  return { ok: true, rows: seq, head };
}

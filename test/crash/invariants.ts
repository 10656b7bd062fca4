import type pg from "pg";
import { auditHash, type AuditRow } from "../../src/operators/audit.ts";
import type { CallRecord } from "../fakes/telegram/state.ts";
import type { Traffic } from "./traffic.ts";

/** What an invariant may look at: the books, what people said, and what the platform saw. */
export interface Evidence {
  db: pg.ClientBase;
  traffic: Traffic;
  /** every call the fake Bot API got */
  calls: readonly CallRecord[];
  /** the ledger as an earlier look found it: "community:member:key" → delta */
  ledger: Map<string, number>;
}

/** Every row of every table in which one of these words stands. */
async function rowsWith(db: pg.ClientBase, words: readonly string[]): Promise<string[]> {
  const { rows: tables } = await db.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db.query<{ row: string }>(
      `SELECT t::text AS row FROM "${name}" t WHERE EXISTS (SELECT FROM unnest($1::text[]) AS word WHERE position(word IN t::text) > 0)`,
      [words],
    );
    found.push(...rows.map(({ row }) => `left in ${name}: ${row.slice(0, 200)}`));
  }
  return found;
}

/** The hour of the day in the key of a schedule's message ("tick:7:2026-03-01T04:20:00.000Z"). */
const tickHourSql = "right(key, 13)";
/** How many messages of schedules are written, those of one hour of the day counted once: six in each community. */
export const tickHoursSql = `SELECT count(DISTINCT (community_id, ${tickHourSql})) FROM outbox WHERE key LIKE 'tick:%'`;

/** Names what is wrong, a line each; an empty list is good. */
export type Invariant = (evidence: Evidence) => Promise<string[]>;

/** Rows that contradict an invariant, as lines. */
async function contradictions(db: pg.ClientBase, what: string, sql: string): Promise<string[]> {
  const { rows } = await db.query<object>(sql);
  return rows.map((row) => `${what}: ${JSON.stringify(row)}`);
}

/** Hold at any moment, also between a kill and the work that follows it. A feature adds its own here. */
export const always: Readonly<Record<string, Invariant>> = {
  "I1 every count has its message": ({ db }) =>
    contradictions(
      db,
      "counts and identities differ",
      // what the forgotten said stays counted, in the chat and under nobody's name: two messages each
      `SELECT seen, counted, days, gone FROM (SELECT count(*)::int AS gone FROM forgotten) f,
         (SELECT count(*)::int AS seen FROM event_seen WHERE substr(identity::text, 15, 1) <> 'f') s,
         (SELECT (SELECT coalesce(sum(messages + others), 0) FROM chat_hour)::int
               + (SELECT count(*) FROM passage)::int AS counted) c,
         (SELECT (SELECT coalesce(sum(messages), 0) FROM member_day)::int
               + (SELECT count(*) FROM passage)::int AS days) d
       WHERE seen <> counted OR days NOT BETWEEN seen - 2 * gone AND seen`,
    ),

  "I2 sums are the ledger's": ({ db }) =>
    contradictions(
      db,
      "points_total and ledger differ",
      `WITH ledger AS (
         SELECT community_id, member_id, period, sum(delta)::int AS points FROM ledger_entry,
           unnest(ARRAY['all', to_char(day, 'YYYY-MM'), to_char(day, 'IYYY-"W"IW')]) AS period GROUP BY 1, 2, 3)
       SELECT community_id, member_id, period, t.points AS total, l.points AS ledger
       FROM points_total t FULL JOIN ledger l USING (community_id, member_id, period)
       WHERE t.points IS DISTINCT FROM l.points OR (period = 'all' AND t.points < 0)`,
    ),

  "I2 the ledger only grows": async ({ db, ledger }) => {
    const { rows } = await db.query<{ id: string; delta: number }>(
      `SELECT community_id || ':' || member_id || ':' || key AS id, delta FROM ledger_entry`,
    );
    const now = new Map(rows.map((row) => [row.id, row.delta]));
    const lost = [...ledger].filter(([id, delta]) => now.get(id) !== delta);
    for (const [id, delta] of now) ledger.set(id, delta);
    return lost.map(([id, delta]) => `ledger row ${id} (${delta}) is gone or changed`);
  },

  "effects and done are one": ({ db }) =>
    contradictions(
      db,
      "an act is half done",
      `SELECT i.key, i.status, i.event ->> 'text' AS text, l.key AS ledger, n.key AS nudge, r.key AS answer FROM inbox i
       LEFT JOIN ledger_entry l ON l.community_id = i.community_id AND l.key = 'prize:' || i.key
       LEFT JOIN outbox n ON n.community_id = i.community_id AND n.key = 'nudge:' || i.key
       LEFT JOIN outbox r ON r.community_id = i.community_id AND r.key = 're:' || i.account || ':' || i.key
       WHERE (l.key IS NOT NULL) <> (i.status = 'done' AND i.event ->> 'text' = '要一分')
          OR (n.key IS NOT NULL) <> (i.status = 'done' AND i.event ->> 'text' = '提醒')
          OR (r.key IS NOT NULL) <> (i.status <> 'new' AND i.event ->> 'kind' = 'message')`,
    ),

  "I9 nothing is left of the forgotten, and nothing is sent to them": async ({ db, traffic, calls }) => {
    const { rows: forgotten } = await db.query<{ id: string; name: string }>(
      `SELECT DISTINCT t.id, t.name FROM unnest($1::text[], $2::text[]) AS t(id, name) JOIN community c ON true
       JOIN forgotten f ON f.community_id = c.id
         AND f.hash = encode(sha256(convert_to(c.salt || E'\\n' || 'telegram' || E'\\n' || t.id, 'UTF8')), 'hex')`,
      [traffic.leavers.map((one) => String(one.id)), traffic.leavers.map((one) => one.name)],
    );
    if (forgotten.length === 0) return [];
    const names = forgotten.map((one) => one.name);
    const found = await rowsWith(db, names);
    const ids = new Set(forgotten.map((one) => one.id));
    const sent = calls.filter((call) => call.method === "sendMessage" && ids.has(String(call.params.chat_id)));
    return [...found, ...sent.map((call) => `sent to one who is forgotten: ${String(call.params.text)}`)];
  },

  "I10 the chain of the audit is whole": async ({ db }) => {
    const { rows } = await db.query<AuditRow & { communityId: number }>(
      `SELECT community_id AS "communityId", seq, at, actor, member_id AS "memberId", role, chat_id AS "chatId", command, args,
         result, previous, hash FROM audit ORDER BY community_id, seq`,
    );
    const { rows: heads } = await db.query<{ communityId: number; seq: number; hash: string }>(
      'SELECT community_id AS "communityId", seq, hash FROM audit_head',
    );
    const ends = new Map<number, { seq: number; hash: string }>();
    const broken = rows.flatMap((row) => {
      const before = ends.get(row.communityId) ?? { seq: 0, hash: "0".repeat(64) };
      ends.set(row.communityId, row);
      const isTrue =
        row.seq === before.seq + 1 && row.previous === before.hash && row.hash === auditHash(row.communityId, row);
      return isTrue ? [] : [`row ${row.seq} of community ${row.communityId} does not follow`];
    });
    const headless = heads.filter((head) => ends.get(head.communityId)?.hash !== head.hash);
    return [...broken, ...headless.map((head) => `the head of community ${head.communityId} is not its last row`)];
  },

  "what a failed act did is undone": ({ db }) =>
    contradictions(
      db,
      "poison left something",
      `SELECT key FROM ledger_entry WHERE key LIKE 'poison:%' UNION ALL SELECT key FROM outbox WHERE key LIKE 'poison:%'`,
    ),

  "I5 nothing unasked arrives twice": async ({ calls }) => {
    const arrived = new Map<string, number>();
    for (const text of unaskedTexts(calls)) arrived.set(text, (arrived.get(text) ?? 0) + 1);
    return [...arrived].filter(([, times]) => times > 1).map(([text, times]) => `${text} arrived ${times} times`);
  },
};

/** Hold once everything that was said is worked off. A feature adds its own here. */
export const settled: Readonly<Record<string, Invariant>> = {
  "I1 every message is counted once": async ({ db, traffic }) => {
    const { rows } = await db.query<{ place: string; messages: number }>(
      `SELECT a.address || ' ' || i.platform_user_id AS place, sum(d.messages)::int AS messages FROM member_day d
       JOIN identity i ON i.community_id = d.community_id AND i.member_id = d.member_id
       JOIN chat_address a ON a.community_id = d.community_id GROUP BY 1`,
    );
    const counted = new Map(rows.map((row) => [row.place, row.messages]));
    const said = countBy(traffic.said, ({ group, person }) => `${group} ${person}`);
    const { rows: passages } = await db.query<{ joins: number }>("SELECT count(*)::int AS joins FROM passage");
    return [
      ...differences(said, counted, "messages"),
      ...(passages[0]?.joins === traffic.joins ? [] : [`${passages[0]?.joins} joins counted of ${traffic.joins}`]),
    ];
  },

  "whoever asked to be forgotten is": async ({ db, traffic }) => {
    const { rows } = await db.query<{ gone: number; audited: number; seen: number; days: number }>(
      `SELECT (SELECT count(*)::int FROM forgotten) AS gone, (SELECT count(*)::int FROM audit WHERE command = 'test_leave') AS audited,
         (SELECT count(*)::int FROM event_seen WHERE substr(identity::text, 15, 1) <> 'f') AS seen,
         (SELECT coalesce(sum(messages), 0)::int FROM member_day) + (SELECT count(*)::int FROM passage) AS days`,
    );
    const leavers = traffic.leavers.length;
    const [row] = rows;
    const isRight = row?.gone === leavers && row.audited === leavers && row.seen - row.days === 2 * leavers;
    return isRight ? [] : [`${JSON.stringify(row)} for ${leavers} who left`];
  },

  "one check-in a day, one point a prize": async ({ db, traffic }) => {
    const { rows } = await db.query<{ name: string; count: number }>(
      `SELECT 'checkin' AS name, count(*)::int FROM check_in
       UNION ALL SELECT 'checkin paid', count(*)::int FROM ledger_entry WHERE reason = 'checkin'
       UNION ALL SELECT 'prize', coalesce(sum(delta), 0)::int FROM ledger_entry WHERE reason = 'prize'`,
    );
    const days = new Set(
      traffic.said
        .filter((one) => one.command === "checkin")
        .map((one) => `${one.group} ${one.person} ${dayOf(one.at)}`),
    );
    const prizes = traffic.said.filter((one) => one.command === "prize").length;
    const expected = new Map([
      ["checkin", days.size],
      ["checkin paid", days.size],
      ["prize", prizes],
    ]);
    return differences(expected, new Map(rows.map((row) => [row.name, row.count])), "effects");
  },

  "I3 every event is done, or poison and dead": ({ db }) =>
    contradictions(
      db,
      "an event ended wrongly",
      `SELECT key, status, attempts, error, event ->> 'text' AS text FROM inbox
       WHERE status <> CASE WHEN event ->> 'text' = '毒药' THEN 'dead' ELSE 'done' END`,
    ),

  "no message is left behind": ({ db }) =>
    contradictions(
      db,
      "a message is left",
      `SELECT key, kind, state, error FROM outbox
       WHERE state NOT IN ('sent', 'merged') AND NOT (state = 'unknown' AND kind IN ('unasked', 'notice'))`,
    ),

  "I4 every command is answered, more than once only after an unclear ending": async ({ db, traffic, calls }) => {
    const answers = answersIn(calls);
    const { rows } = await db.query<{ question: string; unclear: number }>(
      `SELECT c.address || ' ' || (o.message ->> 'replyTo') AS question, sum(o.attempts)::int AS unclear
       FROM outbox o JOIN chat c ON c.community_id = o.community_id AND c.id = o.chat_id
       WHERE o.kind = 'reply' GROUP BY 1`,
    );
    const unclear = new Map(rows.map((row) => [row.question, row.unclear]));
    return traffic.said.flatMap((one) => {
      if (!one.command) return [];
      const question = `${one.group} ${one.messageId}`;
      const times = answers.get(question) ?? 0;
      if (times === 0) return [`${one.command} ${question} was not answered`];
      const most = 1 + (unclear.get(question) ?? 0);
      return times > most ? [`${one.command} ${question} was answered ${times} times, explained are ${most}`] : [];
    });
  },

  "unasked messages marked sent have arrived": async ({ db, calls }) => {
    const arrived = new Set(textsIn(calls));
    const { rows } = await db.query<{ text: string }>(
      `SELECT message ->> 'text' AS text FROM outbox WHERE kind = 'unasked' AND state = 'sent'`,
    );
    return rows.filter(({ text }) => !arrived.has(text)).map(({ text }) => `${text} is marked sent and did not arrive`);
  },

  "every schedule ran in every community, once for its newest moment": ({ db }) =>
    contradictions(
      db,
      "a schedule ran not once",
      // one moment, of those four hours apart, may pass while a run of this test lasts: that one is another day's
      `SELECT c.id, t.hours, t.ticks FROM community c CROSS JOIN LATERAL (
         SELECT count(*)::int AS ticks, count(DISTINCT ${tickHourSql})::int AS hours FROM outbox
         WHERE community_id = c.id AND key LIKE 'tick:%') t WHERE t.hours <> 6 OR t.ticks > 7`,
    ),
};

/** Looks at every invariant given; the names stand before what is wrong. */
export async function violations(
  invariants: Readonly<Record<string, Invariant>>,
  evidence: Evidence,
): Promise<string[]> {
  const found: string[] = [];
  for (const [name, invariant] of Object.entries(invariants)) {
    for (const line of await invariant(evidence)) found.push(`${name}: ${line}`);
  }
  return found;
}

/** How often each message was answered: "chat message" → times. */
export function answersIn(calls: readonly CallRecord[]): Map<string, number> {
  const sent = calls.filter((call) => call.method === "sendMessage" && call.effect && call.params.reply_parameters);
  return countBy(sent, ({ params }) => {
    const reply = params.reply_parameters as string | { message_id: number };
    const { message_id } = (typeof reply === "string" ? JSON.parse(reply) : reply) as { message_id: number };
    return `${String(params.chat_id)} ${message_id}`;
  });
}

/** Texts of the messages that arrived. */
function textsIn(calls: readonly CallRecord[]): string[] {
  return calls.filter((call) => call.method === "sendMessage" && call.effect).map((call) => String(call.params.text));
}

/** … of the test's own unasked messages, of which no two are alike. */
export const unaskedTexts = (calls: readonly CallRecord[]): string[] =>
  textsIn(calls).filter((text) => /^(nudge|tick):/.test(text));

export function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function differences(expected: Map<string, number>, found: Map<string, number>, what: string): string[] {
  const keys = new Set([...expected.keys(), ...found.keys()]);
  return [...keys]
    .filter((key) => (expected.get(key) ?? 0) !== (found.get(key) ?? 0))
    .map((key) => `${key}: ${found.get(key) ?? 0} ${what} in the books, ${expected.get(key) ?? 0} in truth`);
}

/** The communities' civil day. */
const dayOf = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

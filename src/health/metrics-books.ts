import { Counter, Gauge, type Metric } from "prom-client";
import type { Database } from "../core/database/index.ts";
import { mismatchedLedgers } from "../points/mismatch.ts";

/** The books are added up again at most so often, in ms. */
const addUpEveryMs = 3_600_000;

/** Since the calendar month began (UTC): a counter that begins anew with each, as the providers' bills do. */
const thisMonthSql = "at >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'";

/** Figures that the database knows, the same in every process; NaN, or no series, while it cannot be asked. */
export function booksMetrics({ pool }: Pick<Database, "pool">): Metric[] {
  const one = async (sql: string) => Number((await pool.query<{ value: string }>(sql)).rows[0]?.value);
  const some = async (sql: string) => (await pool.query<{ label: string; value: string }>(sql)).rows;
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        this.set(await read().catch(() => NaN));
      },
    });
  const byLabel = (Kind: typeof Gauge | typeof Counter, name: string, label: string, help: string, sql: string) =>
    new Kind({
      name,
      help,
      labelNames: [label],
      registers: [],
      async collect() {
        this.reset();
        for (const row of await some(sql).catch(() => [])) this.inc({ [label]: row.label }, Number(row.value));
      },
    });
  const outbox = (state: string) =>
    `SELECT kind AS label, count(*) AS value FROM outbox WHERE state = '${state}' GROUP BY kind`;
  let added: { at: number; value: number } | undefined;
  return [
    gauge("hearth_inbox_dead", "Events set aside after three failures", () =>
      one("SELECT count(*) AS value FROM inbox WHERE status = 'dead' AND event IS NOT NULL"),
    ),
    gauge("hearth_inbox_lag_seconds", "How long the oldest command has waited", () =>
      one(
        "SELECT coalesce(extract(epoch FROM now() - min(waiting_since)), 0) AS value FROM lane WHERE waiting_since IS NOT NULL",
      ),
    ),
    gauge("hearth_ledger_mismatch", "Communities whose sums are not their ledger's; must be 0", async () => {
      if (!added || performance.now() - added.at > addUpEveryMs)
        added = { at: performance.now(), value: (await mismatchedLedgers(pool)).length };
      return added.value;
    }),
    byLabel(Gauge, "hearth_outbox_pending", "kind", "Messages that wait to be sent, by kind", outbox("pending")),
    byLabel(
      Counter,
      "hearth_outbox_unknown_total",
      "kind",
      "Messages of which nobody knows whether they arrived, by kind",
      outbox("unknown"),
    ),
    byLabel(
      Counter,
      "hearth_llm_calls_total",
      "verdict",
      "Requests to the language model this calendar month (UTC), by what became of them",
      `SELECT verdict AS label, count(*) AS value FROM llm_call WHERE ${thisMonthSql} GROUP BY verdict`,
    ),
    byLabel(
      Counter,
      "hearth_llm_faults_total",
      "fault",
      "Of these, those that the model failed, by what was wrong",
      `SELECT regexp_replace(coalesce(reason, ''), '^(meaning|vectors):', '') AS label, count(*) AS value FROM llm_call
       WHERE verdict = 'failed' AND ${thisMonthSql} GROUP BY 1`,
    ),
    gauge("hearth_llm_cost", "What they cost, in the provider's currency", () =>
      one(`SELECT coalesce(sum(cost), 0) / 1e6 AS value FROM llm_call WHERE ${thisMonthSql}`),
    ),
  ];
}

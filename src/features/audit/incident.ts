import { DateTime } from "luxon";
import { roles, type BaseCtx, type Ctx } from "../../core/context.ts";
import type { Text } from "../../core/text.ts";
import { dayMs } from "../../core/time.ts";
import { textWindow } from "../../engagement/texts.ts";
import { verifyAudit } from "../../operators/audit.ts";
import { gapsSince } from "../../presence/presence.ts";
import { lastDone } from "../../presence/troubles.ts";
import { incidentText, type IncidentFacts } from "./text-incident.ts";

/** What a report looks back on. */
const days = 7;
/** Within so many hours of hearing of it the authority is told (GDPR art. 33; PIPL art. 57 says at once). */
const reportHours = 72;

/**
 * /incident: a report to fill in, with every figure the house has, for whoever must tell authorities and members.
 * @param said how a command is spoken of
 */
export async function reportIncident(ctx: Ctx, said: (name: string) => Text): Promise<void> {
  const facts = await incidentFacts(ctx, said);
  const report = incidentText.report[ctx.language](facts);
  if (!ctx.capabilities.files) return ctx.reply(incidentText.asText, { report });
  const name = `incident-${ctx.today}.md`;
  await ctx.reply(incidentText.asFile, { reportBy: facts.reportBy }, { file: { name, content: report } });
}

async function incidentFacts(ctx: BaseCtx, said: (name: string) => Text): Promise<IncidentFacts> {
  const { tx, community, now } = ctx;
  const of = { communityId: community.id };
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: community.timeZone }).toFormat("yyyy-MM-dd HH:mm ZZ");
  const since = new Date(now.getTime() - days * dayMs);
  const { textDays } = await ctx.settings(textWindow);
  const gaps = await gapsSince(tx, community.id, since);
  const accounts = await tx.identity.groupBy({
    by: ["platform"],
    where: of,
    _count: true,
    orderBy: { platform: "asc" },
  });
  const backup = await lastDone(tx, "backup");
  return {
    community: community.name,
    writtenAt: local(now),
    reportBy: local(new Date(now.getTime() + reportHours * 3_600_000)),
    days,
    people: await tx.member.count({ where: { ...of, mergedIntoId: null, name: { not: "" } } }),
    accounts: accounts.map(({ platform, _count: count }) => ({ platform, count })),
    texts: await tx.messageText.count({ where: of }),
    textDays,
    birthdays: await tx.birthday.count({ where: of }),
    operators: await operatorsOf(ctx),
    commands: (await commandsSince(ctx, since)).map((row) => ({ ...row, command: said(row.command) })),
    chain: await verifyAudit(tx, community.id),
    gaps: gaps.map(({ platform, fromAt, untilAt }) => ({ platform, from: local(fromAt), until: local(untilAt) })),
    backup: backup && local(backup),
  };
}

async function operatorsOf({ tx, community }: BaseCtx): Promise<IncidentFacts["operators"]> {
  const rows = await tx.memberRole.groupBy({ by: ["role"], where: { communityId: community.id }, _count: true });
  const counts = new Map(rows.map(({ role, _count: count }) => [role, count]));
  return roles.toReversed().map((role) => ({ role, count: counts.get(role) ?? 0 }));
}

async function commandsSince({ tx, community }: BaseCtx, since: Date) {
  return tx.$queryRaw<{ command: string; count: number; refused: number }[]>`
    SELECT command, count(*)::int AS count, count(*) FILTER (WHERE result = 'refused')::int AS refused
    FROM audit WHERE community_id = ${community.id} AND at >= ${since} GROUP BY command ORDER BY 2 DESC, 1`;
}

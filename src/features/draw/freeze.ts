import { crashPoint } from "../../core/crash.ts";
import type { BaseCtx } from "../../core/context.ts";
import { sentMessages } from "../../core/outbox.ts";
import { lotteries, roundTime } from "./beacon.ts";
import { unpinning } from "./counter.ts";
import { enterAll } from "./entries.ts";
import { payBack } from "./entry.ts";
import { moment } from "./notice.ts";
import { namesOf } from "./people.ts";
import { beaconWaitMs, freezeAt, roundOf, witnessCount } from "./rules.ts";
import { sayOf } from "./say.ts";
import { firstHead } from "./scheme.ts";
import { drawSettings } from "./settings.ts";
import { changeDraw, groupOf, lookAt, type Draw } from "./store.ts";
import { text } from "./text.ts";
import { voidDraw } from "./void.ts";

/** Lines of the list that stand in the message itself. */
const rosterLines = 20;
/** drand is asked a moment after the value is due. */
const fetchAfterMs = 3_000;

export const freezeKey = (id: number): string => `draw:${id}:freeze`;

/** Freezes the list of a draw whose row is locked, if it is time: it is complete, and posted before its random value exists. */
export async function freeze(ctx: BaseCtx, draw: Draw): Promise<void> {
  if (draw.state !== "open") return;
  const due = freezeAt(draw.closeAt);
  if (ctx.now < due) return lookAt(ctx, draw.id, due);
  const platform = groupOf(draw).split(":")[0] ?? "";
  const full = draw.terms.auto ? await enterAll(ctx, draw, platform) : draw;
  if (full.entries === 0) return voidDraw(ctx, draw, text.reasons.noEntries);
  await changeDraw(ctx.tx, draw, { state: "frozen", frozenAt: ctx.now });
  await sayOf(ctx, draw, {
    key: freezeKey(draw.id),
    text: await frozenText(ctx, full),
    ...(await unpinning(ctx, draw)),
  });
  await lookForBeacon(ctx, full);
  crashPoint("draw-freezing");
}

/** The next look: when drand's value is due, or when waiting for numbers or witnesses is over. */
async function lookForBeacon(ctx: BaseCtx, draw: Draw): Promise<void> {
  if (draw.terms.toy) return lookAt(ctx, draw.id, new Date(ctx.now.getTime() + fetchAfterMs));
  if (draw.terms.level !== "A") return lookAt(ctx, draw.id, new Date(draw.closeAt.getTime() + beaconWaitMs));
  const round = roundOf(draw.terms);
  const { fetchBeacon } = await ctx.settings(drawSettings);
  await lookAt(ctx, draw.id, new Date(roundTime(round).getTime() + fetchAfterMs), fetchBeacon ? round : undefined);
}

async function frozenText(ctx: BaseCtx, draw: Draw): Promise<string> {
  const { tx, community } = ctx;
  const first = await tx.drawEntry.findMany({
    where: { communityId: community.id, drawId: draw.id },
    orderBy: { number: "asc" },
    take: rosterLines,
  });
  const names = await namesOf(ctx, first);
  const lines = first.map(
    ({ number, ticket, weight, memberId }) =>
      `${number}. ${ticket}${weight > 1 ? ` ×${weight}` : ""} ${names.get(memberId) ?? ""}`,
  );
  const { language } = community;
  const more = draw.entries - first.length;
  if (more > 0) lines.push(text.rosterMore[language]({ more, id: draw.id }));
  return text.frozen[language]({
    id: draw.id,
    count: draw.entries,
    head: draw.head,
    roster: lines.join("\n"),
    next: nextWords(ctx, draw),
  });
}

function nextWords({ community }: BaseCtx, { terms }: Draw): string {
  const { language, timeZone } = community;
  if (terms.level === "C") return text.nextC[language]({ count: witnessCount });
  if (terms.level === "A") {
    const round = roundOf(terms);
    return text.nextA[language]({ round, time: moment(roundTime(round), timeZone, language) });
  }
  if (terms.toy) return text.nextToy[language]();
  const named = terms.sources.map(({ source, issue }) =>
    language === "zh"
      ? `${lotteries[source]?.zh ?? source}第 ${issue} 期`
      : `${lotteries[source]?.en ?? source}, issue ${issue}`,
  );
  return text.nextB[language]({ sources: named.join(language === "zh" ? "、" : " and ") });
}

/** Where the members saw how the list ended. */
export interface PublishedHead {
  count: number;
  head: string;
  messageId: string;
  sentAt: Date;
}

/**
 * The newest head that reached the group before `before`: the freeze post as a rule; after an outage
 * a member's own answer or the counter. null when none did. Entries after it cannot count, for nobody
 * could say when they were made.
 */
export async function publishedHead(ctx: BaseCtx, draw: Draw, before: Date): Promise<PublishedHead | null> {
  const { tx, community } = ctx;
  const frozen = (await sentMessages(tx, community.id, [freezeKey(draw.id)])).get(freezeKey(draw.id));
  if (frozen && frozen.sentAt < before) {
    const { messageId, sentAt } = frozen;
    return { count: draw.entries, head: draw.head, messageId: messageId ?? "-", sentAt };
  }
  const rows = await tx.$queryRaw<PublishedHead[]>`
    SELECT e.number AS count, e.head, coalesce(o.platform_message_id, '-') AS "messageId", o.sent_at AS "sentAt"
    FROM draw_entry e JOIN outbox o ON o.community_id = e.community_id
      AND (o.key = e.told_by OR o.key = 'draw:' || e.draw_id || ':counter:' || e.number)
    WHERE e.community_id = ${community.id} AND e.draw_id = ${draw.id} AND o.state = 'sent' AND o.sent_at < ${before}
    ORDER BY e.number DESC LIMIT 1`;
  return rows[0] ?? null;
}

/** Leaves only the first `count` entries in the draw; what the others paid goes back to them. */
export async function cutTo(ctx: BaseCtx, draw: Draw, count: number): Promise<Draw> {
  if (count === draw.entries) return draw;
  const { tx, community } = ctx;
  await payBack(ctx, draw, count);
  await tx.drawEntry.deleteMany({ where: { communityId: community.id, drawId: draw.id, number: { gt: count } } });
  const last = await tx.drawEntry.findFirst({ where: { communityId: community.id, drawId: draw.id, number: count } });
  const cut = { entries: count, head: last?.head ?? firstHead(draw.announcement) };
  await changeDraw(tx, draw, cut);
  return { ...draw, ...cut };
}

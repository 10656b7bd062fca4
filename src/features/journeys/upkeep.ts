import type { BaseCtx } from "../../core/context.ts";
import { addDays, dayMs, dayToDate } from "../../core/time.ts";
import { stopsFor } from "./manners.ts";
import { keepJourney, type Journey } from "./store.ts";

/** Days in which an opt-out or a block after a nudge is laid at its door. */
const harmDays = 7;
/** Platforms tell times in whole seconds: an answer may seem to come just before what it answers. */
const wholeSecond = "1 second";

/** Whoever left, opted out, came back or answered goes no further. Active days count from the day of entering. */
export async function endEarly(ctx: BaseCtx, { declaration }: Journey): Promise<void> {
  const { tx, community } = ctx;
  const endsOnReturn = declaration.endOn.includes("cameBack");
  await tx.$executeRaw`
    UPDATE journey_member j SET due_day = NULL, ended_for = CASE
        WHEN s.opted_out THEN 'optedOut' WHEN s.gone THEN 'left' ELSE 'cameBack' END
    FROM (
      SELECT o.member_id, o.entered_day, coalesce(m.merged_into_id, m.id) AS person,
        EXISTS (SELECT FROM opt_out x JOIN member own ON own.community_id = x.community_id AND own.id = x.member_id
          WHERE x.community_id = o.community_id AND x.choice = 'nudges'
            AND coalesce(own.merged_into_id, own.id) = coalesce(m.merged_into_id, m.id)) AS opted_out,
        NOT EXISTS (SELECT FROM member_standing st WHERE st.community_id = o.community_id
          AND st.member_id = coalesce(m.merged_into_id, m.id)) AS gone,
        EXISTS (SELECT FROM person_day d WHERE d.community_id = o.community_id AND d.person_id = coalesce(m.merged_into_id, m.id)
          AND d.day >= o.entered_day) AS active
      FROM journey_member o JOIN member m ON m.community_id = o.community_id AND m.id = o.member_id
      WHERE o.community_id = ${community.id} AND o.journey = ${declaration.name} AND o.due_day IS NOT NULL) s
    WHERE j.community_id = ${community.id} AND j.journey = ${declaration.name} AND j.member_id = s.member_id
      AND j.entered_day = s.entered_day AND (s.opted_out OR s.gone OR (s.active AND ${endsOnReturn}))`;
}

/** A greeting this old is no greeting any more. */
const taskDays = 21;

/** Takes off the list whoever came back, left, opted out or was waited for too long: nobody is to greet them now. */
export async function endTasks(ctx: BaseCtx): Promise<void> {
  const { tx, community, today } = ctx;
  await tx.$executeRaw`
    UPDATE journey_task t SET state = 'over', closed_at = ${ctx.now} FROM member m
    WHERE m.community_id = t.community_id AND m.id = t.member_id AND t.community_id = ${community.id} AND t.state = 'open' AND (
      t.opened_day < ${dayToDate(addDays(today, -taskDays))}
      OR EXISTS (SELECT FROM person_day d WHERE d.community_id = t.community_id
        AND d.person_id = coalesce(m.merged_into_id, m.id) AND d.day >= t.opened_day)
      OR NOT EXISTS (SELECT FROM member_standing s WHERE s.community_id = t.community_id
        AND s.member_id = coalesce(m.merged_into_id, m.id))
      OR EXISTS (SELECT FROM opt_out o JOIN member own ON own.community_id = o.community_id AND own.id = o.member_id
        WHERE o.community_id = t.community_id AND o.choice = 'nudges'
          AND coalesce(own.merged_into_id, own.id) = coalesce(m.merged_into_id, m.id)))`;
}

/** Writes down, once the horizon is over, who was active within it: later erasures change no figure. */
export async function closeOutcomes(ctx: BaseCtx, { declaration }: Journey): Promise<void> {
  const { tx, community, today } = ctx;
  const enteredBy = dayToDate(addDays(today, -declaration.horizonDays));
  await tx.$executeRaw`
    UPDATE journey_member j SET returned = EXISTS (
      SELECT FROM person_day d WHERE d.community_id = j.community_id AND d.person_id = coalesce(m.merged_into_id, m.id)
        AND d.day >= j.entered_day AND d.day < j.entered_day + ${declaration.horizonDays}::int)
    FROM member m WHERE m.community_id = j.community_id AND m.id = j.member_id AND m.name <> '' AND j.community_id = ${community.id}
      AND j.journey = ${declaration.name} AND j.returned IS NULL AND j.entered_day <= ${enteredBy}`;
}

/** Lays blocks and opt-outs at the door of the newest nudge before them. */
export async function noteHarm(ctx: BaseCtx): Promise<void> {
  const { tx, community } = ctx;
  await tx.$executeRaw`
    UPDATE nudge n SET harm = 'optedOut' FROM opt_out o JOIN member own ON own.community_id = o.community_id AND own.id = o.member_id
    WHERE n.community_id = ${community.id} AND n.harm IS NULL AND n.way = 'private' AND o.community_id = n.community_id
      AND o.choice = 'nudges' AND coalesce(own.merged_into_id, own.id) = n.member_id
      AND o.at >= n.at - ${wholeSecond}::interval AND o.at < n.at + ${harmDays} * interval '1 day'
      AND n.at = (SELECT max(l.at) FROM nudge l WHERE l.community_id = n.community_id AND l.member_id = n.member_id
        AND l.at <= o.at + ${wholeSecond}::interval)`;
  // the platform said no to it: the person has blocked the bot or is gone
  await tx.$executeRaw`
    UPDATE nudge n SET harm = 'blocked' FROM outbox b
    WHERE n.community_id = ${community.id} AND n.harm IS NULL AND n.way = 'private' AND b.community_id = n.community_id
      AND b.key = n.outbox_key AND b.state = 'failed' AND n.at > ${ctx.now}::timestamptz - interval '30 days'`;
}

/** A private chat that was blocked: laid at the door of the nudge of the last week, if there was one. */
export async function noteBlock(ctx: BaseCtx, chatId: number): Promise<void> {
  const since = new Date(ctx.now.getTime() - harmDays * dayMs);
  await ctx.tx.$executeRaw`
    UPDATE nudge n SET harm = 'blocked' WHERE n.community_id = ${ctx.community.id} AND n.chat_id = ${chatId} AND n.way = 'private'
      AND n.harm IS NULL AND n.at >= ${since}
      AND n.at = (SELECT max(l.at) FROM nudge l WHERE l.community_id = n.community_id AND l.chat_id = n.chat_id)`;
}

/** Stops a journey that drives people away. Returns whether it goes on. */
export async function goesOn(ctx: BaseCtx, journey: Journey): Promise<boolean> {
  const rows = await ctx.tx.$queryRaw<{ written: number; blocked: number; optedOut: number }[]>`
    SELECT count(*)::int AS written, (count(*) FILTER (WHERE harm = 'blocked'))::int AS blocked,
      (count(*) FILTER (WHERE harm = 'optedOut'))::int AS "optedOut"
    FROM nudge WHERE community_id = ${ctx.community.id} AND journey = ${journey.declaration.name} AND way = 'private'`;
  const figures = rows[0] ?? { written: 0, blocked: 0, optedOut: 0 };
  const reason = stopsFor(figures.written, figures);
  if (reason === null) return true;
  await keepJourney(ctx, { ...journey, state: "stopped", stoppedFor: reason });
  await endAll(ctx, journey.declaration.name);
  ctx.emit("journey.stopped", { journey: journey.declaration.name, because: reason });
  return false;
}

/** Nobody on the journey hears more; the arms and outcomes stay. */
export async function endAll(ctx: BaseCtx, journey: string): Promise<void> {
  await ctx.tx.$executeRaw`
    UPDATE journey_member SET due_day = NULL, ended_for = 'journeyStopped'
    WHERE community_id = ${ctx.community.id} AND journey = ${journey} AND due_day IS NOT NULL`;
}

import type { BaseCtx } from "../../../core/context.ts";
import type { Feature } from "../../../core/feature.ts";
import type { DigestPeriod } from "../../../core/digest.ts";
import { dayMs } from "../../../core/time.ts";
import { keyPhrases, type Phrase, type Said } from "./phrases.ts";

/** Of more messages a sample is read, the same whenever it is asked: by their identities, which are hashes. */
const sampled = 3_000;
/** How far back the talk reaches that a period is compared with, in ms. */
const backgroundMs = 28 * dayMs;
const shown = 8;

/**
 * What people talked about in a period more than before it, from the texts that are still kept: none are once
 * the text window is over. Commands are no talk.
 */
export async function topicsOf(ctx: BaseCtx, features: readonly Feature[], period: DigestPeriod): Promise<Phrase[]> {
  const now = await talkOf(ctx, features, period);
  if (now.length === 0) return [];
  const earlier = { fromAt: new Date(period.fromAt.getTime() - backgroundMs), toAt: period.fromAt };
  const before = await talkOf(ctx, features, earlier);
  return keyPhrases(now, before, { limit: shown, names: await namesOfTalkers(ctx, period) });
}

/** What people said in a time, as far as it is kept and as far as a sample goes; commands left out. */
export async function talkOf(
  ctx: BaseCtx,
  features: readonly Feature[],
  { fromAt, toAt }: Pick<DigestPeriod, "fromAt" | "toAt">,
): Promise<Said[]> {
  const commands = new Set(features.flatMap(({ commands: all = [] }) => all.flatMap(({ aliases }) => aliases)));
  const isTalk = ({ text }: Said) => !/^\s*[/／#＃]/u.test(text) && !commands.has(firstWord(text));
  return (await said(ctx, fromAt, toAt)).filter(isTalk);
}

const firstWord = (text: string): string =>
  text
    .normalize("NFKC")
    .trim()
    .split(/[\s。！!.，,]/u)[0] ?? "";

/** How the people who talk are called, whole and by each word of it. */
export async function namesOfTalkers({ tx, community }: BaseCtx, { toDay }: DigestPeriod): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ name: string; username: string | null }[]>`
    SELECT DISTINCT i.name, i.username FROM identity i WHERE i.community_id = ${community.id} AND i.member_id IN (
      SELECT member_id FROM member_day WHERE community_id = ${community.id} AND day BETWEEN ${toDay}::date - 34 AND ${toDay}::date)`;
  return new Set(
    rows.flatMap(({ name, username }) => {
      const whole = name.normalize("NFKC").toLowerCase().trim();
      return [whole, ...whole.split(/[\s_.·-]+/u), (username ?? whole).toLowerCase()];
    }),
  );
}

async function said({ tx, community }: BaseCtx, from: Date, to: Date): Promise<Said[]> {
  return tx.$queryRaw<Said[]>`
    SELECT coalesce(m.merged_into_id, m.id) AS person, left(t.text, 300) AS text FROM (
      SELECT member_id, text, identity FROM message_text
       WHERE community_id = ${community.id} AND at >= ${from} AND at < ${to} ORDER BY identity LIMIT ${sampled}) t
    JOIN member m ON m.community_id = ${community.id} AND m.id = t.member_id ORDER BY t.identity`;
}

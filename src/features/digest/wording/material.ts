import type { DigestPeriod } from "../../../core/digest.ts";
import type { BaseCtx } from "../../../core/context.ts";
import type { Feature } from "../../../core/feature.ts";
import { redact } from "../../../llm/redact.ts";
import { emptyWords } from "../topics/empty-words.ts";
import type { Said } from "../topics/phrases.ts";
import { namesOfTalkers, talkOf } from "../topics/read.ts";

/** What a model may see of a period's talk: no names, no personal data of known forms. */
export interface Material {
  /** everything that is counted in */
  talk: readonly Said[];
  /** how members are called, in small letters */
  names: ReadonlySet<string>;
}

/** How many messages a model is shown. */
const shownMessages = 120;

/** The kept talk of a period, without those who do not want a model to read them, ready to be shown to one. */
export async function materialOf(ctx: BaseCtx, features: readonly Feature[], period: DigestPeriod): Promise<Material> {
  const { tx, community } = ctx;
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM opt_out o
      JOIN member m ON m.community_id = o.community_id AND m.id = o.member_id
     WHERE o.community_id = ${community.id} AND o.choice = 'llm'`;
  const unwilling = new Set(rows.map(({ id }) => id));
  const names = await namesOfTalkers(ctx, period);
  const mask = masking(names, community.language === "zh" ? "[某人]" : "[NAME]");
  const talk = (await talkOf(ctx, features, period)).filter(({ person }) => !unwilling.has(person));
  const plain = ({ person, text }: Said) => ({ person, text: mask(redact(text).replace(/\s+/gu, " ").trim()) });
  return { talk: talk.map(plain), names };
}

/** Some of the messages, spread over all of them: of those that are long enough to be about something. */
export function sampleOf({ talk }: Material): Said[] {
  const telling = talk.filter(({ text }) => text.length >= 6);
  const step = Math.max(1, telling.length / shownMessages);
  return Array.from(
    { length: Math.min(shownMessages, telling.length) },
    (_, index) => telling[Math.floor(index * step)],
  )
    .filter((one) => one !== undefined)
    .map(({ person, text }) => ({ person, text: text.slice(0, 200) }));
}

/** Puts a mark in the place of every name. Names of one sign, and words that are everywhere, are no names. */
function masking(names: ReadonlySet<string>, mark: string): (text: string) => string {
  const known = [...names].filter((name) => Array.from(name).length >= 2 && !emptyWords.has(name));
  if (known.length === 0) return (text) => text;
  const written = known
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`));
  // Latin names end where a word ends; Chinese ones stand without spaces
  const pattern = new RegExp(`(?<![\\p{Script=Latin}\\d])(?:${written.join("|")})(?![\\p{Script=Latin}\\d])`, "giu");
  return (text) => text.replace(pattern, mark);
}

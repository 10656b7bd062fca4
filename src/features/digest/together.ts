import type { BaseCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { pictureOf } from "../../core/picture.ts";
import type { Language } from "../../core/text.ts";
import { localDay } from "../../core/time.ts";
import { buildDigest } from "./build.ts";
import { additive, headingOfAll, rollUpText, totalOf } from "./forms/rollup-lines.ts";
import { rollUpPicture } from "./forms/rollup-picture.ts";
import type { Office } from "./office.ts";
import type { Period } from "./period.ts";
import type { ReaderChat } from "./readers.ts";
import { communitiesOf, rollUp, senderAmong, type RolledUp, type RollUp, type ThingsThere } from "./rollup.ts";
import { text } from "./text.ts";

/** Several communities for one person, and where they read it. */
export interface Addressed extends RollUp {
  chatId: number;
  language: Language;
}

/**
 * Who looks after several communities gets one message about all of them, from one of them. Leaves the readers
 * who look after this one alone.
 */
export async function rolledUp(ctx: BaseCtx, features: readonly Feature[], period: Period, all: readonly ReaderChat[]) {
  const readers: ReaderChat[] = [];
  const rollUps: Addressed[] = [];
  const thingsOf = thingsOnce(ctx, features);
  for (const reader of all) {
    const own = await communitiesOf(ctx.tx, ctx.community.id, reader.memberId);
    const wanted = own.filter(({ wantsWeekly }) => wantsWeekly);
    if (wanted.length < 2) readers.push(reader);
    else if (senderAmong(wanted, period) === ctx.community.id) {
      const rows = await rollUp(ctx.tx, wanted, () => period);
      const worst = await worstOf(rows, thingsOf);
      rollUps.push({ chatId: reader.chatId, language: reader.language ?? ctx.community.language, rows, worst });
    }
  }
  return { readers, rollUps };
}

/** Of so many communities a message about several says what to do. */
const worstTold = 3;

type ThingsOf = (row: RolledUp) => Promise<ThingsThere>;

async function worstOf(rows: readonly RolledUp[], thingsOf: ThingsOf): Promise<ThingsThere[]> {
  const worst: ThingsThere[] = [];
  for (const row of rows.slice(0, worstTold)) worst.push(await thingsOf(row));
  return worst;
}

/** What to do in each community, found out once. */
function thingsOnce(ctx: BaseCtx, features: readonly Feature[]): ThingsOf {
  const known = new Map<number, Promise<ThingsThere>>();
  return (row) => {
    const things = known.get(row.communityId) ?? thingsIn(ctx, features, row);
    known.set(row.communityId, things);
    return things;
  };
}

/** What to do in another community: its digest only reads, and no part of it looks at settings. */
async function thingsIn(ctx: BaseCtx, features: readonly Feature[], there: RolledUp): Promise<ThingsThere> {
  const { period, communityId, community: name } = there;
  const row = await ctx.tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const { id, timeZone, salt } = row;
  const community = { id, name, timeZone, salt, language: ctx.community.language };
  const today = localDay(ctx.now, timeZone);
  const { things } = await buildDigest({ ...ctx, community, today }, features, period);
  return { community: name, things };
}

/** Several communities beside each other, with what to do where it is needed most. */
export async function rollUpWithThings(
  ctx: BaseCtx,
  features: readonly Feature[],
  rows: readonly RolledUp[],
): Promise<RollUp> {
  return { rows, worst: await worstOf(rows, thingsOnce(ctx, features)) };
}

/** The messages about several communities, each with its picture where there is a font. */
export async function inOneMessage(rollUps: readonly Addressed[], office: Office) {
  const messages = [];
  for (const { chatId, language, ...rollUp } of rollUps) {
    const picture = await rollUpPictureFor(rollUp, language, office);
    const words = rollUpText(rollUp, language, text.rollUpFoot);
    messages.push({ chatId, text: words, ...(picture ? { picture } : {}) });
  }
  return messages;
}

/** The picture of several communities; null where there is no font, or nothing happened in any. */
export async function rollUpPictureFor(
  rollUp: RollUp,
  language: Language,
  office: Office,
): Promise<{ png: string; alt: string } | null> {
  const isQuiet = additive.every((name) => totalOf(rollUp.rows, name) === 0);
  if (office.font === undefined || isQuiet) return null;
  const png = await rollUpPicture(rollUp, language, office.font);
  return { png: pictureOf(png), alt: headingOfAll(rollUp.rows, language) };
}

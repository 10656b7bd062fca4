import { crashPoint } from "../../core/crash.ts";
import { Refusal, type BaseCtx } from "../../core/context.ts";
import { seal, secretBytes } from "../../core/vault.ts";
import { mayHaveMinors } from "../../members/minors.ts";
import { announcementText, AnnouncementError, type Announcement } from "./announcement.ts";
import { commitmentOf, drandBeaconName, formatBeaconName } from "./beacon.ts";
import { excludeWords, notice, weightWords } from "./notice.ts";
import { flawIn, freezeAt, missingIn, prizeLimitFen } from "./rules.ts";
import { sayOf } from "./say.ts";
import { firstHead, H, saltHash } from "./scheme.ts";
import { drawSettings } from "./settings.ts";
import { lookAt } from "./store.ts";
import { hostText } from "./text-host.ts";
import { prizeName, winnersOf, type FullTerms, type Terms } from "./terms.ts";
import { text } from "./text.ts";

/** Where a draw is held, and by whom. */
export interface Opening {
  chatId: number;
  by: number;
  hasButtons: boolean;
  planId?: number;
}

/** @param named whoever presses agrees to be named in full */
export const entryButton = (id: number, named = false): string => `draw:in:${id}${named ? ":named" : ""}`;

/** The draw that an entry button is for, and what its presser agrees to; null when it is another button's. */
export function wishOfButton(data: string): { id: number; named: boolean } | null {
  const found = /^draw:in:(\d{1,9})(:named)?$/.exec(data);
  return found ? { id: Number(found[1]), named: found[2] !== undefined } : null;
}

/**
 * Opens a draw: from here nothing of it changes. The notice is posted as it was hashed, and beside
 * it the announcement whose hash begins the chain. Returns its number.
 * @throws Refusal while something that the law asks for is missing, or terms cannot stand
 */
export async function open(ctx: BaseCtx, terms: Terms, { chatId, by, hasButtons, planId }: Opening): Promise<number> {
  const { tx, community, now } = ctx;
  const full = await checkTerms(ctx, terms, chatId);
  const id = await nextId(ctx);
  const { language, timeZone } = community;
  const posted = notice[language]({ id, terms: full, timeZone, hasButtons });
  const salt = secretBytes(32);
  const seed = full.level === "C" ? secretBytes(32).toString("hex") : null;
  const chat = await tx.chat.findUniqueOrThrow({
    where: { communityId_id: { communityId: community.id, id: chatId } },
  });
  const announcement = announced({
    id: String(id),
    // the scheme knows letters only; the tea house has a platform with a dash
    group: `${chat.platform.replace(/[^a-z]/g, "")}:${chat.address}`,
    prizes: full.prizes.map((prize) => ({ count: prize.count, name: prizeName(prize) })),
    winners: winnersOf(full),
    alternates: full.alternates,
    closeAt: full.closeAt,
    beacon: beaconNameOf(full, seed),
    weight: weightWords[language](full),
    exclude: excludeWords(full, language),
    salt: saltHash(salt),
    notice: H(posted),
  });
  await tx.draw.create({
    data: {
      communityId: community.id,
      id,
      chatId,
      terms: JSON.parse(JSON.stringify(full)) as object,
      notice: posted,
      announcement,
      salt: salt.toString("hex"),
      seed: seed === null ? null : seal(seed, `draw:${id}:seed`),
      closeAt: full.closeAt,
      openedAt: now,
      openedBy: by,
      planId: planId ?? null,
      head: firstHead(announcement),
    },
  });
  await publish(ctx, {
    id,
    chatId,
    terms: full,
    posted,
    announcement,
    button: hasButtons && !full.auto && full.streak === null && !full.quiz,
  });
  if (full.keyword !== null) await watchFor(ctx, chatId, full.closeAt);
  await lookAt(ctx, id, freezeAt(full.closeAt));
  crashPoint("draw-opening");
  return id;
}

/** The terms, if a draw may open with them. @throws Refusal */
export async function checkTerms(ctx: BaseCtx, terms: Terms, chatId: number): Promise<FullTerms> {
  const { language } = ctx.community;
  if (await mayHaveMinors(ctx)) throw new Refusal(hostText.minors);
  const settings = await ctx.settings(drawSettings);
  const delivery = terms.delivery ?? hostText.defaultDelivery[language]();
  const alternates = terms.alternates === 0 ? winnersOf(terms) : terms.alternates;
  const filled = { ...terms, delivery, alternates };
  const missing = missingIn(filled);
  if (missing)
    throw new Refusal(hostText.missing, {
      missing,
      prize: missing.field === "value" ? prizeAt(terms, missing.prize) : "",
    });
  const flaw = flawIn(filled, ctx.now, settings.weakLimit * 100);
  if (flaw) throw new Refusal(hostText.flaw, { flaw, limit: prizeLimitFen / 100, weakLimit: settings.weakLimit });
  const repeated = await repeatedBy(ctx, filled, chatId);
  if (repeated === null) return filled as FullTerms;
  // whoever draws a void draw's prizes again says so, asked or not
  if (filled.repeats !== null && filled.repeats !== repeated) throw new Refusal(hostText.nameRepeat, { id: repeated });
  return { ...filled, repeats: repeated } as FullTerms;
}

const prizeAt = (terms: Terms, index: number): string => terms.prizes[index]?.name ?? "";

/** The void draw of a prize that these terms draw again: it has to be named. null: there is none. */
export async function repeatedBy(ctx: BaseCtx, terms: Terms, chatId: number): Promise<number | null> {
  const { tx, community } = ctx;
  const gone = await tx.draw.findFirst({
    where: { communityId: community.id, chatId, state: "void" },
    orderBy: { id: "desc" },
  });
  const names = new Set(terms.prizes.map(({ name }) => name));
  const before = (gone?.terms as Terms | undefined)?.prizes ?? [];
  if (!gone || !before.some(({ name }) => names.has(name))) return null;
  const named = { communityId: community.id, terms: { path: ["repeats"], equals: gone.id } };
  return (await tx.draw.count({ where: named })) > 0 ? null : gone.id;
}

async function nextId({ tx }: BaseCtx): Promise<number> {
  const rows = await tx.$queryRaw<{ id: number }[]>`SELECT nextval(pg_get_serial_sequence('draw', 'id'))::int AS id`;
  return rows[0]?.id ?? 0;
}

function beaconNameOf(terms: FullTerms, seed: string | null): string {
  if (seed !== null) return formatBeaconName({ level: "C", commitment: commitmentOf(seed) });
  return terms.level === "B"
    ? formatBeaconName({ level: "B", sources: terms.sources })
    : drandBeaconName(terms.closeAt);
}

/** @throws Refusal when something the host wrote cannot stand in the announcement */
function announced(announcement: Announcement): string {
  try {
    return announcementText(announcement);
  } catch (error) {
    if (error instanceof AnnouncementError) throw new Refusal(hostText.unprintable, { field: error.field });
    throw error;
  }
}

interface Publication {
  id: number;
  chatId: number;
  terms: FullTerms;
  posted: string;
  announcement: string;
  button: boolean;
}

async function publish(ctx: BaseCtx, { id, posted, announcement, button, ...place }: Publication): Promise<void> {
  const { language } = ctx.community;
  const buttons = [[{ label: text.enter[language](), data: entryButton(id) }]];
  await sayOf(ctx, place, { key: noticeKey(id), text: posted, ...(button ? { buttons } : {}) });
  const words = hostText.announcement[language]({ id, hash: H(announcement).slice(0, 8), announcement });
  await sayOf(ctx, place, { key: announcementKey(id), text: words });
}

const noticeKey = (id: number): string => `draw:${id}:notice`;
export const announcementKey = (id: number): string => `draw:${id}:announcement`;

/** Until the close, and the grace for what comes out of order, every message of the chat is looked at for the keyword. */
async function watchFor({ tx, community }: BaseCtx, chatId: number, closeAt: Date): Promise<void> {
  const until = freezeAt(closeAt);
  await tx.$executeRaw`
    INSERT INTO watch_chat (community_id, chat_id, feature, until) VALUES (${community.id}, ${chatId}, 'draw', ${until})
    ON CONFLICT (community_id, chat_id, feature) DO UPDATE SET until = greatest(watch_chat.until, excluded.until)`;
}

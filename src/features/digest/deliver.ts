import { createHash } from "node:crypto";
import type { BaseCtx, JobCtx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import { pictureOf } from "../../core/picture.ts";
import type { Language } from "../../core/text.ts";
import { forAll, type Requester, type Settlement } from "../../llm/purse.ts";
import { buildDigest } from "./build.ts";
import { isEmpty, type Digest } from "./digest.ts";
import { toJson } from "./forms/json.ts";
import { headingOf, toText } from "./forms/lines.ts";
import { toPage } from "./forms/page.ts";
import { toPicture } from "./forms/picture.ts";
import type { Letter, Office } from "./office.ts";
import { forOutside } from "./outside.ts";
import { instantsOf, periodSchema, type Period } from "./period.ts";
import { readersOf, type ReaderChat } from "./readers.ts";
import { digestSettings } from "./settings.ts";
import { text } from "./text.ts";
import { inOneMessage, rolledUp, type Addressed } from "./together.ts";
import { materialOf, type Material } from "./wording/material.ts";
import { inOwnWords, isAffordable, payFor, type Scribe } from "./wording/scribe.ts";

/** What digests are made with. */
export interface Sources {
  features: () => readonly Feature[];
  office: Office;
  /** null = no model, and nothing leaves this machine */
  scribe: Scribe | null;
}

/** Whether a period's digest goes anywhere at all, and then: once, the key says so. */
export async function order(ctx: BaseCtx, period: Period): Promise<void> {
  await ctx.enqueue({ name: "digest.send", key: `digest:${period.key}`, payload: period });
}

/** What a period's digest is made of, and who gets it. */
interface Prepared {
  digest: Digest;
  readers: ReaderChat[];
  /** what goes to people who look after several communities, instead of a digest of each */
  rollUps: Addressed[];
  addresses: string[];
  isKept: boolean;
  language: Language;
  /** present where a model may read it */
  material?: Material;
}

/**
 * Makes a period's digest and gives it to everybody who gets it: a message in private to each reader,
 * and work for later where it leaves the house. All once, by keys that bear the period with its year. What is
 * slow (reading, a model, pictures) is done before the transaction in which it is given away.
 */
export async function deliver(job: JobCtx, sources: Sources): Promise<void> {
  const { office, scribe } = sources;
  const period = periodSchema.parse(job.payload) as Period;
  const prepared = await job.read((ctx) => prepare(ctx, sources, period));
  // a quiet day is no news, unless somebody waits; a quiet week is
  if (!prepared || (period.span === "day" && isEmpty(prepared.digest) && !isUrgent(prepared.digest))) return;
  const { language, readers, rollUps, addresses, isKept } = prepared;
  const { digest, settle } = await told(job, scribe, prepared, { ...forAll, key: period.key });
  const together = await inOneMessage(rollUps, office);
  const pictures = new Map<Language, Picture | null>();
  for (const each of new Set(readers.map((reader) => reader.language ?? language)))
    pictures.set(each, await pictureFor(digest, each, office));
  await job.act(async (ctx) => {
    await settle(ctx);
    for (const reader of readers) {
      const spoken = reader.language ?? language;
      const picture = pictures.get(spoken);
      await ctx.post(reader.chatId, {
        key: `digest:${reader.chatId}:${period.key}`,
        kind: "digest",
        priority: priorities.digest,
        text: toText(digest, spoken, text.chatFoot),
        ...(picture ? { picture } : {}),
      });
    }
    for (const { chatId, ...message } of together) {
      const key = `digest:rollup:${chatId}:${period.key}`;
      await ctx.post(chatId, { key, kind: "digest", priority: priorities.digest, ...message });
    }
    for (const to of addresses) await ctx.enqueue(await letterJob(ctx, digest, to));
    if (isKept) await ctx.enqueue(await keepingJob(ctx, digest));
  });
}

/** Something that cannot wait for the week: members who wait for an answer, a platform that was not heard. */
const isUrgent = ({ things }: Digest): boolean => things.some(({ weight }) => weight >= 80);

/** Whether a model may tell a period's digest: where one is configured, switched on, and can be paid. */
export const mayTell = async (ctx: BaseCtx, scribe: Scribe | null, period: Period): Promise<boolean> =>
  scribe !== null && period.span === "week" && isAffordable(scribe) && (await ctx.settings(digestSettings)).model;

/** A digest in a model's words, paid for before it is asked; as it is where no model may read it. */
export async function told(
  job: JobCtx,
  scribe: Scribe | null,
  { digest, material, language }: Pick<Prepared, "digest" | "material" | "language">,
  { key, ...who }: Omit<Requester, "hash"> & { key: string },
): Promise<{ digest: Digest; settle: (ctx: BaseCtx) => Promise<void> }> {
  const callId = scribe && material ? await job.step((ctx) => payFor(ctx, scribe, who, `digest:${key}`)) : null;
  if (!scribe || !material || callId === null) return { digest, settle: async () => {} };
  const { digest: words, settlement } = await inOwnWords(scribe, digest, material, language, job.signal);
  const nothing: Settlement = { usage: { tokensIn: 0, tokensOut: 0 }, verdict: "refused", reason: "nothing to tell" };
  return { digest: words, settle: (ctx) => scribe.purse.settle(ctx, scribe.model, callId, settlement ?? nothing) };
}

/** Everything that is read for a delivery, in one transaction; null where nobody gets it. */
async function prepare(ctx: BaseCtx, { features, office, scribe }: Sources, period: Period): Promise<Prepared | null> {
  const { community, tx } = ctx;
  const { mailTo } = await ctx.settings(digestSettings);
  const isWeek = period.span === "week";
  const all = await readersOf(tx, community.id, period.span);
  const { readers, rollUps } = isWeek ? await rolledUp(ctx, features(), period, all) : { readers: all, rollUps: [] };
  const addresses = office.mail && isWeek ? addressesIn(mailTo) : [];
  const isKept = isWeek && (office.webhook !== undefined || office.folder !== undefined);
  if (readers.length + rollUps.length === 0 && addresses.length === 0 && !isKept) return null;
  const asksModel = await mayTell(ctx, scribe, period);
  const instants = instantsOf(period, community.timeZone);
  return {
    digest: await buildDigest(ctx, features(), period),
    readers,
    rollUps,
    addresses,
    isKept,
    language: community.language,
    ...(asksModel ? { material: await materialOf(ctx, features(), instants) } : {}),
  };
}

type Picture = { png: string; alt: string };

/** The picture of a digest; null for one that shows nothing, and where there is no font. */
export async function pictureFor(digest: Digest, language: Language, office: Office): Promise<Picture | null> {
  if (office.font === undefined || digest.period.span === "day" || isEmpty(digest)) return null;
  const png = await toPicture(digest, language, office.font);
  return { png: pictureOf(png), alt: headingOf(digest, language) };
}

function addressesIn(mailTo: string): string[] {
  return [...new Set(mailTo.split(/[,;，；\s]+/).filter((address) => address !== ""))];
}

/** A name for keys and letters that tells nobody's address. */
const shortHash = (words: string) => createHash("sha256").update(words).digest("hex").slice(0, 16);

async function letterJob(ctx: BaseCtx, digest: Digest, to: string) {
  const { language, salt, id } = ctx.community;
  const key = `digest:mail:${digest.period.key}:${shortHash(salt + to)}`;
  const letter: Letter = {
    id: `${shortHash(`${salt}${key}`)}.${id}.${digest.period.key}`,
    to,
    subject: headingOf(digest, language),
    text: toText(digest, language, text.letterFoot),
    html: await toPage(digest, language),
  };
  return { name: "digest.mail", key, payload: letter };
}

async function keepingJob(ctx: BaseCtx, digest: Digest) {
  const { language, id } = ctx.community;
  const payload: Kept = {
    id: `digest-${id}-${digest.period.key}`,
    json: JSON.stringify(toJson(digest, language)),
    outside: JSON.stringify(toJson(forOutside(digest), language)),
    page: await toPage(digest, language),
  };
  return { name: "digest.keep", key: `digest:keep:${digest.period.key}`, payload };
}

interface Kept {
  id: string;
  json: string;
  /** for the webhook; absent in jobs of an older version, and nothing is posted then */
  outside?: string;
  page: string;
}

/** Sends one letter. A repeat after a broken line has the same Message-ID, and mail programs show one. */
export async function mailLetter(job: JobCtx, office: Office): Promise<void> {
  if (!office.mail) throw new Error("mail is not configured any more: set HEARTH_SMTP_URL and HEARTH_MAIL_FROM");
  await office.mail(job.payload as Letter);
}

/** Writes the page into the folder and posts the figures to the webhook, where they are configured. */
export async function keep(job: JobCtx, office: Office): Promise<void> {
  const { id, json, outside, page } = job.payload as Kept;
  await office.folder?.(`${id}.html`, page);
  await office.folder?.(`${id}.json`, json);
  if (outside !== undefined) await office.webhook?.(id, outside);
}

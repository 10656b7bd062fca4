import { createHash } from "node:crypto";
import { z } from "zod";
import type { BaseCtx, Feature, JobCtx } from "../../core/feature.ts";
import { priorities } from "../../core/outbox.ts";
import { pictureOf } from "../../core/picture.ts";
import type { Language } from "../../core/text.ts";
import { buildDigest, type Digest } from "./build.ts";
import { toJson } from "./forms/json.ts";
import { headingOf, isEmpty, toText } from "./forms/lines.ts";
import { toPage } from "./forms/page.ts";
import { toPicture } from "./forms/picture.ts";
import type { Letter, Office } from "./office.ts";
import { spans, type Period } from "./period.ts";
import { readersOf } from "./readers.ts";
import { digestSettings } from "./settings.ts";
import { text } from "./text.ts";

const periodSchema = z.object({ span: z.enum(spans), key: z.string(), fromDay: z.string(), toDay: z.string() });

/** Whether a period's digest goes anywhere at all, and then: once, the key says so. */
export async function order(ctx: BaseCtx, period: Period): Promise<void> {
  await ctx.enqueue({ name: "digest.send", key: `digest:${period.key}`, payload: period });
}

/**
 * Makes a period's digest and gives it to everybody who gets it: a message in private to each reader,
 * and work for later where it leaves the house. All once, by keys that bear the period with its year.
 */
export async function deliver(job: JobCtx, features: readonly Feature[], office: Office): Promise<void> {
  const period = periodSchema.parse(job.payload) as Period;
  await job.act(async (ctx) => {
    const { mailTo } = await ctx.settings(digestSettings);
    const readers = await readersOf(ctx.tx, ctx.community.id, period.span);
    const addresses = office.mail && period.span === "week" ? addressesIn(mailTo) : [];
    const isKept = period.span === "week" && (office.webhook !== undefined || office.folder !== undefined);
    if (readers.length === 0 && addresses.length === 0 && !isKept) return;
    const digest = await buildDigest(ctx, features, period);
    // a quiet day is no news; a quiet week is
    if (period.span === "day" && isEmpty(digest)) return;
    const pictures = new Map<Language, Picture | null>();
    for (const reader of readers) {
      const language = reader.language ?? ctx.community.language;
      if (!pictures.has(language)) pictures.set(language, await pictureFor(digest, language, office));
      const picture = pictures.get(language);
      await ctx.post(reader.chatId, {
        key: `digest:${reader.chatId}:${period.key}`,
        kind: "digest",
        priority: priorities.digest,
        text: toText(digest, language, text.chatFoot),
        ...(picture ? { picture } : {}),
      });
    }
    for (const to of addresses) await ctx.enqueue(await letterJob(ctx, digest, to));
    if (isKept) await ctx.enqueue(await keepingJob(ctx, digest));
  });
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
    page: await toPage(digest, language),
  };
  return { name: "digest.keep", key: `digest:keep:${digest.period.key}`, payload };
}

interface Kept {
  id: string;
  json: string;
  page: string;
}

/** Sends one letter. A repeat after a broken line has the same Message-ID, and mail programs show one. */
export async function mailLetter(job: JobCtx, office: Office): Promise<void> {
  if (!office.mail) throw new Error("mail is not configured any more: set HEARTH_SMTP_URL and HEARTH_MAIL_FROM");
  await office.mail(job.payload as Letter);
}

/** Writes the page into the folder and posts the figures to the webhook, where they are configured. */
export async function keep(job: JobCtx, office: Office): Promise<void> {
  const { id, json, page } = job.payload as Kept;
  await office.folder?.(`${id}.html`, page);
  await office.folder?.(`${id}.json`, json);
  await office.webhook?.(id, json);
}

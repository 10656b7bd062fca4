import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Complaint } from "../core/errors.ts";

/** Why a backup was made. */
export const reasons = ["nightly", "asked", "migration"] as const;
export type BackupReason = (typeof reasons)[number];

/** What a table held: `sum` adds up a hash of every row, so it is the same in whatever order they lie. */
const fingerprint = z.object({ rows: z.number().int().min(0), sum: z.string() });
export type Fingerprint = z.infer<typeof fingerprint>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const schema = z.object({
  /** of this description; a program refuses what it does not know */
  format: z.literal(1),
  /** version of the program that made it */
  program: z.string(),
  takenAt: z.iso.datetime(),
  reason: z.enum(reasons),
  /** migrations the database had, in order */
  migrations: z.array(z.string()),
  tables: z.record(z.string(), fingerprint.extend({ columns: z.array(z.string()) })),
  /** last number each counter gave; null = none yet */
  sequences: z.record(z.string(), z.string().nullable()),
  /** sha256 of every other file, by its path in the folder */
  files: z.record(z.string(), sha256),
});
export type Manifest = z.infer<typeof schema>;

export const manifestFile = "manifest.json";
/** Written beside the manifest once the backup was restored elsewhere and found whole. */
export const verifiedFile = "verified.json";

const verified = z.object({ manifest: sha256, at: z.iso.datetime() });
export type Verified = z.infer<typeof verified>;

export const hashOf = (bytes: string | Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** @throws Complaint when the folder holds no backup, or one this program does not know */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, manifestFile);
  if (!existsSync(file))
    throw new Complaint({
      zh: `${folder} 不是备份：里面没有 ${manifestFile}`,
      en: `${folder} is not a backup: it has no ${manifestFile}`,
    });
  const parsed = schema.safeParse(parse(readFileSync(file, "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const what = `${issue?.path.join(".")} ${issue?.message}`;
  throw new Complaint({
    zh: `${file} 坏了，或者来自更新的程序：${what}`,
    en: `${file} is damaged or from a newer program: ${what}`,
  });
}

/** When this very backup was found whole; null = never. */
export function verifiedAt(folder: string): Date | null {
  try {
    const parsed = verified.safeParse(parse(readFileSync(path.join(folder, verifiedFile), "utf8")));
    const manifest = hashOf(readFileSync(path.join(folder, manifestFile)));
    return parsed.success && parsed.data.manifest === manifest ? new Date(parsed.data.at) : null;
  } catch {
    return null; // not there
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

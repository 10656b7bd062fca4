import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { makeFolder } from "../core/folder.ts";
import { isRunning } from "../core/processes.ts";
import { Complaint } from "../core/errors.ts";
import { dayMs } from "../core/time.ts";
import type { ForgottenLine } from "../members/forget.ts";
import { write } from "./files.ts";
import { manifestFile, reasons, verifiedAt, type BackupReason } from "./manifest.ts";

/** A backup on the shelf. */
export interface Backup {
  folder: string;
  name: string;
  takenAt: Date;
  reason: BackupReason;
  /** when it was restored elsewhere and found whole; null = not yet: it is not called good */
  goodAt: Date | null;
}

/** Folders that are being written begin so, then the number of the process. */
export const partPrefix = ".part-";

/** "2026-03-01T03-10-00Z-nightly": sorts by time, and stands on every file system. */
export const nameOf = (takenAt: Date, reason: BackupReason): string =>
  `${takenAt.toISOString().slice(0, 19).replaceAll(":", "-")}Z-${reason}`;

const named = new RegExp(`^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)Z-(${reasons.join("|")})$`);

/** The backups in a folder, the newest first; whatever else lies there is passed over. */
export function backupsIn(shelf: string): Backup[] {
  if (!existsSync(shelf)) return [];
  return readdirSync(shelf)
    .flatMap((name): Backup[] => {
      const [, day, hour, minute, second, reason] = named.exec(name) ?? [];
      const folder = path.join(shelf, name);
      if (!day || !existsSync(path.join(folder, manifestFile))) return [];
      const takenAt = new Date(`${day}T${hour}:${minute}:${second}Z`);
      return [{ folder, name, takenAt, reason: reason as BackupReason, goodAt: verifiedAt(folder) }];
    })
    .sort((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
}

/** The newest backup that was restored and found whole. */
export const newestGood = (shelf: string): Backup | undefined => backupsIn(shelf).find((one) => one.goodAt !== null);

/** What a folder takes on the disk, in bytes. */
export const sizeOf = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);

/** What was erased of people must not live on in old backups: law and promise say 30 days at most. */
const oldestMs = 30 * dayMs;

/**
 * Which backups may go: kept are the newest of each of the last `days` days, the newest of each week
 * before that, nothing beyond 30 days; the newest good one always stays.
 */
export function outdated(backups: readonly Backup[], now: Date, days: number): Backup[] {
  const keptDays = new Set<string>();
  const keptWeeks = new Set<number>();
  const good = backups.find((one) => one.goodAt !== null);
  return backups.filter((one) => {
    if (one === good) return false;
    const ageMs = now.getTime() - one.takenAt.getTime();
    if (ageMs > oldestMs) return true;
    // one that is not known to be good keeps no good one of its day away
    const mark = one.goodAt === null ? "?" : "";
    const day = one.takenAt.toISOString().slice(0, 10) + mark;
    if (ageMs <= days * dayMs && !keptDays.has(day)) return void keptDays.add(day);
    const week = Math.floor(one.takenAt.getTime() / (7 * dayMs));
    if (ageMs > days * dayMs && mark === "" && !keptWeeks.has(week)) return void keptWeeks.add(week);
    return true;
  });
}

/** Takes away backups that are outdated, and what killed processes left half written. Returns their names. */
export function tidy(shelf: string, now: Date, days: number): string[] {
  for (const name of existsSync(shelf) ? readdirSync(shelf) : []) {
    const pid = Number(new RegExp(`^\\${partPrefix}(\\d+)-`).exec(name)?.[1] ?? NaN);
    if (pid > 0 && (pid === process.pid || !isRunning(pid))) rmSync(path.join(shelf, name), { recursive: true });
  }
  const old = outdated(backupsIn(shelf), now, days);
  for (const one of old) rmSync(one.folder, { recursive: true, force: true });
  return old.map((one) => one.name);
}

const forgottenFile = "forgotten.json";
const forgottenLines = z.array(
  z.object({
    communityId: z.number().int(),
    hash: z.string(),
    at: z.coerce.date(),
    account: z.string().nullable().default(null),
  }),
);

/** The list of the forgotten that is kept beside the backups; [] when there is none. */
export function readForgotten(file: string): ForgottenLine[] {
  if (!existsSync(file)) return [];
  try {
    return forgottenLines.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const saying = {
      zh: `${file} 不是“要求删除者”的名单，或者坏了`,
      en: `${file} is not a list of the forgotten, or is damaged`,
    };
    throw new Complaint(saying, { cause: error });
  }
}

export const forgottenOn = (shelf: string): string => path.join(shelf, forgottenFile);

/** Keeps the list beside the backups, together with what was on it; a kill leaves the old one or the new one. */
export async function keepForgotten(shelf: string, list: readonly ForgottenLine[]): Promise<void> {
  makeFolder(shelf, 0o700);
  const file = forgottenOn(shelf);
  const lines = new Map([...readForgotten(file), ...list].map((line) => [`${line.communityId} ${line.hash}`, line]));
  const making = `${file}.${process.pid}`;
  await rm(making, { force: true });
  await write(making, `${JSON.stringify([...lines.values()])}\n`);
  await rename(making, file);
}

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { manifestFile } from "../../src/backup/manifest.ts";
import { backupsIn, nameOf, outdated, tidy, type Backup } from "../../src/backup/shelf.ts";
import { dayMs } from "../../src/core/time.ts";

const now = new Date("2026-03-31T12:00:00Z");

/** A nightly backup, so many days old. */
function night(daysAgo: number, isGood = true): Backup {
  const takenAt = new Date(Date.parse("2026-03-31T03:10:00Z") - daysAgo * dayMs);
  const name = nameOf(takenAt, "nightly");
  return { folder: name, name, takenAt, reason: "nightly", goodAt: isGood ? takenAt : null };
}

const agesOf = (backups: readonly Backup[]) =>
  backups.map(({ takenAt }) => Math.round((Date.parse("2026-03-31T03:10:00Z") - takenAt.getTime()) / dayMs));

/** Which of these are kept, by their age in days. */
function kept(backups: readonly Backup[], days = 14): number[] {
  const gone = new Set(outdated(backups, now, days));
  return agesOf(backups.filter((one) => !gone.has(one)));
}

test("one a day is kept for fourteen days, then one a week, none longer than thirty days", () => {
  const nights = Array.from({ length: 60 }, (_, daysAgo) => night(daysAgo));
  const ages = kept(nights);
  expect(ages.slice(0, 14)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  const older = ages.slice(14);
  expect(older.length).toBeGreaterThanOrEqual(2);
  expect(older.length).toBeLessThanOrEqual(4);
  expect(Math.max(...older)).toBeLessThanOrEqual(30);
  expect(kept(nights, 3).slice(0, 3)).toEqual([0, 1, 2]);
});

test("what is kept does not depend on how often the shelf was looked at", () => {
  let shelf: Backup[] = [];
  for (let daysAgo = 59; daysAgo >= 0; daysAgo--) {
    shelf = [night(daysAgo), ...shelf];
    const then = new Date(now.getTime() - daysAgo * dayMs);
    const gone = new Set(outdated(shelf, then, 14));
    shelf = shelf.filter((one) => !gone.has(one));
  }
  const ages = agesOf(shelf);
  expect(ages.slice(0, 14)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(ages.slice(14).length).toBeGreaterThanOrEqual(2);
  expect(Math.max(...ages)).toBeLessThanOrEqual(30);
});

test("the newest good one stays however old it is, and one that is not known to be good takes no good one's place", () => {
  expect(kept([night(0, false), night(90), night(91)])).toEqual([0, 90]);
  const twice = { ...night(2, false), takenAt: new Date(night(2).takenAt.getTime() + 3_600_000) };
  expect(outdated([night(0), twice, night(2)], now, 14)).toEqual([]);
});

test("of several in a day the newest is kept", () => {
  const evening = { ...night(2), takenAt: new Date(night(2).takenAt.getTime() + 12 * 3_600_000) };
  expect(outdated([night(0), evening, night(2)], now, 14)).toEqual([night(2)]);
});

test("outdated backups and what killed processes left go from the disk; what somebody else put there stays", () => {
  const shelf = mkdtempSync(path.join(os.tmpdir(), "hearth-shelf-"));
  try {
    for (const { name } of [night(0), night(40)]) {
      mkdirSync(path.join(shelf, name));
      writeFileSync(path.join(shelf, name, manifestFile), "{}");
    }
    mkdirSync(path.join(shelf, ".part-999999999-x"));
    mkdirSync(path.join(shelf, "photos"));
    expect(tidy(shelf, now, 14)).toEqual([night(40).name]);
    expect(readdirSync(shelf).toSorted()).toEqual([night(0).name, "photos"]);
    expect(backupsIn(shelf).map(({ name }) => name)).toEqual([night(0).name]);
    expect(existsSync(path.join(shelf, night(40).name))).toBe(false);
  } finally {
    rmSync(shelf, { recursive: true });
  }
});

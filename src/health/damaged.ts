import type pg from "pg";
import { Complaint } from "../core/errors.ts";
import { findings, type Finding } from "./finding.ts";

export interface Restoring {
  /** what to do when the database is damaged, with the command */
  howToRestore(language: "zh" | "en"): string;
}

/** What to do about a database that cannot be read any more. */
export function damaged(error: unknown, { howToRestore }: Restoring): Finding {
  const found = (language: "zh" | "en") =>
    error instanceof Complaint ? error.in(language) : error instanceof Error ? error.message : String(error);
  return findings("database").bad(found("zh"), found("en"), [howToRestore("zh"), howToRestore("en")]);
}

/** Pages of the database whose checksum was wrong when they were read, since it was made. */
export async function damagedPages(client: pg.Client, options: Restoring): Promise<Finding[]> {
  const { rows } = await client.query<{ pages: number }>(
    `SELECT checksum_failures::int AS pages FROM pg_stat_database
     WHERE datname = current_database() AND checksum_failures > 0`,
  );
  return rows.map(({ pages }) => {
    const saying = {
      zh: `数据库里有 ${pages} 页读出来是坏的`,
      en: `${pages} pages of the database were found damaged`,
    };
    return damaged(new Complaint(saying), options);
  });
}

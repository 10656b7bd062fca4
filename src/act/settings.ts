import type { z } from "zod";
import { Prisma, type Tx } from "../core/database/index.ts";

/** One value that an operator set. */
export interface SettingRow {
  feature: string;
  key: string;
  value: unknown;
}

/** A value that is stored and outside its setting's range. */
export interface BadStored extends SettingRow {
  communityId: number;
}

/** An expression for the `SettingRow`s of a community, for statements that read more at once. */
export const settingRowsSql = (communityId: number): Prisma.Sql => Prisma.sql`(
  SELECT json_agg(json_build_object('feature', feature, 'key', key, 'value', value)) FROM setting
  WHERE community_id = ${communityId})`;

/** The settings of one community as one act sees them: read once, and again after the act changed any. */
export class ActSettings {
  readonly #tx: Tx;
  readonly #communityId: number;
  #rows: readonly SettingRow[] | null;
  readonly #onBad: ((bad: BadStored) => void) | undefined;

  /** @param onBad hears of each stored value that is not allowed any more, whenever it is read */
  constructor(
    tx: Tx,
    communityId: number,
    rows: readonly SettingRow[] | null = null,
    onBad?: (bad: BadStored) => void,
  ) {
    this.#onBad = onBad;
    this.#tx = tx;
    this.#communityId = communityId;
    this.#rows = rows;
  }

  /** What an operator set and is still allowed, else the declared defaults. */
  async read<S extends z.ZodObject>(feature: { readonly name: string; readonly settings?: S }): Promise<z.infer<S>> {
    const { settings, name } = feature;
    if (!settings) throw new Error(`feature ${name} declares no settings`);
    this.#rows ??= await this.#tx.setting.findMany({ where: { communityId: this.#communityId } });
    const own = this.#rows.filter((row) => {
      if (row.feature !== name) return false;
      const range = settings.shape[row.key] as z.ZodType | undefined;
      const isGood = range === undefined || range.safeParse(row.value).success;
      // a later version may have narrowed the range: nobody's act may fail for that
      if (!isGood) this.#onBad?.({ communityId: this.#communityId, feature: name, key: row.key, value: row.value });
      return isGood;
    });
    return settings.parse(Object.fromEntries(own.map((row) => [row.key, row.value])));
  }

  forget(): void {
    this.#rows = null;
  }
}

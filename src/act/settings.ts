import type { z } from "zod";
import { Prisma, type Tx } from "../core/database/index.ts";

/** One value that an operator set. */
export interface SettingRow {
  feature: string;
  key: string;
  value: unknown;
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

  constructor(tx: Tx, communityId: number, rows: readonly SettingRow[] | null = null) {
    this.#tx = tx;
    this.#communityId = communityId;
    this.#rows = rows;
  }

  /** What an operator set, checked again, else the declared defaults. */
  async read<S extends z.ZodObject>(feature: { readonly name: string; readonly settings?: S }): Promise<z.infer<S>> {
    if (!feature.settings) throw new Error(`feature ${feature.name} declares no settings`);
    this.#rows ??= await this.#tx.setting.findMany({ where: { communityId: this.#communityId } });
    const own = this.#rows.filter((row) => row.feature === feature.name);
    return feature.settings.parse(Object.fromEntries(own.map((row) => [row.key, row.value])));
  }

  forget(): void {
    this.#rows = null;
  }
}

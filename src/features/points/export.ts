import { Refusal, type Ctx } from "../../core/context.ts";
import type { Feature } from "../../core/feature.ts";
import { countLedger } from "../../points/index.ts";
import { csvPages } from "./csv.ts";
import { daysIn } from "./rules.ts";
import { text } from "./text.ts";

/** More changes make a file that phones do not open; `hearth points export` has no such limit. */
const rowLimit = 50_000;

/** 导出积分 [第一天 [最后一天]]: every change of everybody's points as a file, to an operator in private. */
export async function exportPoints(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { tx, community } = ctx;
  const range = daysIn(ctx.args);
  if (!range) throw new Refusal(text.exportDays);
  if (!ctx.capabilities.files) throw new Refusal(text.exportNoFiles, { community: community.name });
  const rows = await countLedger(tx, community.id, range);
  if (rows === 0) throw new Refusal(text.exportNothing);
  if (rows > rowLimit) throw new Refusal(text.exportTooMany, { rows, limit: rowLimit });
  const pages: string[] = [];
  for await (const page of csvPages(tx, community, features, range)) pages.push(page);
  const file = { name: `points-${ctx.today}.csv`, content: `${pages.join("\n")}\n` };
  await ctx.reply(text.exported, { rows }, { file });
}

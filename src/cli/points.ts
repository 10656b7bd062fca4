import { Command } from "commander";
import type { Feature } from "../core/feature.ts";
import type { Day } from "../core/time.ts";
import { csvPages } from "../features/points/csv.ts";
import type { CliContext } from "./context.ts";
import { dayOption } from "./stats.ts";
import { communityMeant, wrongOrder } from "./mistakes.ts";

/** `hearth points export [--community NAME] [--from DAY] [--to DAY]`: every change of points as CSV. Only reads. */
export function pointsCommand(context: CliContext, features: readonly Feature[]): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const command = new Command("points").description(say("社群的积分", "the points of a community"));
  command
    .command("export")
    .description(say("全部积分明细，写成 Excel 能打开的 CSV", "print every change of points as CSV, fit for Excel"))
    .option("--community <name>", say("社群的名字；只有一个时不用写", "name of the community, where there are several"))
    .option(
      "--from <day>",
      say("第一天，YYYY-MM-DD，按社群的时区", "first day, YYYY-MM-DD, in the community's time zone"),
    )
    .option("--to <day>", say("最后一天，算在内", "last day, included"))
    .action(async (options: { community?: string; from?: string; to?: string }) => {
      const fromDay = options.from === undefined ? null : dayOption("--from", options.from);
      const toDay = options.to === undefined ? null : dayOption("--to", options.to);
      if (fromDay && toDay && fromDay > toDay) throw wrongOrder(fromDay, toDay);
      await exportPoints(context, features, options.community, { fromDay, toDay });
    });
  return command;
}

async function exportPoints(
  context: CliContext,
  features: readonly Feature[],
  name: string | undefined,
  range: { fromDay: Day | null; toDay: Day | null },
): Promise<void> {
  const { database } = await context.open();
  const community = await communityMeant(database, name);
  for await (const page of csvPages(database.prisma, community, features, range)) context.out(page);
}

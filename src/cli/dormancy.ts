import { Command } from "commander";
import { plural } from "../core/text.ts";
import {
  backtest,
  FIRST_CUT_DAY,
  HORIZON_DAYS,
  measure,
  packHistory,
  type BacktestResult,
  type History,
} from "../engagement/drift/index.ts";
import { readChatLogDays, unreadLine } from "./chatlog.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";
import { zoneOption } from "./mistakes.ts";

const LONGEST_HORIZON = 365;
const DEFAULT_ZONE = "Asia/Shanghai";

interface EvalOptions {
  horizon: string;
  zone: string;
  ignore: string[];
  json?: boolean;
}

/** `hearth dormancy …`: how well the chance of coming back holds on a chat log. Opens no database. */
export function dormancyCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  return new Command("dormancy").description(say("谁在渐渐走远", "who is drifting away")).addCommand(
    new Command("eval")
      .description(say("用聊天记录检验“再来的机会”准不准", "back-test the chance of coming back on a chat log"))
      .argument(
        "<file>",
        say(
          "JSON Lines，.gz 也行：author、author_name、sent_at、kind",
          "JSON Lines, plain or .gz: author, author_name, sent_at, kind",
        ),
      )
      .option(
        "--horizon <days>",
        say("机会说的是往后多少天", "days ahead that the chance speaks of"),
        String(HORIZON_DAYS),
      )
      .option("--zone <zone>", say("社群的时区", "time zone of the community, an IANA name"), DEFAULT_ZONE)
      .option(
        "--ignore <name>",
        say(
          "也不算这个人（名字以 bot 结尾的本来就不算）；可以写几次",
          "leave out this author too, not only names ending in “bot”; may be repeated",
        ),
        collect,
        [],
      )
      .option("--json", say("写成一个 JSON 对象", "print one JSON object"))
      .action((file: string, options: EvalOptions) => evaluate(context, file, options)),
  );
}

const collect = (name: string, before: string[]): string[] => [...before, name];

async function evaluate(context: CliContext, file: string, options: EvalOptions): Promise<void> {
  const horizon = parseHorizon(options.horizon);
  const zone = zoneOption(options.zone);
  const log = await readChatLogDays(file, zone, options.ignore);
  const history = packHistory(log);
  const result = measure(backtest(history, horizon));
  const settings = { horizon, zone, bots: log.bots, unread: unreadLine(log.unread) };
  if (options.json) return context.out(JSON.stringify(figures(result)));
  if (result.cuts === 0) return context.out(whyNoCut(file, history, horizon));
  for (const line of report(result, settings)) context.out(line);
}

/** What a log lacks that gives nothing to test. */
function whyNoCut(file: string, { size, firstDay, lastDay }: History, horizon: number): string {
  if (size === 0) return `${file} has no message of a person; bots, joins and leaves are left out`;
  const needed = FIRST_CUT_DAY + horizon + 1;
  return `${file} spans ${plural(lastDay - firstDay + 1, "day", "days")}; a back-test needs ${needed}: ${FIRST_CUT_DAY} to learn from, ${horizon} to see what came, and the last, unfinished day.`;
}

/** The figures that others compare, without what only the table for people shows. */
function figures(result: BacktestResult) {
  const { cuts, members, aucModel, aucRecency, brierModel, brierBase, ece, calibration } = result;
  return { cuts, members, aucModel, aucRecency, brierModel, brierBase, ece, calibration };
}

function parseHorizon(text: string): number {
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > LONGEST_HORIZON) {
    throw new UsageError({
      zh: `--horizon ${text}：要 1 到 ${LONGEST_HORIZON} 的整天数`,
      en: `--horizon ${text}: use a whole number of days from 1 to ${LONGEST_HORIZON}`,
    });
  }
  return days;
}

const fixed = (value: number | null, digits = 3): string => (value === null ? "–" : value.toFixed(digits));

interface Shown {
  horizon: number;
  zone: string;
  bots: string[];
  /** one sentence, or none */
  unread: string[];
}

function report(result: BacktestResult, settings: Shown): string[] {
  const { aucModel, aucRecency, brierModel, brierBase, brierBaseOfCut, ece } = result;
  const against = (base: number | null) => {
    if (brierModel === null || !base) return "–";
    const change = Math.round((brierModel / base - 1) * 100);
    return change > 0 ? `${change}% more` : `${-change}% less`;
  };
  return [
    `${plural(result.members, "prediction", "predictions")} at ${plural(result.cuts, "cut", "cuts")}: will the member be active within ${settings.horizon} days? (days in ${settings.zone})`,
    ...settings.unread,
    ...(settings.bots.length > 0 ? [`left out as bots: ${settings.bots.join(", ")}`] : []),
    "",
    `AUC    model ${fixed(aucModel)}   days since last seen ${fixed(aucRecency)}`,
    `Brier  model ${fixed(brierModel)}   base rate ${fixed(brierBase)} (${against(brierBase)})   base rate of each cut ${fixed(brierBaseOfCut)} (${against(brierBaseOfCut)})`,
    `expected calibration error ${fixed(ece)}`,
    "",
    "chance      members  predicted  observed",
    ...result.calibration.map(
      ({ bin, n, predicted, observed }) =>
        `${(bin / 10).toFixed(1)} – ${((bin + 1) / 10).toFixed(1)}   ${String(n).padStart(7)}  ${fixed(predicted).padStart(9)}  ${fixed(observed).padStart(8)}`,
    ),
  ];
}

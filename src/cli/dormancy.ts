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
import { UsageError, type Saying } from "../core/errors.ts";
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
  if (result.cuts === 0) return context.out(context.say(whyNoCut(file, history, horizon)));
  for (const line of report(result, settings, context)) context.out(line);
}

/** What a log lacks that gives nothing to test. */
function whyNoCut(file: string, { size, firstDay, lastDay }: History, horizon: number): Saying {
  if (size === 0)
    return {
      zh: `${file} 里没有人说过话；机器人、进群退群不算`,
      en: `${file} has no message of a person; bots, joins and leaves are left out`,
    };
  const needed = FIRST_CUT_DAY + horizon + 1;
  const days = lastDay - firstDay + 1;
  return {
    zh: `${file} 只有 ${days} 天；检验要 ${needed} 天：${FIRST_CUT_DAY} 天用来学，${horizon} 天看结果，再加没过完的最后一天。`,
    en: `${file} spans ${plural(days, "day", "days")}; a back-test needs ${needed}: ${FIRST_CUT_DAY} to learn from, ${horizon} to see what came, and the last, unfinished day.`,
  };
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
  unread: Saying[];
}

function report(result: BacktestResult, settings: Shown, { say }: CliContext): string[] {
  const { aucModel, aucRecency, brierModel, brierBase, brierBaseOfCut, ece } = result;
  const against = (base: number | null) => {
    if (brierModel === null || !base) return "–";
    const change = Math.round((brierModel / base - 1) * 100);
    return say(
      change > 0 ? { zh: `多 ${change}%`, en: `${change}% more` } : { zh: `少 ${-change}%`, en: `${-change}% less` },
    );
  };
  return [
    say({
      zh: `在 ${result.cuts} 个日子上预测了 ${result.members} 次：这位成员往后 ${settings.horizon} 天里会不会说话？（按 ${settings.zone} 的日子）`,
      en: `${plural(result.members, "prediction", "predictions")} at ${plural(result.cuts, "cut", "cuts")}: will the member be active within ${settings.horizon} days? (days in ${settings.zone})`,
    }),
    ...settings.unread.map(say),
    ...(settings.bots.length > 0
      ? [
          say({
            zh: `当作机器人没有算：${settings.bots.join("、")}`,
            en: `left out as bots: ${settings.bots.join(", ")}`,
          }),
        ]
      : []),
    "",
    say({
      zh: `AUC    模型 ${fixed(aucModel)}   只看安静了几天 ${fixed(aucRecency)}`,
      en: `AUC    model ${fixed(aucModel)}   days since last seen ${fixed(aucRecency)}`,
    }),
    say({
      zh: `Brier  模型 ${fixed(brierModel)}   总的比例 ${fixed(brierBase)}（误差${against(brierBase)}）   当天的比例 ${fixed(brierBaseOfCut)}（误差${against(brierBaseOfCut)}）`,
      en: `Brier  model ${fixed(brierModel)}   base rate ${fixed(brierBase)} (${against(brierBase)})   base rate of each cut ${fixed(brierBaseOfCut)} (${against(brierBaseOfCut)})`,
    }),
    say({ zh: `平均校准误差 ${fixed(ece)}`, en: `expected calibration error ${fixed(ece)}` }),
    "",
    say({ zh: "机会           人数       预测      实际", en: "chance      members  predicted  observed" }),
    ...result.calibration.map(
      ({ bin, n, predicted, observed }) =>
        `${(bin / 10).toFixed(1)} – ${((bin + 1) / 10).toFixed(1)}   ${String(n).padStart(7)}  ${fixed(predicted).padStart(9)}  ${fixed(observed).padStart(8)}`,
    ),
  ];
}

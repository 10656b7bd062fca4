import { readFileSync } from "node:fs";
import { Command } from "commander";
import { plural } from "../core/text.ts";
import { packHistory } from "../engagement/drift/index.ts";
import type { Declaration } from "../features/journeys/declaration.ts";
import { fromYaml } from "../features/journeys/edit.ts";
import { BadDeclaration, faultLine } from "../features/journeys/faults.ts";
import { replayable, simulateJourney, type Simulation } from "../features/journeys/simulate.ts";
import { starters } from "../features/journeys/starters.ts";
import { readChatLogDays, unreadLine } from "./chatlog.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";
import { zoneOption } from "./mistakes.ts";

interface SimulateOptions {
  journey: string;
  zone: string;
  ignore: string[];
  json?: boolean;
}

const collect = (name: string, before: string[]): string[] => [...before, name];

/** `hearth journey simulate`: what a journey would have done in a real chat. Sends nothing and opens no database. */
export function journeyCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  return new Command("journey").description(say("关怀旅程", "plan a journey")).addCommand(
    new Command("simulate")
      .description(
        say(
          "用聊天记录预演：谁会在什么时候收到什么；什么都不发",
          "replay a chat log and show who would have got what and when; sends nothing",
        ),
      )
      .argument(
        "<file>",
        say(
          "JSON Lines，.gz 也行：author、author_name、sent_at、kind",
          "JSON Lines, plain or .gz: author, author_name, sent_at, kind",
        ),
      )
      .requiredOption(
        "--journey <name>",
        say(
          "现成旅程的名字，或“旅程 导出”给的 YAML 文件",
          "a starter's name, or a YAML file as “/journey show” prints it",
        ),
      )
      .option("--zone <zone>", say("社群的时区", "time zone of the community, an IANA name"), "Asia/Shanghai")
      .option(
        "--ignore <name>",
        say("不算这个人；可以写几次", "leave out this author too; may be repeated"),
        collect,
        [],
      )
      .option("--json", say("写成一个 JSON 对象", "print one JSON object"))
      .action((file: string, options: SimulateOptions) => simulate(context, file, options)),
  );
}

async function simulate(context: CliContext, file: string, options: SimulateOptions): Promise<void> {
  const declaration = declarationNamed(options.journey);
  if (!replayable.some((kind) => kind === declaration.trigger.kind))
    throw new UsageError({
      zh: `--journey ${options.journey}：聊天记录里看不到“${declaration.trigger.kind}”；能重放的是 ${replayable.join("、")}`,
      en: `--journey ${options.journey}: a log of messages shows no “${declaration.trigger.kind}”; it can replay ${replayable.join(", ")}`,
    });
  if (declaration.trigger.kind === "joined" && declaration.trigger.silent)
    throw new UsageError({
      zh: `--journey ${options.journey}：聊天记录里看不到谁进了群却没说过话；能重放的是 ${replayable.join("、")}`,
      en: `--journey ${options.journey}: a log of messages does not show who joined and never spoke; it can replay ${replayable.join(", ")}`,
    });
  const zone = zoneOption(options.zone);
  const log = await readChatLogDays(file, zone, options.ignore);
  const simulation = simulateJourney(packHistory(log), declaration, { zone, salt: "simulation" });
  if (options.json) return context.out(JSON.stringify(named(simulation, log.names)));
  for (const line of unreadLine(log.unread)) context.out(context.say(line));
  for (const line of report(simulation, declaration, log.names, context)) context.out(line);
}

function declarationNamed(journey: string): Declaration {
  const starter = starters.find(({ name }) => name === journey);
  if (starter) return starter;
  const known = starters.map(({ name }) => name).join(", ");
  let source: string;
  try {
    source = readFileSync(journey, "utf8");
  } catch {
    throw new UsageError({
      zh: `--journey ${journey}：既不是现成的（${known}），也不是读得了的文件`,
      en: `--journey ${journey}: neither a starter (${known}) nor a file that can be read`,
    });
  }
  try {
    return fromYaml(source);
  } catch (error) {
    const [fault] = error instanceof BadDeclaration ? error.faults : [];
    if (!fault) throw error;
    throw new UsageError({ zh: `${journey}：${faultLine(fault, "zh")}`, en: `${journey}: ${faultLine(fault, "en")}` });
  }
}

/** Why nothing would have been sent on a day, by the rule's name (manners.ts). */
const rulesZh: Readonly<Record<string, string>> = {
  optedOut: "退订了",
  forgotten: "数据已删除",
  staff: "管理团队",
  tooLate: "过了时候",
  quietHours: "夜里不打扰",
  held: "正等着人答复",
  oldData: "数据还不够新",
  outage: "刚断过线",
  weekly: "七天里已发过",
  quarterly: "一个季度里已发满",
  dailyCap: "当天已发满",
};

const named = (simulation: Simulation, names: readonly string[]) => ({
  ...simulation,
  events: simulation.events.map((event) => ({ ...event, member: names[event.member] ?? "" })),
});

function report(
  simulation: Simulation,
  { name, holdOut, horizonDays }: Declaration,
  names: readonly string[],
  { say }: CliContext,
): string[] {
  const { events, days, entered, returned, endedEarly, heldBack } = simulation;
  const share = ([came, of]: [number, number]) =>
    of === 0 ? "–" : `${came}/${of} (${Math.round((came / of) * 100)}%)`;
  const caps = Object.entries(heldBack);
  const written = events.filter(({ step }) => step !== null).length;
  return [
    ...events.map(
      ({ day, member, step }) =>
        `${day}  ${step === null ? say({ zh: "不发，对照", en: "held out" }) : say({ zh: `第 ${step} 步   `, en: `step ${step}  ` })}  ${names[member] ?? ""}`,
    ),
    ...(events.length > 0 ? [""] : []),
    say({
      zh: `${name}，${days} 天：${entered.nudged + entered.heldOut} 人走进来，其中 ${entered.heldOut} 人不发，用来对照（要的是 ${holdOut}%）`,
      en: `${name}, ${plural(days, "day", "days")}: ${entered.nudged + entered.heldOut} entered, ${entered.heldOut} of them held out (${holdOut}% asked for)`,
    }),
    say({
      zh: `会发 ${written} 条；自己回来、后面不再发的 ${endedEarly} 人`,
      en: `messages ${written}; ended early because they came back: ${endedEarly}`,
    }),
    say({
      zh: `守规矩没有发的（人·天）：${caps.length > 0 ? caps.map(([rule, times]) => `${rulesZh[rule] ?? rule} ${times}`).join("、") : "没有"}`,
      en: `held back by manners, member-days: ${caps.length > 0 ? caps.map(([rule, times]) => `${rule} ${times}`).join(", ") : "none"}`,
    }),
    say({
      zh: `${horizonDays} 天内自己回来的：本来会收到的 ${share(returned.nudged)}，不发的 ${share(returned.heldOut)}`,
      en: `came by themselves within ${plural(horizonDays, "day", "days")}: would-be nudged ${share(returned.nudged)}, held out ${share(returned.heldOut)}`,
    }),
    say({
      zh: "什么都没有发。大家做了什么，是没人写信给他们时做的。",
      en: "Nothing was sent. What people did is what they did unwritten to.",
    }),
  ];
}

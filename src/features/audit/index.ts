import type { DigestPeriod, DigestSection } from "../../core/digest.ts";
import type { BaseCtx, Ctx, EventCtx } from "../../core/context.ts";
import { spokenAs } from "../../core/commands.ts";
import { defineFeature, type Feature } from "../../core/feature.ts";
import { always, fill, text as plain, type Language, type Text } from "../../core/text.ts";
import type { ButtonEvent } from "../../core/event.ts";
import { localTime } from "../../core/time.ts";
import { displayName } from "../../members/names.ts";
import { auditHead, newestAudit, type AuditRow } from "../../operators/audit.ts";
import { auditUndo, newestUndoable, undo, undoIdOf } from "../../operators/undo.ts";
import { reportIncident } from "./incident.ts";
import { incidentText } from "./text-incident.ts";
import { text } from "./text.ts";

/** How many of the newest commands are shown: in a group few, in private more. */
const shown = { group: 5, private: 20, channel: 5 } as const;

/** What operators did, and how to take it back. */
export function audit(features: () => readonly Feature[]): Feature {
  return defineFeature({
    name: "audit",
    essential: true,
    commands: [
      {
        name: "audit",
        aliases: ["操作记录"],
        who: "manager",
        help: text.auditHelp,
        run: (ctx) => showAudit(ctx, features()),
      },
      {
        name: "undo",
        aliases: ["撤销"],
        who: "viewer",
        help: text.undoHelp,
        audit: async (ctx) => (await newestUndoable(ctx))?.command ?? "",
        // what was taken back is a command, too
        auditWord: (word) => wordsFor(features())(word),
        run: async (ctx) => {
          const command = await undo(ctx, features());
          await ctx.reply(text.undone, { command: spokenAs(command) });
        },
      },
      {
        name: "incident",
        aliases: ["事故报告"],
        who: "owner",
        where: "private",
        help: incidentText.help,
        run: (ctx) => reportIncident(ctx, wordsFor(features())),
      },
    ],
    digest: operatorsOfPeriod,
    figures: [{ key: "audit", names: ["审计", "管理操作", "operators"], meaning: text.digestMeaning }],
    events: { button: (ctx) => undoByButton(ctx, features()) },
  });
}

async function undoByButton(ctx: EventCtx<ButtonEvent>, features: readonly Feature[]): Promise<void> {
  const id = undoIdOf(ctx.event.data);
  if (id === undefined || !ctx.member) return;
  const own: Ctx = { ...ctx, member: ctx.member, args: "" };
  const command = await undo(own, features, id);
  await ctx.reply(text.undone, { command: spokenAs(command) });
  await auditUndo(own, command.name);
}

/** How much operators did, and where the chain of their deeds stood: kept elsewhere, it proves that nothing was cut off. */
async function operatorsOfPeriod({ tx, community }: BaseCtx, period: DigestPeriod): Promise<DigestSection | null> {
  const of = { communityId: community.id };
  const commands = await tx.auditRow.count({ where: { ...of, at: { gte: period.fromAt, lt: period.toAt } } });
  const last = await tx.auditRow.findFirst({ where: { ...of, at: { lt: period.toAt } }, orderBy: { seq: "desc" } });
  if (!last) return null;
  const { seq, hash } = last;
  return {
    title: text.digestTitle,
    lines: [fill(text.digestLine, { commands, seq, hash })],
    figures: { commands, head: { seq, hash } },
  };
}

async function showAudit(ctx: Ctx, features: readonly Feature[]): Promise<void> {
  const { tx, community } = ctx;
  const rows = await newestAudit(tx, community.id, shown[ctx.chat.kind]);
  const head = await auditHead(tx, community.id);
  const names = await namesOf(ctx, rows);
  const said = wordsFor(features);
  const lines = rows.map((row) => ({
    ...row,
    command: said(row.command),
    args: keptOf(features, row),
    when: whenOf(ctx, row.at),
    who: names.get(row.memberId ?? 0) ?? row.actor,
  }));
  await ctx.reply(text.list, { lines, head });
}

/** How commands are spoken of by their names, also one that there is no more. */
function wordsFor(features: readonly Feature[]): (name: string) => Text {
  const commands = features.flatMap((feature) => feature.commands ?? []);
  return (name) => {
    const command = commands.find((one) => one.name === name);
    return command ? spokenAs(command) : always(`/${name}`);
  };
}

/** What was kept of a command's arguments, as people read it. */
function keptOf(features: readonly Feature[], { command: name, args }: AuditRow): Text {
  if (args === "") return always("");
  const command = features.flatMap((feature) => feature.commands ?? []).find((one) => one.name === name);
  const kept = args.split(" ").map((word, index) => command?.auditWord?.(word, index) ?? always(word));
  const said = (language: Language) => kept.map((word) => word[language]()).join(" ");
  return plain({ zh: said("zh"), en: said("en") });
}

async function namesOf(ctx: Ctx, rows: readonly AuditRow[]): Promise<Map<number, string>> {
  const ids = rows.flatMap((row) => row.memberId ?? []);
  const members = await ctx.tx.member.findMany({ where: { communityId: ctx.community.id, id: { in: ids } } });
  return new Map(members.map((member) => [member.id, displayName(member, ctx.language)]));
}

function whenOf(ctx: Ctx, at: Date): string {
  const { day, minute } = localTime(at, ctx.community.timeZone);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.slice(5)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

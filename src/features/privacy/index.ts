import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature, type Command, type Feature, type PersonHooks } from "../../core/feature.ts";
import { textWindow } from "../../engagement/texts.ts";
import { choose, switchedOff, type Choice } from "../../members/choices.ts";
import { exportAsCsv, exportAsJson, exportPerson, type PersonExport } from "../../members/export.ts";
import { mayHaveMinors, minorsSwitch } from "../../members/minors.ts";
import { askForget, askForgetMember, dropChats, forget, forgetOther, ownIdentity, personToForget } from "./forget.ts";
import { meansStats, readSwitch } from "./rules.ts";
import { text } from "./text.ts";

/**
 * A person's rights: to know, to have, to be erased, and to switch off what is not needed.
 * @param model who is asked by the language model behind the answers; null = there is none
 */
export function privacy(hooks: () => readonly PersonHooks[], model: string | null = null): Feature {
  return defineFeature({
    name: "privacy",
    title: text.title,
    essential: true,
    settings: minorsSwitch.settings,
    settingTexts: text.settings,
    commands: [
      {
        name: "privacy",
        aliases: ["隐私"],
        who: "member",
        help: text.privacyHelp,
        run: (ctx) => showPrivacy(ctx, model),
      },
      {
        name: "export",
        aliases: ["导出我的数据"],
        who: "member",
        listed: false,
        where: "private",
        help: text.exportHelp,
        run: (ctx) => sendExport(ctx, hooks()),
      },
      {
        name: "forget",
        aliases: ["删除我的数据"],
        who: "member",
        listed: false,
        where: "private",
        takesArguments: true,
        help: text.forgetHelp,
        // for whoever may not, it is about themselves whatever stands behind it
        instead: {
          command: "forget_member",
          when: ({ args, event, mayUse }) => mayUse && (args !== "" || event.replyTo?.from?.kind === "person"),
        },
        confirm: askForget,
        run: (ctx) => forget(ctx, hooks()),
      },
      {
        name: "forget_member",
        aliases: ["删除成员数据"],
        who: "owner",
        takesArguments: true,
        help: text.forgetMemberHelp,
        confirm: askForgetMember,
        audit: async (ctx) => `#${(await personToForget(ctx)).id}`,
        run: (ctx) => forgetOther(ctx, hooks()),
      },
      statsSwitch("optout", "退出统计", false),
      statsSwitch("optin", "恢复统计", true),
      onOff("hide", ["隐藏排名", "隐藏"], "boards", text.hideHelp, (off) => !off),
      onOff("nudge", ["退订提醒", "退订"], "nudges", text.nudgeHelp),
      onOff("llm", ["关闭AI"], "llm", text.llmHelp),
      onAgain("unhide", "显示排名", "boards", text.unhideHelp),
      onAgain("remind", "恢复提醒", "nudges", text.remindHelp),
      onAgain("llm_on", "恢复AI", "llm", text.llmOnHelp),
    ],
    jobs: { "privacy.dropChats": dropChats },
  });
}

function statsSwitch(name: string, alias: string, on: boolean): Command {
  return {
    name,
    aliases: [alias],
    who: "member",
    listed: false,
    help: on ? text.optinHelp : text.optoutHelp,
    run: (ctx) => {
      if (!meansStats(ctx.args)) throw new Refusal(text.unknownChoice, { word: ctx.args.slice(0, 20) });
      return switchTo(ctx, "stats", on);
    },
  };
}

/** "/nudge off": off. "/hide": hiding on, so the boards off. */
function onOff(
  name: string,
  aliases: string[],
  choice: Choice,
  help: Command["help"],
  meaning = (on: boolean) => on,
): Command {
  const run = (ctx: Ctx) => {
    const word = ctx.args === "" && name === "hide" ? "on" : ctx.args;
    const on = readSwitch(word);
    if (on === undefined) throw new Refusal(text.unknownChoice, { word: ctx.args.slice(0, 20) });
    return switchTo(ctx, choice, meaning(on));
  };
  return { name, aliases, who: "member", listed: false, help, run };
}

/** What one word switches off another brings back: "/hide off" is nothing that Chinese would say. */
function onAgain(name: string, alias: string, choice: Choice, help: Command["help"]): Command {
  return { name, aliases: [alias], who: "member", listed: false, help, run: (ctx) => switchTo(ctx, choice, true) };
}

async function switchTo(ctx: Ctx, choice: Choice, on: boolean): Promise<void> {
  await choose(ctx.tx, ctx.member, choice, on, ctx.now);
  const isForNobody = on && (choice === "nudges" || choice === "llm") && (await mayHaveMinors(ctx));
  await ctx.reply(isForNobody ? text.notedWithMinors : text.done[choice][on ? "on" : "off"]);
}

async function showPrivacy(ctx: Ctx, model: string | null): Promise<void> {
  const { textDays } = await ctx.settings(textWindow);
  const [off, minors] = [await switchedOff(ctx.tx, ctx.member), await mayHaveMinors(ctx)];
  await ctx.reply(text.privacy, { textDays, model, off, minors });
}

/** Room left in a message for the words around the data. */
const wordsAround = 300;

async function sendExport(ctx: Ctx, hooks: readonly PersonHooks[]): Promise<void> {
  const own = ownIdentity(ctx);
  if (!own) return;
  const exported = await exportPerson(ctx.tx, hooks, own);
  const json = exportAsJson(exported);
  const counts = countRows(exported);
  if (ctx.capabilities.files) {
    const file = (name: string, content: string) => ({ file: { name, content } });
    await ctx.reply(text.exported, counts, file("my-data.json", json));
    await ctx.reply(text.exportedTable, undefined, file("my-data.csv", exportAsCsv(exported)));
  } else if (json.length + wordsAround <= ctx.capabilities.textLimit) {
    await ctx.reply(text.exportedAsText, { ...counts, json });
  } else {
    await ctx.reply(text.exportTooLong, counts);
  }
}

function countRows(exported: PersonExport): { tables: number; rows: number } {
  const tables = exported.flatMap((one) => Object.entries(one.tables));
  const rows = tables.reduce((sum, [, rows]) => sum + rows.length, 0);
  return { tables: new Set(tables.map(([name]) => name)).size, rows };
}

import { readFile, writeFile } from "node:fs/promises";
import { Command } from "commander";
import type { Database } from "../core/database/index.ts";
import type { Feature } from "../core/feature.ts";
import { countChangeOutside } from "../members/community.ts";
import { appendAudit } from "../operators/audit.ts";
import { tellOfPrivacy } from "../operators/notices.ts";
import {
  allSettings,
  auditedSetting,
  BadSetting,
  fromYaml,
  settingValues,
  toYaml,
  writeSetting,
  type Setting,
} from "../operators/settings.ts";
import type { CliContext } from "./context.ts";
import { UsageError } from "../core/errors.ts";
import { communityMeant, unreadable, unwritable } from "./mistakes.ts";

/** `hearth settings export` and `hearth settings import FILE`. */
export function settingsCommand(context: CliContext, features: readonly Feature[]): Command {
  const settings = allSettings(features);
  const say = (zh: string, en: string) => context.say({ zh, en });
  const command = new Command("settings").description(
    say("社群的设置，写成 YAML", "the settings of a community, as YAML"),
  );
  command
    .command("export")
    .description(say("写出每一项设置和它的值", "print every setting with its value"))
    .option("--community <name>", say("哪个社群；只有一个时不用写", "whose settings, where there are several"))
    .option("--out <file>", say("写进文件", "write them to a file instead"))
    .action(async (options: { community?: string; out?: string }) => {
      const { database } = await context.open();
      const { id } = await communityMeant(database, options.community);
      const yaml = toYaml(settings, await settingValues(database.prisma, id, settings));
      if (options.out !== undefined) {
        const { out } = options;
        await writeFile(out, yaml).catch((error: NodeJS.ErrnoException) => {
          throw unwritable(out, error);
        });
      } else context.out(yaml.trimEnd());
    });
  command
    .command("import")
    .description(
      say("按文件改设置，没写的不动；有一处不对就都不改", "set what the file names and leave the rest; all or nothing"),
    )
    .argument("<file>", say("和导出一样的 YAML", "YAML in the form of the export"))
    .requiredOption("--community <name>", say("哪个社群", "whose settings"))
    .action(async (file: string, options: { community: string }) => {
      const { database, clock } = await context.open();
      const { id } = await communityMeant(database, options.community);
      const yaml = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        throw unreadable(file, error);
      });
      const wanted = readWanted(settings, yaml, file);
      const changed = await importSettings(database, id, wanted, clock.now());
      context.out(
        changed.length === 0
          ? say("没有要改的。", "Nothing to change.")
          : say(`改了：${changed.join("、")}`, `Changed: ${changed.join(", ")}`),
      );
    });
  return command;
}

function readWanted(settings: readonly Setting[], yaml: string, file: string) {
  try {
    return fromYaml(settings, yaml);
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error;
    throw new UsageError({ zh: `${file}：${error.text.zh()}`, en: `${file}: ${error.text.en()}` });
  }
}

/** Writes what differs, each with its row in the audit, in one transaction. Returns the names. */
async function importSettings(
  database: Database,
  communityId: number,
  wanted: readonly { setting: Setting; value: unknown }[],
  at: Date,
): Promise<string[]> {
  return database.prisma.$transaction(async (tx) => {
    const values = await settingValues(
      tx,
      communityId,
      wanted.map((one) => one.setting),
    );
    const changes = wanted.filter(
      ({ setting, value }) => JSON.stringify(values.get(setting.name)) !== JSON.stringify(value),
    );
    for (const { setting, value } of changes) await writeSetting(tx, communityId, setting, value);
    const names = changes.map(({ setting }) => setting.name);
    const version = names.length > 0 ? await countChangeOutside(tx, communityId, names, at) : 0;
    for (const { setting, value: to } of changes) {
      await tellOfPrivacy(tx, { communityId, setting, from: values.get(setting.name), to, version, at });
    }
    for (const { setting, value } of changes) {
      const args = auditedSetting(setting, value);
      const nobody = { actor: "commandLine", memberId: null, role: null, chatId: null } as const;
      await appendAudit(tx, communityId, { at, ...nobody, command: "settings", args, result: "done" });
    }
    return names;
  });
}

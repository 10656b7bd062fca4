import type { Command } from "commander";
import type { Config } from "../config.ts";
import type { Feature } from "../core/feature.ts";
import type { Log } from "../core/log.ts";
import type { DoctorContext } from "./doctor.ts";
import type { Joined } from "./joined.ts";

/** What commands are made of. */
export interface CommandParts {
  config: Config;
  log: Log;
  context: Joined;
  doctor(): DoctorContext;
}

const features = async (): Promise<readonly Feature[]> => (await import("../features/index.ts")).features;

/**
 * The commands besides those of the service itself, in the order of help. Each is loaded when it is called: none
 * should wait for what only another one needs.
 */
const commands: Readonly<Record<string, (parts: CommandParts) => Promise<Command>>> = {
  import: async ({ context }) => (await import("./import.ts")).importCommand(context),
  stats: async ({ context }) => (await import("./stats.ts")).statsCommand(context),
  digest: async ({ context, config }) =>
    (await import("./digest.ts")).digestCommand(context, await features(), config.HEARTH_FONT),
  draw: async ({ context }) => (await import("./draw.ts")).drawCommand(context),
  faq: async ({ context, config }) => {
    const { faqCommand } = await import("./faq.ts");
    return faqCommand(context, async () => (await import("../served.ts")).configuredEmbedder(config));
  },
  quiz: async ({ context }) => (await import("./quiz.ts")).quizCommand(context),
  dormancy: async ({ context }) => (await import("./dormancy.ts")).dormancyCommand(context),
  journey: async ({ context }) => (await import("./journey.ts")).journeyCommand(context),
  points: async ({ context }) => (await import("./points.ts")).pointsCommand(context, await features()),
  community: async ({ context }) => {
    const { communityCommand } = await import("./community.ts");
    return communityCommand(context, (await import("../features/index.ts")).personHooks);
  },
  settings: async ({ context }) => (await import("./settings.ts")).settingsCommand(context, await features()),
  audit: async ({ context }) => (await import("./audit.ts")).auditCommand(context),
  doctor: async ({ doctor, context }) => (await import("./doctor.ts")).doctorCommand(doctor, context),
  backup: async ({ context }) => (await import("./backup.ts")).backupCommand(context),
  restore: async ({ context }) => (await import("./backup.ts")).restoreCommand(context),
  identities: async ({ context }) => (await import("./identities.ts")).identitiesCommand(context),
  move: async ({ config, log, context: { out, language } }) =>
    (await import("./move/index.ts")).moveCommand({ config, log, out, language }),
};

/** The one command with this name, or all of them where help or a mistake wants them. */
export function commandsFor(name: string | undefined, parts: CommandParts): Promise<Command[]> {
  const called = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all((called ? [called] : Object.values(commands)).map((make) => make(parts)));
}

import { Command } from "commander";
import { Complaint } from "../core/errors.ts";
import type { Language } from "../core/text.ts";
import type { CliContext } from "./context.ts";
import { examine, type DoctorOptions } from "../health/doctor.ts";

/** Something is bad: exit code 1, after everything was said. */
class Ill extends Complaint {
  override name = "Ill";
}

export interface DoctorContext extends DoctorOptions {
  language: Language;
  out(line: string): void;
}

const marks = { good: "✓", warning: "!", bad: "✗" } as const;

/** `hearth doctor`: what is well, what is not, and how to mend it. Exit code 1 when something is bad. */
export function doctorCommand(context: () => DoctorContext, { say }: CliContext): Command {
  return new Command("doctor")
    .description(
      say({
        zh: "体检：哪里不对，怎么办；有问题时退出码是 1",
        en: "what is well, what is not, and how to mend it; exit code 1 when something is bad",
      }),
    )
    .option("--json", say({ zh: "写成一个 JSON 数组", en: "print a JSON array of what was found" }))
    .action(async (options: { json?: boolean }) => {
      const { language, out, ...doctor } = context();
      const found = await examine(doctor);
      if (options.json) {
        const rows = found.map(({ check, level, says, mend }) => ({
          check,
          level,
          says: says[language](),
          ...(mend ? { mend: mend[language]() } : {}),
        }));
        out(JSON.stringify(rows, null, 1));
      } else {
        for (const { level, says, mend } of found) {
          out(`${marks[level]} ${says[language]()}`);
          if (mend) out(`  → ${mend[language]()}`);
        }
      }
      const bad = found.filter(({ level }) => level === "bad").length;
      if (bad > 0) throw new Ill({ zh: `${bad} 处有问题`, en: `${bad} of these ${bad === 1 ? "is" : "are"} bad` });
    });
}

import { Command, InvalidArgumentError } from "commander";
import { Complaint, UsageError, type Saying } from "../core/errors.ts";
import { plural } from "../core/text.ts";
import { findCommunity, listCommunities } from "../members/community.ts";
import { verifyAudit, type AuditHead, type Verdict } from "../operators/audit.ts";
import type { CliContext } from "./context.ts";
import { noCommunity, noCommunityYet } from "./mistakes.ts";

/** A chain that is not whole: exit code 1. */
class BrokenChain extends Complaint {
  override name = "BrokenChain";
}

/** `hearth audit verify`: recomputes the chains of operators' commands. */
export function auditCommand(context: CliContext): Command {
  const say = (zh: string, en: string) => context.say({ zh, en });
  const command = new Command("audit").description(say("管理操作的记录", "the record of operators' commands"));
  command
    .command("verify")
    .description(
      say(
        "重算整条链；被改过、截断或换过次序时退出码是 1",
        "recompute the chain; exit code 1 when it was changed, cut or reordered",
      ),
    )
    .option("--community <name>", say("只查这个社群", "only this community"))
    .option(
      "--head <number:hash>",
      say(
        "以前记下的链尾，比如周报里的；要和 --community 一起用",
        "a head noted earlier, such as one from a digest; needs --community",
      ),
      (written: string) => readHead(written, context),
    )
    .action(async (options: { community?: string; head?: AuditHead }) => {
      if (options.head && !options.community)
        throw new UsageError({ zh: "--head 要和 --community 一起用", en: "--head needs --community" });
      const { database } = await context.open();
      const names = options.community
        ? [options.community]
        : (await listCommunities(database)).map((community) => community.name);
      if (names.length === 0) context.out(noCommunityYet().in(context.language));
      const broken: string[] = [];
      for (const name of names) {
        const community = await findCommunity(database, name);
        if (!community) throw noCommunity(name);
        const verdict = await verifyAudit(database.prisma, community.id, options.head);
        context.out(`${name}: ${context.say(describe(verdict))}`);
        if (!verdict.ok) broken.push(name);
      }
      if (broken.length > 0)
        throw new BrokenChain({
          zh: `操作记录不完整：${broken.join("、")}`,
          en: `the audit is not whole: ${broken.join(", ")}`,
        });
    });
  return command;
}

/** "42:3f9a…": the number of a row and its hash, or the beginning of it (12 digits at least). */
function readHead(written: string, { say }: CliContext): AuditHead {
  const found = /^(\d{1,9}):([0-9a-f]{12,64})$/.exec(written);
  if (!found)
    throw new InvalidArgumentError(
      say({
        zh: "要写一条的编号和指纹，如 42:3f9ac51f02be",
        en: "it is a row's number and hash, such as 42:3f9ac51f02be",
      }),
    );
  return { seq: Number(found[1]), hash: found[2] ?? "" };
}

type Reason = Extract<Verdict, { ok: false }>["reason"];

const reasons: Readonly<Record<Reason, Saying>> = {
  changed: { zh: "被改过", en: "was changed" },
  missing: { zh: "不见了", en: "is missing" },
  cut: { zh: "和后面的都被截掉了", en: "was cut off, with all that follow" },
  otherHead: { zh: "不是当时记下的那条：链被重做过", en: "is not the one that was noted: the chain was made anew" },
};

function describe(verdict: Verdict): Saying {
  const { rows } = verdict;
  if (!verdict.ok) {
    const reason = reasons[verdict.reason];
    return {
      zh: `第 ${verdict.seq} 条${reason.zh}；之前的 ${rows} 条没有动过`,
      en: `row ${verdict.seq} ${reason.en}; ${rows} before it are as they were`,
    };
  }
  if (!verdict.head) return { zh: "还没有记录", en: "no rows" };
  const head = `${verdict.head.seq}:${verdict.head.hash}`;
  return { zh: `共 ${rows} 条，完整；链尾 ${head}`, en: `${plural(rows, "row", "rows")}, whole; head ${head}` };
}

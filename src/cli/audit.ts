import { Command, InvalidArgumentError } from "commander";
import { Complaint, UsageError } from "../core/errors.ts";
import { findCommunity, listCommunities } from "../members/community.ts";
import { verifyAudit, type AuditHead, type Verdict } from "../operators/audit.ts";
import type { CliContext } from "./context.ts";
import { noCommunity } from "./mistakes.ts";

/** A chain that is not whole: exit code 1. */
class BrokenChain extends Complaint {
  override name = "BrokenChain";
}

/** `hearth audit verify`: recomputes the chains of operators' commands. */
export function auditCommand(context: CliContext): Command {
  const command = new Command("audit").description("the record of operators' commands");
  command
    .command("verify")
    .description("recompute the chain; exit code 1 when it was changed, cut or reordered")
    .option("--community <name>", "only this community")
    .option("--head <number:hash>", "a head noted earlier, such as one from a digest; needs --community", readHead)
    .action(async (options: { community?: string; head?: AuditHead }) => {
      if (options.head && !options.community)
        throw new UsageError({ zh: "--head 要和 --community 一起用", en: "--head needs --community" });
      const { database } = await context.open();
      const names = options.community
        ? [options.community]
        : (await listCommunities(database)).map((community) => community.name);
      const broken: string[] = [];
      for (const name of names) {
        const community = await findCommunity(database, name);
        if (!community) throw noCommunity(name);
        const verdict = await verifyAudit(database.prisma, community.id, options.head);
        context.out(`${name}: ${describe(verdict)}`);
        if (!verdict.ok) broken.push(name);
      }
      if (broken.length > 0) throw new BrokenChain(`the audit is not whole: ${broken.join(", ")}`);
    });
  return command;
}

/** "42:3f9a…": the number of a row and its hash, or the beginning of it (12 digits at least). */
function readHead(written: string): AuditHead {
  const found = /^(\d{1,9}):([0-9a-f]{12,64})$/.exec(written);
  if (!found) throw new InvalidArgumentError("it is a row's number and hash, such as 42:3f9ac51f02be");
  return { seq: Number(found[1]), hash: found[2] ?? "" };
}

const reasons = {
  changed: "was changed",
  missing: "is missing",
  cut: "was cut off, with all that follow",
  otherHead: "is not the one that was noted: the chain was made anew",
} as const;

function describe(verdict: Verdict): string {
  if (!verdict.ok) return `row ${verdict.seq} ${reasons[verdict.reason]}; ${verdict.rows} before it are as they were`;
  return verdict.head ? `${verdict.rows} rows, whole; head ${verdict.head.seq}:${verdict.head.hash}` : "no rows";
}

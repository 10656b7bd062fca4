import { formatNumber, plural, text as words, type Text } from "../../core/text.ts";
import type { AuditHead, AuditResult } from "../../operators/audit.ts";

interface Line {
  when: string;
  who: string;
  command: Text;
  args: Text;
  result: AuditResult;
}

const results = {
  zh: { done: "完成", asked: "待确认", cancelled: "已取消", refused: "被拒绝", undone: "已撤销" },
  en: { done: "done", asked: "asked to confirm", cancelled: "cancelled", refused: "refused", undone: "undone" },
} as const satisfies Record<"zh" | "en", Record<AuditResult, string>>;

const line = (language: "zh" | "en") => (one: Line) =>
  [one.when, one.who, one.command[language](), one.args[language](), `· ${results[language][one.result]}`]
    .filter((part) => part !== "")
    .join(" ");

export const text = {
  digestMeaning: words({
    zh: "管理操作：这段时间里管理员发的命令数，和记录链末尾那一条的编号与摘要。把它抄在别处，以后就能验出有没有人删改过；“操作记录”看最近的记录。",
    en: "operators: their commands in these days, and the number and hash of the last row of their record. Kept elsewhere it proves later that nothing was cut off or changed; /audit shows the newest rows.",
  }),
  digestTitle: words({ zh: "管理操作", en: "operators" }),
  digestLine: words<{ commands: number; seq: number; hash: string }>({
    zh: ({ commands, seq, hash }) =>
      `${formatNumber(commands, "zh")} 条，记录到第 ${seq} 条，指纹 ${hash.slice(0, 12)}`,
    en: ({ commands, seq, hash }) =>
      `${plural(commands, "command", "commands")}; the record ends at ${seq}, hash ${hash.slice(0, 12)}`,
  }),
  auditHelp: words({ zh: "管理操作的记录", en: "what operators did" }),
  undoHelp: words({ zh: "撤销我十分钟内的操作", en: "take back what I did in the last ten minutes" }),
  undone: words<{ command: Text }>({
    zh: ({ command }) => `已撤销：${command.zh()}。`,
    en: ({ command }) => `${command.en()} is undone.`,
  }),
  list: words<{ lines: Line[]; head: AuditHead | null }>({
    zh: ({ lines, head }) =>
      head
        ? [...lines.map(line("zh")), `共 ${formatNumber(head.seq, "zh")} 条，末条 ${head.hash.slice(0, 12)}`].join("\n")
        : "还没有操作记录。",
    en: ({ lines, head }) =>
      head
        ? [
            ...lines.map(line("en")),
            `${formatNumber(head.seq, "en")} in all, the last is ${head.hash.slice(0, 12)}`,
          ].join("\n")
        : "No operator has done anything yet.",
  }),
};

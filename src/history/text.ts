import { formatNumber, plural, text } from "../core/text.ts";
import type { ImportResult } from "./import.ts";

const day = (at: string | null): string => at?.slice(0, 10) ?? "–";

/** The end of an import, for a person at a terminal. */
export const summary = text<ImportResult & { community: string }>({
  zh: (r) =>
    `「${r.community}」的历史已读入：共 ${formatNumber(r.read, "zh")} 条，新增 ${formatNumber(r.added, "zh")}，` +
    `重复 ${formatNumber(r.duplicate, "zh")}，跳过 ${formatNumber(r.skipped, "zh")}；` +
    `${formatNumber(r.chats, "zh")} 个群，${formatNumber(r.members, "zh")} 位成员，${day(r.firstAt)} 至 ${day(r.lastAt)}（UTC）。`,
  en: (r) =>
    `History of "${r.community}": ${formatNumber(r.read, "en")} read, ${formatNumber(r.added, "en")} new, ` +
    `${formatNumber(r.duplicate, "en")} known already, ${formatNumber(r.skipped, "en")} skipped; ` +
    `${plural(r.chats, "chat", "chats")}, ${plural(r.members, "member", "members")}, ${day(r.firstAt)} to ${day(r.lastAt)} (UTC).`,
});

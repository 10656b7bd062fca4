import type { Saying } from "../../core/errors.ts";
import { text as words } from "../../core/text.ts";
import { nameOf } from "../../presence/text.ts";
import { troubleNames, type TroubleKind } from "../../presence/troubles-text.ts";

interface Shown {
  platform: string;
  state: "connecting" | "online" | "offline" | "refused";
  detail: Saying | null;
  /** local time of the last sign of life; null = never */
  heard: string | null;
  alarm: string | null;
}

interface StatusShown {
  platforms: readonly Shown[];
  gaps: readonly GapShown[];
  more: number;
  days: number;
  doubts: number;
  troubles: readonly TroubleKind[];
  /** local time of the newest good one; null = none yet */
  backup: string | null;
}

interface GapShown {
  platform: string;
  from: string;
  until: string;
}

const stateZh = { connecting: "正在连接", online: "在线", offline: "断开", refused: "被拒绝" } as const;
const stateEn = { connecting: "connecting", online: "online", offline: "not connected", refused: "refused" } as const;

function lineZh({ platform, state, detail, heard, alarm }: Shown): string {
  const last = state !== "online" && heard !== null ? `，最后一次收到是 ${heard}` : "";
  const why = state !== "online" && detail ? `（${detail.zh}）` : "";
  return `${nameOf(platform)}：${stateZh[state]}${last}${why}${alarm === null ? "" : `；有风险提示，已停止发送：“${alarm}”，看过账号后发送“恢复发送”`}`;
}

function lineEn({ platform, state, detail, heard, alarm }: Shown): string {
  const last = state !== "online" && heard !== null ? `, last heard ${heard}` : "";
  const why = state !== "online" && detail ? ` (${detail.en})` : "";
  return `${nameOf(platform)}: ${stateEn[state]}${last}${why}${alarm === null ? "" : `; warned, so nothing is sent: “${alarm}”. Look at the account, then /resume`}`;
}

export const text = {
  title: words({ zh: "运行状态", en: "status" }),
  statusHelp: words({
    zh: "各平台连上了没有，漏听了哪些时间",
    en: "whether platforms are connected, and what was not heard",
  }),
  resumeHelp: words({ zh: "风险提示处理完后，恢复发送", en: "send again after a warning was looked at" }),
  status: words<StatusShown>({
    zh: ({ platforms, gaps, more, days, doubts, troubles, backup }) =>
      [
        ...(platforms.length === 0 ? ["还没有连接任何平台。"] : platforms.map(lineZh)),
        ...(gaps.length === 0 ? [] : [`最近 ${days} 天漏听的时间（那时说的话不计数）：`]),
        ...gaps.map((gap) => `${nameOf(gap.platform)} ${gap.from} 到 ${gap.until}`),
        ...(more > 0 ? [`还有 ${more} 段`] : []),
        ...(doubts > 0 ? [`有 ${doubts} 个身份要核对，发送“身份”`] : []),
        ...(troubles.length > 0
          ? [`要留意：${[...new Set(troubles)].map((one) => troubleNames[one].zh()).join("、")}`]
          : []),
        ...(backup ? [`最近一次验证过的备份：${backup}`] : []),
      ].join("\n"),
    en: ({ platforms, gaps, more, days, doubts, troubles, backup }) =>
      [
        ...(platforms.length === 0 ? ["No platform is connected yet."] : platforms.map(lineEn)),
        ...(gaps.length === 0 ? [] : [`Not heard in the last ${days} days (what was said then is not counted):`]),
        ...gaps.map((gap) => `${nameOf(gap.platform)} ${gap.from} to ${gap.until}`),
        ...(more > 0 ? [`and ${more} more`] : []),
        ...(doubts > 0 ? [`${doubts} identities wait for you: /identities`] : []),
        ...(troubles.length > 0
          ? [`To look at: ${[...new Set(troubles)].map((one) => troubleNames[one].en()).join(", ")}`]
          : []),
        ...(backup ? [`Newest backup that was tried: ${backup}`] : []),
      ].join("\n"),
  }),
  askResume: words({
    zh: "账号已经在手机上看过，没有问题，恢复发送",
    en: "The account was looked at on its phone and is well: send again",
  }),
  resumed: words({ zh: "好的，几秒后恢复发送。", en: "Fine: sending goes on in a few seconds." }),
  nothingStopped: words({ zh: "没有停止发送的平台。", en: "No platform has stopped sending." }),
};

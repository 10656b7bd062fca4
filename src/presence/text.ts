import type { Saying } from "../core/errors.ts";
import { text } from "../core/text.ts";

const platformNames: Readonly<Record<string, string>> = { telegram: "Telegram", wechat: "微信 WeChat" };
export const nameOf = (platform: string): string => platformNames[platform] ?? platform;

export const words = {
  scan: text<{ platform: string }>({
    zh: ({ platform }) => `${nameOf(platform)} 要登录：请用机器人账号的手机扫这个码。过期了会再发新的。`,
    en: ({ platform }) =>
      `${nameOf(platform)} wants to log in: scan this with the phone of the bot's account. A new one follows when it is over.`,
  }),
  alarm: text<{ platform: string; why: string }>({
    zh: ({ platform, why }) =>
      `${nameOf(platform)} 发来风险提示，我已停止在那里发送任何消息：\n“${why}”\n请先在手机上看看账号。没有问题了，发送“恢复发送”。`,
    en: ({ platform, why }) =>
      `${nameOf(platform)} warns about the account, so I send nothing there any more:\n“${why}”\nLook at the account on its phone first. When all is well, send /resume.`,
  }),
  offline: text<{ platform: string; detail: Saying | null }>({
    zh: ({ platform, detail }) =>
      `${nameOf(platform)} 断开了${detail ? `（${detail.zh}）` : ""}。这段时间那边说的话收不到。`,
    en: ({ platform, detail }) =>
      `${nameOf(platform)} is not connected${detail ? ` (${detail.en})` : ""}. What is said there meanwhile is not heard.`,
  }),
};

import { text as words } from "../core/text.ts";

/** What the start says on the terminal of the person who runs it. */
export const startText = {
  data: words<{ folder: string | null }>({
    zh: ({ folder }) => `炉边 Hearth · 数据在 ${folder ?? "DATABASE_URL 指定的数据库"}`,
    en: ({ folder }) => `Hearth 炉边 · data in ${folder ?? "the server of DATABASE_URL"}`,
  }),
  platform: words<{ platform: string; username: string; online: boolean; detail: string }>({
    zh: ({ platform, username, online, detail }) =>
      `${platform}：@${username} ${online ? "已连接" : "正在连接"}${detail ? `。${detail}` : ""}`,
    en: ({ platform, username, online, detail }) =>
      `${platform}: @${username} ${online ? "connected" : "connecting"}${detail ? `. ${detail}` : ""}`,
  }),
  noTelegram: words({
    zh: "telegram：还没有配置（向 @BotFather 要一个令牌，设成环境变量 TELEGRAM_BOT_TOKEN）",
    en: "telegram: not configured (ask @BotFather for a token and set TELEGRAM_BOT_TOKEN to it)",
  }),
};

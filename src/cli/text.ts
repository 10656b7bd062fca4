import type { Saying } from "../core/errors.ts";
import { text as words } from "../core/text.ts";

const stateZh = (online: boolean, standsBy: boolean) =>
  standsBy ? "另一个进程在用，这里候着" : online ? "已连接" : "正在连接";
const stateEn = (online: boolean, standsBy: boolean) =>
  standsBy ? "another process has it, standing by" : online ? "connected" : "connecting";

/** What the start says on the terminal of the person who runs it. */
export const startText = {
  data: words<{ folder: string | null }>({
    zh: ({ folder }) => `炉边 Hearth · 数据在 ${folder ?? "DATABASE_URL 指定的数据库"}`,
    en: ({ folder }) => `Hearth 炉边 · data in ${folder ?? "the server of DATABASE_URL"}`,
  }),
  /** `standsBy`: another process speaks for it */
  platform: words<{ platform: string; username: string; online: boolean; standsBy: boolean; detail: Saying | null }>({
    zh: ({ platform, username, online, standsBy, detail }) =>
      `${platform}：${username ? `@${username} ` : ""}${stateZh(online, standsBy)}${detail ? `。${detail.zh}` : ""}`,
    en: ({ platform, username, online, standsBy, detail }) =>
      `${platform}: ${username ? `@${username} ` : ""}${stateEn(online, standsBy)}${detail ? `. ${detail.en}` : ""}`,
  }),
  ready: words<{ platforms: readonly string[] }>({
    zh: ({ platforms }) => (platforms.length === 0 ? "就绪：还没有连接任何平台" : `就绪：${platforms.join("、")}`),
    en: ({ platforms }) => `ready: ${platforms.length === 0 ? "no platform connected" : platforms.join(", ")}`,
  }),
  /** `mayNeedProxy`: what goes to it goes through HTTPS_PROXY */
  waiting: words<{ platform: string; detail: Saying | null; mayNeedProxy: boolean }>({
    zh: ({ platform, detail, mayNeedProxy }) =>
      `${platform}：还没连上，会一直试${detail ? `（${detail.zh}）` : ""}` +
      (mayNeedProxy ? "。要走代理才连得上的话：停下来，设好 HTTPS_PROXY 再启动" : ""),
    en: ({ platform, detail, mayNeedProxy }) =>
      `${platform}: not connected yet, trying on${detail ? ` (${detail.en})` : ""}` +
      (mayNeedProxy ? ". Where a proxy is needed to reach it: stop, set HTTPS_PROXY and start again" : ""),
  }),
  alreadyRuns: words<{ folder: string; holder: string }>({
    zh: ({ folder, holder }) =>
      `Hearth 已经在 ${folder} 上运行（${holder}）；先停掉它，或者把 HEARTH_DATA_DIR 设成别的文件夹`,
    en: ({ folder, holder }) =>
      `Hearth already runs on ${folder} (${holder}); stop it first, or set HEARTH_DATA_DIR to another folder`,
  }),
  furnishing: words<{ days: number; of: number }>({
    zh: ({ days, of }) => `正在布置茶馆，只这一次：第 ${days} 天，共 ${of} 天……`,
    en: ({ days, of }) => `Furnishing the tea house, this once: day ${days} of ${of}…`,
  }),
  /** null: there is no page, for the reason given */
  playground: words<{ address: string | null; off: boolean; machine: string }>({
    zh: ({ address, off, machine }) =>
      `茶馆（网页试玩）：${address ?? (off ? "没开（HEARTH_WEB 是 off）" : `没有（要用自带数据库，${machine} 没有）`)}`,
    en: ({ address, off, machine }) =>
      `playground: ${address ?? (off ? "no page (HEARTH_WEB is off)" : `absent (it needs the embedded database, and there is none for ${machine})`)}`,
  }),
  claim: words<{ community: string; code: string }>({
    zh: ({ community, code }) =>
      `${community}：还没有主理人。请在群里或私聊机器人说：认领 ${code}（15 分钟内有效，只能用一次）`,
    en: ({ community, code }) =>
      `${community}: no owner yet. Say there, or to the bot alone: /claim ${code} (once, within 15 minutes)`,
  }),
  scan: words<{ platform: string; code: string }>({
    zh: ({ platform, code }) => `${platform}：请用机器人账号的手机扫码登录（过期会换新的）\n${code}`,
    en: ({ platform, code }) =>
      `${platform}: scan with the phone of the bot's account (a new one follows when it is over)\n${code}`,
  }),
  noTelegram: words({
    zh: "telegram：还没有配置（向 @BotFather 要一个令牌，设成环境变量 TELEGRAM_BOT_TOKEN）",
    en: "telegram: not configured (ask @BotFather for a token and set TELEGRAM_BOT_TOKEN to it)",
  }),
};

import type { Saying } from "../../src/core/errors.ts";
import { plural, text } from "../../src/core/text.ts";
import { loginWithinMs } from "./login.ts";

/** Said to a new friend, once. */
export const greeting = text({
  zh: "你好，我是群里的小管家。发 帮助 看看我会什么，要找真人就发 转人工。",
  en: "Hello, I look after the group. Send 帮助 (help) to see what I can do, or 转人工 to reach a person.",
});

/** In the place of a picture or a file that WeChat did not take. */
export const notTaken = text({
  zh: "（本来附了图片或文件，微信没让发出来。要的话过一会儿再发一次命令。）",
  en: "(There was a picture or a file to this, and WeChat would not send it. Ask again in a while if you want it.)",
});

/** Why a login was lost, by the words of the machine that says so (login.ts, connection.ts). */
const whysZh: Readonly<Record<string, string>> = {
  [`no login within ${loginWithinMs / 1000} s`]: `${loginWithinMs / 1000} 秒里没有登录上`,
  "nobody scanned the QR code": "没有人扫码",
  "the puppet does not answer": "puppet 没有回应",
  "the puppet could not be started": "puppet 启动不了",
  "logged out": "已退出登录",
};

const whyZh = (why: string): string => whysZh[why] ?? why.replace(/^logged out \((.*)\)$/su, "已退出登录（$1）");

const behind = (error: string): Saying =>
  error === "" ? { zh: "", en: "" } : { zh: `（${error}）`, en: ` (${error})` };

/** Where the login stands, for operators; what a puppet says of its errors stays in its own words. */
export const details = {
  connecting: (error: string): Saying => ({
    zh: `在等 puppet${behind(error).zh}`,
    en: `waiting for the puppet${behind(error).en}`,
  }),
  scan: { zh: "请用机器人账号的手机扫码", en: "scan the QR code with the account's phone" },
  scanned: { zh: "请在手机上确认登录", en: "confirm the login on the phone" },
  lost: (why: string, error: string, minutes: number): Saying => ({
    zh: `${whyZh(why)}${behind(error).zh}，${minutes} 分钟内再试`,
    en: `${why}${behind(error).en}; trying again within ${minutes} min`,
  }),
  halted: (alarm: string): Saying => ({ zh: `已停止发送：${alarm}`, en: `sending is stopped: ${alarm}` }),
  quiet: (ms: number): Saying => ({
    zh: `刚登录，先只听不说，${Math.ceil(ms / 60_000)} 分钟后开始回复`,
    en: `just logged in: everything is heard, answers go out in ${plural(Math.ceil(ms / 60_000), "minute", "minutes")}`,
  }),
  stopped: { zh: "已停止", en: "stopped" },
} as const;

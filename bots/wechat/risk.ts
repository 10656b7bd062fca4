/**
 * WeChat's own words for "this account is in danger", as its clients and puppets report them
 * (登录受限, 操作频繁, 账号异常, and what the web protocol answers in English).
 */
const warnings = [
  /(?:帐|账)号(?:存在|有)?(?:安全)?(?:异常|风险)/u,
  /操作(?:过于|太)?频繁/u,
  /(?:被)?限制(?:登录|使用|功能|加群|加好友)/u,
  /登录(?:受限|异常|环境异常)/u,
  /违规|被封|封禁|封号/u,
  /account .{0,40}(?:restricted|blocked|at risk|suspended|banned)/i,
  /(?:for account security|security reasons).{0,60}(?:log|sign)/i,
  /operation.{0,20}too (?:often|frequent)/i,
];

/** The accounts that WeChat itself writes from, in private. Nobody else can choose these ids. */
const weChatItself = new Set(["weixin", "fmessage", "weixinguanhaozhushou"]);

/** The warning in a text of WeChat's own (an error, the reason of a logout); null when there is none. */
export function riskIn(text: string): string | null {
  return warnings.some((warning) => warning.test(text)) ? text.slice(0, 200) : null;
}

/** The warning in a private message from WeChat itself. What people write is never one: else anyone could silence the bot. */
export function riskInMessage(message: {
  talkerId: string;
  roomId?: string | undefined;
  text?: string | undefined;
}): string | null {
  if (message.roomId !== undefined && message.roomId !== "") return null;
  return weChatItself.has(message.talkerId) ? riskIn(message.text ?? "") : null;
}

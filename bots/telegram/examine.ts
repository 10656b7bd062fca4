import { findings, type Finding } from "../../src/health/finding.ts";
import type { Group } from "../../src/health/doctor-database.ts";
import { masker, messageOf } from "./errors.ts";
import type { Membership, User } from "./wire.ts";

/** Longest wait for one answer. */
const timeoutMs = 10_000;
/** Groups whose rights are asked for, at most: one call each. */
const groupsLimit = 30;

type Ask = <T>(method: string, params?: Record<string, string>) => Promise<T>;
type Said = ReturnType<typeof findings>;

/** What the Bot API says of this account: whether it takes the token, what it hides, and the rights in each group. */
export async function examineTelegram(
  { token, apiRoot, polls }: { token: string; apiRoot: string; polls: boolean },
  groups: readonly Group[],
): Promise<Finding[]> {
  const said = findings("telegram");
  const mask = masker(token);
  const ask: Ask = async <T>(method: string, params: Record<string, string> = {}) => {
    const url = `${apiRoot}/bot${token}/${method}?${new URLSearchParams(params).toString()}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    const body = (await answer.json()) as { ok: boolean; result: T; description?: string };
    if (!body.ok) throw new Error(`${answer.status} ${body.description ?? ""}`.trim());
    return body.result;
  };
  let me: User;
  try {
    me = await ask<User>("getMe");
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return [unheard(said, mask(`${messageOf(error)}${cause}`))];
  }
  const found = [said.good(`Telegram 认得 @${me.username}`, `Telegram knows @${me.username}`)];
  if (me.can_read_all_group_messages === false)
    found.push(
      said.warning("隐私模式开着，群里的普通消息看不到", "privacy mode hides ordinary group messages", [
        "向 BotFather 发 /setprivacy，选 Disable，再把机器人重新加进群；或者在群里设为管理员",
        "send /setprivacy to BotFather, choose Disable and add the bot to the group again; or make it an administrator",
      ]),
    );
  const hook = await ask<{ url?: string }>("getWebhookInfo").catch(() => ({ url: "" }));
  if (polls && hook.url)
    found.push(
      said.warning("这个机器人还设着 webhook", "a webhook is still set for this bot", [
        "启动时会自动删掉；要是别的程序在用，请换一个机器人",
        "the start takes it away; if another program uses it, take another bot",
      ]),
    );
  for (const { address, title } of groups.slice(0, groupsLimit)) {
    const where = title || address;
    try {
      const mine = await ask<Membership>("getChatMember", { chat_id: address, user_id: String(me.id) });
      found.push(rightsThere(said, where, mine, me));
    } catch (error) {
      const why = mask(messageOf(error));
      found.push(
        said.warning(`问不到“${where}”：${why}`, `“${where}” could not be asked for: ${why}`, [
          "看看机器人还在不在那里",
          "see whether the bot is still there",
        ]),
      );
    }
  }
  return found;
}

function unheard({ bad }: Said, why: string): Finding {
  if (why.startsWith("401"))
    return bad("Telegram 不认这个令牌", "Telegram does not take this token", [
      "在 BotFather 那里用 /token 看看，改 TELEGRAM_BOT_TOKEN",
      "see /token at BotFather and mend TELEGRAM_BOT_TOKEN",
    ]);
  return bad(`连不上 Telegram：${why}`, `Telegram cannot be reached: ${why}`, [
    "看看网络；要走代理就设 HTTPS_PROXY=http://主机:端口；证书错多半是时钟不准或中间有人",
    "look at the network; where a proxy is needed set HTTPS_PROXY=http://host:port; a wrong certificate means a wrong clock or somebody in between",
  ]);
}

function rightsThere({ good, warning, bad }: Said, where: string, mine: Membership, me: User): Finding {
  if (mine.status === "left" || mine.status === "kicked")
    return bad(`机器人不在“${where}”里了`, `the bot is no longer in “${where}”`, ["重新加进群", "add it again"]);
  if (mine.status === "restricted" && mine.can_send_messages === false)
    return bad(`机器人在“${where}”里不能发言`, `the bot may not write in “${where}”`, [
      "群管理员在成员权限里允许它发消息，或者设为管理员",
      "have an administrator there let it send messages, or make it an administrator",
    ]);
  if (mine.status !== "administrator" && me.can_read_all_group_messages === false)
    return warning(`在“${where}”里不是管理员`, `the bot is no administrator in “${where}”`, [
      "设为管理员，就能看到全部消息和进出",
      "make it one, so that it sees every message and who comes and goes",
    ]);
  return good(`在“${where}”里：${mine.status}`, `in “${where}”: ${mine.status}`);
}

import type { Tx } from "../core/database/index.ts";
import { enqueue, priorities } from "../core/outbox.ts";
import { asLanguage, text as words, type Text } from "../core/text.ts";
import { shown } from "./shown.ts";
import type { Setting } from "./settings.ts";

/** One setting that changed, as it was written. */
export interface SettingChange {
  communityId: number;
  setting: Setting;
  from: unknown;
  to: unknown;
  /** the change's number in the community */
  version: number;
  at: Date;
}

const notice = words<{ name: Text; from: Text; to: Text; meaning: Text }>({
  zh: ({ name, from, to, meaning }) =>
    `🔒 隐私说明有变化。${name.zh()}：${from.zh()} → ${to.zh()}。${meaning.zh()}\n` +
    "发送“隐私”看我记录什么；随时可以：导出我的数据 · 删除我的数据 · 退出统计",
  en: ({ name, from, to, meaning }) =>
    `🔒 What I keep has changed. ${name.en()}: ${from.en()} → ${to.en()}. ${meaning.en()}\n` +
    "/privacy shows all of it; at any time: /export · /forget · /optout stats",
});

/**
 * Tells every group of the community that a setting about members' privacy changed: once for each
 * change, in the community's language, not at night. Does nothing for other settings. In the
 * transaction of the change.
 */
export async function tellOfPrivacy(tx: Tx, change: SettingChange): Promise<void> {
  const { communityId, setting, from, to, version, at } = change;
  const meaning = setting.texts.privacy?.(from, to);
  if (!meaning) return;
  const community = await tx.community.findUniqueOrThrow({ where: { id: communityId } });
  const chats = await tx.chat.findMany({
    where: { communityId, kind: "group", account: { not: null }, unreachable: null },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const said = { name: setting.texts.name, from: shown(from), to: shown(to), meaning };
  const rows = chats.map(({ id: chatId }) => ({
    communityId,
    chatId,
    key: `privacy:${setting.name}:${version}:${chatId}`,
    kind: "notice" as const,
    priority: priorities.digest,
    message: { text: notice[asLanguage(community.language)](said) },
    createdAt: at,
  }));
  await enqueue(tx, ...rows);
}

import type { ChatRef, Sender, SenderKind } from "../core/event.ts";
import { clean } from "./clean.ts";

/**
 * Ids as Telegram Desktop writes them and as the Bot API gives them: "user123" ↔ "123",
 * "channel123" ↔ "-100123", "chat123" ↔ "-123".
 */
const prefixes = { user: "", chat: "-", channel: "-100" } as const;

/** Accounts that stand for something else than a person (Bot API, "Channels and anonymous admins"). */
const standIns: Record<string, SenderKind> = {
  "1087968824": "anonymousAdmin",
  "777000": "channel",
  "136817688": "channel",
};

/** Exports before 2021 write ids as numbers: basic groups above 2^32, channels above 2^33. */
function numberedPeer(id: number): string {
  if (id >= 2 ** 33) return `channel${id - 2 ** 33}`;
  return id >= 2 ** 32 ? `chat${id - 2 ** 32}` : `user${id}`;
}

/** The sender a `from_id` or `actor_id` means; null when the export does not say. */
export function peerOf(id: unknown, name: unknown, chat: ChatRef): Sender | null {
  const written = typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? numberedPeer(id) : id;
  const match = typeof written === "string" ? /^(user|chat|channel)(\d+)$/.exec(written) : null;
  if (!match) return null;
  const prefix = match[1] as keyof typeof prefixes;
  const digits = match[2]!;
  const sender = { id: prefixes[prefix] + digits, name: typeof name === "string" ? clean(name) : "" };
  if (prefix === "user") return { kind: standIns[digits] ?? "person", ...sender };
  // a group that speaks in itself is one of its admins without a name
  return { kind: sender.id === chat.id && chat.kind === "group" ? "anonymousAdmin" : "channel", ...sender };
}

/**
 * The chat an export's `type` and `id` mean, with the id the Bot API has for it: supergroups and
 * channels lack their −100 in exports, basic groups their minus sign. Null without a usable id.
 */
export function exportedChat(type: unknown, id: unknown, name: unknown): ChatRef | null {
  const digits = typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? String(id) : null;
  if (digits === null || typeof type !== "string") return null;
  const title = typeof name === "string" ? clean(name) : "";
  if (type.endsWith("_channel")) return { id: prefixes.channel + digits, kind: "channel", title };
  if (type.endsWith("_supergroup")) return { id: prefixes.channel + digits, kind: "group", title };
  if (type.endsWith("_group")) return { id: prefixes.chat + digits, kind: "group", title };
  return { id: digits, kind: "private", title };
}

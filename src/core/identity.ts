import { hash } from "node:crypto";

/**
 * Identity of a message within its chat, as a uuid, the same live and from an export. Whole numbers
 * stand in it as they are, so that a chat's messages lie together in the index.
 */
export function messageIdentity(messageId: string): string {
  if (!/^[1-9]\d{0,18}$/.test(messageId)) return digest(`message\n${messageId}`);
  // up to 15 digits a number is exact, and ten times as fast
  const whole = messageId.length <= 15 ? Number(messageId) : BigInt(messageId);
  const hex = whole.toString(16).padStart(16, "0");
  return `00000000-0000-0001-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

/** A uuid made of a text: the same text, the same uuid. */
export function digest(text: string): string {
  const hex = hash("sha256", text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

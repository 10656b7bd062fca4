import type { BotStatusEvent } from "../../src/core/event.ts";
import type { Draft, Self } from "./draft.ts";
import { chatRef, userSender } from "./people.ts";
import type { Membership, MembershipChange } from "./wire.ts";

/** A person came or went; a change of rights alone is nothing. */
export function passageOf(change: MembershipChange, self: Self): Draft[] {
  const user = change.new_chat_member.user;
  const was = isIn(change.old_chat_member);
  const is = isIn(change.new_chat_member);
  if (was === is || String(user.id) === self.id) return [];
  const member = userSender(user, change.chat);
  const by = userSender(change.from, change.chat);
  return [
    {
      kind: is ? "join" : "leave",
      chat: chatRef(change.chat),
      at: new Date(change.date * 1000),
      member,
      memberName: member.name,
      ...(by.id === member.id ? {} : { by }),
    },
  ];
}

/** Something happened to the bot itself; in a private chat only blocking and unblocking is told. */
export function botStatusOf(change: MembershipChange): Draft {
  return {
    kind: "botStatus",
    chat: chatRef(change.chat),
    at: new Date(change.date * 1000),
    status: statusOf(change),
    by: userSender(change.from, change.chat),
  };
}

function statusOf({ chat, new_chat_member: now }: MembershipChange): BotStatusEvent["status"] {
  const inside = isIn(now);
  if (chat.type === "private") return inside ? "unblocked" : "blocked";
  if (!inside) return "removed";
  return now.status === "administrator" || now.status === "creator" ? "admin" : "added";
}

function isIn(membership: Membership): boolean {
  if (membership.status === "restricted") return membership.is_member === true;
  return membership.status !== "left" && membership.status !== "kicked";
}

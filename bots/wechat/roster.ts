import type { GroupSeen } from "../../src/core/bot.ts";
import { clean } from "./clean.ts";
import type { Puppet } from "./wire.ts";

/** Payloads fetched side by side: a group of 500 is read in a second or two, and the puppet is not flooded. */
const parallel = 16;

/** Everyone in every group of the account, as this session names them. A group that cannot be read is left out. */
export async function readGroups(puppet: Puppet, self: string): Promise<GroupSeen[]> {
  const groups: GroupSeen[] = [];
  for (const id of await puppet.roomList()) {
    const group = await readGroup(puppet, id, self).catch(() => null);
    if (group) groups.push(group);
  }
  return groups;
}

/** Everyone in one group but ourselves. */
export async function readGroup(puppet: Puppet, id: string, self: string): Promise<GroupSeen> {
  const room = await puppet.roomPayload(id);
  const others = room.memberIdList.filter((member) => member !== self);
  const members: GroupSeen["members"][number][] = [];
  for (let begin = 0; begin < others.length; begin += parallel) {
    const some = others.slice(begin, begin + parallel);
    members.push(...(await Promise.all(some.map((member) => readMember(puppet, id, member)))));
  }
  return { id, topic: clean(room.topic), ownerId: room.ownerId ?? null, members };
}

async function readMember(puppet: Puppet, room: string, id: string) {
  const [contact, member] = await Promise.all([
    puppet.contactPayload(id),
    puppet.roomMemberPayload(room, id).catch(() => null),
  ]);
  const handle = contact.handle ?? contact.weixin;
  return {
    id,
    name: clean(contact.name || member?.name || ""),
    ...(member?.roomAlias ? { groupName: clean(member.roomAlias) } : {}),
    ...(contact.alias ? { remark: clean(contact.alias) } : {}),
    // some puppets put the session's id there, which says nothing
    ...(handle && handle !== id ? { handle: clean(handle) } : {}),
    ...(contact.friend ? { isFriend: true as const } : {}),
  };
}

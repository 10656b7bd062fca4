import type { GroupSeen, OneGroupSeen } from "../../src/core/acquaintances.ts";
import { clean } from "./clean.ts";
import type { Puppet, RoomPayload } from "./wire.ts";

/** Payloads fetched side by side: a group of 500 is read in a second or two, and the puppet is not flooded. */
const parallel = 16;

/**
 * Everyone in every group of the account, as this session names them; the small groups first, each told as
 * soon as it is read. A group that cannot be read is left out.
 */
export async function readGroups(
  puppet: Puppet,
  self: string,
  onRead: (seen: OneGroupSeen) => Promise<void> = async () => {},
): Promise<GroupSeen[]> {
  const rooms: RoomPayload[] = [];
  for (const id of await puppet.roomList()) {
    const room = await puppet.roomPayload(id).catch(() => null);
    if (room) rooms.push(room);
  }
  const timesSeen = new Map<string, number>();
  for (const id of rooms.flatMap((room) => [...new Set(room.memberIdList)]))
    timesSeen.set(id, (timesSeen.get(id) ?? 0) + 1);
  const groups: GroupSeen[] = [];
  for (const room of rooms.toSorted((one, other) => one.memberIdList.length - other.memberIdList.length)) {
    const group = await readMembers(puppet, room, self).catch(() => null);
    if (!group) continue;
    groups.push(group);
    const otherTopics = rooms.filter((other) => other !== room).map(({ topic }) => clean(topic));
    const elsewhere = new Set(room.memberIdList.filter((id) => (timesSeen.get(id) ?? 0) > 1));
    await onRead({ group, otherTopics, elsewhere });
  }
  return groups;
}

/** Everyone in one group but ourselves. */
export const readGroup = async (puppet: Puppet, id: string, self: string): Promise<GroupSeen> =>
  readMembers(puppet, await puppet.roomPayload(id), self);

async function readMembers(puppet: Puppet, room: RoomPayload, self: string): Promise<GroupSeen> {
  const { id } = room;
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

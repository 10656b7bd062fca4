import { randomUUID } from "node:crypto";
import { localTime } from "../../src/core/time.ts";
import type { Database } from "../../src/core/database/index.ts";

/** A message as the platform has it: who, when, in which chat. */
export interface RawMessage {
  at: Date;
  /** null: the author is unknown; "others": a bot, a channel or an anonymous admin */
  memberId: number | null | "others";
  chatId: number;
}

export interface RawPassage {
  at: Date;
  memberId: number | null;
  kind: "join" | "leave";
}

/** Everything that happened in a community. */
export interface RawChat {
  zone: string;
  members: { id: number; name: string; mergedIntoId?: number }[];
  messages: RawMessage[];
  passages: RawPassage[];
}

let names = 0;

/** Writes a community and the daily counts of its messages, row by row and as plainly as can be. Returns its id. */
export async function fill(database: Database, chat: RawChat, name = `community ${++names}`): Promise<number> {
  const { prisma } = database;
  const createdAt = new Date("2020-01-01T00:00:00Z");
  const { id: communityId } = await prisma.community.create({
    data: { name, timeZone: chat.zone, salt: "00", createdAt, language: "en" },
  });
  await prisma.member.createMany({
    data: chat.members.map((each) => ({
      communityId,
      id: each.id,
      name: each.name,
      mergedIntoId: each.mergedIntoId ?? null,
      createdAt,
    })),
  });
  const days = new Map<string, { member_id: number; day: string; messages: number; hours: number }>();
  const hours = new Map<string, { chat_id: number; day: string; hour: number; messages: number; others: number }>();
  for (const { at, memberId, chatId } of chat.messages) {
    const local = localTime(at, chat.zone);
    const { day } = local;
    const hour = entry(hours, `${chatId} ${day} ${local.hour}`, () => ({
      chat_id: chatId,
      day,
      hour: local.hour,
      messages: 0,
      others: 0,
    }));
    if (memberId === "others") hour.others++;
    else hour.messages++;
    if (typeof memberId !== "number") continue;
    const member = entry(days, `${memberId} ${day}`, () => ({
      member_id: memberId,
      day,
      messages: 0,
      hours: 0,
    }));
    member.messages++;
    member.hours |= 1 << local.hour;
  }
  const put = (table: string, columns: string, rows: Iterable<object>) =>
    database.pool.query(
      `INSERT INTO ${table} (community_id, ${columns}) SELECT $1, ${columns} FROM json_populate_recordset(NULL::${table}, $2)`,
      [communityId, JSON.stringify([...rows])],
    );
  await put("member_day", "member_id, day, messages, hours", days.values());
  await database.pool.query(
    `INSERT INTO member_first_day SELECT community_id, member_id, min(day) FROM member_day WHERE community_id = $1
      GROUP BY 1, 2`,
    [communityId],
  );
  await put("chat_hour", "chat_id, day, hour, messages, others", hours.values());
  await prisma.passage.createMany({
    data: chat.passages.map(({ at, memberId, kind }) => ({
      communityId,
      chatId: 1,
      identity: randomUUID(),
      memberId,
      kind,
      at,
      day: new Date(`${localTime(at, chat.zone).day}T00:00:00Z`),
      isMessage: true,
    })),
  });
  return communityId;
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

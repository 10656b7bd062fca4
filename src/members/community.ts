import { UsageError } from "../core/errors.ts";
import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../core/database/index.ts";
import type { Language } from "../core/text.ts";

export const defaultZone = "Asia/Shanghai";

/** A community as commands and importers know it. */
export interface CommunityHead {
  id: number;
  name: string;
  timeZone: string;
  language: string;
  /** the community its chats went over to, if they did */
  joinedIntoId: number | null;
}

const head = { id: true, name: true, timeZone: true, language: true, joinedIntoId: true } as const;

export async function findCommunity(database: Database, name: string): Promise<CommunityHead | null> {
  return database.prisma.community.findUnique({ where: { name }, select: head });
}

/** The community of exactly this name: made if there is none, unchanged if there is. */
export async function ensureCommunity(
  database: Database,
  community: { name: string; timeZone: string; language: Language; createdAt: Date },
): Promise<CommunityHead> {
  const salt = randomBytes(32).toString("hex");
  await database.prisma.community.createMany({ data: [{ ...community, salt }], skipDuplicates: true });
  return database.prisma.community.findUniqueOrThrow({ where: { name: community.name }, select: head });
}

/** Days counted so far stay as they were counted; the new zone holds for what comes. */
export async function setZone(database: Database, id: number, timeZone: string, at: Date): Promise<void> {
  await database.prisma.$transaction(async (tx) => {
    await tx.community.update({ where: { id }, data: { timeZone } });
    await countChangeOutside(tx, id, ["community.timeZone"], at);
  });
}

/**
 * To be called in the transaction of every change of what processes remember of a community (its zone,
 * settings, words, switches): with their next event they ask anew. Gives the change's number there.
 */
export async function countChange(tx: Tx, communityId: number): Promise<number> {
  const { version } = await tx.configurationVersion.upsert({
    where: { communityId },
    create: { communityId },
    update: { version: { increment: 1 } },
  });
  return version;
}

/** The same from outside an act, as the command line does it: features hear of these settings as soon as the program runs. */
export async function countChangeOutside(
  tx: Tx,
  communityId: number,
  keys: readonly string[],
  at: Date,
): Promise<number> {
  const version = await countChange(tx, communityId);
  const job = { name: "settings.changed", key: `settings:changed:${version}`, payload: { keys: [...keys] } };
  await tx.job.create({ data: { communityId, ...job, runAt: at, createdAt: at } });
  return version;
}

/** A name that means nothing here, said in one sentence. */
export class UnknownName extends UsageError {
  override name = "UnknownName";
}

export interface CommunityListed {
  name: string;
  timeZone: string;
  chats: { platform: string; address: string; title: string }[];
}

/** Every community that is not joined to another, with its group chats. */
export async function listCommunities(database: Database): Promise<CommunityListed[]> {
  const communities = await database.prisma.community.findMany({
    where: { joinedIntoId: null },
    orderBy: { name: "asc" },
  });
  const chats = await database.prisma.chat.findMany({ where: { kind: { not: "private" } }, orderBy: { id: "asc" } });
  return communities.map(({ id, name, timeZone }) => ({
    name,
    timeZone,
    chats: chats.filter((chat) => chat.communityId === id),
  }));
}

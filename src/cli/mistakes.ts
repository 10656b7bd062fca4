import { UsageError } from "../core/errors.ts";
import type { Database } from "../core/database/index.ts";
import { checkZone } from "../core/time.ts";
import { findCommunity, listCommunities, type CommunityHead } from "../members/community.ts";

// Mistakes that several commands tell alike.

/** `names`: those that could have been meant, where they are known. */
export function noCommunity(name: string, names?: readonly string[]): UsageError {
  if (!names)
    return new UsageError({
      zh: `没有叫“${name}”的社群；看有哪些：hearth community list`,
      en: `there is no community "${name}"; see: hearth community list`,
    });
  return new UsageError({
    zh: `没有叫“${name}”的社群；有：${names.map((one) => `“${one}”`).join("、")}`,
    en: `there is no community "${name}"; there is ${names.map((one) => `"${one}"`).join(", ")}`,
  });
}

/** The name behind `--community`; where there is one community only, nobody has to write it. */
export function nameMeant(written: string | undefined, names: readonly string[]): string {
  const [only] = names;
  if (only === undefined) throw noCommunityYet();
  if (written !== undefined) return written;
  if (names.length === 1) return only;
  throw new UsageError({
    zh: `有几个社群，请用 --community 写明是哪个：${names.map((one) => `“${one}”`).join("、")}`,
    en: `there are several communities; say which with --community: ${names.map((one) => `"${one}"`).join(", ")}`,
  });
}

/** The community of a command that only reads. @throws UsageError naming those there are */
export async function communityMeant(database: Database, written: string | undefined): Promise<CommunityHead> {
  const names = (await listCommunities(database)).map(({ name }) => name);
  const name = nameMeant(written, names);
  const community = await findCommunity(database, name);
  if (!community || community.joinedIntoId !== null) throw noCommunity(name, names);
  return community;
}

export const noCommunityYet = (): UsageError =>
  new UsageError({
    zh: "还没有社群；先把机器人拉进群，或导入聊天记录",
    en: "there is no community yet; start the bot in a group or import a chat",
  });

export const wrongOrder = (fromDay: string, toDay: string): UsageError =>
  new UsageError({
    zh: `--from ${fromDay} 在 --to ${toDay} 之后；早的写在前面`,
    en: `--from ${fromDay} is after --to ${toDay}; give the earlier day first`,
  });

/** A file that could not be opened or read, with the system's word for it. */
export function unreadable(file: string, { code, message }: NodeJS.ErrnoException): UsageError {
  const why = code ?? message;
  return new UsageError({ zh: `${file} 读不了（${why}）`, en: `${file} cannot be read (${why})` });
}

export function unwritable(file: string, { code, message }: NodeJS.ErrnoException): UsageError {
  const why = code ?? message;
  return new UsageError({ zh: `${file} 写不了（${why}）`, en: `${file} cannot be written (${why})` });
}

/** The zone behind `--zone`. @throws UsageError for one that is none */
export function zoneOption(text: string): string {
  try {
    return checkZone(text);
  } catch (error) {
    throw new UsageError(
      { zh: `--zone “${text}”不是时区；写成 Asia/Shanghai 这样`, en: `--zone ${(error as Error).message}` },
      { cause: error },
    );
  }
}

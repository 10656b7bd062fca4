import { UsageError } from "../core/errors.ts";
import { checkZone } from "../core/time.ts";

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

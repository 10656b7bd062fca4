import { UsageError } from "../core/errors.ts";

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

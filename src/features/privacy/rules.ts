const onWords = ["on", "开", "开启", "恢复"];
const offWords = ["", "off", "关", "关闭"];

/** What follows a switch's name: true = on, false = off (also alone), undefined = neither. */
export function readSwitch(word: string): boolean | undefined {
  const bare = word.trim().toLowerCase();
  if (onWords.includes(bare)) return true;
  return offWords.includes(bare) ? false : undefined;
}

/** Whether the words after /optout and /optin mean the statistics: they alone can be left so far. */
export const meansStats = (word: string): boolean => ["", "stats", "统计"].includes(word.trim().toLowerCase());

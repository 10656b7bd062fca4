const removals = new Set(["none", "off", "无", "删除", "取消"]);
const ons = new Set(["on", "开", "开启", "打开"]);
const offs = new Set(["off", "关", "关闭"]);

/** Whether this word takes an alias away instead of naming a command. */
export const isRemoval = (word: string): boolean => removals.has(word.toLowerCase());
export const isOnWord = (word: string): boolean => ons.has(word.toLowerCase());
export const isOffWord = (word: string): boolean => offs.has(word.toLowerCase());

/** An alias is one word of 2 to 20 letters and digits: shorter ones would be met in every talk. */
export function isAliasWord(word: string): boolean {
  return /^[\p{L}\p{N}_]{2,20}$/u.test(word) && /\p{L}/u.test(word);
}

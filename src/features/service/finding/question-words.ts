import { uniteSynonyms } from "./normalise.ts";

/**
 * Words that ask the same in Chinese, in every community. In a short question they are half of it: 何时开通 and
 * 什么时候开通 share two characters of four. Measured: docs/answers.md.
 */
export const uniteQuestionWords = uniteSynonyms([
  ["为什么", "为何", "为啥", "为嘛", "因何"],
  ["什么时候", "何时", "几时", "啥时候", "啥时", "什么时间"],
  ["怎么", "如何", "怎样", "怎么样", "咋样", "咋"],
  ["哪里", "哪儿", "何处", "什么地方", "啥地方"],
  ["什么", "啥"],
]);

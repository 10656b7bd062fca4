import { text as words, type Language } from "../../core/text.ts";

const names = { zh: { zh: "中文", en: "英文" }, en: { zh: "Chinese", en: "English" } } as const;

export const text = {
  title: words({ zh: "语言", en: "language" }),
  help: words({ zh: "换语言：语言 en / 语言 zh", en: "change language: /language zh or /language en" }),
  now: words<{ community: Language }>({
    zh: ({ community }) =>
      `我现在跟你说中文，社群默认${names.zh[community]}。\nFor English: /language en · 跟随社群：语言 auto`,
    en: ({ community }) =>
      `I speak English with you; the community's language is ${names.en[community]}.\n说中文：/language zh · to follow the community: /language auto`,
  }),
  chosen: words({ zh: "好的，以后跟你说中文。", en: "All right, I will speak English with you." }),
  follows: words({
    zh: "好的，以后跟着社群的语言：中文。",
    en: "All right, I will follow the community's language: English.",
  }),
  chosenForAll: words({
    zh: "好的，这个社群以后默认说中文；自己选过语言的成员不变。",
    en: "All right, this community speaks English from now on; members who chose a language keep it.",
  }),
  onlyManagers: words({
    zh: "整个社群的语言由管理员来定；只换自己的：语言 en",
    en: "The managers choose the community's language; for yourself: /language zh",
  }),
  unknown: words<{ word: string }>({
    zh: ({ word }) => `${word === "" ? "要写明哪种语言" : `还不会“${word}”`}，可以用 zh（中文）或 en（English）。`,
    en: ({ word }) =>
      `${word === "" ? "Say which language" : `I do not speak "${word}" yet`}: zh (中文) or en (English).`,
  }),
};

import { text as words } from "../../../core/text.ts";

export const text = {
  cap80: words({
    zh: "本月模型费用已用到上限的 80 %。到了上限，我会照条目原文回答，不会停。",
    en: "80 % of this month's money for the model is spent. At 100 % I answer with the entries as they stand; answers go on.",
  }),
  cap100: words({
    zh: "本月模型费用已到上限，从现在起照条目原文回答，下个月恢复。",
    en: "This month's money for the model is spent: from now on I answer with the entries as they stand, until next month.",
  }),
};

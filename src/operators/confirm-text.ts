import { text as words } from "../core/text.ts";

/** How a destructive command asks before it does anything. */
export const confirmText = {
  ask: words<{ summary: string }>({
    zh: ({ summary }) => `${summary}\n确定吗？两分钟内有效。`,
    en: ({ summary }) => `${summary}\nAre you sure? Valid for two minutes.`,
  }),
  yes: words({ zh: "确定", en: "Yes, do it" }),
  no: words({ zh: "取消", en: "Cancel" }),
};

import { text as words } from "../core/text.ts";

export const text = {
  undo: words({ zh: "撤销", en: "Undo" }),
  nothingToUndo: words({ zh: "没有可以撤销的操作。", en: "There is nothing to undo." }),
  mayNotUndo: words({ zh: "这个操作不能由你撤销。", en: "You may not undo that." }),
  alreadyUndone: words({ zh: "已经撤销过了。", en: "That was undone already." }),
  tooLateToUndo: words({ zh: "超过十分钟，不能撤销了。", en: "Ten minutes are over: that cannot be undone any more." }),
  noSuchMember: words({
    zh: "我没找到这个人。请 @ 对方、回复对方的消息，或写成员号（如 #12）。",
    en: "I do not know that person. Mention them, reply to their message, or give their number (such as #12).",
  }),
};

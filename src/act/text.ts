import { text as words } from "../core/text.ts";

export const text = {
  notAllowed: words({ zh: "这个命令只有管理员可以用。", en: "Only the managers here can use this command." }),
  onlyPrivate: words({ zh: "这个请私聊我用。", en: "Please use this in a private chat with me." }),
  onlyGroup: words({ zh: "这个请在群里用。", en: "Please use this in the group." }),
  failed: words({
    zh: "抱歉，这一条我没处理好，已经记下来请人查看，你的积分和记录没有变化。",
    en: "Sorry, I could not handle that. It is noted for a person to look at; your points and records are unchanged.",
  }),
};

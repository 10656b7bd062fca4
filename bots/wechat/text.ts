import { text } from "../../src/core/text.ts";

/** Said to a new friend, once. */
export const greeting = text({
  zh: "你好，我是群里的小管家。发 帮助 看看我会什么，要找真人就发 转人工。",
  en: "Hello, I look after the group. Send 帮助 (help) to see what I can do, or 转人工 to reach a person.",
});

import { expect, test } from "vitest";
import type { Capabilities } from "../../src/core/bot.ts";
import { markRepeat, render } from "../../src/core/sending/render.ts";

const plain: Capabilities = {
  buttons: false,
  edits: false,
  deletes: false,
  replies: false,
  threads: false,
  privateFirst: false,
  commandMenu: false,
  nativeQuiz: false,
  pictures: true,
  textLimit: 2_000,
};
const rich: Capabilities = { ...plain, buttons: true };
const draw = {
  text: "抽奖开始啦",
  replyTo: "7",
  buttons: [
    [
      { label: "参加", data: "join" },
      { label: "规则", data: "rules" },
    ],
    [{ label: "看看谁在", data: "who" }],
  ],
};

test("buttons stay where a platform has them", () => {
  expect(render(draw, rich, "zh")).toBe(draw);
});

test("without buttons they are numbered into the text, row by row", () => {
  expect(render(draw, plain, "zh")).toEqual({
    text: "抽奖开始啦\n\n1. 参加  2. 规则\n3. 看看谁在\n回复数字选择",
    replyTo: "7",
  });
  expect(render({ text: "", buttons: [[{ label: "Join", data: "j" }]] }, plain, "en")).toEqual({
    text: "1. Join\nReply with a number",
  });
});

test("a message whose buttons are taken away asks for no number", () => {
  expect(render({ text: "over", buttons: [] }, plain, "en")).toEqual({ text: "over" });
  expect(render({ text: "over", buttons: [[]] }, plain, "en")).toEqual({ text: "over" });
});

test("a repeat says so", () => {
  expect(markRepeat({ text: "本周小结", threadId: "3" }, "zh")).toEqual({ text: "（重发）本周小结", threadId: "3" });
  expect(markRepeat({ text: "This week" }, "en").text).toBe("(repeat) This week");
});

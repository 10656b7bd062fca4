import type { Media } from "../../../core/event.ts";
import { text as words, type Text } from "../../../core/text.ts";

/** What can be shown instead of said, as people call it. */
const names: Record<Media, Text> = {
  photo: words({ zh: "图片", en: "picture" }),
  video: words({ zh: "视频", en: "video" }),
  audio: words({ zh: "音频", en: "audio" }),
  voice: words({ zh: "语音", en: "voice message" }),
  animation: words({ zh: "动图", en: "moving picture" }),
  document: words({ zh: "文件", en: "file" }),
  location: words({ zh: "位置", en: "place" }),
  contact: words({ zh: "名片", en: "contact" }),
  link: words({ zh: "链接卡片", en: "link" }),
  sticker: words({ zh: "贴纸", en: "sticker" }),
  poll: words({ zh: "投票", en: "poll" }),
  other: words({ zh: "这类消息", en: "message of this kind" }),
};

/** What is said about pictures, voice and files on their way between members and the desk. */
export const shownText = {
  /** in the place of what was shown, before its words */
  mark: words<Media>({ zh: (media) => `[${names[media].zh()}]`, en: (media) => `[${names[media].en()}]` }),
  moreShownAtDesk: words<{ id: number; name: string; words: string }>({
    zh: ({ id, name, words: said }) => `#${id} ${name} 又发来：${said}`,
    en: ({ id, name, words: said }) => `#${id} ${name} adds: ${said}`,
  }),
  cannotShow: words<Media>({
    zh: (media) => `（${names[media].zh()}我转不过来，可以请 TA 用文字说）`,
    en: (media) => `(I cannot pass on the ${names[media].en()}: ask them for words)`,
  }),
  goneAtDesk: words<Media>({
    zh: (media) => `（${names[media].zh()}已经取不到了，可以请 TA 再发一次）`,
    en: (media) => `(the ${names[media].en()} is not there any more: ask them to send it again)`,
  }),
  goneAtMember: words<Media>({
    zh: (media) => `（店里附的${names[media].zh()}没能转过来：在这里说一声，我请他们再发）`,
    en: (media) => `(a ${names[media].en()} of theirs could not be passed on: say so here, and I ask for it again)`,
  }),
  label: words<{ id: number; name: string }>({
    zh: ({ id, name }) => `#${id} ${name}`,
    en: ({ id, name }) => `#${id} ${name}`,
  }),
  notShown: words<{ id: number; media: Media }>({
    zh: ({ id, media }) => `${names[media].zh()}我转不过去，请用几句话说说。（#${id}）`,
    en: ({ id, media }) => `I cannot pass on a ${names[media].en()}: please say it in words. (#${id})`,
  }),
  notPassedOn: words<{ member: string | null; id: number; media: Media }>({
    zh: ({ member, id, media }) =>
      `${member ? `@${member} ` : ""}你发来的${names[media].zh()}没能转给店里（#${id}）：请再发一次，或者用几句话说说。`,
    en: ({ member, id, media }) =>
      `${member ? `@${member} your` : "Your"} ${names[media].en()} could not be passed on to the shop (#${id}): please send it again, or say it in words.`,
  }),
  shownToMember: words<{ member: string | null; staff: string }>({
    zh: ({ member, staff }) => `${member ? `@${member} ` : ""}——${staff}`,
    en: ({ member, staff }) => `${member ? `@${member} ` : ""}— ${staff}`,
  }),
  onlyWords: words({
    zh: "这句没转出去：贴纸这类我转不了。写几个字，或发图片、语音、视频、文件。",
    en: "That was not passed on: stickers and the like I cannot. Write it, or send a picture, a voice message, a video or a file.",
  }),
  cannotReach: words<{ id: number; media: Media; name: string }>({
    zh: ({ id, media, name }) => `${names[media].zh()}转不到 ${name} 那里（#${id}），请用文字说。`,
    en: ({ id, media, name }) =>
      `The ${names[media].en()} cannot be passed on to ${name} (#${id}): please say it in words.`,
  }),
  sentWordsOnly: words<{ id: number; media: Media; name: string }>({
    zh: ({ id, media, name }) => `文字已转给 ${name}（#${id}）；${names[media].zh()}转不到那里。`,
    en: ({ id, media, name }) =>
      `Your words went to ${name} (#${id}); the ${names[media].en()} cannot be passed on there.`,
  }),
  notArrived: words<{ id: number; name: string; alone: boolean }>({
    zh: ({ id, name, alone }) =>
      `没有送到：给 ${name}（#${id}）的答复，` +
      (alone
        ? "TA 那边收不到我的私信了（多半是拉黑了我）。要紧的话，在群里 @TA 一声，请 TA 先私聊我一句，再答复一次。"
        : "我在那个群里说不了话了。重新加我进群，或请 TA 私聊我一句，再答复一次。"),
    en: ({ id, name, alone }) =>
      `Not delivered: your answer to ${name} (#${id}). ` +
      (alone
        ? "My private messages do not reach them any more; most likely they blocked me. If it matters, mention them in the group, ask them to write to me once, and answer again."
        : "I cannot write in that group any more. Add me again, or ask them to write to me in private, and answer again."),
  }),
  arrivedWithout: words<{ id: number; name: string; media: Media }>({
    zh: ({ id, name, media }) =>
      `${names[media].zh()}没有送到 ${name} 那里（#${id}），文字到了：平台没让转（可能已被删除，或不许转发）。请再发一次，或者用文字说。`,
    en: ({ id, name, media }) =>
      `The ${names[media].en()} did not reach ${name} (#${id}), the words did: the platform would not pass it on (deleted, or kept from being forwarded). Send it again, or say it in words.`,
  }),
};
